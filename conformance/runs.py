"""What one part of the suite found out, in the form in which every part writes it and the report reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from canon import VERSION
from conformance.sides import Place, places


class RunError(ValueError):
    """A file is not the report of a run; the message names the file and what is wrong with it."""


class Difference(Struct, frozen=True):
    """Where a subject did something else than it should have, with both sides decoded."""

    what: str
    """What differs, in words."""
    where: str
    """In which ledger, or after which request."""
    recorded: Any
    """What should have come out: as it was recorded, or as the reference does it."""
    found: Any
    """What the subject did."""
    about: Any = None
    """The transaction or the request in question."""

    def places(self) -> list[Place]:
        """Each place in which the sides differ."""
        return list(places(self.recorded, self.found))

    def lines(self) -> Iterator[str]:
        """The difference for people to read, place by place."""
        yield f"{self.where}: {self.what}"
        if self.about is not None:
            yield from _indented("about", self.about)
        for place in self.places():
            yield f"  at {place.path or 'the whole'}"
            yield from _indented("recorded", place.recorded)
            yield from _indented("found", place.found)


class Case(Struct, frozen=True):
    """One thing that was compared: a vector, the answers of a method after a vector, a ledger."""

    name: str
    group: str
    """The family or the method."""
    total: int = 1
    """How many comparisons it stands for."""
    failed: int = 0
    skipped: int = 0
    reason: str | None = None
    """Why something was skipped."""
    detail: str = ""
    """What was compared, in words."""
    differences: tuple[Difference, ...] = ()

    @property
    def passed(self) -> int:
        """How many comparisons came out equal."""
        return self.total - self.failed - self.skipped


class Run(Struct):
    """One part of the suite, run once against one subject."""

    command: str
    subject: str
    """What was put to the test."""
    against: str
    """What it was compared with."""
    unit: str
    """What is counted."""
    cases: list[Case] = []
    outcomes: dict[str, dict[str, int]] = {}
    """How often each result came out as it should, by the type of transaction."""
    seed: int | None = None
    version: str = VERSION
    """The version of the suite, and so of the specification."""

    @property
    def name(self) -> str:
        """The part and its subject, in words."""
        return f"{self.command} on {self.subject}"

    @property
    def total(self) -> int:
        """How many comparisons there were to make."""
        return sum(case.total for case in self.cases)

    @property
    def passed(self) -> int:
        """How many came out equal."""
        return sum(case.passed for case in self.cases)

    @property
    def failed(self) -> int:
        """How many came out different."""
        return sum(case.failed for case in self.cases)

    @property
    def skipped(self) -> int:
        """How many were not made."""
        return sum(case.skipped for case in self.cases)

    def note_outcome(self, kind: str, result: str, count: int = 1) -> None:
        """So many transactions of a type had this result, as they should."""
        of_kind = self.outcomes.setdefault(kind, {})
        of_kind[result] = of_kind.get(result, 0) + count

    def groups(self) -> dict[str, tuple[int, int, int, int]]:
        """Total, passed, failed and skipped by group."""
        found: dict[str, Counter[str]] = {}
        for case in self.cases:
            found.setdefault(case.group, Counter()).update(
                total=case.total, passed=case.passed, failed=case.failed, skipped=case.skipped
            )
        return {
            group: (each["total"], each["passed"], each["failed"], each["skipped"])
            for group, each in sorted(found.items())
        }

    def table(self) -> Iterator[str]:
        """The counts by group, as lines of a table."""
        yield f"{'':24}{'total':>8}{'equal':>8}{'different':>11}{'skipped':>9}"
        for group, (total, passed, failed, skipped) in self.groups().items():
            yield f"{group:24}{total:8}{passed:8}{failed:11}{skipped:9}"

    def reasons(self) -> Iterator[str]:
        """Why something was skipped, each reason once."""
        why: Counter[str] = Counter()
        for case in self.cases:
            if case.skipped:
                why[case.reason or "no reason given"] += case.skipped
        for reason, count in sorted(why.items()):
            yield f"skipped {count}: {reason}"

    def write(self, path: Path) -> None:
        """Write it to a file, as JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


def read(path: Path) -> Run:
    """The run that a file tells of.

    Raises:
        RunError: the file cannot be read, or tells of none.

    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Run)
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RunError(
            f"{path} is not the report of a run: {error}; expected what --json of a part of the suite wrote"
        ) from None


def _indented(name: str, value: Any) -> Iterator[str]:
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    first, *rest = text.splitlines()
    yield f"    {name}: {first}"
    for line in rest:
        yield f"    {line}"
