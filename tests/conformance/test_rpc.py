"""The API answers as the recorded server did, and tells subscribers what it told them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance import runs, streams, vectors
from conformance.cli import conformance
from conformance.replay import SUBJECTS, replay
from conformance.rpc_cli import run_rpc
from conformance.runs import Run
from conformance.sides import places
from conformance.subjects import NodeSubject
from impl.node_store import NodeStore
from tests.conformance.served import running_node
from tests.shared import shared

SMALL = "vectors/xrp-001.json.gz"


def first_differences(run: Run) -> list[object]:
    found = [each for case in run.cases for each in case.differences]
    return [(each.where, each.about, each.places()[:5]) for each in found[:5]]


def test_every_answer_is_the_recorded_one(capsys: pytest.CaptureFixture[str]) -> None:
    run = run_rpc(sorted(shared("vectors").glob("*.json.gz")))
    with capsys.disabled():
        print("", *run.table(), *run.reasons(), sep="\n")
    assert first_differences(run) == []
    assert run.passed == run.total > 13_000
    assert not any(case.skipped for case in run.cases)


def test_subscribers_are_told_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    run = run_rpc(sorted(shared("vectors/streams").glob("*.json.gz")))
    with capsys.disabled():
        print("", *run.table(), sep="\n")
    assert first_differences(run) == []
    assert run.passed == run.total
    assert run.groups()["message transaction"][0] > 5_000


def test_each_place_of_a_difference_is_shown_and_bytes_are_decoded() -> None:
    vector = json.loads(gzip.decompress(shared(SMALL).read_bytes()))
    one, other = [each for ledger in vector["ledgers"] for each in ledger.get("transactions", ())][:2]
    found = {place.path for place in places({"tx_blob": one["blob"]}, {"tx_blob": other["blob"]})}
    assert "tx_blob decoded.TxnSignature" in found
    assert [place.path for place in places({"a": [1, 2]}, {"a": [1], "b": 0})] == ["a[1]", "b"]
    assert [place.path for place in places({"a": True}, {"a": 1})] == ["a"]


# The command


def run_command(*arguments: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(conformance, ["rpc", *map(str, arguments)])
    return result.exit_code, result.output.splitlines()


def changed(path: Path, change: Callable[[dict[str, Any]], None], original: str = SMALL) -> Path:
    data = json.loads(gzip.decompress(shared(original).read_bytes()))
    change(data)
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def test_the_command_counts(tmp_path: Path) -> None:
    report = tmp_path / "rpc.json"
    status, lines = run_command(shared(SMALL), "--json", report)
    run = runs.read(report)
    assert status == 0
    assert lines[-1] == f"rpc: {run.passed} of {run.total} equal, 0 different, {run.skipped} skipped"
    assert all(case.reason for case in run.cases if case.skipped)
    assert run.passed > 150


def test_a_different_answer_is_shown_with_both_sides(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        pair = next(pair for pair in data["rpc"] if pair["request"]["command"] == "account_info")
        pair["response"]["result"]["account_data"]["Balance"] = "7"

    status, lines = run_command(changed(tmp_path / "xrp-900.json.gz", change))
    assert status == 1
    assert "xrp-900: the answer to account_info" in lines
    assert "  at result.account_data.Balance" in lines
    assert '    recorded: "7"' in lines
    assert ", 1 different, " in lines[-1]


def test_a_different_message_is_noticed(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        message = next(one for one in data["streams"][0]["messages"] if one["type"] == "ledgerClosed")
        message["txn_count"] += 1

    path = changed(tmp_path / "xrp-901.json.gz", change, "vectors/streams/xrp-201.json.gz")
    cases = {case.group: case for case in streams.compare(path)}
    assert cases["message ledgerClosed"].failed == 1
    assert sum(case.failed for case in cases.values()) == 1


def test_what_is_no_vector_is_a_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(b"no vector")
    status, lines = run_command(broken)
    assert status == 1
    assert str(broken) in lines[-1]
    assert "not a recorded vector" in lines[-1]


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    status, lines = run_command(shared(SMALL), "--url", "http://127.0.0.1:1")
    assert status == 1
    assert lines[-1].startswith("Error: http://127.0.0.1:1 cannot be asked for ledger_closed: ")
    status, lines = run_command(shared(SMALL), "--url", "ws://127.0.0.1:1")
    assert "expected a URL such as" in lines[-1]


# A server at a URL


def test_a_server_that_stands_at_the_last_ledger_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setitem(SUBJECTS, "stored", lambda vector: NodeSubject(vector, NodeStore.at(data)))
    assert replay(vectors.load(shared(SMALL)), "stored").exact
    with running_node(data) as url:
        run = run_rpc([shared(SMALL), shared("vectors/xrp-002.json.gz")], url)
    assert first_differences(run) == []
    here, elsewhere = ([case for case in run.cases if case.name == name] for name in ("xrp-001", "xrp-002"))
    assert sum(case.passed for case in here) > 150
    assert not any(case.skipped for case in here)
    assert all(case.reason is not None and "not the vector's last" in case.reason for case in elsewhere)
