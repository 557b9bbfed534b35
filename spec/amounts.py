"""Amounts: what can be done with drops, issued amounts and multi-purpose tokens.

Amounts are comparable when they are of the same currency, whoever issues it, or of the same token; only
comparable amounts are added, compared and found equal.

Products and quotients go between assets: their result has the asset that is asked for. There are several of
each, because the protocol has several: `multiply` and `divide` round to nearest, the others in a direction,
and each rounds in its own way, kept for the sake of ledgers that were built with it.

Source: STAmount.h, STAmount.cpp, IOUAmount.cpp, XRPAmount.h, MPTAmount.h (3.1.1).
"""

# Contracts bind the parameters of their conditions by name, so a condition may be no more than a call.
# ruff: noqa: PLW0108

from __future__ import annotations

from bisect import bisect_left

from spec import arithmetic, contracts
from spec.amount_text import InvalidAmountText, from_text, to_text
from spec.arithmetic import NumberOverflow
from spec.canonical import (
    DROPS_PER_XRP,
    MAX_DROPS,
    MAX_MPT,
    NO_CURRENCY,
    NO_ISSUE,
    amount_of,
    exponent_of,
    from_number,
    is_canonical,
    is_summand,
    is_zero,
    issued,
    largest_of,
    mantissa_of,
    signum,
    smallest_of,
    zero_like,
    zero_of,
)
from spec.number import Number
from spec.rounding import (
    DIVISION_SHIFT,
    DOWNWARD,
    MAX_INT64,
    MAX_ISSUED_EXPONENT,
    MAX_MANTISSA,
    MIN_ISSUED_EXPONENT,
    MIN_MANTISSA,
    POWERS,
    TO_NEAREST,
    TOWARDS_ZERO,
    UINT64,
    UPWARD,
    Rounding,
    is_sum,
    is_vanishing,
)
from spec.values import (
    XRP,
    XRP_CURRENCY,
    Amount,
    Asset,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
    asset_of,
)

__all__ = [
    "DROPS_PER_XRP",
    "MAX_DROPS",
    "MAX_MPT",
    "NO_CURRENCY",
    "NO_ISSUE",
    "IncomparableAmounts",
    "InvalidAmountText",
    "NumberOverflow",
    "add",
    "amount_of",
    "are_comparable",
    "can_add",
    "can_exist",
    "can_subtract",
    "compare",
    "difference_in",
    "div_round",
    "div_round_strict",
    "divide",
    "equal",
    "exponent_of",
    "from_number",
    "from_text",
    "is_canonical",
    "is_legal_net",
    "is_zero",
    "issued",
    "largest_of",
    "mantissa_of",
    "maximum",
    "minimum",
    "mul_ratio",
    "mul_round",
    "mul_round_strict",
    "multiply",
    "negate",
    "round_to_scale",
    "signum",
    "smallest_of",
    "subtract",
    "sum_in",
    "to_text",
    "zero_like",
    "zero_of",
]

_MUL_DIVISOR: int = 10**14
"""A product of two sixteen-digit mantissas over this has seventeen or eighteen digits."""
_RATIO_DIGITS = 18
"""A proportion of an issued amount is first computed up to 10 to this power."""


class IncomparableAmounts(ValueError):
    """Amounts of different assets were added, subtracted or compared."""

    def __init__(self, a: Amount, b: Amount) -> None:
        super().__init__(f"{asset_of(a)} is not comparable with {asset_of(b)}")


def can_exist(amount: Amount) -> bool:
    """Whether an amount of XRP or of a multi-purpose token is one that can exist."""
    if isinstance(amount, MPTAmount):
        return 0 <= amount.value <= MAX_MPT
    return is_legal_net(amount)


def is_legal_net(amount: Amount) -> bool:
    """Whether the amount can be held at all: XRP up to its supply, anything else always."""
    return not isinstance(amount, int) or abs(amount) <= MAX_DROPS


def are_comparable(a: Amount, b: Amount) -> bool:
    """Whether the amounts are of one currency, whoever the issuers, or of one token."""
    if isinstance(a, int):
        return isinstance(b, int)
    if isinstance(a, IssuedAmount):
        return isinstance(b, IssuedAmount) and a.currency == b.currency
    return isinstance(b, MPTAmount) and a.issuance_id == b.issuance_id


