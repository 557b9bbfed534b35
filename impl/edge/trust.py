"""A trust line from the view of one of its two accounts.

Source: TrustLine.h, TrustLine.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from spec import flags
from spec.amounts import negate
from spec.entries import RippleState
from spec.values import Account, IssuedAmount

QUALITY_ONE = 1_000_000_000
"""The quality that changes nothing; lines leave it out and show it as 0."""

SETTINGS = (
    ("authorized", flags.lsfLowAuth, flags.lsfHighAuth),
    ("no_ripple", flags.lsfLowNoRipple, flags.lsfHighNoRipple),
    ("freeze", flags.lsfLowFreeze, flags.lsfHighFreeze),
    ("deep_freeze", flags.lsfLowDeepFreeze, flags.lsfHighDeepFreeze),
)
"""What each side may have set: the name in the API, and the flag of the low and of the high account."""
PEER_NAMES = {
    "authorized": "peer_authorized",
    "no_ripple": "no_ripple_peer",
    "freeze": "freeze_peer",
    "deep_freeze": "deep_freeze_peer",
}


class Line:
    """One side of a trust line: amounts are positive when they are good for this side."""

    __slots__ = ("balance", "entry", "is_low", "limit", "peer", "peer_limit")

    def __init__(self, account: Account, entry: RippleState) -> None:
        self.entry = entry
        self.is_low = entry.low_limit.issuer == account
        """Whether the account is the line's low one."""
        low, high = entry.low_limit, entry.high_limit
        self.limit, self.peer_limit = (low, high) if self.is_low else (high, low)
        self.peer: Account = self.peer_limit.issuer
        balance = entry.balance if self.is_low else negate(entry.balance)
        assert isinstance(balance, IssuedAmount)
        self.balance: IssuedAmount = balance

    @property
    def quality_in(self) -> int:
        """At what rate the account takes the peer's money, in billionths; 0 for one to one."""
        return (self.entry.low_quality_in if self.is_low else self.entry.high_quality_in) or 0

    @property
    def quality_out(self) -> int:
        """At what rate it gives its own."""
        return (self.entry.low_quality_out if self.is_low else self.entry.high_quality_out) or 0

    @property
    def reserve(self) -> bool:
        """Whether the line costs this side a reserve, as it does where anything on it was set."""
        return self.has(flags.lsfLowReserve, flags.lsfHighReserve)

    @property
    def no_ripple(self) -> bool:
        """Whether this side lets nothing ripple through."""
        return self.has(flags.lsfLowNoRipple, flags.lsfHighNoRipple)

    @property
    def frozen(self) -> bool:
        """Whether this side froze the line."""
        return self.has(flags.lsfLowFreeze, flags.lsfHighFreeze)

    def has(self, low: int, high: int) -> bool:
        """Whether this side set a flag that has one bit for each side."""
        return bool(self.entry.flags & (low if self.is_low else high))

    def settings(self) -> Iterator[str]:
        """What is set on either side, by its name in the API."""
        for name, low, high in SETTINGS:
            if self.has(low, high):
                yield name
            if self.has(high, low):
                yield PEER_NAMES[name]
