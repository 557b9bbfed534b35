"""The law of failing: a transaction that fails for a reason that claims its fee does nothing else.

Source: Transactor.cpp (3.1.1).
"""

from __future__ import annotations

from spec.engine import KEPT_REMOVALS
from spec.entries import AccountRoot, DirectoryNode, Entry, Ticket
from spec.invariants.frame import Difference
from spec.laws.effects import THREADING
from spec.laws.frame import Faults, describe, law, show
from spec.laws.steps import TransactionStep
from spec.metadata import differing
from spec.values import Drops
from spec.views import Change


@law("failing-only-costs", failure_mode=83)
def failing_only_costs(step: TransactionStep) -> Faults:
    """A transaction with a tec result takes its fee and its number, and takes out what it found dead where
    that result is one that does so: nothing else."""
    if not step.result.is_tec:
        return
    may_go: tuple[type[Entry], ...] = (Ticket, *KEPT_REMOVALS.get(step.result, ()))
    gone = {entry.key for change, _, entry in step.differences if change is Change.ERASED}
    for difference in step.differences:
        entry = difference.after
        if isinstance(entry, AccountRoot):
            yield from _account_faults(step, difference.before, entry, difference.change)
        elif isinstance(entry, DirectoryNode):
            yield from _page_faults(difference, gone)
        elif not (difference.change is Change.ERASED and isinstance(entry, may_go)):
            yield describe(difference)


def _account_faults(step: TransactionStep, before: Entry | None, root: AccountRoot, change: Change) -> Faults:
    if not isinstance(before, AccountRoot) or change is not Change.MODIFIED:
        yield f"the account {show(root.account)} was {change.value}"
        return
    who = show(root.account)
    is_sender, pays = root.account == step.tx.account, root.account == step.tx.fee_payer
    may_change = {"owner_count", "ticket_count", *THREADING}
    if is_sender:
        may_change.add("sequence")
    paid: Drops = before.balance - root.balance
    if pays:
        may_change.add("balance")
        if paid != step.fee:
            yield f"{who} has {paid} drops less after a fee of {step.fee}"
    for attribute in sorted(differing(before, root) - may_change):
        yield f"{attribute} of {who} was changed"
    if is_sender and root.sequence != before.sequence + (not step.tx.uses_ticket):
        yield f"the next number of {who} is {root.sequence} after {before.sequence}"
    if root.owner_count > before.owner_count:
        yield f"{who} owns more than before"


def _page_faults(difference: Difference, gone: set[bytes]) -> Faults:
    before, page = difference.before, difference.after
    listed = frozenset(before.indexes if isinstance(before, DirectoryNode) else ())
    lists = frozenset(page.indexes if isinstance(page, DirectoryNode) else ())
    if before is None or not lists <= listed or not listed - lists <= gone:
        yield describe(difference)
