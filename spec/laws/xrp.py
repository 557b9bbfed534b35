"""Laws of XRP: none is ever made, and only fees destroy it.

Source: InvariantCheck.cpp, BuildLedger.cpp (3.1.1).
"""

from __future__ import annotations

from spec.invariants.accounts import drops_of
from spec.laws.frame import Faults, law
from spec.laws.steps import LedgerStep, Whole
from spec.views import Change


def _all_drops_are_held(ledger: Whole) -> Faults:
    held = sum(map(drops_of, ledger.entries))
    if held != ledger.header.drops:
        yield f"{held} drops are held, and the header knows of {ledger.header.drops}"


@law("xrp-is-conserved", failure_mode=83, whole=_all_drops_are_held)
def xrp_is_conserved(step: LedgerStep) -> Faults:
    """What accounts, channels and escrows hold is what the header says there is, and a ledger takes from it
    no more than the fees of its transactions."""
    fees = sum(applied.fee for applied in step.transactions)
    fell = step.parent.drops - step.header.drops
    if fell != fees:
        yield f"the header has {fell} drops less after fees of {fees}"
    held_less = sum(
        (drops_of(before) if before is not None else 0)
        - (drops_of(after) if change is not Change.ERASED else 0)
        for change, before, after in step.differences
    )
    if held_less != fees:
        yield f"{held_less} drops less are held after fees of {fees}"
