"""The ledger side of a node: what ``impl.boundary.LedgerSide`` promises, over a node store.

A node that stands alone closes ledgers when it is told to, and every ledger that it closed is validated. A
ledger is on disk before anyone hears of it. When the disk refuses, nothing has changed: the open ledger is as
it was, and closing it can be tried again. What is not in a closed ledger, the open ledger and what waits for
it, ends with the process.

Source: NetworkOPs.cpp, LedgerMaster.cpp, RCLConsensus.cpp (3.1.1).
"""

from __future__ import annotations

from collections import OrderedDict

import structlog

import spec.transactions  # noqa: F401  (makes every transaction type known)
from impl import building, genesis, metrics
from impl.boundary import AccountPage, Closed, StoredTransaction, Submission
from impl.building import CloseTime, NewLedger
from impl.genesis import Genesis
from impl.history import History
from impl.ledgers import ClosedLedger, OpenView, state_view
from impl.node_store import MissingNode, NodeStore, NodeStoreError, WriteFailed
from impl.open_ledger import FAIL_HARD, Checks, OpenLedger
from impl.ports import Clock, SystemClock, ledger_time
from impl.recent import Recent
from impl.shamap import SHAMap
from impl.waiting import HOLD_LEDGERS, POPPED_LIMIT, HeldTransactions, LocalTransactions
from spec import validity
from spec.engine import FINAL, Outcome
from spec.hashing import HashPrefix
from spec.header import from_stored
from spec.results import (
    Result,
    tecINVARIANT_FAILED,
    tefALREADY,
    tefEXCEPTION,
    tefINVARIANT_FAILED,
    tefPAST_SEQ,
    temBAD_SIGNATURE,
    temINVALID,
    tesSUCCESS,
)
from spec.shamap import LeafKind
from spec.transaction import Transaction
from spec.values import Account, Hash256

log = structlog.get_logger("ledger")

LEDGERS_AT_HAND = 32
"""So many closed ledgers are kept ready; older ones are opened when they are asked for."""
ENTRIES_AT_HAND = 500_000
"""When about so many entries have come to memory, all that is on disk is let go of."""
_KEPT_DEPTH = 3
_REMEMBERED = 1 << 14


