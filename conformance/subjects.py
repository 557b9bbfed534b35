"""What can be put to the test: the reference, the node, and later any server."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from conformance.schedule import submit
from conformance.vectors import Vector
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec.header import LedgerHeader
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


def start_reference(vector: Vector) -> ReferenceNode:
    """A reference node that stands at the ledger that the vector starts from."""
    parent = vector.parent
    return ReferenceNode(ClosedLedger(parent.header, parent.hash, DictState.of(vector.entries())))


class ReferenceSubject:
    """The reference."""

    def __init__(self, vector: Vector) -> None:
        self.node = start_reference(vector)

    def submit(self, blob: bytes, *, keep: bool = True, again: bool = False) -> str:
        """Submit a transaction; the reference never keeps one."""
        return submit(self.node, blob, again=again)

    def close(self, close_time: int, close_flags: int) -> SubjectLedger:
        """Close the open ledger at a given time."""
        closed = self.node.close(close_time, close_flags)
        executed = (
            Executed(applied.tx.blob, applied.metadata.encode(), applied.metadata.result.name)
            for applied in closed.transactions
        )
        return SubjectLedger(closed.header, closed.hash, tuple(executed))

    def state(self) -> dict[Hash256, bytes]:
        """The state of the last closed ledger."""
        return self.node.last.state.encoded()

    def stop(self) -> None:
        """Nothing to let go of."""
