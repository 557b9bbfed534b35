"""What real servers did comes out again, on the reference and on the node; and what differs is noticed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from conformance import runs, vectors
from conformance.cli import conformance
from conformance.replay import SUBJECTS, replay
from conformance.vectors import RecordedLedger, RecordedTransaction, Refusal, Vector
from tests.shared import ROOT

CARRIED = ROOT / "conformance" / "vectors"
NOT_LIVE = ("bridge", "vault")
"""Families of transaction types whose rules are not written; see the table in README."""
FILES = sorted(file for file in CARRIED.glob("*.json.gz") if not file.name.startswith(NOT_LIVE))
SMALL = CARRIED / "xrp-010.json.gz"


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_what_was_recorded_comes_out(file: Path, subject: str) -> None:
    vector = vectors.load(file)
    report = replay(vector, subject)
    assert report.difference is None
    assert report.exact
    assert report.ledgers == len(vector.ledgers)
    assert report.refused == len(vector.refused)


@pytest.mark.parametrize("family", NOT_LIVE)
def test_families_without_rules_are_told_from_those_with_them(family: str) -> None:
    """When their rules are there, this fails, and the family moves to the ones above."""
    for file in sorted(CARRIED.glob(f"{family}-*.json.gz")):
        report = replay(vectors.load(file))
        assert report.skipped is not None
        assert report.skipped.startswith("there are no rules for ")
        assert not report.exact


# What is noticed


def with_ledger(vector: Vector, place: int, changed: RecordedLedger) -> Vector:
    return replace(vector, ledgers=(*vector.ledgers[:place], changed, *vector.ledgers[place + 1 :]))


def place_of_transactions(vector: Vector, least: int = 1) -> int:
    return next(i for i, ledger in enumerate(vector.ledgers) if len(ledger.transactions) >= least)


def with_transaction(
    change: Callable[[RecordedTransaction], RecordedTransaction],
) -> Callable[[Vector], Vector]:
    def changed(vector: Vector) -> Vector:
        place = place_of_transactions(vector)
        ledger = vector.ledgers[place]
        first, *others = ledger.transactions
        return with_ledger(vector, place, replace(ledger, transactions=(change(first), *others)))

    return changed


def with_header(**fields: Any) -> Callable[[Vector], Vector]:
    def changed(vector: Vector) -> Vector:
        ledger = vector.ledgers[0]
        return with_ledger(vector, 0, replace(ledger, header=replace(ledger.header, **fields)))

    return changed


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def reordered(vector: Vector) -> Vector:
    place = place_of_transactions(vector, 2)
    ledger = vector.ledgers[place]
    return with_ledger(vector, place, replace(ledger, transactions=ledger.transactions[::-1]))


def without_last(vector: Vector) -> Vector:
    place = place_of_transactions(vector, 2)
    ledger = vector.ledgers[place]
    return with_ledger(vector, place, replace(ledger, transactions=ledger.transactions[:-1]))


def with_final_entry(vector: Vector) -> Vector:
    key, data = next(iter(vector.final_state.items()))
    return replace(vector, final_state=vector.final_state | {key: flipped(data)})


def without_final_entry(vector: Vector) -> Vector:
    key = next(iter(vector.final_state))
    return replace(vector, final_state={k: data for k, data in vector.final_state.items() if k != key})


CHANGES: dict[str, Callable[[Vector], Vector]] = {
    "preliminary": with_transaction(lambda tx: replace(tx, preliminary="tecUNFUNDED")),
    "result": with_transaction(lambda tx: replace(tx, result="tecUNFUNDED")),
    "metadata": with_transaction(lambda tx: replace(tx, metadata=flipped(tx.metadata))),
    "order": reordered,
    "transaction missing": without_last,
    "refusal": lambda vector: replace(
        vector, refused=(Refusal(vector.refused[0].blob, "temBAD_FEE"), *vector.refused[1:])
    ),
    "state root": with_header(account_hash=bytes(32)),
    "transaction root": with_header(transaction_hash=bytes(32)),
    "drops": with_header(drops=1),
    "ledger hash": lambda vector: with_ledger(
        vector, 0, replace(vector.ledgers[0], hash=flipped(vector.ledgers[0].hash))
    ),
    "final entry": with_final_entry,
    "final entry missing": without_final_entry,
}


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
@pytest.mark.parametrize("change", CHANGES)
def test_one_difference_is_enough(change: str, subject: str) -> None:
    vector = vectors.load(SMALL)
    assert not replay(CHANGES[change](vector), subject).exact


# The command


def run(*arguments: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(conformance, ["replay", *map(str, arguments)])
    return result.exit_code, result.output.splitlines()


def written(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    data = json.loads(gzip.decompress(SMALL.read_bytes()))
    change(data)
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def test_the_command_counts_what_is_exact(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    status, lines = run(SMALL, "--subject", "node", "--json", report)
    assert status == 0
    assert lines[-1] == "replay: 1 of 1 exact, 0 different, 0 skipped"
    whole = runs.read(report)
    assert (whole.subject, whole.total, whole.passed) == ("node", 1, 1)
    assert whole.groups() == {"xrp": (1, 1, 0, 0)}
    vector = vectors.load(SMALL)
    counted = sum(count for of_kind in whole.outcomes.values() for count in of_kind.values())
    assert counted >= sum(len(ledger.transactions) for ledger in vector.ledgers)
    assert whole.outcomes["Payment"]["tesSUCCESS"] > 0


def test_the_command_shows_the_first_difference_decoded(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        ledger = next(ledger for ledger in data["ledgers"] if ledger.get("transactions"))
        ledger["transactions"][0]["result"] = "tecUNFUNDED"

    report = tmp_path / "report.json"
    status, lines = run(SMALL, written(tmp_path / "xrp-900.json.gz", change), "--json", report)
    assert status == 1
    assert lines[-1] == "replay: 1 of 2 exact, 1 different, 0 skipped"
    assert any("the result of transaction 0" in line for line in lines)
    (difference,) = runs.read(report).cases[1].differences
    assert difference.about["TransactionType"]
    assert ("result", "tecUNFUNDED", "tesSUCCESS") in [
        (place.path, place.recorded, place.found) for place in difference.places()
    ]


def test_what_cannot_be_read_is_skipped_and_not_exact(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(b"no vector")
    status, lines = run(broken)
    assert status == 1
    assert "skipped" in lines[0]
    assert str(broken) in lines[0]
    assert lines[-1] == "replay: 0 of 1 exact, 0 different, 1 skipped"


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    status, lines = run(tmp_path / "nothing")
    assert status == 1
    assert "does not exist" in lines[-1]


def test_only_the_named_families_are_replayed() -> None:
    status, lines = run(CARRIED, "--family", "xrp")
    assert status == 0
    assert lines[-2:] == ["family xrp: 2 of 2", "replay: 2 of 2 exact, 0 different, 0 skipped"]
