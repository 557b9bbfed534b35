"""Changed rules: which changes there are, that they are made, and that they are noticed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from conformance import vectors
from conformance.cli import conformance
from conformance.mutation import equivalent
from conformance.mutation.cases import Watch, by_line, forget, watched
from conformance.mutation.cli import MODULES, unknown_excuses
from conformance.mutation.killers import Court, Verdict
from conformance.mutation.mutants import Mutant, Source
from spec import engine, keylets
from spec.transactions.check_cancel import CheckCancel
from tests.conformance.test_replay import CARRIED
from tests.spec.ledgers import account

TYPE = "spec.transactions.check_cancel"
ALICE = account("alice")


STRANGERS_MAY = "tx.account not in (check.account, check.destination)"
"""A change of CheckCancel that recorded traffic notices."""


def changes(module: str, function: str) -> dict[str, str]:
    return {one.before: one.after for one in Source(module).mutants() if one.function == function}


@cache
def court() -> Court:
    watch = Watch([Source(TYPE).path])
    found = [case for path in CARRIED.glob("check-*") for case in watched(vectors.load(path), watch)]
    return Court(by_line(found, 20), {})


def one(after: str) -> Mutant:
    (found,) = (mutant for mutant in Source(TYPE).mutants() if mutant.after == after)
    return found


def test_every_slip_of_a_function_is_found() -> None:
    found = changes(TYPE, "preclaim")
    expired = "accounts.expired(view, check.expiration)"
    assert found[f"concerned or {expired}"] == f"concerned and {expired}"
    assert found["tx.account in (check.account, check.destination)"].startswith("tx.account not in ")
    assert found["tecNO_ENTRY"] == "tecNO_PERMISSION"
    assert "(left out)" in found.values()


def test_what_is_declared_is_left_alone() -> None:
    source = Source("spec.amounts")
    assert not any(mutant.function == "IssuedAmount" for mutant in source.mutants())
    assert all(mutant.function for mutant in source.mutants())


def test_the_unchanged_rule_holds_and_a_changed_one_is_noticed() -> None:
    noticed = court().judge(one(STRANGERS_MAY))
    assert noticed is not None
    assert noticed.killer is not None
    assert noticed.killer.startswith("vector check-")


def test_the_change_is_gone_afterwards() -> None:
    mutant = one(STRANGERS_MAY)
    assert court().judge(mutant) == court().judge(mutant)


def test_what_nothing_executes_survives() -> None:
    verdict = Court({}, {}).judge(one(STRANGERS_MAY))
    assert verdict is not None
    assert (verdict.killer, verdict.executed) == (None, 0)


def test_a_rule_that_does_not_end_counts_as_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.mutation.killers.PATIENCE", 1)
    monkeypatch.setattr("conformance.mutation.killers.Court._try", lambda *_: _for_ever())
    verdict = court().judge(one(STRANGERS_MAY))
    assert verdict is not None
    assert verdict.killer == "the clock"


def test_no_more_is_put_to_a_change_than_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.mutation.killers.ENOUGH", 0)
    verdict = court().judge(one(STRANGERS_MAY))
    assert verdict is not None
    assert verdict.killer is None
    assert verdict.executed > 0


def test_what_rules_remember_is_executed_again() -> None:
    watch = Watch([Source("spec.engine").path])
    for _ in range(2):
        with watch.watching() as seen:
            assert engine.rules_of(CheckCancel) is not None
            assert keylets.account(ALICE) is keylets.account(ALICE)
        first = engine._find_rules.__code__.co_firstlineno
        assert (Source("spec.engine").path, first + 1) in seen
    forget()
    assert keylets.account.cache_info().currsize == 0


def _for_ever() -> None:
    while True:
        pass


def test_every_excuse_is_for_a_change_that_exists() -> None:
    assert unknown_excuses([Source(name) for name in MODULES]) == []


def test_the_command_counts_and_fails_when_too_little_is_noticed() -> None:
    checks = [str(path) for path in CARRIED.glob("check-*")]
    options = ["mutate", *checks, "--module", TYPE, "--no-tests", "--at-least", "101"]
    assert CliRunner().invoke(conformance, options).exit_code == 2
    ended = CliRunner().invoke(conformance, [*options[:-1], "100"])
    assert ended.exit_code == 1
    assert ended.output.splitlines()[-1].startswith("mutation: ")
    assert "survived: " in ended.output


def test_what_was_noticed_once_is_not_tried_again(tmp_path: Path) -> None:
    report, later = tmp_path / "report.json", tmp_path / "later.json"
    options = ["--module", TYPE, "--no-tests", "--at-least", "0"]
    mutate = ["mutate", str(CARRIED / "check-007.json.gz"), *options]
    assert CliRunner().invoke(conformance, [*mutate, "--json", str(report)]).exit_code == 0
    mutate[1] = str(CARRIED / "xrp-010.json.gz")  # which has no checks, and notices nothing
    again = CliRunner().invoke(conformance, [*mutate, "--again", str(report), "--json", str(later)])
    assert again.exit_code == 0, again.output
    before, after = (json.decode(one.read_bytes(), type=list[Verdict]) for one in (report, later))
    assert {one.mutant.name: one.killer for one in before} == {one.mutant.name: one.killer for one in after}
    assert any(one.killer is not None for one in after)
    report.write_text("{}")
    wrong = CliRunner().invoke(conformance, [*mutate, "--again", str(report)])
    assert wrong.exit_code == 2
    assert "is no report" in wrong.output


def test_a_reason_that_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = equivalent.Equivalent("nobody looks", (one(STRANGERS_MAY).name,))
    monkeypatch.setattr(equivalent, "load", lambda: [wrong])
    checks = [str(path) for path in CARRIED.glob("check-*")]
    ended = CliRunner().invoke(conformance, ["mutate", *checks, "--module", TYPE, "--no-tests"])
    assert f"noticed, against its reason: {wrong.mutants[0]}" in ended.output


def test_an_unknown_module_is_a_clear_error() -> None:
    ended = CliRunner().invoke(conformance, ["mutate", str(CARRIED), "--module", "spec.nothing"])
    assert ended.exit_code == 2
    assert "spec.nothing is no module" in ended.output
