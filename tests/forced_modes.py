"""Notes how the tests went that force failure modes, for ``canon failure-modes``.

A run adds to what earlier runs noted, so that a mode's long tests may be run by themselves.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import json

from conformance.failure_modes.standing import MARK, RECORD, last_run
from tests.shared import ROOT

_WORSE = ("failed", "skipped", "passed")
"""Of a test with several cases the worst counts."""


class ForcedModes:
    """A plugin: the workers of a parallel run tell the first process, which writes the record."""

    def __init__(self) -> None:
        self.went: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test with a number went."""
        if MARK in report.keywords and (report.when == "call" or report.outcome != "passed"):
            name = report.nodeid.partition("[")[0]
            outcomes = (report.outcome, self.went.get(name, "passed"))
            self.went[name] = min(outcomes, key=_WORSE.index)

    def pytest_sessionfinish(self, session: Any) -> None:
        """Write the record, unless this is a worker."""
        if self.went and not hasattr(session.config, "workerinput"):
            record = (last_run(ROOT) or {}) | self.went
            (ROOT / RECORD).write_bytes(json.format(json.encode(record)) + b"\n")
