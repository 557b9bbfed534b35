"""Which results each type of transaction gave while the tests ran, and in which test.

``CANON_OUTCOMES=FILE make test ARGS=tests/spec`` writes them as JSON, also when the tests ran in several
processes:

    {"hand": {"Payment": {"tecNO_DST": "tests/spec/transactions/test_payment.py::test_..."}}, "generated": {}}

``generated`` are the tests whose traffic Hypothesis draws, ``hand`` all others. Of the tests that reached a
result the first by name is given, so that the file is the same from run to run as far as the tests are. What
a node in a process of its own was asked is not seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from spec import engine, ledger
from spec.engine import Outcome
from spec.results import Result, tesSUCCESS

HAND, GENERATED = "hand", "generated"

Reached = dict[str, dict[str, dict[str, str]]]
"""The first test by the way it was written, type and result."""


class Outcomes:
    """A plugin that watches the engine: every refusal before a ledger was seen, and every outcome."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reached: Reached = {HAND: {}, GENERATED: {}}
        self._test: pytest.Item | None = None
        self._patch = pytest.MonkeyPatch()

    def note(self, way: str, kind: str, result: str, test: str) -> None:
        """A test reached a result."""
        of_kind = self.reached[way].setdefault(kind, {})
        of_kind[result] = min(test, of_kind.get(result, test))

    def _saw(self, tx: Any, result: Result) -> None:
        if self._test is not None:
            way = GENERATED if self._test.get_closest_marker("hypothesis") else HAND
            self.note(way, type(tx).__name__, result.name, self._test.nodeid)

    def pytest_sessionstart(self) -> None:
        """Stands between whoever asks the engine and the engine."""
        self._patch.setattr(engine, "preflight", self._watch_preflight(engine.preflight))
        self._patch.setattr(engine, "apply", self._watch(engine.apply, place=0))
        self._patch.setattr(ledger, "apply", self._watch(ledger.apply, place=1))

    def _watch_preflight(self, preflight: Callable[..., Result]) -> Callable[..., Result]:
        @wraps(preflight)
        def watched(tx: Any, *args: Any, **options: Any) -> Result:
            result = preflight(tx, *args, **options)
            if result is not tesSUCCESS:
                self._saw(tx, result)
            return result

        return watched

    def _watch(self, apply: Callable[..., Outcome], place: int) -> Callable[..., Outcome]:
        @wraps(apply)
        def watched(*args: Any, **options: Any) -> Outcome:
            outcome = apply(*args, **options)
            self._saw(args[place], outcome.result)
            return outcome

        return watched

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Knows which test is running."""
        self._test = item
        try:
            return (yield)
        finally:
            self._test = None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker hands over what it saw."""
        self._patch.undo()
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["outcomes"] = self.reached

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker is done."""
        for way, kinds in getattr(node, "workeroutput", {}).get("outcomes", {}).items():
            for kind, results in kinds.items():
                for result, test in results.items():
                    self.note(way, kind, result, test)

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """All workers are done: writes the file."""
        if not hasattr(config, "workeroutput"):
            self.path.write_text(json.dumps(self.reached, indent=1, sort_keys=True) + "\n", encoding="utf-8")
