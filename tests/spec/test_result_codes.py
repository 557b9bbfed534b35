"""Every result that a type of transaction can give is given in a test, or cannot be given for a reason.

What can be given is read from the source of the rules (see ``result_codes``), what is given is noted while
the tests of the types run once more, without those whose traffic is drawn.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.reached import load, of_interest
from conformance.result_codes import ROOT, STEPS, documented, in_order, types, where_given
from conformance.unreachable import GUARDS, NOWHERE, ONLY_HERE, WITHOUT_TOKENS, reason
from spec.results import RESULTS
from spec.transaction import Transaction
from tests.outcomes import HAND, Outcomes

FOLDER = "tests/spec/transactions"
"""The tests of the types."""


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The results that each type gave in tests that were written by hand."""
    path = tmp_path_factory.mktemp("outcomes") / "outcomes.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    run = subprocess.run(
        [*command, "-m", "not hypothesis and not long", FOLDER],
        cwd=ROOT,
        env={**os.environ, "CANON_OUTCOMES": str(path)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))[HAND]
    return found


def missing(reached: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, set[str]]]:
    """Each result that a type may give and that it gave in no test, and where it is named."""
    for kind in types():
        for result, places in sorted(where_given(kind).items()):
            if result not in reached.get(kind.__name__, {}):
                yield kind.__name__, result, places


def test_every_result_is_given_or_cannot_be(reached: dict[str, dict[str, str]]) -> None:
    left = [one for one in missing(reached) if reason(*one) is None]
    assert left == []


def test_no_reason_is_given_for_what_is_reached(reached: dict[str, dict[str, str]]) -> None:
    used = {each.entry for one in missing(reached) for each in reason(*one) or ()}
    needless = {*NOWHERE, *ONLY_HERE, *((kind, "") for kind in WITHOUT_TOKENS)} - used
    assert needless == set()


def test_the_table_of_what_is_reached_is_of_these_tests(reached: dict[str, dict[str, str]]) -> None:
    """``make reached`` makes it anew."""
    assert load()["hand"].results == of_interest(reached)


def test_every_type_is_tried(reached: dict[str, dict[str, str]]) -> None:
    succeeded = {kind for kind, results in reached.items() if "tesSUCCESS" in results}
    assert {kind.__name__ for kind in types()} - succeeded == set()


@pytest.mark.parametrize("kind", types(), ids=lambda kind: kind.__name__)
def test_rules_are_stated_in_their_order(kind: type[Transaction]) -> None:
    """The docstrings of a type's steps name every result that the steps name, in the same order."""
    for step in STEPS:
        named = [result for result in in_order(kind, step) if result not in GUARDS]
        mentions = iter(documented(kind, step))
        found = [result for result in named if result in mentions]
        assert found == named, f"{kind.__name__}.{step}"


def test_every_type_names_its_sources() -> None:
    for kind in types():
        text = sys.modules[kind.__module__].__doc__ or ""
        assert re.search(r"\nSource: \w+\.cpp", text), kind.__module__


def test_the_source_is_understood() -> None:
    """What is read of one type, which uses functions of its own, of others, and of constants."""
    from spec.transactions.credential_accept import CredentialAccept

    assert where_given(CredentialAccept) == {
        "temINVALID_ACCOUNT_ID": {"transactions.credential_accept.preflight"},
        "temMALFORMED": {"transactions.credential_accept.preflight"},
        "tecNO_ISSUER": {"transactions.credential_accept.preclaim"},
        "tecNO_ENTRY": {"transactions.credential_accept.preclaim", "credentials.delete"},
        "tecDUPLICATE": {"transactions.credential_accept.preclaim"},
        "tecINSUFFICIENT_RESERVE": {"transactions.credential_accept.apply"},
        "tecEXPIRED": {"transactions.credential_accept.apply"},
        "tefINTERNAL": {"transactions.credential_accept.apply"},
        "tefBAD_LEDGER": {"directories.remove_owned"},
    }
    assert all(set(where_given(kind)) <= set(RESULTS) for kind in types())


def test_workers_are_heard(tmp_path: Path) -> None:
    """What workers saw is put together, and of two tests the first by name is kept."""
    outcomes = Outcomes(tmp_path / "outcomes.json")

    class Worker:
        def __init__(self, test: str) -> None:
            self.workeroutput = {"outcomes": {HAND: {"Payment": {"tecNO_DST": test}}}}

    for test in ("b", "a", "c"):
        outcomes.pytest_testnodedown(Worker(test))
    assert outcomes.reached[HAND] == {"Payment": {"tecNO_DST": "a"}}
