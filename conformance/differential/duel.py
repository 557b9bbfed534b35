"""Two that must not differ: the reference and the node, given the same, from the same ledger on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from conformance import compare, sides
from conformance.recording import Recording
from conformance.runs import Difference
from conformance.subjects import NodeSubject, SubjectLedger, of_reference
from conformance.vectors import Vector
from impl.ledger_side import LedgerNode
from impl.node_store import Disk, LevelDBDisk, MemoryDisk, NodeStore, WriteFailed
from reference.node import ClosedLedger, ReferenceNode
from spec.views import ReadView

T = TypeVar("T")


class Diverged(AssertionError):
    """The node did something else than the reference."""

    def __init__(self, difference: Difference) -> None:
        super().__init__("\n".join(difference.lines()))
        self.difference = difference


class Duel:
    """The reference and the node at the same ledger. Each method raises Diverged where they part."""

    def __init__(self, begin: ClosedLedger, *, on_disk: bool = False) -> None:
        """``on_disk`` the node has a store as in production, in a folder of its own; otherwise in memory."""
        self.recording = Recording(ReferenceNode(begin))
        self._folder = Path(tempfile.mkdtemp(prefix="canon-duel-")) if on_disk else None
        self._memory = MemoryDisk()
        self.node = NodeSubject(self.recording.vector("", ""), NodeStore(self._disk))
        self.last = begin

    def _disk(self) -> Disk:
        return self._memory if self._folder is None else LevelDBDisk(self._folder)

    @property
    def view(self) -> ReadView:
        """The open ledger."""
        return self.recording.node.open

    @property
    def where(self) -> str:
        """In which ledger they are."""
        return f"ledger {self.view.info.sequence}"

    def submit(self, blob: bytes) -> str:
        """Submit a transaction to both. Gives the name of the result."""
        expected = self._ask("the reference", lambda: self.recording.submit(blob), blob)
        found = self._ask("the node", lambda: self.node.submit(blob, keep=False), blob)
        if expected != found:
            about = sides.transaction(blob)
            raise Diverged(Difference(compare.PRELIMINARY, self.where, expected, found, about))
        return expected

    def close(self, seconds: int) -> SubjectLedger:
        """Close the open ledger of both, so long after its parent, and compare everything."""
        time = self.last.header.close_time + seconds
        closed = self._ask("the reference", lambda: self.recording.close(time))
        found = self._ask("the node", lambda: self.node.close(time, 0))
        expected = of_reference(closed)
        difference = compare.ledgers(expected, found) or compare.states(
            closed.state.encoded(), self.node.state(), f"the state after ledger {closed.header.sequence}"
        )
        if difference is not None:
            raise Diverged(difference)
        self.last = closed
        return expected

    def fail_to_close(self) -> None:
        """Have the node try to close on a full disk, which must change nothing."""
        if self._folder is not None:
            return
        self._memory.capacity = 0
        try:
            self.node.close(self.last.header.close_time + 1, 0)
        except WriteFailed:
            return
        finally:
            self._memory.capacity = None
        raise Diverged(Difference("what a full disk does", self.where, "WriteFailed", "the ledger closed"))

    def restart(self) -> None:
        """Let the node start again from its store, having lost the open ledger; the reference forgets it,
        too."""
        if self._folder is not None:
            self.node.stop()
        self.node.node = self._ask("the node", lambda: LedgerNode(NodeStore(self._disk)))
        self.recording.begin()
        found = self.node.node.closed_ledger().header
        if found != self.last.header:
            shown = sides.ledger_header(self.last.header), sides.ledger_header(found)
            raise Diverged(Difference("the last ledger after a restart", self.where, *shown))

    def witness(self, name: str, family: str) -> Vector:
        """What the reference was given and did since the last restart, the open ledger included, unless it
        cannot close it."""
        self.recording.node.lawful = False  # a law that is broken is what the witness is of, too
        if self.recording.node.open.transactions or self.recording.node.last is self.last:
            with suppress(Exception):
                self.recording.close(self.recording.node.last.header.close_time + 1)
        return self.recording.vector(name, family)

    def stop(self) -> None:
        """Let go of everything."""
        self.node.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, who: str, work: Callable[[], T], blob: bytes | None = None) -> T:
        try:
            return work()
        except Exception as error:
            about: Any = None if blob is None else sides.transaction(blob)
            what = f"{who} raises {type(error).__name__}"
            raise Diverged(Difference(what, self.where, "nothing raised", str(error), about)) from error
