"""What can be put to the test: the reference, the node, and later any server."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from conformance.schedule import submit
from conformance.vectors import INVALID, Vector
from impl import genesis
from impl.building import CloseTime
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec import contracts
from spec.header import LedgerHeader
from spec.lengths import DecodeError
from spec.transaction import decode_transaction
from spec.validity import local_fault, signature_fault
from spec.values import Hash256


class Executed(Struct, frozen=True):
    """A transaction in a ledger that a subject closed."""

    blob: bytes
    metadata: bytes
    result: str


class SubjectLedger(Struct, frozen=True):
    """A ledger that a subject closed."""

    header: LedgerHeader
    hash: Hash256
    transactions: tuple[Executed, ...]
    """In the order of execution."""


class Subject(Protocol):
    """A server under test, standing at the ledger that a vector starts from."""

    def submit(self, blob: bytes, *, keep: bool = True, again: bool = False) -> str:
        """Submit a transaction. Gives the name of the preliminary result, or ``invalidTransaction``.

        Without ``keep`` the subject does not try it again by itself when it came too early. With ``again``
        it does so now: the transaction was submitted before.
        """

    def close(self, close_time: int, close_flags: int) -> SubjectLedger:
        """Close the open ledger at a given time."""

    def state(self) -> dict[Hash256, bytes]:
        """The state of the last closed ledger."""

    def stop(self) -> None:
        """Let go of everything."""


def start_reference(vector: Vector, *, lawful: bool = contracts.ENABLED) -> ReferenceNode:
    """A reference node that stands at the ledger that the vector starts from."""
    parent = vector.parent
    last = ClosedLedger(parent.header, parent.hash, DictState.of(vector.entries()))
    return ReferenceNode(last, vector.network_id, lawful=lawful)


def of_reference(closed: ClosedLedger) -> SubjectLedger:
    """What the reference closed, in the form in which ledgers are compared."""
    executed = (
        Executed(applied.tx.blob, applied.metadata.encode(), applied.metadata.result.name)
        for applied in closed.transactions
    )
    return SubjectLedger(closed.header, closed.hash, tuple(executed))


class ReferenceSubject:
    """The reference."""

    def __init__(self, vector: Vector) -> None:
        self.node = start_reference(vector)

    def submit(self, blob: bytes, *, keep: bool = True, again: bool = False) -> str:
        """Submit a transaction; the reference never keeps one."""
        return submit(self.node, blob, again=again)

    def close(self, close_time: int, close_flags: int) -> SubjectLedger:
        """Close the open ledger at a given time."""
        return of_reference(self.node.close(close_time, close_flags))

    def state(self) -> dict[Hash256, bytes]:
        """The state of the last closed ledger."""
        return self.node.last.state.encoded()

    def stop(self) -> None:
        """Nothing to let go of."""


class NodeSubject:
    """The node's ledger side. When it tries again is left to whoever drives it."""

    def __init__(self, vector: Vector, store: NodeStore | None = None) -> None:
        """On a store of its own in memory, or an empty one that is given."""
        if store is None:
            disk = MemoryDisk()
            store = NodeStore(lambda: disk)
        genesis.take_over(store, vector.parent.header, vector.entries())
        self.node = LedgerNode(store, network_id=vector.network_id)

    def submit(self, blob: bytes, *, keep: bool = True, again: bool = False) -> str:
        """Submit a transaction, as the API does; or ``again``, as the node does by itself."""
        try:
            tx = decode_transaction(blob, canonical=False)
        except DecodeError:
            return INVALID
        if signature_fault(tx) is not None or local_fault(tx) is not None:
            return INVALID
        if again:
            return self.node.try_again(tx).result.name
        return self.node.submit(tx, signature_checked=True, keep=False).result.name

    def close(self, close_time: int, close_flags: int) -> SubjectLedger:
        """Close the open ledger at a given time."""
        closed = self.node.close_at(CloseTime(close_time, close_flags))
        executed = (Executed(one.tx.blob, one.metadata, one.result.name) for one in closed.transactions)
        ledger_hash = closed.view.hash
        assert ledger_hash is not None
        return SubjectLedger(closed.view.header, ledger_hash, tuple(executed))

    def state(self) -> dict[Hash256, bytes]:
        """The state of the last closed ledger, as it is stored."""
        return {leaf.key: leaf.data for leaf in self.node.closed_ledger().state.tree}

    def stop(self) -> None:
        """Let go of the store."""
        self.node.stop()
