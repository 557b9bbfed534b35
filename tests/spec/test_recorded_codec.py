"""Everything that a real server wrote: its bytes are read and written again, and shown as it showed them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.vectors import INVALID, load
from spec.entries import decode_entry
from spec.json_format import (
    entry_from_json,
    metadata_from_json,
    metadata_to_json,
    to_json,
    transaction_from_json,
)
from spec.lengths import DecodeError
from spec.objects import decode_free_form
from spec.transaction import decode_transaction
from tests.shared import ROOT, shared

HERE = sorted((ROOT / "conformance/vectors").glob("*.json.gz"))
ADDED_TO_ENTRIES = {"index", "mpt_issuance_id"}
ADDED_TO_METADATA = {"delivered_amount", "nftoken_id", "nftoken_ids", "offer_id", "mpt_issuance_id"}


def scenario(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))


def check_bytes(recorded: Any) -> None:
    """Reads and writes every entry, transaction and metadata of a scenario, as bytes and as JSON."""
    for key, data in [
        (bytes.fromhex(k), bytes.fromhex(v)) for k, v in recorded["state"] + recorded["final_state"]
    ]:
        entry = decode_entry(key, data)
        assert entry.encode() == data
        assert entry_from_json(to_json(entry), key) == entry
    for each in [each for ledger in recorded["ledgers"] for each in ledger["transactions"]]:
        blob, data = bytes.fromhex(each["blob"]), bytes.fromhex(each["meta"])
        tx, metadata = decode_transaction(blob), decode_free_form(data)
        assert tx.encode() == blob
        assert transaction_from_json(to_json(tx)) == tx
        assert metadata.encode() == data
        assert metadata_from_json(metadata_to_json(metadata)) == metadata
    for each in recorded.get("refused", ()):
        try:
            decode_transaction(bytes.fromhex(each["blob"]), canonical=False)
        except DecodeError:
            assert each["result"] == INVALID
    for each in recorded.get("steps", ()):
        if "blob" in each:
            decode_transaction(bytes.fromhex(each["blob"]))


def check_answers(path: Path) -> int:
    """Compares what API requests were answered with what is shown of the same bytes; counts them."""
    vector = load(path)
    recorded = {
        decode_transaction(each.blob).id.hex().upper(): each
        for ledger in vector.ledgers
        for each in ledger.transactions
    }
    checked = 0
    for command, result in answers(path):
        if command == "ledger_entry" and isinstance(result.get("node"), dict):
            shown = result["node"]
            data = vector.final_state.get(bytes.fromhex(shown["index"]))
            if data is not None:
                entry = to_json(decode_entry(b"", data))
                assert entry == {k: v for k, v in shown.items() if k not in ADDED_TO_ENTRIES}
                checked += 1
        elif command == "tx" and result.get("hash") in recorded and isinstance(result.get("meta"), dict):
            each = recorded[result["hash"]]
            metadata = metadata_to_json(decode_free_form(each.metadata))
            assert metadata == {k: v for k, v in result["meta"].items() if k not in ADDED_TO_METADATA}
            shown = result.get("tx_json", result)
            for name, value in to_json(decode_transaction(each.blob)).items():
                renamed = "DeliverMax" if name == "Amount" and name not in shown else name
                assert shown[renamed] == value
            checked += 1
    return checked


def answers(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for exchange in scenario(path).get("rpc", ()):
        response = exchange["response"]
        yield exchange["request"].get("command", ""), response.get("result", response)


@pytest.mark.parametrize("path", HERE, ids=lambda path: path.name)
def test_a_recorded_scenario(path: Path) -> None:
    check_bytes(scenario(path))
    check_answers(path)


@pytest.mark.long
def test_all_recorded_scenarios() -> None:
    paths = sorted(shared("vectors").rglob("*.json.gz"))
    for path in paths:
        check_bytes(scenario(path))
    assert sum(check_answers(path) for path in paths if path.parent.name != "fees") > 2000
