"""The reference node: the simplest thing that takes transactions and closes ledgers as the spec says.

It keeps everything in dictionaries, copies what it changes, and computes every root and hash from scratch. It
has no network and no clock, and keeps nothing that came too early: whoever drives it says when a ledger
closes, and what is tried again.

Every transaction that goes into a ledger, and every ledger, is held to the laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

import spec.transactions  # noqa: F401  (makes every transaction type known)
from reference.state import DictState
from spec import contracts, engine, laws, ledger
from spec.engine import Mode
from spec.header import LedgerHeader, ledger_hash
from spec.laws import LedgerStep, TransactionStep
from spec.ledger import AppliedTransaction, Built, Draft
from spec.metadata import Metadata
from spec.results import Result, temBAD_SIGNATURE, tesSUCCESS
from spec.shamap import LeafKind, join_transaction, root_hash, transaction_set_hash
from spec.transaction import Transaction
from spec.validity import local_fault, signature_fault
from spec.values import Drops, Hash256
from spec.views import ApplyView, LedgerInfo, StateView

SUBMITTED = Mode(signature_checked=True)


class InvalidTransaction(ValueError):
    """A transaction is refused before the engine sees it: its signature or its form is wrong."""


class ClosedLedger(Struct, frozen=True):
    """A ledger that was closed."""

    header: LedgerHeader
    hash: Hash256
    state: DictState
    transactions: tuple[AppliedTransaction, ...] = ()
    """In the order of execution."""


class LawfulDraft(Draft):
    """A draft that lets nothing in that breaks a law. Raises LawBroken."""

    def accept(self, view: ApplyView, tx: Transaction, effects: Metadata, fee: Drops) -> None:
        """Take over what a transaction did, after a look at it."""
        laws.uphold(TransactionStep(tx, effects, fee, view), enforced=False)
        super().accept(view, tx, effects, fee)


class ReferenceNode:
    """A node that is a network of its own.

    A ``lawful`` one is held to the laws: it stops with LawBroken rather than close a ledger that breaks one.
    """

    def __init__(self, last: ClosedLedger, network_id: int = 0, *, lawful: bool = contracts.ENABLED) -> None:
        self.network_id = network_id
        self.lawful = lawful
        self.last = last
        self.malformed: set[Hash256] = set()
        """Transactions that can never be valid: a second time they are not looked at."""
        self.held: dict[Hash256, Result] = {}
        """What the last ledger was closed without, and might be in a later one."""
        self._open()

    def _open(self) -> None:
        info = ledger.next_info(self.last.header, self.last.hash, self.last.state, is_open=True)
        self.open = Draft(StateView(self.last.state, info), info)

    def fork(self) -> ReferenceNode:
        """Another node in the same situation, to see what would happen; it is not held to the laws."""
        twin = ReferenceNode.__new__(ReferenceNode)
        twin.network_id, twin.last, twin.open = self.network_id, self.last, self.open.fork()
        twin.malformed, twin.lawful, twin.held = set(self.malformed), False, self.held
        return twin

    def submit(self, tx: Transaction, *, again: bool = False) -> Result:
        """Try a transaction on the open ledger; ``again`` when it was kept and not sent a second time.

        Raises:
            InvalidTransaction: its signatures do not hold, or no server would take it.

        """
        fault = signature_fault(tx) or local_fault(tx)
        if fault is not None:
            raise InvalidTransaction(fault)
        if tx.id in self.malformed and not again:
            return temBAD_SIGNATURE
        result = engine.preflight(tx, self.open.info.rules, self.network_id, SUBMITTED)
        if result is tesSUCCESS:
            result = engine.apply(tx, self.open, SUBMITTED).result
        if result.is_tem:
            self.malformed.add(tx.id)
        return result

    def transaction_set(self, votes: Iterable[Transaction] = ()) -> Hash256:
        """The hash of the set of transactions in the open ledger, pseudo-transactions added."""
        return transaction_set_hash(tx.blob for tx in (*self._transactions(), *votes))

    def _transactions(self) -> list[Transaction]:
        return [applied.tx for applied in self.open.transactions.values()]

    def build(self, votes: Sequence[Transaction] = ()) -> Built:
        """What the next ledger would be if it closed now, with the pseudo-transactions ``votes``."""
        parent = self.last
        info = ledger.next_info(parent.header, parent.hash, parent.state)
        transactions = [*self._transactions(), *votes]
        salt = self.transaction_set(votes)
        view = StateView(parent.state, info)
        kind = LawfulDraft if self.lawful else Draft
        return ledger.build(view, info, transactions, salt, self.network_id, kind)

    def close(self, close_time: int, close_flags: int = 0, votes: Sequence[Transaction] = ()) -> ClosedLedger:
        """Build the next ledger from what the open one has and what was voted for, and open another.

        Raises LawBroken.
        """
        built = self.build(votes)
        draft = built.draft
        closed = finish(self.last, draft, close_time, close_flags)
        if self.lawful:
            laws.uphold(step_to(closed, self.last, draft.info, self.network_id))
        self.last, self.held = closed, built.held
        self._open()
        return self.last


def step_to(closed: ClosedLedger, parent: ClosedLedger, info: LedgerInfo, network_id: int = 0) -> LedgerStep:
    """What made a ledger of its parent, as laws look at it."""
    return LedgerStep(
        parent.header,
        closed.header,
        info,
        parent.state,
        closed.state,
        closed.transactions,
        closed.state.differences(parent.state),
        network_id,
    )


def finish(parent: ClosedLedger, draft: Draft, close_time: int, close_flags: int = 0) -> ClosedLedger:
    """The ledger that a draft becomes: skip lists, roots, header and hash."""
    ledger.update_skip_lists(draft)
    state = parent.state.after(draft)
    transactions = tuple(draft.transactions.values())
    leaves = {
        applied.tx.id: join_transaction(applied.tx.blob, applied.metadata.encode())
        for applied in transactions
    }
    header = LedgerHeader(
        sequence=draft.info.sequence,
        drops=parent.header.drops - draft.burned,
        parent_hash=parent.hash,
        transaction_hash=root_hash(LeafKind.TRANSACTION_WITH_METADATA, leaves),
        account_hash=state.root(),
        parent_close_time=parent.header.close_time,
        close_time=close_time,
        close_time_resolution=ledger.next_resolution(parent.header),
        close_flags=close_flags,
    )
    return ClosedLedger(header, ledger_hash(header), state, transactions)
