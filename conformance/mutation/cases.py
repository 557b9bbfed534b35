"""Single ledgers of vectors, and which lines of the specification each of them executes.

A case stands on its own: the ledger before, what was submitted in which order, and what came of it. It is put
to the reference, whose laws watch over it, and takes milliseconds, so that a changed rule meets many of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import _lru_cache_wrapper, cached_property
from time import process_time
from types import CodeType, FrameType
from typing import Any

from msgspec import Struct

from conformance.schedule import Scheduler, Submission, submit
from conformance.subjects import start_reference
from conformance.vectors import RecordedLedger, Vector
from reference.node import ClosedLedger, ReferenceNode
from spec import engine

Line = tuple[str, int]
"""A file and a number."""


class Case(Struct, dict=True):
    """One ledger of a vector, as the specification makes it while it is unchanged."""

    name: str
    parent: ClosedLedger
    submissions: list[Submission]
    recorded: RecordedLedger
    lines: frozenset[Line] = frozenset()
    """What it executes of the modules that are watched."""
    seconds: float = 0.0
    """How long it takes."""

    @cached_property
    def outcomes(self) -> frozenset[tuple[bytes, str]]:
        """Which types of transaction had which results in it."""
        submitted = {(one.blob[1:3], one.expected) for one in self.submissions if one.expected is not None}
        return frozenset(submitted | {(tx.blob[1:3], tx.result) for tx in self.recorded.transactions})

    def holds(self) -> bool:
        """Whether everything comes out as recorded. Raises whatever the rules or the laws raise."""
        node = ReferenceNode(self.parent)
        for one in self.submissions:
            answer = submit(node, one.blob, again=one.expected is None)
            if one.expected not in (None, answer):
                return False
        built = node.build().draft.transactions.values()
        found = [(one.tx.blob, one.metadata.encode(), one.metadata.result.name) for one in built]
        return found == [(tx.blob, tx.metadata, tx.result) for tx in self.recorded.transactions]


def cases(vector: Vector) -> Iterator[Case]:
    """The ledgers of a vector."""
    node = start_reference(vector)
    scheduler = Scheduler(vector, node)
    for recorded in vector.ledgers:
        parent = node.last
        schedule = scheduler.next(recorded)
        for one in schedule.submissions:
            submit(node, one.blob, again=one.expected is None)
        node.close(recorded.header.close_time, recorded.header.close_flags)
        yield Case(f"{vector.name}:{recorded.header.sequence}", parent, schedule.submissions, recorded)


def forget() -> None:
    """Have the rules forget what they remember, so that they are executed again."""
    engine._RULES.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("spec."):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()


class Watch:
    """Notes which lines of some files are executed."""

    def __init__(self, files: Iterable[str]) -> None:
        self._files = frozenset(files)
        self._seen: set[Line] = set()

    @contextmanager
    def watching(self) -> Iterator[set[Line]]:
        """Note what is executed from now on, and give it as it grows."""
        forget()
        self._seen = set()
        before = sys.gettrace()
        sys.settrace(self._call)
        try:
            yield self._seen
        finally:
            sys.settrace(before)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            code: CodeType = frame.f_code
            self._seen.add((code.co_filename, frame.f_lineno))
        return self._line


def watched(vector: Vector, watch: Watch) -> Iterator[Case]:
    """The cases of a vector that hold, with what they execute."""
    for case in cases(vector):
        with watch.watching() as seen:
            holds = case.holds()
        begin = process_time()
        if holds and case.holds():
            case.lines, case.seconds = frozenset(seen), process_time() - begin
            yield case


def by_line(found: Iterable[Case], most: int) -> Mapping[Line, list[Case]]:
    """For each line some of the cases that execute it: the quickest, and whatever has another outcome."""
    lines: dict[Line, list[Case]] = {}
    outcomes: dict[Line, set[tuple[bytes, str]]] = {}
    for case in sorted(found, key=lambda case: case.seconds):
        for line in case.lines:
            known = outcomes.setdefault(line, set())
            if len(lines.setdefault(line, [])) < most or not case.outcomes <= known:
                known |= case.outcomes
                lines[line].append(case)
    return lines
