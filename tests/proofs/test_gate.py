"""The gate reads what CrossHair reports, and believes nothing else."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from proofs.gate import read, run_crosshair, search
from proofs.standing import Standing
from spec import contracts
from tests.proofs import subject

CONFIRMED = "spec/x.py:1: info: Confirmed over all paths."
SEARCHED = "spec/x.py:2: info: Not confirmed."


@pytest.mark.parametrize(
    ("text", "status", "promises", "standing"),
    [
        (CONFIRMED, 0, 1, Standing.CONFIRMED),
        (SEARCHED, 0, 1, Standing.SEARCHED),
        (f"{CONFIRMED}\n{CONFIRMED}", 0, 2, Standing.CONFIRMED),
        (f"{CONFIRMED}\n{SEARCHED}", 0, 2, Standing.SEARCHED),
        (CONFIRMED, 0, 2, Standing.UNKNOWN),
        ("", 0, 1, Standing.UNKNOWN),
        (CONFIRMED, 2, 1, Standing.UNKNOWN),
        ("spec/x.py:1: info: Unable to meet precondition.", 0, 1, Standing.UNKNOWN),
        ("spec/x.py:1: error: false when calling f(0)", 1, 1, Standing.BROKEN),
        (f"{CONFIRMED}\nspec/x.py:1: error: false when calling f(0)", 1, 2, Standing.BROKEN),
    ],
)
def test_a_report_says_what_it_says(text: str, status: int, promises: int, standing: Standing) -> None:
    assert read(text, status, promises)[0] is standing


def test_a_counterexample_is_passed_on() -> None:
    assert read("spec/x.py:1: error: false when calling f(0)", 1, 1)[1] == "false when calling f(0)"


def test_what_promises_nothing_is_not_searched() -> None:
    @contracts.require(lambda a: a > 0)
    def silent(a: int) -> int:
        return a

    @contracts.ensure(lambda result: result > 0)
    async def later() -> int:
        return 1

    assert search(silent, 1).standing is Standing.UNKNOWN
    assert "does not await" in search(later, 1).note


def test_crosshair_runs_with_contracts_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANON_CONTRACTS", "off")
    found = search(subject.digits, 2)
    assert found.standing in (Standing.CONFIRMED, Standing.SEARCHED), found.note


def test_crosshair_that_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("crosshair", 1)

    monkeypatch.setattr(subprocess, "run", late)
    found = search(subject.digits, 1)
    assert (found.standing, found.seconds < 1) == (Standing.UNKNOWN, True)
    assert "did not end" in found.note


def test_a_false_contract_is_found() -> None:
    found = search(subject.wrong_digits, 5)
    assert found.standing is Standing.BROKEN
    assert "wrong_digits" in found.note


@pytest.mark.parametrize("name", ["described", "named", "rooted"])
def test_a_mistake_in_a_fast_twin_is_found(name: str) -> None:
    text, status = run_crosshair(f"tests.proofs.mistaken.{name}", 5, 1)
    standing, note = read(text, status, 1)
    assert standing is Standing.BROKEN
    assert f"false when calling {name}" in note
