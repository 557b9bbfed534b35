"""Ledger headers: recorded ones, and every one that could be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.header import (
    HEADER_SIZE,
    NO_CONSENSUS_TIME,
    LedgerHeader,
    from_stored,
    ledger_hash,
    parse,
    serialise,
    stored,
)
from spec.lengths import DecodeError
from tests.shared import shared

HASHES = st.binary(min_size=32, max_size=32)
U32 = st.integers(0, 2**32 - 1)
U8 = st.integers(0, 255)
HEADERS = st.builds(LedgerHeader, U32, st.integers(0, 2**64 - 1), HASHES, HASHES, HASHES, U32, U32, U8, U8)

GENESIS = LedgerHeader(
    sequence=1,
    drops=100_000_000_000_000_000,
    parent_hash=bytes(32),
    transaction_hash=bytes(32),
    account_hash=bytes.fromhex("A21ED30C04C88046FC61DB9DC19375EEDBD365FD8C17286F27127DF804E9CAA6"),
    parent_close_time=0,
    close_time=0,
    close_time_resolution=30,
)


def from_json(ledger: dict[str, Any], parent_close_time: int) -> LedgerHeader:
    """The header that an API answer describes."""
    return LedgerHeader(
        sequence=int(ledger["ledger_index"]),
        drops=int(ledger["total_coins"]),
        parent_hash=bytes.fromhex(ledger["parent_hash"]),
        transaction_hash=bytes.fromhex(ledger["transaction_hash"]),
        account_hash=bytes.fromhex(ledger["account_hash"]),
        parent_close_time=parent_close_time,
        close_time=ledger["close_time"],
        close_time_resolution=ledger["close_time_resolution"],
        close_flags=ledger.get("close_flags", 0),
    )


def real_ledgers() -> list[Path]:
    return [
        path
        for folder in ("full-ledgers", "ledgers-2013-2017")
        for path in shared(f"data/{folder}").glob("*.json")
    ]


def test_real_ledgers_have_the_hash_of_their_header() -> None:
    """Old answers lack the parent's close time; it is at most a few minutes before the close time."""
    assert len(real_ledgers()) == 28
    for path in real_ledgers():
        ledger = json.loads(path.read_text())
        known = ledger.get("parent_close_time")
        times = [known] if known else range(ledger["close_time"], ledger["close_time"] - 600, -1)
        hashes = {ledger_hash(from_json(ledger, time)).hex().upper() for time in times}
        assert ledger["ledger_hash"] in hashes, path.name


def test_the_genesis_ledger_without_fees_has_its_historic_hash() -> None:
    assert ledger_hash(GENESIS).hex().upper() == (
        "AB868A6CFEEC779C2FF845C0AF00A642259986AF40C01976A7F842B6918936C7"
    )


@given(HEADERS)
def test_a_header_reads_as_it_was_written(header: LedgerHeader) -> None:
    data = serialise(header)
    assert len(data) == HEADER_SIZE == 118
    assert parse(data) == header
    assert from_stored(stored(header)) == header
    assert header.close_time_agreed == (header.close_flags & NO_CONSENSUS_TIME == 0)


@given(st.binary(max_size=HEADER_SIZE + 8))
def test_any_bytes_are_a_header_or_a_declared_error(data: bytes) -> None:
    for read in (parse, from_stored):
        try:
            header = read(data)
        except DecodeError:
            continue
        assert data in {serialise(header), stored(header)}


def test_what_is_no_header_says_why() -> None:
    with pytest.raises(DecodeError, match="117 bytes long: expected 118"):
        parse(bytes(117))
    with pytest.raises(DecodeError, match="begins with 4d4c4e00: expected 4c575200"):
        from_stored(b"MLN\0" + bytes(118))


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2**32},
        {"drops": -1},
        {"parent_hash": bytes(31)},
        {"close_flags": 256},
        {"close_time": -1},
    ],
)
def test_what_cannot_be_written(change: dict[str, Any]) -> None:
    fields = {name: getattr(GENESIS, name) for name in GENESIS.__struct_fields__} | change
    with pytest.raises(ValueError, match=r"header|hashes"):
        serialise(LedgerHeader(**fields))
