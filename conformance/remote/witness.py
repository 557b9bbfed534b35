"""A ledger that differed, as a vector that anyone can replay.

The vector says what the server did: replaying it on the reference shows the difference. What the reference
did stands beside it, under ``reference``.

The *small* form has of the state only what the transactions need, so that a person can read it. Its entries,
transactions and metadata are the server's own bytes; its headers are not, since a root is over the whole
state: they are computed for what is left, and the vector says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from conformance import vectors
from conformance.remote.mirror import Step
from conformance.replay import replay
from conformance.schedule import submit
from conformance.subjects import SubjectLedger, of_reference
from conformance.vectors import RecordedLedger, RecordedTransaction, Refusal, Vector
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec.entries import Entry, LedgerHashes
from spec.header import ledger_hash
from spec.objects import decode_free_form
from spec.shamap import LeafKind, join_transaction, root_hash
from spec.transaction import decode_transaction
from spec.values import Hash256

DERIVED = "the headers and the lists of ledger hashes are computed for the entries that are left"
"""What the small form says of itself."""


class Watched(DictState):
    """A state that notes which of its entries are looked at."""

    def __init__(self, state: DictState) -> None:
        super().__init__(state.entries)
        self.seen: set[Hash256] = set()

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key."""
        self.seen.add(key)
        return super().get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        found = super().successor(key, end)
        if found is not None:
            self.seen.add(found)
        return found


class Witness:
    """A ledger that differed, and what is needed to tell of it."""

    def __init__(
        self, step: Step, name: str, family: str, server: str, network_id: int, final: dict[Hash256, bytes]
    ) -> None:
        """``final`` is the state that the server says it has after the ledger."""
        self.step = step
        self.vector = _vector_of(step, name, family, server, network_id, final)

    def replayed(self) -> str | None:
        """What differs when the vector is replayed on the reference; none where nothing does."""
        return _shown(self.vector)

    def small(self) -> Vector | None:
        """The vector with no more of the state than it needs; none where the difference would not show."""
        vector, recorded = self.vector, self.vector.ledgers[0]
        parent = self.step.parent
        watched = Watched(parent.state)
        self._reference(replace_state(parent, watched))
        seen = watched.seen | _touched(recorded)
        state = {key: data for key, data in vector.state.items() if key in seen}
        header = replace(parent.header, account_hash=root_hash(LeafKind.STATE, state))
        entries = {key: entry for key, entry in parent.state.entries.items() if key in seen}
        less = ClosedLedger(header, ledger_hash(header), DictState(entries))
        again = self._reference(less)
        if of_reference(again).transactions != self.step.expected.transactions:
            return None  # the reference needs more than it looked at
        final = {key: data for key, data in vector.final_state.items() if key in seen}
        final |= {
            key: entry.encode()
            for key, entry in again.state.entries.items()
            if isinstance(entry, LedgerHashes)
        }
        header = replace(
            recorded.header,
            parent_hash=less.hash,
            account_hash=root_hash(LeafKind.STATE, final),
            transaction_hash=_transaction_root(recorded),
        )
        reduced = replace(
            vector,
            parent=RecordedLedger(less.header, less.hash, ()),
            state=state,
            ledgers=(RecordedLedger(header, ledger_hash(header), recorded.transactions),),
            final_state=final,
        )
        return reduced if _shown(reduced) == self.replayed() else None

    def save(self, path: Path, vector: Vector, seed: int, **more: Any) -> None:
        """Write the vector, or its small form, with what the reference did beside it. Raises OSError."""
        difference = self.step.difference
        assert difference is not None
        told = {"what": difference.what, "where": difference.where}
        expected = vectors.plain_ledger(_recorded(self.step.expected, self.step.answers))
        vectors.save(path, vector, seed=seed, difference=told, reference=expected, **more)

    def _reference(self, parent: ClosedLedger) -> ClosedLedger:
        """What the reference makes of the ledger from another parent."""
        node = ReferenceNode(parent, self.vector.network_id)
        given = {blob for blob, _ in self.step.submitted}
        executed = [one.blob for one in self.step.expected.transactions]
        for blob in executed:
            if blob not in given:
                submit(node, blob, again=True)
        for blob, _ in self.step.submitted:
            submit(node, blob)
        for blob in executed:
            submit(node, blob, again=True)
        header = self.step.found.header
        return node.close(header.close_time, header.close_flags)


def replace_state(closed: ClosedLedger, state: DictState) -> ClosedLedger:
    """The ledger over another form of its state."""
    return ClosedLedger(closed.header, closed.hash, state)


def _vector_of(
    step: Step, name: str, family: str, server: str, network_id: int, final: dict[Hash256, bytes]
) -> Vector:
    in_ledger = {one.blob for one in step.found.transactions}
    parent = step.parent
    return Vector(
        name=name,
        family=family,
        parent=RecordedLedger(parent.header, parent.hash, ()),
        state=parent.state.encoded(),
        ledgers=(_recorded(step.found, dict(reversed(step.submitted))),),
        refused=tuple(Refusal(blob, answer) for blob, answer in step.submitted if blob not in in_ledger),
        final_state=final,
        server=server,
        network_id=network_id,
    )


def _recorded(closed: SubjectLedger, answers: dict[bytes, str]) -> RecordedLedger:
    """A closed ledger in the form in which vectors have it. What was not submitted while it was open was put
    there by whoever built it, with success."""
    executed = tuple(
        RecordedTransaction(one.blob, one.metadata, one.result, answers.get(one.blob, "tesSUCCESS"))
        for one in closed.transactions
    )
    return RecordedLedger(closed.header, closed.hash, executed)


def _touched(recorded: RecordedLedger) -> set[Hash256]:
    """The entries that the server's metadata name."""
    found: set[Hash256] = set()
    for one in recorded.transactions:
        nodes = decode_free_form(one.metadata).__dict__.get("affected_nodes", ())
        found |= {node.record.__dict__["ledger_index"] for node in nodes}
    return found


def _transaction_root(recorded: RecordedLedger) -> Hash256:
    leaves = {}
    for one in recorded.transactions:
        tx = decode_transaction(one.blob, canonical=False)
        leaves[tx.id] = join_transaction(one.blob, one.metadata)
    return root_hash(LeafKind.TRANSACTION_WITH_METADATA, leaves)


def _shown(vector: Vector) -> str | None:
    difference = replay(vector).difference
    return None if difference is None else difference.what
