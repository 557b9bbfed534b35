"""Putting cases, laws and tests to one changed rule, in a process of its own.

A child process makes the change and runs what executes the changed line, the quickest first, until something
notices. The change is gone with the child.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from msgspec import Struct, json

from conformance.mutation.cases import Case, Line, Watch
from conformance.mutation.mutants import Mutant, Source

PATIENCE = 60
"""Seconds until a changed rule that does not end counts as noticed."""
QUIETLY: tuple[str, ...] = (
    "-p",
    "no:terminal",
    "-p",
    "no:xdist",
    "-p",
    "no:cacheprovider",
    "--capture=sys",
    "--timeout=0",
)
QUIETLY += ("-o", "addopts=", "-m", "not long and not clients")
"""How pytest is run: in this process, without its own report and the options that belong to that."""
MOST_TESTS = 40
"""How many tests are run for one change, besides those that are named for the module."""
MEMORY = 4 << 30
"""Bytes that a changed rule may use."""


class Verdict(Struct, frozen=True):
    """What became of one change."""

    mutant: Mutant
    killer: str | None
    """What noticed it: a case, a law, a test or the clock; ``None`` when it survived."""
    executed: int
    """How many cases and tests execute the changed line."""


class Tests:
    """The tests of some files, and which lines each executes: a pytest plugin.

    What is to be done with them is done while pytest is running, so that a child process can run any of them
    without collecting them again.
    """

    def __init__(self, watch: Watch, then: Callable[[Tests], None]) -> None:
        self._watch = watch
        self._then = then
        self._failure: BaseException | None = None
        self.lines: dict[Line, list[pytest.Item]] = {}
        self.failed: list[str] = []
        """What fails while nothing is changed: it cannot tell anything."""

    def run(self, paths: Iterable[Path]) -> None:
        """Watch the tests in these files and folders, and do then what is to be done with them."""
        pytest.main([*QUIETLY, *map(str, paths)], plugins=[self])
        if self._failure is not None:
            raise self._failure

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        for item in session.items:
            with self._watch.watching() as seen:
                passed = passes(item)
            if not passed:
                self.failed.append(item.nodeid)
            for line in seen:
                self.lines.setdefault(line, []).append(item)
        try:
            self._then(self)
        except (Exception, SystemExit) as failure:  # noqa: BLE001  pytest would swallow it
            self._failure = failure
        return True


def passes(item: pytest.Item) -> bool:
    """Run one test, and say whether it held."""
    return not any(report.failed for report in runtestprotocol(item, log=False))


class Court:
    """Everything that may notice a change, by the line that is changed."""

    def __init__(self, cases: Mapping[Line, list[Case]], tests: Mapping[Line, list[pytest.Item]]) -> None:
        self._cases = cases
        self._tests = tests

    def judge(self, mutant: Mutant) -> Verdict | None:
        """Put everything to the change. ``None`` when the change cannot be made."""
        source = Source(mutant.module)
        lines = [(source.path, line) for line in range(mutant.line, mutant.last_line + 1)]
        cases = list({id(case): case for line in lines for case in self._cases.get(line, ())}.values())
        tests = list(dict.fromkeys(test for line in lines for test in self._tests.get(line, ())))
        own = [test for test in tests if test.path.stem == f"test_{mutant.module.rpartition('.')[2]}"]
        others = [test for test in tests if test not in own]
        answer = _in_child(lambda: self._try(source, mutant, cases, own + others[:MOST_TESTS]))
        if answer == "not applicable":
            return None
        return Verdict(mutant, answer, len(cases) + len(tests))

    @staticmethod
    def _try(source: Source, mutant: Mutant, cases: list[Case], tests: list[pytest.Item]) -> str | None:
        if not source.apply(mutant):
            return "not applicable"
        for case in sorted(cases, key=lambda case: case.seconds):
            try:
                if not case.holds():
                    return f"vector {case.name}"
            except Exception as error:  # noqa: BLE001  whatever a changed rule raises, it was noticed
                return f"{type(error).__name__} in {case.name}"
        return next((f"test {test.nodeid}" for test in tests if not passes(test)), None)


def _in_child(work: Callable[[], str | None]) -> str | None:
    """What the work answers in a child process, or how the child ended without an answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if said:
        return json.decode(said, type=str | None)
    ending = os.waitstatus_to_exitcode(status)
    return "the clock" if ending == -signal.SIGALRM else f"the process ended with {ending}"


def _answer(work: Callable[[], str | None], writing: int) -> None:
    """Do the work within its limits, write down what comes of it, and end this process."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.encode(answer))
        os._exit(0)
    finally:
        os._exit(1)


_court: Court


def _judge(mutant: Mutant) -> Verdict | None:
    return _court.judge(mutant)


def judge_all(court: Court, mutants: list[Mutant], jobs: int) -> Iterator[Verdict]:
    """Judge every change that can be made, so many at a time."""
    global _court  # noqa: PLW0603  what the workers inherit
    _court = court
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for verdict in pool.imap(_judge, mutants, chunksize=4):
            if verdict is not None:
                yield verdict
