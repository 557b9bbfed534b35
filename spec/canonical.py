"""Amounts in canonical form: how each kind is made, and the number inside it.

XRP is a whole number of drops and a plain ``int``. An issued amount has sixteen digits and an exponent from
-96 to 80. A multi-purpose token is a whole number up to 2**63 - 1. Whatever mantissa and exponent an amount
is made from, it has one form.

Source: STAmount.h, STAmount.cpp, IOUAmount.cpp, SystemParameters.h (3.1.1).
"""

# Contracts bind the parameters of their conditions by name, so a condition may be no more than a call.
# ruff: noqa: PLW0108

from __future__ import annotations

from spec import arithmetic, contracts
from spec.number import Number
from spec.rounding import (
    MAX_INT64,
    MAX_ISSUED_EXPONENT,
    MAX_MANTISSA,
    MIN_ISSUED_EXPONENT,
    MIN_MANTISSA,
    TO_NEAREST,
    UINT64,
    ZERO_ISSUED_EXPONENT,
    Rounding,
    is_integer,
    is_rounded,
    is_vanishing,
)
from spec.values import (
    ACCOUNT_ONE,
    XRP_CURRENCY,
    Account,
    Amount,
    Asset,
    Currency,
    Drops,
    Issue,
    IssuedAmount,
    MPTAmount,
)

DROPS_PER_XRP: Drops = 10**6
MAX_DROPS: Drops = 10**17
"""All the XRP there ever was."""
MAX_MPT: int = MAX_INT64

NO_CURRENCY: Currency = bytes(19) + b"\x01"
"""The currency that stands for no currency."""
NO_ISSUE = Issue(NO_CURRENCY, ACCOUNT_ONE)
"""What a mere ratio is an amount of."""

_VANISHING_EXPONENT = -20
"""A whole amount given with this exponent or a lower one is zero."""


def is_canonical(amount: Amount) -> bool:
    """Whether the amount has the one form in which it may stand in a field."""
    if isinstance(amount, IssuedAmount):
        if amount.mantissa == 0:
            return amount.exponent == ZERO_ISSUED_EXPONENT
        digits = MIN_MANTISSA <= abs(amount.mantissa) <= MAX_MANTISSA
        return digits and MIN_ISSUED_EXPONENT <= amount.exponent <= MAX_ISSUED_EXPONENT
    if isinstance(amount, MPTAmount):
        return abs(amount.value) <= MAX_MPT
    return abs(amount) <= MAX_DROPS


def is_summand(amount: Amount) -> bool:
    """Whether the amount may be added and compared: XRP is not held to its supply there."""
    return isinstance(amount, int) or is_canonical(amount)


def is_issued(result: IssuedAmount, mantissa: int, exponent: int, mode: Rounding) -> bool:
    """Whether the amount is ``mantissa * 10**exponent`` rounded in ``mode``; too little of it is zero."""
    if result.mantissa == 0:
        return is_vanishing(mantissa, exponent, MIN_ISSUED_EXPONENT)
    return is_rounded((result.mantissa, result.exponent), mantissa, exponent, mode)


def is_amount_of(result: Amount, mantissa: int, exponent: int, mode: Rounding) -> bool:
    """Whether the amount is ``mantissa * 10**exponent`` rounded in ``mode``, of what does not fit in 64 bits
    what is made of it; see ``amount_of``."""
    if abs(mantissa) > MAX_INT64:
        if isinstance(result, IssuedAmount):
            mantissa = mantissa - UINT64 if mantissa > 0 else mantissa + UINT64
        else:
            mantissa = mantissa // 10 if mantissa > 0 else -(-mantissa // 10)
            exponent = exponent + 1
            if exponent <= _VANISHING_EXPONENT + 1:
                return mantissa_of(result) == 0
    if isinstance(result, IssuedAmount):
        return is_issued(result, mantissa, exponent, mode)
    if exponent <= _VANISHING_EXPONENT:
        return mantissa_of(result) == 0
    return is_integer(mantissa_of(result), mantissa, exponent, mode)


@contracts.require(lambda mantissa: abs(mantissa) < 1 << 128)
@contracts.ensure(lambda result: is_canonical(result))
@contracts.ensure(lambda result, mantissa, exponent, mode: is_issued(result, mantissa, exponent, mode))
def issued(
    mantissa: int, exponent: int, currency: Currency, issuer: Account, mode: Rounding = TO_NEAREST
) -> IssuedAmount:
    """``mantissa * 10**exponent`` of a currency, in canonical form; the mantissa has up to 128 bits.

    Raises NumberOverflow.
    """
    normal = arithmetic.normalize(mantissa, exponent, mode)
    return IssuedAmount(*arithmetic.to_issued(*normal), currency, issuer)


