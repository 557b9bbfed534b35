"""Putting cases, laws and tests to one changed rule, in a process of its own.

A child process makes the change and runs what executes the changed line until something notices or enough has
been tried: first the quick ledgers of vectors, then the tests that are most about the changed module. The
change is gone with the child.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from time import process_time

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings
from msgspec import Struct, json

from conformance.mutation.cases import Case, Line, Watch, forget
from conformance.mutation.mutants import Mutant, Source

PATIENCE = 10
"""Seconds of the processor that one case or test may take besides ten times its own, before a changed rule
counts as one that does not end."""
ENOUGH = 60
"""Seconds of the processor that what is put to one change takes in all, while nothing is changed."""
PROFILE = "changed-rules"
settings.register_profile(
    PROFILE,
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
"""Generated tests draw the same examples each time, and do not look for simpler ones that fail."""
QUIETLY: tuple[str, ...] = (
    "-p",
    "no:terminal",
    "-p",
    "no:xdist",
    "-p",
    "no:cacheprovider",
    "--capture=sys",
    "--timeout=0",
    f"--hypothesis-profile={PROFILE}",
)
QUIETLY += ("-o", "addopts=", "-m", "not long and not clients")
"""How pytest is run: in this process, without its own report and the options that belong to that."""
MEMORY = 4 << 30
"""Bytes that a changed rule may use."""


class Verdict(Struct, frozen=True):
    """What became of one change."""

    mutant: Mutant
    killer: str | None
    """What noticed it: a case, a law, a test or the clock; ``None`` when it survived."""
    executed: int
    """How many cases and tests execute the changed line."""


class Witness(Struct, frozen=True, eq=False):
    """A case or a test that may notice a change."""

    name: str
    seconds: float
    """How long it takes while nothing is changed."""
    holds: Callable[[], bool]
    about: Mapping[str, float] = {}
    """By file, how much of what a test executes of all the watched files is of that one: from 0 to 1."""


class Tests:
    """The tests of some files, and which lines each executes: a pytest plugin.

    What is to be done with them is done while pytest is running, so that a child process can run any of them
    without collecting them again.
    """

    def __init__(self, watch: Watch, then: Callable[[Tests], None]) -> None:
        self._watch = watch
        self._then = then
        self._failure: BaseException | None = None
        self.lines: dict[Line, list[Witness]] = {}
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
            begin = process_time()
            with self._watch.watching() as seen:
                passed = passes(item)
            if not passed:
                self.failed.append(item.nodeid)
            files = Counter(file for file, _ in seen)
            about = {file: count / len(seen) for file, count in files.items()}
            test = Witness(f"test {item.nodeid}", process_time() - begin, partial(passes, item), about)
            for line in seen:
                self.lines.setdefault(line, []).append(test)
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

    def __init__(self, cases: Mapping[Line, list[Case]], tests: Mapping[Line, list[Witness]]) -> None:
        self._cases = cases
        self._tests = tests

    def judge(self, mutant: Mutant) -> Verdict | None:
        """Put everything to the change. ``None`` when the change cannot be made."""
        source = Source(mutant.module)
        lines = [(source.path, line) for line in range(mutant.line, mutant.last_line + 1)]
        cases = {id(case): case for line in lines for case in self._cases.get(line, ())}.values()
        tests = {id(test): test for line in lines for test in self._tests.get(line, ())}.values()
        found = [Witness(f"vector {case.name}", case.seconds, case.holds) for case in cases]
        in_turn = sorted(found, key=lambda case: case.seconds)
        in_turn += sorted(tests, key=lambda test: (-round(test.about[source.path], 1), test.seconds))
        answer = _in_child(lambda: self._try(source, mutant, in_turn))
        if answer == "not applicable":
            return None
        return Verdict(mutant, answer, len(in_turn))

    @staticmethod
    def _try(source: Source, mutant: Mutant, witnesses: list[Witness]) -> str | None:
        """Who notices the change first, of those that are heard."""
        if not source.apply(mutant):
            return "not applicable"
        forget()
        spent = 0.0
        for one in witnesses:
            spent += one.seconds
            if spent > ENOUGH:
                break
            _set_clock(PATIENCE + 10 * one.seconds)
            try:
                if not one.holds():
                    return one.name
            except Exception as error:  # noqa: BLE001  whatever a changed rule raises, it was noticed
                return f"{type(error).__name__} in {one.name}"
        return None


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
    return "the clock" if ending == -signal.SIGPROF else f"the process ended with {ending}"


def _answer(work: Callable[[], str | None], writing: int) -> None:
    """Do the work within its limits, write down what comes of it, and end this process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _set_clock(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.encode(answer))
        os._exit(0)
    finally:
        os._exit(1)


def _set_clock(seconds: float) -> None:
    """End this process when it has computed for so long: by its own time, however busy the machine is."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


_court: Court


def _judge(mutant: Mutant) -> Verdict | None:
    return _court.judge(mutant)


def judge_all(court: Court, mutants: list[Mutant], jobs: int) -> Iterator[Verdict]:
    """Judge every change that can be made, so many at a time."""
    global _court  # noqa: PLW0603  what the workers inherit
    _court = court
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for verdict in pool.imap(_judge, mutants, chunksize=4):
            if verdict is not None:
                yield verdict