class LedgerNode:
    """The ledger side of a node that stands alone."""

    def __init__(
        self,
        store: NodeStore,
        *,
        clock: Clock | None = None,
        network_id: int = 0,
        begin: Genesis | None = None,
    ) -> None:
        """Go on from the store's last closed ledger, or begin a new network in an empty store.

        Raises:
            NodeStoreError: the store cannot be read, or a new network's first ledgers cannot be written.

        """
        self.store = store
        self.clock: Clock = clock or SystemClock()
        self.network_id = network_id
        self.history = History(store)
        self.checks = Checks(network_id)
        self.held = HeldTransactions()
        self.local = LocalTransactions()
        self._refused: Recent[bool] = Recent(_REMEMBERED)
        self._held_before: Recent[bool] = Recent(_REMEMBERED)
        self._recent: OrderedDict[Hash256, ClosedLedger] = OrderedDict()
        self._unsure: tuple[NewLedger, list[Transaction]] | None = None
        last = store.last_closed()
        if last is None:
            closed = genesis.begin(store, begin or Genesis(), ledger_time(self.clock))
        else:
            closed = self._load(last.ledger_hash)
        first = self.history.first()
        self._first = closed.header.sequence if first is None else first
        self._entries = 0
        self._stand_on(closed)

    def _stand_on(self, closed: ClosedLedger) -> None:
        self._closed = closed
        self._remember(closed)
        self._open = OpenLedger(closed, building.info_after(closed, is_open=True), self.checks)

    # ------------------------------------------------------------------------------------------ submitting

    def submit(
        self,
        tx: Transaction,
        *,
        fail_hard: bool = False,
        signature_checked: bool = False,
        keep: bool = True,
    ) -> Submission:
        """Try a transaction on the open ledger. A bad one is answered with its result and never raises.

        Without ``keep`` it is not tried again by itself.

        Raises:
            NodeStoreError: what the transaction needs cannot be read. Nothing has changed.

        """
        answer = self._submit(tx, fail_hard=fail_hard, signature_checked=signature_checked, keep=keep)
        metrics.submissions(answer.result.name).inc()
        return answer

    def _submit(self, tx: Transaction, *, fail_hard: bool, signature_checked: bool, keep: bool) -> Submission:
        if self._refused.get(tx.id):
            metrics.DUPLICATES.inc()
            return Submission(temBAD_SIGNATURE, applied=False)
        if not signature_checked:
            if validity.local_fault(tx) is not None:
                return Submission(temINVALID, applied=False)
            if not self.checks.signatures_hold(tx):
                self._refused.put(tx.id, True)
                return Submission(temBAD_SIGNATURE, applied=False)
        return self._try(tx, local=keep, fail_hard=fail_hard, keep=keep)

    def try_again(self, tx: Transaction) -> Submission:
        """Try a transaction once more that was submitted before, whatever was said of it then.

        Raises NodeStoreError.
        """
        return self._try(tx, local=False, keep=False)

    def _try(self, tx: Transaction, *, local: bool, fail_hard: bool = False, keep: bool = True) -> Submission:
        """Try a transaction, and those that waited for it."""
        outcome = self._open.apply(tx, FAIL_HARD if fail_hard else FINAL)
        answer, following = self._settle(tx, outcome, local=local, fail_hard=fail_hard, keep=keep)
        while following:
            after: list[Transaction] = []
            for one in following:
                outcome = self._open.apply(one)
                after += self._settle(one, outcome)[1]
            following = after
        return answer

    def _settle(
        self,
        tx: Transaction,
        outcome: Outcome,
        *,
        local: bool = False,
        fail_hard: bool = False,
        keep: bool = True,
    ) -> tuple[Submission, list[Transaction]]:
        """Decide whether the transaction is tried again, and which ones that were held are tried now."""
        result = outcome.result
        _count(tx, result)
        following: list[Transaction] = []
        kept = False
        if result is tesSUCCESS:
            for _ in range(POPPED_LIMIT):
                waiting = self.held.pop_after(tx)
                if waiting is None:
                    break
                following.append(waiting)
        elif result.is_tem:
            self._refused.put(tx.id, True)
        elif keep and _may_be_held(result) and not fail_hard and (local or self._holds_again(tx)):
            self.held.add(tx)
            kept = True
        given_up = fail_hard and result is not tesSUCCESS
        if local and not given_up:
            self.local.add(tx, self._open.info.sequence)
            kept = True
        broadcast = outcome.applied and not given_up
        return Submission(result, outcome.applied, kept=kept, broadcast=broadcast), following

    def _holds_again(self, tx: Transaction) -> bool:
        """Whether a transaction that did not come from here is held: once, or when its time is nearly
        over."""
        last = tx.last_ledger_sequence
        if last is not None and 0 <= last - self._open.info.sequence <= HOLD_LEDGERS:
            return True
        first_time = self._held_before.get(tx.id) is None
        self._held_before.put(tx.id, True)
        return first_time

    # --------------------------------------------------------------------------------------------- closing

    def close(self, close_time: int | None = None) -> Closed:
        """Close the open ledger and open the next one. Everything is on disk when it returns.

        ``close_time`` is seconds since 2000; by default what the clock says, and in any case later than the
        parent's.

        Raises:
            NodeStoreError: the ledger cannot be built or written. Nothing has changed, and closing can be
                tried again.
        """
        time = ledger_time(self.clock) if close_time is None else close_time
        return self.close_at(building.closing_time(time, self._closed.header))

    def close_at(self, at: CloseTime) -> Closed:
        """As ``close``, at exactly this time: what a network agreed on, or a record says."""
        landed = self._after_failed_write()
        if landed is not None:
            return landed
        self.try_held()
        candidates = self._open.transactions()
        salt = building.set_hash(self._open.draft.transactions)
        parent = self._closed
        built = building.apply_set(parent, building.info_after(parent), candidates, salt, self.checks)
        new = building.finish(parent, built, at, self.store)
        try:
            building.save(new, self.store)
        except WriteFailed:
            self._unsure = new, candidates
            raise
        return self._adopt(new, candidates, salt)

    def _after_failed_write(self) -> Closed | None:
        """Open the store again after a write failed; what was written then may be there all the same."""
        if self._unsure is None:
            return None
        self.store.reopen()
        new, candidates = self._unsure
        self._unsure = None
        last = self.store.last_closed()
        if last is None or last.ledger_hash != new.ledger.hash:
            return None
        closed = self._load(last.ledger_hash)
        landed = NewLedger(closed, new.transactions, new.records, new.held)
        return self._adopt(landed, candidates, building.set_hash(tx.id for tx in candidates))

    def try_held(self) -> None:
        """Try what is held on the open ledger, as is done before one closes. Raises NodeStoreError."""
        held = self.held.take_all(self._open.info.parent_hash)
        for tx in held:
            self._try(tx, local=False)

    def _adopt(self, new: NewLedger, candidates: list[Transaction], salt: Hash256) -> Closed:
        """Make a stored ledger the last closed one, and put what it does not have to the next open ledger."""
        executed = {one.tx.id for one in new.transactions}
        # What was submitted since the ledger was built waits in the open ledger, too.
        former = [tx for tx in self._open.transactions() if tx.id not in executed]
        self._let_go()
        self._stand_on(new.ledger)
        retries = [tx for tx in candidates if tx.id in new.held]
        local = self.local.missing_from(executed)
        try:
            self._open.take_over(former, retries, salt)
            for tx in local:
                if tx.id not in self._open.draft.transactions:
                    self._open.apply(tx)
        except NodeStoreError:
            # The ledger is closed all the same; what could not be tried is tried before the next one closes.
            for tx in (*former, *retries, *local):
                self.held.add(tx)
        self.local.sweep(state_view(new.ledger, new.ledger.info), executed)
        return Closed(new.ledger, new.transactions)

    # --------------------------------------------------------------------------------------------- looking

    def open_ledger(self) -> OpenView:
        """The open ledger as it is now."""
        return self._open.view()

    def closed_ledger(self) -> ClosedLedger:
        """The last closed ledger."""
        return self._closed

    def ledger_by_sequence(self, sequence: int) -> ClosedLedger | None:
        """A closed ledger. Raises NodeStoreError."""
        if sequence == self._closed.header.sequence:
            return self._closed
        ledger_hash = self.history.ledger_hash(sequence)
        return None if ledger_hash is None else self.ledger_by_hash(ledger_hash)

    def ledger_by_hash(self, ledger_hash: Hash256) -> ClosedLedger | None:
        """A closed ledger. Raises NodeStoreError."""
        known = self._recent.get(ledger_hash)
        if known is not None:
            return known
        try:
            data = self.store.get(ledger_hash)
        except MissingNode:
            return None
        if data[:4] != HashPrefix.LWR or self.history.ledger_hash(from_stored(data).sequence) != ledger_hash:
            return None
        found = self._load(ledger_hash)
        self._remember(found)
        return found

    def complete_ledgers(self) -> tuple[int, int]:
        """The first and the last closed ledger that is at hand."""
        return self._first, self._closed.header.sequence

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """A transaction of any closed ledger. Raises NodeStoreError."""
        sequence = self.history.ledger_of(transaction_id)
        ledger = None if sequence is None else self.ledger_by_sequence(sequence)
        return None if ledger is None else ledger.transaction(transaction_id)

    def account_transactions(
        self,
        account: Account,
        *,
        first: int,
        last: int,
        forward: bool,
        limit: int,
        marker: tuple[int, int] | None = None,
    ) -> AccountPage:
        """The transactions of closed ledgers ``first`` to ``last`` that affected an account, newest first by
        default.

        Raises NodeStoreError.
        """
        found: list[StoredTransaction] = []
        for sequence, index, transaction_id in self.history.of_account(
            account, first, last, forward=forward, start=marker
        ):
            if len(found) >= limit:
                return AccountPage(tuple(found), (sequence, index))
            ledger = self.ledger_by_sequence(sequence)
            stored = None if ledger is None else ledger.transaction(transaction_id)
            if stored is not None:
                found.append(stored)
        return AccountPage(tuple(found), None)

    def stop(self) -> None:
        """Put everything on disk and let go of it. Nothing may be called afterwards."""
        self.store.close()

    # --------------------------------------------------------------------------------------------- keeping

    def _load(self, ledger_hash: Hash256) -> ClosedLedger:
        """A closed ledger from the store. Raises NodeStoreError."""
        header = self.store.header(ledger_hash)
        state = SHAMap(LeafKind.STATE, self.store, header.account_hash)
        try:
            transactions = SHAMap(LeafKind.TRANSACTION_WITH_METADATA, self.store, header.transaction_hash)
        except MissingNode:
            if header.sequence != self.history.first():
                raise
            # The first ledger may come from another server, without its transactions.
            transactions = SHAMap(LeafKind.TRANSACTION_WITH_METADATA, self.store)
        return ClosedLedger(header, ledger_hash, state, transactions)

    def _remember(self, closed: ClosedLedger) -> None:
        self._recent[closed.hash] = closed
        self._recent.move_to_end(closed.hash)
        if len(self._recent) > LEDGERS_AT_HAND:
            self._recent.popitem(last=False)

    def _let_go(self) -> None:
        """Give memory back: transactions of a ledger that is no longer the last, and entries when they are
        many."""
        self._closed.transaction_tree.unload(0)
        self._entries += len(self._closed.state)
        self._closed.state.forget()
        if self._entries > ENTRIES_AT_HAND:
            self._entries = 0
            self._closed.state.tree.unload(_KEPT_DEPTH)


def _count(tx: Transaction, result: Result) -> None:
    """Count what should not happen, and say so."""
    if result in (tefALREADY, tefPAST_SEQ):
        metrics.DUPLICATES.inc()
    elif result in (tecINVARIANT_FAILED, tefINVARIANT_FAILED):
        metrics.INVARIANT_FAILURES.labels(result.name).inc()
        log.error("invariant failed", transaction=tx.id.hex().upper(), type=tx.type_name, result=result.name)
    elif result is tefEXCEPTION:
        metrics.ARITHMETIC_FAILURES.inc()
        log.warning("arithmetic failed", transaction=tx.id.hex().upper(), type=tx.type_name)


def _may_be_held(result: Result) -> bool:
    """Whether what stopped the transaction may pass; it is known that it succeeded or is malformed
    otherwise."""
    return not result.is_tec and result is not tefPAST_SEQ
