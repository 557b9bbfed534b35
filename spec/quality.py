"""Quality: the price of an offer, in a form that sorts.

What an offer asks over what it gives is a sixteen-digit ratio. It is stored in 64 bits, exponent plus 100
in the first 8 and mantissa in the rest, so that numbers sort as ratios do. These bits end the key of the
offer's book directory: a book is walked from the cheapest offer to the dearest. For the taker a *lower*
number is a *better* quality.

When only a part of an offer is taken, the other side follows from the quality. It is rounded, and never
above what the offer has.

Source: Quality.h, Quality.cpp, STAmount.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from spec.amounts import (
    NO_ISSUE,
    add,
    amount_of,
    compare,
    div_round,
    div_round_strict,
    divide,
    exponent_of,
    is_zero,
    mantissa_of,
    mul_round,
    mul_round_strict,
    signum,
    subtract,
    zero_of,
)
from spec.arithmetic import NumberOverflow
from spec.rounding import TO_NEAREST, Rounding
from spec.values import Amount, Asset, asset_of

PARITY: int = 0x55038D7EA4C68000
"""The stored quality of one for one."""
MIN_TICK_SIZE = 3
MAX_TICK_SIZE = 16
"""As many digits as there are: no rounding."""

_EXPONENT_BIAS = 100
_MANTISSA_RANGE: int = 2**56


class Amounts(Struct, frozen=True):
    """What goes into an offer, its TakerPays, and what comes out, its TakerGets."""

    in_: Amount
    out: Amount

    def is_empty(self) -> bool:
        """Whether either side is nothing, or less."""
        return signum(self.in_) <= 0 or signum(self.out) <= 0

    def plus(self, other: Amounts) -> Amounts:
        """Both sides added. Raises IncomparableAmounts, NumberOverflow."""
        return Amounts(add(self.in_, other.in_), add(self.out, other.out))

    def minus(self, other: Amounts) -> Amounts:
        """Both sides subtracted. Raises IncomparableAmounts, NumberOverflow."""
        return Amounts(subtract(self.in_, other.in_), subtract(self.out, other.out))


def get_rate(offer_out: Amount, offer_in: Amount, mode: Rounding = TO_NEAREST) -> int:
    """The stored quality of giving ``offer_out`` for ``offer_in``; 0 when none can be stored."""
    if is_zero(offer_out):
        return 0
    try:
        ratio = divide(offer_in, offer_out, NO_ISSUE, mode)
    except NumberOverflow:
        return 0
    return _stored(ratio)


def _stored(ratio: Amount) -> int:
    """The bits of a ratio, whose sign is not kept."""
    if is_zero(ratio):
        return 0
    return (exponent_of(ratio) + _EXPONENT_BIAS) * _MANTISSA_RANGE + abs(mantissa_of(ratio))


def amount_from_quality(stored: int) -> Amount:
    """The ratio that a stored quality stands for, as an amount of no issue.

    Raises NumberOverflow when it is none: the bits of a directory key may be any.
    """
    if stored == 0:
        return zero_of(NO_ISSUE)
    return amount_of(NO_ISSUE, stored % _MANTISSA_RANGE, stored // _MANTISSA_RANGE - _EXPONENT_BIAS)


class Quality(Struct, frozen=True):
    """A stored quality as a value that compares: the better one, with the lower number, is the greater."""

    value: int

    @classmethod
    def of(cls, amounts: Amounts) -> Quality:
        """The quality at which the amounts are exchanged."""
        return cls(get_rate(amounts.out, amounts.in_))

    def __lt__(self, other: Quality) -> bool:
        return self.value > other.value

    def __gt__(self, other: Quality) -> bool:
        return self.value < other.value

    def __le__(self, other: Quality) -> bool:
        return self.value >= other.value

    def __ge__(self, other: Quality) -> bool:
        return self.value <= other.value

    def rate(self) -> Amount:
        """In over out, as an amount of no issue. Raises NumberOverflow."""
        return amount_from_quality(self.value)

    def better(self) -> Quality:
        """The next better quality."""
        return Quality(self.value - 1)

    def worse(self) -> Quality:
        """The next worse quality."""
        return Quality(self.value + 1)

    def round(self, digits: int) -> Quality:
        """Rounded up, for the taker to the worse, to so many digits: the tick size of an issuer.

        A carry stays in the mantissa, which then has one digit more.
        """
        unit: int = 10 ** (MAX_TICK_SIZE - digits)
        mantissa = self.value % _MANTISSA_RANGE
        return Quality(self.value - mantissa + -(-mantissa // unit) * unit)


def composed_quality(first: Quality, second: Quality) -> Quality:
    """The quality of one exchange after the other. Raises NumberOverflow."""
    return Quality(_stored(mul_round(first.rate(), second.rate(), NO_ISSUE, round_up=True)))


def ceil_in(quality: Quality, amounts: Amounts, limit: Amount) -> Amounts:
    """The amounts when no more than ``limit`` may go in; what comes out is rounded up.

    Raises NumberOverflow.
    """
    return _ceil_in(quality, amounts, limit, True, div_round)


def ceil_in_strict(quality: Quality, amounts: Amounts, limit: Amount, round_up: bool) -> Amounts:
    """The same, rounded in a direction in which every digit counts. Raises NumberOverflow."""
    return _ceil_in(quality, amounts, limit, round_up, div_round_strict)


def ceil_out(quality: Quality, amounts: Amounts, limit: Amount) -> Amounts:
    """The amounts when no more than ``limit`` may come out; what goes in is rounded up.

    Raises NumberOverflow.
    """
    return _ceil_out(quality, amounts, limit, True, mul_round)


def ceil_out_strict(quality: Quality, amounts: Amounts, limit: Amount, round_up: bool) -> Amounts:
    """The same, rounded in a direction in which every digit counts. Raises NumberOverflow."""
    return _ceil_out(quality, amounts, limit, round_up, mul_round_strict)


RoundedOperation = Callable[[Amount, Amount, Asset, bool], Amount]


def _ceil_in(
    quality: Quality, amounts: Amounts, limit: Amount, round_up: bool, div: RoundedOperation
) -> Amounts:
    if compare(amounts.in_, limit) <= 0:
        return amounts
    out = div(limit, quality.rate(), asset_of(amounts.out), round_up)
    return Amounts(limit, amounts.out if compare(out, amounts.out) > 0 else out)


def _ceil_out(
    quality: Quality, amounts: Amounts, limit: Amount, round_up: bool, mul: RoundedOperation
) -> Amounts:
    if compare(amounts.out, limit) <= 0:
        return amounts
    into = mul(limit, quality.rate(), asset_of(amounts.in_), round_up)
    return Amounts(amounts.in_ if compare(into, amounts.in_) > 0 else into, limit)