def equal(a: Amount, b: Amount) -> bool:
    """Whether the amounts are comparable and have the same value. Unlike ``==`` it looks at no issuer."""
    return are_comparable(a, b) and mantissa_of(a) == mantissa_of(b) and exponent_of(a) == exponent_of(b)


def is_order(result: int, a: Amount, b: Amount) -> bool:
    """Whether ``result`` has the sign of the first amount less the second."""
    shift = exponent_of(a) - exponent_of(b)
    # Amounts have at most nineteen digits: more places than twenty change nothing.
    am = mantissa_of(a) * (POWERS[min(shift, 20)] if shift > 0 else 1)
    bm = mantissa_of(b) * (POWERS[min(-shift, 20)] if shift < 0 else 1)
    return result == (am > bm) - (am < bm)


@contracts.require(lambda a, b: is_summand(a) and is_summand(b))
@contracts.ensure(lambda result, a, b: is_order(result, a, b))
def compare(a: Amount, b: Amount) -> int:
    """-1, 0 or 1 as the first amount is less than, equal to or more than the second.

    Raises IncomparableAmounts.
    """
    if not are_comparable(a, b):
        raise IncomparableAmounts(a, b)
    am, bm = mantissa_of(a), mantissa_of(b)
    ae, be = exponent_of(a), exponent_of(b)
    if ae != be and am != 0 and bm != 0 and (am < 0) == (bm < 0):
        return 1 if (ae > be) == (am > 0) else -1
    return (am > bm) - (am < bm)


def minimum(a: Amount, b: Amount) -> Amount:
    """The lesser amount; of two equals the first. Raises IncomparableAmounts."""
    return b if compare(b, a) < 0 else a


def maximum(a: Amount, b: Amount) -> Amount:
    """The greater amount; of two equals the first. Raises IncomparableAmounts."""
    return b if compare(a, b) < 0 else a


# Sums.


def negate(amount: Amount) -> Amount:
    """The amount with the other sign."""
    if isinstance(amount, int):
        return -amount
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(-amount.mantissa, amount.exponent, amount.currency, amount.issuer)
    return MPTAmount(-amount.value, amount.issuance_id)


def is_amount_sum(result: Amount, a: Amount, b: Amount, mode: Rounding) -> bool:
    """Whether ``result`` is the sum: of issued amounts, that of two Numbers, unless it is too little."""
    am, bm = mantissa_of(a), mantissa_of(b)
    if not isinstance(result, IssuedAmount):
        return mantissa_of(result) == am + bm
    ae, be = exponent_of(a), exponent_of(b)
    if result.mantissa != 0 or am == 0 or bm == 0:
        return is_sum((result.mantissa, result.exponent), am, ae, bm, be, mode)
    if ae < be:
        am, ae, bm, be = bm, be, am, ae
    return ae - be <= 20 and is_vanishing(am * POWERS[min(ae - be, 20)] + bm, be, MIN_ISSUED_EXPONENT)


@contracts.require(lambda a, b: is_summand(a) and is_summand(b))
@contracts.ensure(lambda result: is_summand(result))
@contracts.ensure(lambda result, a, b, mode: is_amount_sum(result, a, b, mode))
def add(a: Amount, b: Amount, mode: Rounding = TO_NEAREST) -> Amount:
    """The sum, of the first amount's asset. XRP is not held to its supply here.

    Raises IncomparableAmounts, NumberOverflow.
    """
    if isinstance(a, IssuedAmount):
        if not isinstance(b, IssuedAmount) or a.currency != b.currency:
            raise IncomparableAmounts(a, b)
        m, e = arithmetic.add(a.mantissa, a.exponent, b.mantissa, b.exponent, mode)
        if e < MIN_ISSUED_EXPONENT or e > MAX_ISSUED_EXPONENT:
            m, e = arithmetic.to_issued(m, e)
        return IssuedAmount(m, e, a.currency, a.issuer)
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    if isinstance(a, MPTAmount) and isinstance(b, MPTAmount) and a.issuance_id == b.issuance_id:
        total = a.value + b.value
        if abs(total) > MAX_MPT:
            raise NumberOverflow(f"{a.value} and {b.value} tokens are too many")
        return MPTAmount(total, a.issuance_id)
    raise IncomparableAmounts(a, b)


def subtract(a: Amount, b: Amount, mode: Rounding = TO_NEAREST) -> Amount:
    """The first amount less the second, of the first one's asset.

    Raises IncomparableAmounts, NumberOverflow.
    """
    return add(a, negate(b), mode)