@contracts.require(lambda mantissa: abs(mantissa) < UINT64)
@contracts.ensure(lambda result: is_canonical(result))
@contracts.ensure(lambda result, mantissa, exponent, mode: is_amount_of(result, mantissa, exponent, mode))
def amount_of(asset: Asset, mantissa: int, exponent: int = 0, mode: Rounding = TO_NEAREST) -> Amount:
    """``mantissa * 10**exponent`` of an asset, in canonical form: whole units of XRP and MPT.

    An issued amount's mantissa is taken as 64 bits with a sign, and one that does not fit comes out with
    the other sign. Such a product or quotient takes more than nine tenths of all XRP on one side.

    Raises NumberOverflow.
    """
    if not isinstance(asset, Issue):
        return MPTAmount(_whole(mantissa, exponent, 18, MAX_MPT, mode), asset.issuance_id)
    if asset.currency == XRP_CURRENCY:
        return _whole(mantissa, exponent, 17, MAX_DROPS, mode)
    if abs(mantissa) > MAX_INT64:
        mantissa = mantissa - UINT64 if mantissa > 0 else mantissa + UINT64
    return issued(mantissa, exponent, asset.currency, asset.issuer, mode)


def _whole(mantissa: int, exponent: int, max_exponent: int, limit: int, mode: Rounding) -> int:
    """``mantissa * 10**exponent`` as a whole amount of at most ``limit``. Raises NumberOverflow."""
    if mantissa == 0 or exponent <= _VANISHING_EXPONENT:
        return 0
    if exponent > max_exponent:
        arithmetic.overflow(mantissa, exponent)
    if abs(mantissa) > MAX_INT64:  # one digit is dropped unseen
        mantissa = abs(mantissa) // 10 * (1 if mantissa > 0 else -1)
        exponent = exponent + 1
    value = arithmetic.to_integer(mantissa, exponent, mode)
    if abs(value) > limit:
        arithmetic.overflow(mantissa, exponent)
    return value


def is_of_number(result: Amount, number: Number, mode: Rounding) -> bool:
    """Whether the amount is what a Number comes to: a whole one has its size rounded in ``mode``, and its
    sign."""
    m = mantissa_of(result)
    if isinstance(result, IssuedAmount):
        return is_issued(result, number.mantissa, number.exponent, mode)
    if (number.mantissa < 0 and m > 0) or (number.mantissa >= 0 and m < 0):
        return False
    return is_integer(abs(m), abs(number.mantissa), number.exponent, mode)


@contracts.ensure(lambda result: is_canonical(result))
@contracts.ensure(lambda result, number, mode: is_of_number(result, number, mode))
def from_number(asset: Asset, number: Number, mode: Rounding = TO_NEAREST) -> Amount:
    """So much of an asset, as may stand in a field. XRP and MPT are rounded by size, without the sign.

    Raises NumberOverflow.
    """
    if isinstance(asset, Issue) and asset.currency != XRP_CURRENCY:
        return number.to_amount(asset)
    whole = abs(number).to_integer(mode)
    return amount_of(asset, -whole if number.mantissa < 0 else whole)


def zero_of(asset: Asset) -> Amount:
    """Nothing of an asset."""
    if not isinstance(asset, Issue):
        return MPTAmount(0, asset.issuance_id)
    if asset.currency == XRP_CURRENCY:
        return 0
    return IssuedAmount(0, ZERO_ISSUED_EXPONENT, asset.currency, asset.issuer)


def zero_like(amount: Amount) -> Amount:
    """Nothing of what the amount is an amount of."""
    if isinstance(amount, int):
        return 0
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(0, ZERO_ISSUED_EXPONENT, amount.currency, amount.issuer)
    return MPTAmount(0, amount.issuance_id)


def smallest_of(asset: Asset) -> Amount:
    """The least that is more than nothing of an asset."""
    if not isinstance(asset, Issue):
        return MPTAmount(1, asset.issuance_id)
    if asset.currency == XRP_CURRENCY:
        return 1
    return IssuedAmount(MIN_MANTISSA, MIN_ISSUED_EXPONENT, asset.currency, asset.issuer)


def largest_of(asset: Asset) -> Amount:
    """The most of an asset that an amount can hold."""
    if not isinstance(asset, Issue):
        return MPTAmount(MAX_MPT, asset.issuance_id)
    if asset.currency == XRP_CURRENCY:
        return MAX_DROPS
    return IssuedAmount(MAX_MANTISSA, MAX_ISSUED_EXPONENT, asset.currency, asset.issuer)


def mantissa_of(amount: Amount) -> int:
    """The signed mantissa; of a whole amount, the amount."""
    if isinstance(amount, int):
        return amount
    return amount.mantissa if isinstance(amount, IssuedAmount) else amount.value


def exponent_of(amount: Amount) -> int:
    """The exponent; of a whole amount, 0."""
    return amount.exponent if isinstance(amount, IssuedAmount) else 0


def signum(amount: Amount) -> int:
    """-1, 0 or 1."""
    mantissa = mantissa_of(amount)
    return (mantissa > 0) - (mantissa < 0)


def is_zero(amount: Amount) -> bool:
    """Whether the amount is nothing."""
    return mantissa_of(amount) == 0
