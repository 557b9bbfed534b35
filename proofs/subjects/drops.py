"""XRP: it moves and is never made, and nobody has less than none.

Two accounts stand for all: rules look at no others, and what they do not look at stays as it was.
"""

from __future__ import annotations

from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import integer, note, outcome_of
from spec import keylets, tokens
from spec.entries import AccountRoot
from spec.invariants.accounts import drops_of
from spec.results import Failure
from spec.views import ApplyView

SENDER, RECEIVER = b"\x01" * 20, b"\x02" * 20
MAX_DROPS = 10**17


def drops(name: str) -> int:
    """An amount of XRP that there can be."""
    return integer(name, 0, MAX_DROPS)


def _ledger() -> ApplyView:
    state = UnknownState()
    for account, name in ((SENDER, "sender"), (RECEIVER, "receiver")):
        state.expect(keylets.account(account), name, account=account, balance=drops, sequence=5)
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32)


def _difference(view: ApplyView) -> int:
    """By how much the changes change what is held."""
    return sum(
        drops_of(after) - (drops_of(before) if before else 0) for _, _, before, after in view.changed()
    )


def _nobody_owes(view: ApplyView) -> Truth:
    return every(*(after.balance >= 0 for *_, after in view.changed() if isinstance(after, AccountRoot)))


@proof(
    "drops",
    tokens.send_xrp,
    "xrp-is-conserved",
    twins=[Seed(tokens.send_xrp, "-= drops", "-= drops - 1")],
    covers=("moved", "refused"),
)
def sending_moves_drops() -> Truth:
    """What is sent leaves the sender, who had it, and reaches the receiver, where both are there."""
    view = _ledger()
    wanted = integer("drops", 1, MAX_DROPS)
    found = outcome_of(tokens.send_xrp, view, SENDER, RECEIVER, wanted, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    if found is Failure or len(view.changes) < 2:
        return True
    return every(_difference(view) == 0, _nobody_owes(view))
