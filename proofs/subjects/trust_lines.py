"""Trust lines: how they come into being."""

from __future__ import annotations

from proofs.registry import contract
from proofs.replacing import Seed
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import integer, one_of, truth
from proofs.values import CURRENCIES, issued_amount
from spec import directories, keylets, trust_lines
from spec.results import Failure, tecDIR_FULL
from spec.values import Account, Hash256, IssuedAmount
from spec.views import ApplyView, Layer

PARTIES = (b"\x01" * 20, b"\x02" * 20)


def _without_the_line(name: str) -> ApplyView:
    """A ledger in which either party may exist and there is no line between them."""
    state = UnknownState()
    for party, who in zip(PARTIES, ("low", "high"), strict=True):
        state.expect(keylets.account(party), who)
    state.expect(keylets.line(*PARTIES, CURRENCIES[0]), "line", exists=False)
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32)


def _listed(view: Layer, owner: Account, key: Hash256) -> int:
    """A directory as far as lines see it: it gives any page, or is full."""
    which = PARTIES.index(owner)
    if truth(f"directory {which} is full"):
        raise Failure(tecDIR_FULL)
    return integer(f"page {which}", 0, 2**64 - 1)


def _party(name: str) -> Account:
    found: Account = one_of(name, *PARTIES)
    return found


def _maybe_issued(name: str) -> IssuedAmount | None:
    return issued_amount(name) if truth(f"{name} is given") else None


def _quality(name: str) -> int:
    return integer(name, 0, 2**32 - 1)


contract(
    "trust lines",
    trust_lines.create,
    raises=(Failure,),
    covers=("returns", "Failure"),
    makers={
        "view": _without_the_line,
        "owner": _party,
        "peer": _party,
        "balance": _maybe_issued,
        "quality_in": _quality,
        "quality_out": _quality,
    },
    instead={directories.add_owned: _listed},
    twins=[Seed(trust_lines.create, "line.limit = limit", "line.from_peer().limit = limit")],
)
