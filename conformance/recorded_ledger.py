"""A ledger side that only remembers: the ledgers of a recorded scenario, as they were.

It answers what the API asks after the last ledger, from what was recorded alone: no engine takes part, so
that a wrong answer is the API's fault. The states of earlier ledgers are put together from what metadata say,
which is all that the API shows of them but for the lists of hashes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from conformance.vectors import RecordedLedger, RecordedTransaction, Vector
from impl.affected import affected_accounts
from impl.boundary import AccountPage, Closed, LedgerView, StoredTransaction, Submission
from spec.entries import ENTRY_TYPES, Entry, decode_entry
from spec.header import LedgerHeader
from spec.ledger import next_info, read_fees, read_rules
from spec.objects import FreeForm, decode_free_form
from spec.results import RESULTS
from spec.transaction import Transaction, decode_transaction
from spec.values import Account, Hash256
from spec.views import LedgerInfo, State

FIRST_LEDGER = 2
"""The first ledger that a fresh standalone server keeps."""


class NotRecorded(Exception):
    """Something was asked that no recording can answer."""


class RecordedState:
    """A state in order of its keys, decoded entry by entry when asked for."""

    def __init__(self, state: dict[Hash256, bytes]) -> None:
        self._blobs = state
        self._entries: dict[Hash256, Entry] = {}
        self._keys = sorted(state)

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key."""
        entry = self._entries.get(key)
        if entry is None and key in self._blobs:
            entry = self._entries[key] = decode_entry(key, self._blobs[key])
        return entry

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one, if it is below ``end``."""
        place = bisect_right(self._keys, key)
        if place == len(self._keys) or (end is not None and self._keys[place] >= end):
            return None
        return self._keys[place]


class PastState:
    """The state of an earlier ledger, from the first state and the metadata since; put together when asked
    for."""

    def __init__(self, start: dict[Hash256, bytes], ledgers: list[RecordedLedger]) -> None:
        self._start = start
        self._ledgers = ledgers
        self._entries: dict[Hash256, Entry] | None = None

    def _complete(self) -> dict[Hash256, Entry]:
        if self._entries is None:
            self._entries = {key: decode_entry(key, blob) for key, blob in self._start.items()}
            for recorded in self._ledgers:
                for each in recorded.transactions:
                    _apply(decode_free_form(each.metadata), self._entries)
        return self._entries

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key."""
        return self._complete().get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one, if it is below ``end``."""
        return min(
            (other for other in self._complete() if other > key and (end is None or other < end)),
            default=None,
        )


def _apply(metadata: FreeForm, entries: dict[Hash256, Entry]) -> None:
    """Do to the entries what metadata say was done."""
    for element in metadata.__dict__["affected_nodes"]:
        node: dict[str, Any] = element.record.__dict__
        key = node["ledger_index"]
        if element.field.name == "DeletedNode":
            entries.pop(key, None)
            continue
        created = element.field.name == "CreatedNode"
        fields: FreeForm | None = node.get("new_fields" if created else "final_fields")
        if fields is not None:
            entry_type = ENTRY_TYPES[node["ledger_entry_type"]]
            entries[key] = entry_type(key, **fields.__dict__)


class RecordedView:
    """One recorded ledger; open, when it has no hash."""

    def __init__(
        self,
        header: LedgerHeader,
        ledger_hash: Hash256 | None,
        info: LedgerInfo,
        state: State,
        recorded: tuple[RecordedTransaction, ...] = (),
    ) -> None:
        self.header = header
        self.hash = ledger_hash
        self.info = info
        self.validated = ledger_hash is not None
        self.get = state.get
        self.successor = state.successor
        self._recorded = recorded
        self._stored: tuple[StoredTransaction, ...] | None = None

    @property
    def executed(self) -> tuple[StoredTransaction, ...]:
        """The transactions in the order of execution."""
        if self._stored is None:
            self._stored = tuple(self._store(index, each) for index, each in enumerate(self._recorded))
        return self._stored

    def _store(self, index: int, recorded: RecordedTransaction) -> StoredTransaction:
        return StoredTransaction(
            tx=decode_transaction(recorded.blob),
            metadata=recorded.metadata,
            result=RESULTS[recorded.result],
            ledger_sequence=self.info.sequence,
            ledger_hash=self.hash or b"",
            close_time=self.header.close_time,
            index=index,
        )

    def apart(self) -> RecordedView:
        """This ledger: nothing of it changes."""
        return self

    def transactions(self) -> Iterator[StoredTransaction]:
        """The transactions in the order of their identifiers."""
        return iter(sorted(self.executed, key=lambda each: each.tx.id))

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """One of its transactions."""
        return next((each for each in self.executed if each.tx.id == transaction_id), None)


class RecordedLedgerSide:
    """The ledgers of one scenario."""

    def __init__(self, vector: Vector) -> None:
        self._final = RecordedState(vector.final_state)
        self._ledgers = {each.header.sequence: each for each in (vector.parent, *vector.ledgers)}
        self._views: dict[int, RecordedView] = {}
        self._end = vector.ledgers[-1] if vector.ledgers else vector.parent
        self._start = vector.state
        self._by_id: dict[Hash256, StoredTransaction] | None = None
        self._by_account: dict[Account, list[StoredTransaction]] = {}
        self.stand_on(self._end.header.sequence)

    def stand_on(self, sequence: int) -> None:
        """Be as the server was after this ledger closed."""
        self._last = self._ledgers[sequence]
        self._state = self._state_after(self._last)
        info = next_info(self._last.header, self._last.hash, self._state, is_open=True)
        self._open = RecordedView(_open_header(self._last), None, info, self._state)

    def _state_after(self, recorded: RecordedLedger) -> State:
        if recorded is self._end:
            return self._final
        last = recorded.header.sequence
        return PastState(self._start, [each for number, each in self._ledgers.items() if number <= last])

    def submit(
        self, tx: Transaction, *, fail_hard: bool = False, signature_checked: bool = False
    ) -> Submission:
        """Nothing can be submitted to a recording."""
        raise NotRecorded(f"{tx.type_name} is submitted to a recording")

    def close(self, close_time: int | None = None) -> Closed:
        """A recording does not go on."""
        raise NotRecorded(f"a recording is asked to close a ledger at {close_time}")

    def open_ledger(self) -> LedgerView:
        """What the open ledger was after the last one: without transactions."""
        return self._open

    def closed_ledger(self) -> RecordedView:
        """The last ledger."""
        view = self.ledger_by_sequence(self._last.header.sequence)
        assert view is not None
        return view

    def ledger_by_sequence(self, sequence: int) -> RecordedView | None:
        """A recorded ledger."""
        if sequence not in self._views and sequence in self._ledgers:
            self._views[sequence] = self._view(self._ledgers[sequence])
        return self._views.get(sequence)

    def _view(self, recorded: RecordedLedger) -> RecordedView:
        header = recorded.header
        state = self._state_after(recorded)
        info = LedgerInfo(
            sequence=header.sequence,
            parent_hash=header.parent_hash,
            parent_close_time=header.parent_close_time,
            rules=read_rules(self._final),  # they did not change in any scenario
            fees=read_fees(self._final),
            close_time=header.close_time,
        )
        return RecordedView(header, recorded.hash, info, state, recorded.transactions)

    def ledger_by_hash(self, ledger_hash: Hash256) -> RecordedView | None:
        """A recorded ledger."""
        for sequence, recorded in self._ledgers.items():
            if recorded.hash == ledger_hash:
                return self.ledger_by_sequence(sequence)
        return None

    def complete_ledgers(self) -> tuple[int, int]:
        """What the server said that it had, which is from before the recording begins."""
        return FIRST_LEDGER, self._last.header.sequence

    def _index(self) -> dict[Hash256, StoredTransaction]:
        if self._by_id is None:
            self._by_id = {}
            for sequence in sorted(self._ledgers):
                view = self.ledger_by_sequence(sequence)
                for stored in view.executed if view is not None else ():
                    self._by_id[stored.tx.id] = stored
                    for account in affected_accounts(decode_free_form(stored.metadata)):
                        self._by_account.setdefault(account, []).append(stored)
        return self._by_id

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """A transaction of any recorded ledger."""
        return self._index().get(transaction_id)

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
        """The transactions that affected an account."""
        self._index()
        found = [each for each in self._by_account.get(account, ()) if first <= each.ledger_sequence <= last]
        if not forward:
            found.reverse()
        if marker is not None:
            places = [
                place for place, each in enumerate(found) if (each.ledger_sequence, each.index) == marker
            ]
            found = found[places[0] :] if places else []
        following = found[limit] if len(found) > limit else None
        more = None if following is None else (following.ledger_sequence, following.index)
        return AccountPage(tuple(found[:limit]), more)

    def stop(self) -> None:
        """There is nothing to let go of."""


def _open_header(last: RecordedLedger) -> LedgerHeader:
    header = last.header
    return LedgerHeader(
        sequence=header.sequence + 1,
        drops=header.drops,
        parent_hash=last.hash,
        transaction_hash=bytes(32),
        account_hash=bytes(32),
        parent_close_time=header.close_time,
        close_time=0,
        close_time_resolution=header.close_time_resolution,
    )