def sum_in(numbers: type[Number], a: Amount, b: Amount) -> Amount:
    """The sum where issued amounts are added as such Numbers: with nineteen digits, it is rounded to these
    and then to sixteen.

    Raises IncomparableAmounts, NumberOverflow.
    """
    if numbers is Number or not isinstance(a, IssuedAmount) or is_zero(a) or is_zero(b):
        return add(a, b)
    if not are_comparable(a, b):
        raise IncomparableAmounts(a, b)
    return (numbers.from_amount(a) + numbers.from_amount(b)).to_amount(asset_of(a))


def difference_in(numbers: type[Number], a: Amount, b: Amount) -> Amount:
    """The first amount less the second; see ``sum_in``. Raises IncomparableAmounts, NumberOverflow."""
    return subtract(a, b) if numbers is Number else sum_in(numbers, a, negate(b))


def can_add(a: Amount, b: Amount) -> bool:
    """Whether the sum is within range and, of issued amounts, whether it keeps enough of both.

    That is so when taking either from the other and adding it again changes each by a few parts in 10,000
    at most.

    Raises NumberOverflow where a difference or ratio of issued amounts is too large.
    """
    if not are_comparable(a, b):
        return False
    if is_zero(a) or is_zero(b):
        return True
    if not isinstance(a, IssuedAmount):
        return -MAX_INT64 - 1 <= mantissa_of(a) + mantissa_of(b) <= MAX_INT64
    one = amount_of(NO_ISSUE, 1)
    loss = zero_of(NO_ISSUE)
    for x, y in ((a, b), (b, a)):
        change = subtract(divide(add(subtract(x, y), y), x, NO_ISSUE), one)
        loss = add(loss, negate(change) if signum(change) < 0 else change)
    return compare(loss, amount_of(NO_ISSUE, 1, -4)) <= 0


def can_subtract(a: Amount, b: Amount) -> bool:
    """Whether the first amount less the second is within range: not below zero where something is taken away.

    Of issued amounts it always is.
    """
    if not are_comparable(a, b):
        return False
    if isinstance(a, IssuedAmount):
        return True
    x, y = mantissa_of(a), mantissa_of(b)
    return x >= y if y > 0 else x - y <= MAX_INT64


def round_to_scale(amount: Amount, scale: int, mode: Rounding = TO_NEAREST) -> Amount:
    """An issued amount without its digits below ``10**scale``; whole amounts are left alone.

    Raises NumberOverflow.

    They are rounded away by adding the least amount with that exponent and taking it off again.
    """
    if not isinstance(amount, IssuedAmount) or amount.mantissa == 0 or amount.exponent >= scale:
        return amount
    sign = 1 if amount.mantissa > 0 else -1
    reference = issued(sign * MIN_MANTISSA, scale, amount.currency, amount.issuer)
    return subtract(add(amount, reference, mode), reference, mode)


# Products and quotients, rounded to nearest.


def multiply(a: Amount, b: Amount, asset: Asset, mode: Rounding = TO_NEAREST) -> Amount:
    """The product, as so much of an asset: that of two Numbers, unless all three are the same kind of whole
    amount.

    Raises NumberOverflow.
    """
    if is_zero(a) or is_zero(b):
        return zero_of(asset)
    if isinstance(a, IssuedAmount) and isinstance(b, IssuedAmount):
        m, e = arithmetic.multiply(a.mantissa, a.exponent, b.mantissa, b.exponent, mode)
    else:
        whole = _whole_product(a, b, asset)
        if whole is not None:
            return whole
        x, y = Number.from_amount(a, mode), Number.from_amount(b, mode)
        m, e = arithmetic.multiply(x.mantissa, x.exponent, y.mantissa, y.exponent, mode)
    if isinstance(asset, Issue) and asset.currency != XRP_CURRENCY:
        return IssuedAmount(*arithmetic.to_issued(m, e), asset.currency, asset.issuer)
    return from_number(asset, Number(m, e), mode)


