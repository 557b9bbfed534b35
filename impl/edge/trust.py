"""A trust line as the API shows it to one of its two accounts.

Source: TrustLine.cpp, AccountLines.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from spec.entries import RippleState
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, Line
from spec.values import Account

SETTINGS = (
    ("authorized", "peer_authorized", AUTHORIZED),
    ("no_ripple", "no_ripple_peer", NO_RIPPLE),
    ("freeze", "freeze_peer", FREEZE),
    ("deep_freeze", "deep_freeze_peer", DEEP_FREEZE),
)
"""What each side may have set: its name in the API for the account's own side and for the other's."""


def line_of(account: Account, state: RippleState) -> Line:
    """The line as the account sees it."""
    low, high = state.low_limit.issuer, state.high_limit.issuer
    return Line(state, account, high if low == account else low)


def settings(line: Line) -> Iterator[str]:
    """What is set on either side, by its name in the API."""
    for own, peers, flag in SETTINGS:
        if line.has(flag):
            yield own
        if line.peer_has(flag):
            yield peers
