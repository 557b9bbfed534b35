"""What is done with trust lines, and with what they hold, keeps every law."""

from __future__ import annotations

from proofs.effects import ALICE, BOB, UnknownLedger, keeps_the_laws
from proofs.replacing import Seed
from proofs.unknown_lines import TOP, USD, line, no_limit, some_amount, some_limit
from proofs.unknowns import one_of, truth
from spec import keylets, trust_lines
from spec.flags import (
    lsfHighDeepFreeze,
    lsfHighFreeze,
    lsfLowDeepFreeze,
    lsfLowFreeze,
    lsfLowReserve,
    tfClearFreeze,
    tfSetDeepFreeze,
    tfSetfAuth,
    tfSetFreeze,
    tfSetNoRipple,
)
from spec.transactions import trust_set
from spec.transactions.trust_set import TrustSet
from spec.values import Account

FROZEN = lsfLowFreeze | lsfHighFreeze | lsfLowDeepFreeze | lsfHighDeepFreeze
OF_LINES = ("no-lines-of-xrp", "deep-freeze-is-a-freeze", "frozen-tokens-stay", "issued-balances-sum-to-zero")
"""The laws that whatever changes a trust line could break."""


def _parties(state: UnknownLedger, peer: Account, *, there: bool) -> None:
    lines = (keylets.line(ALICE, peer, USD),) if there else ()
    state.account("alice", ALICE, *lines, counts=0)
    state.account("peer", peer, *lines, counts=0, exists=there or truth("peer exists"))


def _trust(state: UnknownLedger) -> TrustSet:
    """A line is made by the lower or the higher account."""
    peer = one_of("the other is", BOB, TOP)
    _parties(state, peer, there=False)
    state.absent(keylets.line(ALICE, peer, USD))
    flags = one_of("flags", 0, tfSetNoRipple, tfSetfAuth, tfSetFreeze | tfSetDeepFreeze)
    return TrustSet(limit_amount=some_limit(peer), flags=flags)


keeps_the_laws(
    _trust,
    Seed(trust_lines.create, "adjust_owner_count(view, owner, 1)", "adjust_owner_count(view, owner, 0)"),
    Seed(
        trust_lines.create,
        "= _zero(currency, low), _zero",
        "= IssuedAmount(0, -100, XRP.currency, low), _zero",
    ),
    Seed(trust_lines.create, "line.set(FREEZE, freeze)", "line.set(FREEZE, False)"),
    covers=(
        "tesSUCCESS",
        "tecNO_DST",
        "tecNO_LINE_REDUNDANT",
        "tecNO_LINE_INSUF_RESERVE",
        "tecNO_PERMISSION",
    ),
    also=OF_LINES,
)


def _change(state: UnknownLedger) -> TrustSet:
    """The lower account, which may hold something, changes its limit, and lets nothing ripple through."""
    _parties(state, TOP, there=True)
    line(state, ALICE, TOP, -15, signs=(1,), without=FROZEN, limits=no_limit)
    return TrustSet(limit_amount=some_limit(TOP), flags=tfSetNoRipple)


keeps_the_laws(
    _change,
    Seed(trust_set._settle_reserve, "1 if needed else -1", "-1 if needed else 1"),
    covers=("tesSUCCESS", "tecINSUF_RESERVE_LINE"),
    also=OF_LINES,
)


def _freeze(state: UnknownLedger) -> TrustSet:
    """The higher account, which may owe something, freezes what the other has of it, or lets it go."""
    _parties(state, BOB, there=True)
    without = lsfLowFreeze | lsfLowDeepFreeze | lsfLowReserve
    line(state, ALICE, BOB, -15, signs=(1,), without=without, limits=no_limit)
    flags = one_of("flags", tfSetDeepFreeze, tfSetFreeze | tfSetDeepFreeze, tfClearFreeze)
    return TrustSet(limit_amount=some_amount("limit", BOB, 0), flags=flags)


keeps_the_laws(
    _freeze,
    Seed(trust_set._change, "line.set(FREEZE, frozen)", "line.set(FREEZE, False)"),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=OF_LINES,
)