def _whole_product(a: Amount, b: Amount, asset: Asset) -> Amount | None:
    """Drops times drops in drops, or units times units in units of tokens; nothing for any other product.

    Only positive factors are accepted. Raises NumberOverflow.
    """
    if isinstance(a, int) and isinstance(b, int) and asset == XRP:
        limits = 3_000_000_000, 2_095_475_792
    elif isinstance(a, MPTAmount) and isinstance(b, MPTAmount) and isinstance(asset, MPTIssue):
        limits = 3_037_000_499, 2_147_483_648
    else:
        return None
    low, high = sorted((mantissa_of(a), mantissa_of(b)))
    if low < 0 or low > limits[0] or (high >> 32) * low > limits[1]:
        raise NumberOverflow(f"{low} times {high} units is too large, or not positive")
    return low * high if asset == XRP else amount_of(asset, low * high)


def _sixteen_digits(amount: Amount) -> tuple[int, int]:
    """Size and exponent of a nonzero amount, a whole one with at least sixteen digits."""
    m, e = abs(mantissa_of(amount)), exponent_of(amount)
    while m < MIN_MANTISSA:
        m, e = m * 10, e - 1
    return m, e


def divide(numerator: Amount, denominator: Amount, asset: Asset, mode: Rounding = TO_NEAREST) -> Amount:
    """The quotient, as so much of an asset.

    It is cut after 17 or 18 digits, 5 is added, and it is rounded to 16.

    Raises NumberOverflow, also for a division by zero.
    """
    if is_zero(denominator):
        raise NumberOverflow("an amount is divided by zero")
    if is_zero(numerator):
        return zero_of(asset)
    nm, ne = _sixteen_digits(numerator)
    dm, de = _sixteen_digits(denominator)
    quotient = (arithmetic.muldiv(nm, POWERS[DIVISION_SHIFT], dm) + 5) % UINT64
    sign = signum(numerator) * signum(denominator)
    return amount_of(asset, sign * quotient, ne - de - DIVISION_SHIFT, mode)


# Products and quotients, rounded in a direction.


def mul_round(a: Amount, b: Amount, asset: Asset, round_up: bool, mode: Rounding = TO_NEAREST) -> Amount:
    """The product rounded up or down, in the way of old.

    Up: a fraction of a drop, or of a sixteenth digit, that is below a tenth is dropped even so. Down: what is
    left over is rounded in ``mode``, to nearest if none is given.

    Raises NumberOverflow.
    """
    return _mul_round(a, b, asset, round_up, mode, strict=False)


def mul_round_strict(a: Amount, b: Amount, asset: Asset, round_up: bool) -> Amount:
    """The product rounded up or down, where every digit of a fraction of a drop counts.

    A fraction of a sixteenth digit that is below a tenth is dropped even when rounding up.

    Raises NumberOverflow.
    """
    return _mul_round(a, b, asset, round_up, TOWARDS_ZERO, strict=True)


def _mul_round(a: Amount, b: Amount, asset: Asset, round_up: bool, mode: Rounding, *, strict: bool) -> Amount:
    if is_zero(a) or is_zero(b):
        return zero_of(asset)
    whole = _whole_product(a, b, asset)
    if whole is not None:
        return whole
    am, ae = _sixteen_digits(a)
    bm, be = _sixteen_digits(b)
    negative = (signum(a) < 0) != (signum(b) < 0)
    away = negative != round_up
    m = arithmetic.muldiv(am, bm, _MUL_DIVISOR, _MUL_DIVISOR - 1 if away else 0)
    e = ae + be + 14
    if away and asset == XRP:
        m, e = _drops_away_strict(m, e, round_up) if strict else _drops_away(m, e)
    elif away:
        m, e = _digits_away(m, e)
    result = amount_of(asset, -m if negative else m, e, mode)
    if round_up and not negative and is_zero(result):
        # The least positive token is asked for as an issued amount would be, and so comes out as zero.
        return zero_of(asset) if isinstance(asset, MPTIssue) else smallest_of(asset)
    return result


def div_round(
    numerator: Amount, denominator: Amount, asset: Asset, round_up: bool, mode: Rounding = TO_NEAREST
) -> Amount:
    """The quotient rounded up or down, in the way of old: as `mul_round`.

    Raises NumberOverflow, also for a division by zero.
    """
    return _div_round(numerator, denominator, asset, round_up, mode)


def div_round_strict(numerator: Amount, denominator: Amount, asset: Asset, round_up: bool) -> Amount:
    """The quotient rounded up or down, where what is left over is rounded in that direction too.

    Raises NumberOverflow, also for a division by zero.
    """
    negative = (signum(numerator) < 0) != (signum(denominator) < 0)
    return _div_round(numerator, denominator, asset, round_up, UPWARD if round_up != negative else DOWNWARD)


