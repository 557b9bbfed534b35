"""The definitions that clients are given."""

from __future__ import annotations

import json
from hashlib import sha512

import pytest

from spec import types
from spec.definitions import definitions
from spec.fields import FIELDS


def test_their_hash_is_that_of_their_text() -> None:
    content = {name: value for name, value in definitions().items() if name != "hash"}
    text = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
    assert definitions()["hash"] == sha512(text).digest()[:32].hex().upper()


def test_every_field_is_described_once() -> None:
    names = [name for name, _ in definitions()["FIELDS"]]
    assert len(names) == len(set(names))
    assert set(FIELDS) < set(names)


@pytest.mark.parametrize(
    ("name", "number", "with_length", "serialised", "signed", "type_name"),
    [
        ("Generic", 0, False, False, False, "Unknown"),
        ("ObjectEndMarker", 1, False, True, True, "STObject"),
        ("hash", 257, False, False, False, "Hash256"),
        ("LedgerEntry", 257, False, False, False, "LedgerEntry"),
        ("TransactionType", 2, False, True, True, "UInt16"),
        ("Account", 1, True, True, True, "AccountID"),
        ("MemoData", 13, True, True, True, "Blob"),
        ("Amendments", 3, True, True, True, "Vector256"),
        ("TxnSignature", 4, True, True, False, "Blob"),
        ("Signers", 3, False, True, False, "STArray"),
        ("Paths", 1, False, True, True, "PathSet"),
    ],
)
def test_a_field(
    name: str, number: int, with_length: bool, serialised: bool, signed: bool, type_name: str
) -> None:
    described = dict(definitions()["FIELDS"])[name]
    assert described == {
        "nth": number,
        "isVLEncoded": with_length,
        "isSerialized": serialised,
        "isSigningField": signed,
        "type": type_name,
    }


def test_names_and_numbers() -> None:
    answer = definitions()
    assert answer["TYPES"]["Amount"] == types.AMOUNT.code
    assert answer["TYPES"]["Done"] == -1
    assert answer["LEDGER_ENTRY_TYPES"]["AccountRoot"] == 0x61
    assert answer["LEDGER_ENTRY_TYPES"]["Invalid"] == -1
    assert answer["TRANSACTION_TYPES"]["Payment"] == 0
    assert answer["TRANSACTION_TYPES"]["Invalid"] == -1
    assert answer["TRANSACTION_RESULTS"]["tecNO_DST"] == 124
    assert answer["TRANSACTION_RESULTS"]["temMALFORMED"] == -299
