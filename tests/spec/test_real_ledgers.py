"""Ledgers of the main network: from JSON or bytes, to the last bit, to what the network agreed on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spec.addresses import encode_account
from spec.entries import decode_entry
from spec.header import LedgerHeader, ledger_hash
from spec.json_format import (
    entry_from_json,
    metadata_from_json,
    metadata_to_json,
    to_json,
    transaction_from_json,
)
from spec.objects import decode_free_form
from spec.shamap import Leaf, LeafKind, join_transaction, node_hash, root_hash
from spec.transaction import decode_transaction
from spec.validity import signature_fault
from tests.shared import shared
from tests.spec.older_json import today

FULL = (32570, 38129, 40000)
TREES = (104540000, 104550000, 104552050, 104552600)
PARENT_CLOSE_TIME_OF_32570 = 410325660
CALCULATED = ("hash", "index", "metaData")
"""What JSON adds to a transaction or an entry."""


def ledger(path: Path) -> Any:
    return json.loads(path.read_text())


def bare(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: today(value, name) for name, value in shown.items() if name not in CALCULATED}


def header(
    shown: dict[str, Any], parent_close_time: int, transaction_hash: bytes, account_hash: bytes
) -> str:
    found = ledger_hash(
        LedgerHeader(
            sequence=int(shown["ledger_index"]),
            drops=int(shown["total_coins"]),
            parent_hash=bytes.fromhex(shown["parent_hash"]),
            transaction_hash=transaction_hash,
            account_hash=account_hash,
            parent_close_time=parent_close_time,
            close_time=shown["close_time"],
            close_time_resolution=shown["close_time_resolution"],
            close_flags=shown.get("close_flags", 0),
        )
    )
    return found.hex().upper()


def transaction_root(shown: dict[str, Any]) -> bytes:
    items = {}
    for one in shown["transactions"]:
        tx, metadata = transaction_from_json(bare(one)), metadata_from_json(one["metaData"])
        assert tx.id.hex().upper() == one["hash"]
        assert to_json(tx) == bare(one)
        assert metadata_to_json(metadata) == today(one["metaData"])
        items[tx.id] = join_transaction(tx.blob, metadata.encode())
    return root_hash(LeafKind.TRANSACTION_WITH_METADATA, items)


@pytest.mark.parametrize("sequence", FULL)
def test_a_whole_ledger_from_json(sequence: int) -> None:
    shown = ledger(shared(f"data/full-ledgers/ledger-full-{sequence}.json"))
    items = {}
    for one in shown["accountState"]:
        key = bytes.fromhex(one["index"])
        entry = entry_from_json(one, key)
        data = entry.encode()
        assert decode_entry(key, data) == entry
        assert to_json(entry) == bare(one)
        items[key] = data
    account_hash = root_hash(LeafKind.STATE, items)
    transaction_hash = transaction_root(shown)
    assert account_hash.hex().upper() == shown["account_hash"]
    assert transaction_hash.hex().upper() == shown["transaction_hash"]
    parent_close_time = shown.get("parent_close_time", PARENT_CLOSE_TIME_OF_32570)
    assert header(shown, parent_close_time, transaction_hash, account_hash) == shown["ledger_hash"]


def test_the_leaf_of_an_entry_follows_from_its_json() -> None:
    shown = ledger(shared("data/full-ledgers/ledger-full-32570.json"))["accountState"][0]
    key = bytes.fromhex(shown["index"])
    one = node_hash(Leaf(LeafKind.STATE, key, entry_from_json(shown, key).encode()))
    other = node_hash(Leaf(LeafKind.STATE, key, entry_from_json(shown | {"Flags": 1}, key).encode()))
    assert one != other


def test_ledgers_of_2013_to_2017_from_json_alone() -> None:
    paths = sorted(shared("data/ledgers-2013-2017").glob("*.json"))
    for path in paths:
        shown = ledger(path)
        transaction_hash = transaction_root(shown)
        assert transaction_hash.hex().upper() == shown["transaction_hash"]
        # Most of these were recorded without their parent's close time, which is one resolution away at most.
        close_time = shown["close_time"]
        possible = {close_time, close_time - shown["close_time_resolution"]}
        account_hash = bytes.fromhex(shown["account_hash"])
        hashes = {header(shown, time, transaction_hash, account_hash) for time in possible}
        assert shown["ledger_hash"] in hashes
    assert len(paths) == 25


@pytest.mark.parametrize("sequence", TREES)
def test_the_transactions_of_a_ledger_of_2026(sequence: int) -> None:
    root, *lines = shared(f"data/mainnet-trees/{sequence}.txt").read_text().split()
    items = {}
    for line in lines:
        blob, raw_metadata = map(bytes.fromhex, line.split(","))
        tx, metadata = decode_transaction(blob), decode_free_form(raw_metadata)
        assert tx.encode() == blob
        assert metadata.encode() == raw_metadata
        assert transaction_from_json(to_json(tx)) == tx
        assert metadata_from_json(metadata_to_json(metadata)) == metadata
        assert tx.pseudo or signature_fault(tx) is None, tx
        items[tx.id] = join_transaction(blob, raw_metadata)
    assert root_hash(LeafKind.TRANSACTION_WITH_METADATA, items).hex().upper() == root


@pytest.mark.parametrize("sequence", TREES)
def test_a_changed_transaction_is_not_signed(sequence: int) -> None:
    for line in shared(f"data/mainnet-trees/{sequence}.txt").read_text().split()[1:6]:
        tx = decode_transaction(bytes.fromhex(line.split(",")[0]))
        assert signature_fault(tx.replace(fee=tx.fee + 1)) is not None, encode_account(tx.account)
