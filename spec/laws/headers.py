"""The law of headers: a ledger's header follows from its parent's, and says what the ledger holds.

Source: Ledger.cpp, BuildLedger.cpp (3.1.1).
"""

from __future__ import annotations

from spec.header import ledger_hash
from spec.laws.frame import Faults, law
from spec.laws.steps import LedgerStep, Whole
from spec.shamap import LeafKind, join_transaction, root_hash


def _the_root_is_that_of_the_state(ledger: Whole) -> Faults:
    root = root_hash(LeafKind.STATE, {entry.key: entry.encode() for entry in ledger.entries})
    if root != ledger.header.account_hash:
        yield f"the state hashes to {root.hex().upper()}"


@law("headers-follow-from-their-parents", whole=_the_root_is_that_of_the_state)
def headers_follow_from_their_parents(step: LedgerStep) -> Faults:
    """A ledger's header names its parent, comes one after it in number and later in time, and has the roots
    of the ledger's transactions and of its state."""
    parent, header = step.parent, step.header
    if header.sequence != parent.sequence + 1:
        yield f"it is number {header.sequence} after {parent.sequence}"
    if header.parent_hash != ledger_hash(parent):
        yield f"it calls its parent {header.parent_hash.hex().upper()}"
    if header.parent_close_time != parent.close_time:
        yield f"it says that its parent closed at {header.parent_close_time}"
    if header.close_time <= parent.close_time:
        yield f"it closed at {header.close_time}, no later than its parent"
    leaves = {one.tx.id: join_transaction(one.tx.blob, one.metadata.encode()) for one in step.transactions}
    if header.transaction_hash != root_hash(LeafKind.TRANSACTION_WITH_METADATA, leaves):
        yield f"its transactions do not hash to {header.transaction_hash.hex().upper()}"
