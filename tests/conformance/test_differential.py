"""The reference and the node, put to the same traffic, and vectors filled from the reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance import vectors
from conformance.cli import conformance
from conformance.differential.duel import Diverged, Duel
from conformance.differential.openings import PEOPLE, opening
from conformance.filling.generated import filled
from conformance.replay import SUBJECTS, replay
from conformance.result_codes import types
from conformance.subjects import NodeSubject
from spec import keylets, laws
from spec.laws import LawBroken
from spec.results import terNO_ACCOUNT
from spec.transactions.payment import Payment
from tests.conftest import PROFILE

EXAMPLES = 400 if PROFILE == "long" else 120
"""Which are 2,000 transactions and more."""


def run(*options: str) -> tuple[int, list[str]]:
    ended = CliRunner().invoke(conformance, list(options))
    return ended.exit_code, ended.output.splitlines()


@pytest.mark.timeout(3600)
def test_the_node_does_what_the_reference_does() -> None:
    status, lines = run("differential", "--examples", str(EXAMPLES), "--seed", "1")
    assert status == 0, lines
    found = re.fullmatch(r"differential: (\d+) ledgers, (\d+) transactions, 0 different", lines[-1])
    assert found is not None
    assert int(found[1]) > 10 * EXAMPLES
    assert int(found[2]) > 2_000
    met = {line.partition(":")[0] for line in lines}
    assert met >= {kind.__name__ for kind in types() if not kind.pseudo}


def test_a_difference_is_found_made_small_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = NodeSubject.submit

    def wrong(self: NodeSubject, blob: bytes, **options: bool) -> str:
        answer = submit(self, blob, **options)
        return "tecNO_DST" if answer == "tesSUCCESS" else answer

    monkeypatch.setattr(NodeSubject, "submit", wrong)
    status, lines = run("differential", "--examples", "3", "--out", str(tmp_path))
    assert status == 1
    assert lines[-1].endswith(", 1 different")
    assert any("the preliminary result of a submission" in line for line in lines)
    (written,) = tmp_path.glob("*.json.gz")
    vector = vectors.load(written)
    monkeypatch.undo()
    assert replay(vector, "node").exact


def test_a_law_that_the_reference_breaks_is_told_like_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    duel = Duel(opening("xrp", 0, 0))
    rich, poor = PEOPLE[:2]
    payment = Payment(account=rich.account, destination=poor.account, amount=5, fee=10, sequence=1)
    payment.sequence = duel.view.need(keylets.account(rich.account), terNO_ACCOUNT).sequence
    assert duel.submit(rich.sign(payment).blob) == "tesSUCCESS"

    def uphold(step: object, **_: bool) -> None:
        raise LawBroken(step, [])

    monkeypatch.setattr(laws, "uphold", uphold)
    with pytest.raises(Diverged, match="the reference raises LawBroken"):
        duel.close(10)
    assert [len(ledger.transactions) for ledger in duel.witness("broken", "xrp").ledgers] == [1]
    duel.stop()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, lines = run("fill", str(tmp_path / "file" / "x"), "--family", "xrp")
    assert status == 1
    assert "xrp-500.json.gz cannot be written: Not a directory" in lines[-1]


def test_it_says_for_how_long() -> None:
    status, lines = run("differential")
    assert status == 2
    assert "say either --seconds or --examples" in lines[-1]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("family", ["xrp", "dex"])
def test_a_filled_vector_is_exact(tmp_path: Path, family: str, subject: str) -> None:
    status, lines = run("fill", str(tmp_path), "--family", family, "--seed", "3")
    assert status == 0, lines
    (written,) = tmp_path.glob("*.json.gz")
    vector = vectors.load(written)
    assert vector.server.startswith("canon ")
    assert vector.final_state == filled(family, 3).final_state
    assert replay(vector, subject).exact
