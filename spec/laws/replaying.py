"""The law of replaying: a ledger follows from its parent and its transactions, and from nothing else.

Source: BuildLedger.cpp (3.1.1).
"""

from __future__ import annotations

from spec import ledger
from spec.laws.frame import Faults, law, show
from spec.laws.steps import LedgerStep
from spec.views import StateView


@law("replaying-gives-the-same", failure_mode=83)
def replaying_gives_the_same(step: LedgerStep) -> Faults:
    """The transactions of a ledger, applied to its parent in their order once more, have the same effects, to
    the last byte."""
    transactions = [applied.tx for applied in step.transactions]
    draft = ledger.replay(StateView(step.before, step.info), step.info, transactions, step.network_id)
    for place, applied in enumerate(step.transactions):
        again = draft.transactions.get(applied.tx.id)
        if again is None:
            yield f"transaction {place}, {show(applied.tx.id)}, does not apply again"
        elif again.metadata.encode() != applied.metadata.encode():
            yield f"transaction {place}, {show(applied.tx.id)}, does something else"
    ledger.update_skip_lists(draft)
    changed = {key for key, _, before, entry in draft.changed() if before != entry}
    for key in sorted(changed | {difference.after.key for difference in step.differences}):
        again_there = draft.get(key)
        there = step.after.get(key)
        if (again_there is None) is not (there is None) or (
            again_there is not None and there is not None and again_there.encode() != there.encode()
        ):
            yield f"{show(key)} comes out differently"