def _div_round(
    numerator: Amount, denominator: Amount, asset: Asset, round_up: bool, mode: Rounding
) -> Amount:
    if is_zero(denominator):
        raise NumberOverflow("an amount is divided by zero")
    if is_zero(numerator):
        return zero_of(asset)
    nm, ne = _sixteen_digits(numerator)
    dm, de = _sixteen_digits(denominator)
    negative = (signum(numerator) < 0) != (signum(denominator) < 0)
    away = negative != round_up
    m = arithmetic.muldiv(nm, POWERS[DIVISION_SHIFT], dm, dm - 1 if away else 0)
    e = ne - de - DIVISION_SHIFT
    if away and (asset == XRP or isinstance(asset, MPTIssue)):
        m, e = _drops_away(m, e)
    elif away:
        m, e = _digits_away(m, e)
    result = amount_of(asset, -m if negative else m, e, mode)
    return smallest_of(asset) if round_up and not negative and is_zero(result) else result


def _drops_away(m: int, e: int) -> tuple[int, int]:
    """Round to whole units away from zero by the first digit of the fraction.

    Where there are only one or two digits behind the point, one unit is added whatever they are.
    """
    if e >= 0:
        return m, e
    dropped = -1 - e
    # A 64-bit number has no more than twenty digits.
    m = m // POWERS[min(dropped, 20)] + (9 if dropped >= 2 else 10)
    return m // 10, 0


def _drops_away_strict(m: int, e: int, round_up: bool) -> tuple[int, int]:
    """Round to whole units away from zero by all digits of the fraction; when rounding down, by the first."""
    if e >= 0:
        return m, e
    unit = POWERS[min(-1 - e, 20)]
    m = m // unit + (10 if m % unit and round_up else 9)
    return m // 10, 0


def _digits_away(m: int, e: int) -> tuple[int, int]:
    """Round to sixteen digits away from zero by the seventeenth alone."""
    if m <= MAX_MANTISSA:
        return m, e
    while m > 10 * MAX_MANTISSA:
        m, e = m // 10, e + 1
    return (m + 9) // 10, e + 1


# Proportions.


def mul_ratio(
    amount: Amount, numerator: int, denominator: int, round_up: bool, mode: Rounding = TO_NEAREST
) -> Amount:
    """The amount times a ratio of two 32-bit numbers, rounded up or down.

    A whole amount is rounded by its remainder. An issued amount is rounded to sixteen digits in ``mode``
    first; then one unit is added or taken off, whichever way it was rounded, if eighteen digits did not
    hold it exactly. Drops are not held to the supply.

    Raises NumberOverflow, also for a division by zero. Source: IOUAmount.cpp, XRPAmount.h, MPTAmount.h
    (3.1.1).
    """
    if denominator == 0:
        raise NumberOverflow("an amount is divided by zero")
    size = abs(mantissa_of(amount)) * numerator
    negative = signum(amount) < 0
    away = 0 if negative == round_up else 1
    low, rest = size // denominator, size % denominator
    if not isinstance(amount, IssuedAmount):
        low += away if rest else 0
        if low > MAX_INT64:
            raise NumberOverflow(f"{numerator}/{denominator} of {amount} does not fit in 64 bits")
        value = -low if negative else low
        return value if isinstance(amount, int) else MPTAmount(value, amount.issuance_id)
    exponent = amount.exponent
    room = _RATIO_DIGITS - bisect_left(POWERS, low)
    if rest and room > 0:
        low, rest, exponent = low * POWERS[room], rest * POWERS[room], exponent - room
    low, rest = low + rest // denominator, rest % denominator
    excess = bisect_left(POWERS, low) - _RATIO_DIGITS
    if excess > 0:
        exponent += excess
        low, rest = low // POWERS[excess], rest or low % POWERS[excess]
    currency, issuer = amount.currency, amount.issuer
    sign = -1 if negative else 1
    result = issued(sign * low, exponent, currency, issuer, mode)
    if not rest or not away:
        return result
    if result.mantissa == 0:
        return IssuedAmount(sign * MIN_MANTISSA, MIN_ISSUED_EXPONENT, currency, issuer)
    return issued(result.mantissa + sign, result.exponent, currency, issuer, mode)
