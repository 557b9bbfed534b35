"""DIDSet and DIDDelete: an identifier's parts are set and taken away, and something has to remain."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets
from spec.entries import DID
from spec.results import (
    Result,
    tecEMPTY_DID,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tefBAD_LEDGER,
    temDISABLED,
    temEMPTY_DID,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.did_delete import DIDDelete
from spec.transactions.did_set import DIDSet
from tests.spec.ledgers import XRP, SmallLedger, account

ALICE = account("alice")
PARTS = ("uri", "did_document", "data")
ALL = {"uri": b"u", "did_document": b"d", "data": b"a"}


def put(ledger: SmallLedger, **fields: Any) -> Result:
    return ledger.apply(DIDSet, "alice", **fields)


def made(**fields: Any) -> SmallLedger:
    ledger = SmallLedger("alice")
    assert put(ledger, **fields) is tesSUCCESS
    return ledger


def identifier(ledger: SmallLedger) -> dict[str, bytes | None]:
    found = ledger.draft.read(keylets.did(ALICE))
    assert isinstance(found, DID)
    return {part: getattr(found, part) for part in PARTS}


def test_an_identifier_is_made_of_what_is_given() -> None:
    ledger = made(**ALL)
    assert identifier(ledger) == ALL
    assert ledger.root("alice").owner_count == 1
    listed = list(directories.keys(ledger.draft, keylets.owner_directory(ALICE)))
    assert listed == [keylets.did(ALICE).key]


def test_what_is_empty_is_not_there() -> None:
    assert identifier(made(uri=b"u", data=b"")) == {"uri": b"u", "did_document": None, "data": None}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_changed_and_taken_away(part: str) -> None:
    ledger = made(**ALL)
    assert put(ledger, **{part: b"new"}) is tesSUCCESS
    assert identifier(ledger) == {**ALL, part: b"new"}
    assert put(ledger, **{part: b""}) is tesSUCCESS
    assert identifier(ledger) == {**ALL, part: None}
    assert ledger.root("alice").owner_count == 1


def test_something_remains() -> None:
    ledger = made(uri=b"u")
    assert put(ledger, uri=b"") is tecEMPTY_DID
    assert put(ledger, uri=b"", data=b"a") is tesSUCCESS


@pytest.mark.parametrize(("fixed", "result"), [(True, tecEMPTY_DID), (False, tesSUCCESS)])
def test_a_new_one_is_not_empty_since_the_fix(fixed: bool, result: Result) -> None:
    ledger = SmallLedger("alice", without=() if fixed else [amendments.fixEmptyDID])
    ledger.spare("alice", 2 * XRP + 10)
    assert put(ledger, uri=b"") is result


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, temEMPTY_DID),
        ({"uri": b"", "did_document": b"", "data": b""}, temEMPTY_DID),
        ({"uri": b"", "did_document": b""}, tecEMPTY_DID),
        ({"flags": 1}, temINVALID_FLAG),
        *(({part: b"x" * 257}, temMALFORMED) for part in PARTS),
        *(({part: b"x" * 256}, tesSUCCESS) for part in PARTS),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], result: Result) -> None:
    assert put(SmallLedger("alice"), **fields) is result


def test_it_needs_a_reserve_after_the_fee() -> None:
    ledger = SmallLedger("alice")
    ledger.spare("alice", 2 * XRP + 9)
    assert put(ledger, uri=b"u") is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", 2 * XRP + 10)
    assert put(ledger, uri=b"u") is tesSUCCESS
    ledger.spare("alice", -1)
    assert put(ledger, uri=b"v") is tesSUCCESS


def test_it_is_taken_out() -> None:
    ledger = made(**ALL)
    assert ledger.apply(DIDDelete, "alice", flags=1) is temINVALID_FLAG
    assert ledger.apply(DIDDelete, "alice") is tesSUCCESS
    assert ledger.root("alice").owner_count == 0
    assert ledger.draft.exists(keylets.owner_directory(ALICE))
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE))) == []
    assert ledger.apply(DIDDelete, "alice") is tecNO_ENTRY


def test_one_that_is_not_listed() -> None:
    ledger = made(**ALL)
    ledger.draft.erase(keylets.owner_directory(ALICE))
    assert ledger.apply(DIDDelete, "alice") is tefBAD_LEDGER


def test_there_are_none_without_the_amendment() -> None:
    ledger = SmallLedger("alice", without=[amendments.DID])
    assert put(ledger, **ALL) is temDISABLED
    assert ledger.apply(DIDDelete, "alice") is temDISABLED
