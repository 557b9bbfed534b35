"""How the value of an amount is written in decimal.

An issued amount is written plainly where that takes few zeros, otherwise with an exponent and all its
sixteen digits.

Source: STAmount.cpp, STNumber.cpp (3.1.1).
"""

from __future__ import annotations

import re

from spec import arithmetic
from spec.arithmetic import NumberOverflow
from spec.canonical import amount_of, exponent_of, mantissa_of
from spec.rounding import MAX_INT64
from spec.values import XRP_CURRENCY, Amount, Asset, Issue

_DECIMAL = re.compile(r"([-+]?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?", re.ASCII)
_MAX_TEXT = 256
"""Longer texts are no amounts: the digits and the exponent of one take far less."""


class InvalidAmountText(ValueError):
    """A text is not the value of an amount of the asset."""


def to_text(amount: Amount) -> str:
    """The value in decimal, as JSON shows it."""
    mantissa, exponent = mantissa_of(amount), exponent_of(amount)
    if mantissa == 0:
        return "0"
    if exponent == 0 or -25 <= exponent <= -5:
        return arithmetic.plain_text(mantissa, exponent)
    return f"{mantissa}e{exponent}"


def from_text(asset: Asset, text: str, *, exact: bool = False) -> Amount:
    """So much of an asset as the text says, with or without a sign, a fraction and an exponent.

    An issued amount with more than sixteen digits is rounded to nearest, or refused when it has to be
    ``exact``; XRP and tokens have to be written without a fraction. The digits, less zeros at the end, have
    to fit in 63 bits.

    Raises InvalidAmountText.
    """
    match = _DECIMAL.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        raise InvalidAmountText(f"{text[:_MAX_TEXT]!r} is not a decimal number")
    sign, whole, fraction, power = match[1], match[2], match[3] or "", match[4] or "0"
    mantissa, exponent = int(whole + fraction), int(power) - len(fraction)
    is_whole = not isinstance(asset, Issue) or asset.currency == XRP_CURRENCY
    if is_whole and exponent < 0:
        raise InvalidAmountText(f"{text!r} is written with a fraction, but XRP and tokens have none")
    while mantissa > MAX_INT64 and mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    if mantissa > MAX_INT64:
        raise InvalidAmountText(f"{text!r} has more digits than fit in 63 bits")
    try:
        amount = amount_of(asset, -mantissa if sign == "-" else mantissa, exponent)
    except NumberOverflow as error:
        raise InvalidAmountText(f"{text!r} is too large") from error
    if exact and not _holds(amount, mantissa, exponent):
        raise InvalidAmountText(f"{text!r} has more than sixteen digits, or is too small")
    return amount


def _holds(amount: Amount, mantissa: int, exponent: int) -> bool:
    """Whether the amount's size is ``mantissa * 10**exponent`` to the last digit."""
    if mantissa == 0:
        return True
    size = abs(mantissa_of(amount))
    while mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    shift = exponent - exponent_of(amount)
    return size != 0 and shift >= 0 and size == mantissa * 10**shift
