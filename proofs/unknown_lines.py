"""Trust lines of which nothing is known but who has them, and in which currency.

Balances and limits have mantissas of which nothing is known; the exponent of a balance is one of a few where
sums are made of it, for sums of unknown exponents would be worked out for each pair of these.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.effects import UnknownLedger
from proofs.symbolic import implies
from proofs.unknowns import assume, flags, integer, one_of, truth
from proofs.values import issued_amount
from spec import keylets
from spec.entries import RippleState
from spec.flags import (
    lsfHighDeepFreeze,
    lsfHighFreeze,
    lsfHighReserve,
    lsfLowDeepFreeze,
    lsfLowFreeze,
    lsfLowReserve,
)
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA, ZERO_ISSUED_EXPONENT
from spec.values import ACCOUNT_ONE, Account, Currency, Issue, IssuedAmount

USD: Currency = bytes(12) + b"USD" + bytes(5)
TOP: Account = b"\xfe" * 20
"""An account above all others."""
FROZEN = lsfLowFreeze | lsfHighFreeze | lsfLowDeepFreeze | lsfHighDeepFreeze
"""The flags of a line that is frozen in one way or another."""
ZERO = ZERO_ISSUED_EXPONENT
"""The exponent of nothing."""


def some_amount(name: str, issuer: Account, *exponents: int, currency: Currency = USD) -> IssuedAmount:
    """An amount that is more than nothing, with one of these exponents."""
    mantissa = integer(f"{name}.mantissa", MIN_MANTISSA, MAX_MANTISSA)
    return IssuedAmount(mantissa, one_of(f"{name}.exponent", *exponents), currency, issuer)


def some_limit(issuer: Account, name: str = "limit") -> IssuedAmount:
    """Any amount that is not less than nothing."""
    limit = issued_amount(name, Issue(USD, issuer))
    assume(limit.mantissa >= 0)
    return limit


def no_limit(issuer: Account, name: str = "limit") -> IssuedAmount:
    """Nothing."""
    return IssuedAmount(0, ZERO, USD, issuer)


def far_limit(issuer: Account, name: str = "limit") -> IssuedAmount:
    """So much that what ordinary amounts add to it or take off it is lost in rounding."""
    return some_amount(name, issuer, 5)


def some_balance(
    name: str, *exponents: int, currency: Currency = USD, signs: tuple[int, ...] = (1, -1)
) -> IssuedAmount:
    """What either account may hold of the other's, with one of these exponents; nothing has one, too."""
    exponent = one_of(f"{name}.exponent", *exponents)
    if exponent == ZERO:
        return IssuedAmount(0, exponent, currency, ACCOUNT_ONE)
    size = integer(f"{name}.size", MIN_MANTISSA, MAX_MANTISSA)
    sign = one_of(f"{name}.sign", *signs)
    return IssuedAmount(sign * size, exponent, currency, ACCOUNT_ONE)


def quality(name: str) -> int | None:
    """What a line asks of what passes in or out, or nothing."""
    return integer(name, 1, 2**32 - 1) if truth(f"{name} is there") else None


def line(
    state: UnknownLedger,
    one: Account,
    other: Account,
    *exponents: int,
    currency: Currency = USD,
    name: str = "line",
    having: int = 0,
    without: int = 0,
    signs: tuple[int, ...] = (1, -1),
    qualities: bool = False,
    limits: Callable[[Account, str], IssuedAmount] = some_limit,
) -> RippleState:
    """A line between two accounts that are there and have it in their lists.

    Its flags are anything but for those that it is said to be ``having`` or ``without``, and but that whoever
    freezes deeply freezes, and who owns it counts it.
    """
    low, high = sorted((one, other))
    settings = flags(f"{name}.flags") & ~without | having
    for deep, plain in ((lsfLowDeepFreeze, lsfLowFreeze), (lsfHighDeepFreeze, lsfHighFreeze)):
        assume(implies(settings & deep != 0, settings & plain != 0))
    for who, owns in ((low, lsfLowReserve), (high, lsfHighReserve)):
        assume(implies(settings & owns != 0, state.root(who).owner_count > 0))
    entry = RippleState(
        keylets.line(low, high, currency).key,
        balance=some_balance(f"{name}.balance", *exponents, currency=currency, signs=signs),
        low_limit=limits(low, f"{name}.low_limit"),
        high_limit=limits(high, f"{name}.high_limit"),
        low_node=0,
        high_node=0,
        flags=settings,
        **(
            {
                one: quality(f"{name}.{one}")
                for one in ("low_quality_in", "low_quality_out", "high_quality_in", "high_quality_out")
            }
            if qualities
            else {}
        ),
    )
    state.hold(entry)
    return entry
