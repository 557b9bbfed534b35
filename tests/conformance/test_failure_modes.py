"""The registry of failure modes: it is whole, and says of itself only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from conformance.failure_modes import KINDS, MODES, FailureMode
from conformance.failure_modes.cli import failure_modes_command
from conformance.failure_modes.standing import ForcingTest, forcing_tests, last_run, standing
from impl import metrics
from spec.laws import LAWS
from tests.shared import ROOT

WHOLE = (83, 84, 85, 98)
"""Modes whose parts are all declared and which all kinds of test force."""
DECLARED = [mode for mode in MODES.values() if mode.detection is not None]


def test_every_number_is_declared_once() -> None:
    assert list(MODES) == list(range(71, 103))
    assert all(mode.number == number for number, mode in MODES.items())


def test_every_test_carries_a_number_and_a_kind_that_there_are() -> None:
    found = forcing_tests(ROOT)
    assert {test.number for test in found} <= MODES.keys()
    assert {test.kind for test in found} <= set(KINDS)


@pytest.mark.parametrize("mode", DECLARED, ids=lambda mode: str(mode.number))
def test_what_detects_a_mode_is_there(mode: FailureMode) -> None:
    """The metric is served, the event is written, and the alert speaks of served metrics."""
    assert mode.detection is not None
    assert mode.detection.metric in metrics.names()
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "impl").rglob("*.py")]
    assert any(f'"{mode.detection.event}"' in source for source in sources)
    assert mode.alert is not None
    assert mode.alert.level in ("warning", "critical")
    named = re.findall(r"canon_\w+", mode.alert.rule)
    assert named
    assert set(named) <= metrics.names()


@pytest.mark.parametrize("mode", MODES.values(), ids=lambda mode: str(mode.number))
def test_files_that_are_named_are_there(mode: FailureMode) -> None:
    for text in (mode.prevention, mode.recovery, mode.manual):
        for name in re.findall(r"\b(?:spec|impl)/[\w/]+(?:\.py)?", text or ""):
            assert (ROOT / name).exists(), name
        for law in re.findall(r"\b\w+-\w+-\w+\b", text or ""):
            assert law in LAWS, law


@pytest.mark.parametrize("number", WHOLE)
def test_these_modes_have_all_parts_and_all_kinds_of_test(number: int) -> None:
    tests = forcing_tests(ROOT)
    passed = {test.name: "passed" for test in tests}
    assert standing(MODES[number], tests, passed).missing == ()


def test_a_mode_works_only_when_everything_is_there() -> None:
    mode = MODES[83]
    tests = [ForcingTest(83, kind, f"tests/x.py::{kind}") for kind in KINDS]
    passed = {test.name: "passed" for test in tests}
    assert standing(mode, tests, passed).works
    assert standing(mode, tests, None).missing == ("the tests were not run here",)
    assert standing(mode, tests[1:], passed).missing == ("no unit test",)
    assert standing(mode, tests, passed | {tests[0].name: "failed"}).missing == ("tests/x.py::unit: failed",)
    assert standing(mode, tests, {}).missing[0] == "tests/x.py::unit: not run"
    assert "no prevention" in standing(MODES[99], [], passed).missing


def test_a_record_that_is_no_record_is_none(tmp_path: Path) -> None:
    assert last_run(tmp_path) is None
    (tmp_path / ".failure-modes.json").write_text("nonsense")
    assert last_run(tmp_path) is None


def test_the_command_lists_them(tmp_path: Path) -> None:
    file = tmp_path / "modes.json"
    ended = CliRunner().invoke(failure_modes_command, ["--json", str(file)])
    assert ended.exit_code == 0
    lines = ended.output.splitlines()
    assert len(lines) == 33
    assert re.fullmatch(r"failure modes: \d+ of 32 work, \d+ open", lines[-1])
    assert len(json.decode(file.read_bytes())) == 32


def test_the_command_shows_one_and_refuses_what_is_none() -> None:
    shown = CliRunner().invoke(failure_modes_command, ["99"]).output
    assert "missing: no prevention" in shown
    ended = CliRunner().invoke(failure_modes_command, ["70"])
    assert ended.exit_code == 2
    assert "there is no mode 70: expected 71 to 102" in ended.output


def test_alerts_are_written_as_rules(tmp_path: Path) -> None:
    """One for each mode that has one, each naming what is served, as a monitoring system reads it."""
    file = tmp_path / "rules.yml"
    assert CliRunner().invoke(failure_modes_command, ["83", "--rules", str(file)]).exit_code == 0
    text = file.read_text()
    numbers = [int(number) for number in re.findall(r'failure_mode: "(\d+)"', text)]
    assert numbers == [number for number, mode in MODES.items() if mode.alert is not None]
    assert text.count("      - alert: Canon") == len(numbers)
    assert set(re.findall(r"\bcanon_\w+", text)) <= metrics.names()
    expressions = re.findall(r"        expr: (.+)", text)
    assert [json.decode(one) for one in expressions] == [
        mode.alert.rule for mode in MODES.values() if mode.alert is not None
    ]
