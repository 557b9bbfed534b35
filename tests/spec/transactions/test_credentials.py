"""CredentialCreate, CredentialAccept and CredentialDelete: something is stated, accepted, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets
from spec.entries import Credential
from spec.flags import lsfAccepted
from spec.results import (
    Result,
    tecDUPLICATE,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tecPSEUDO_ACCOUNT,
    tefBAD_LEDGER,
    temDISABLED,
    temINVALID_ACCOUNT_ID,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.credential_delete import CredentialDelete
from tests.spec.ledgers import NOW, XRP, SmallLedger, account

ALICE, BOB = account("alice"), account("bob")
NOBODY = bytes(20)
KIND = b"known"


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def state(ledger: SmallLedger, **fields: Any) -> Result:
    """Alice states something about bob."""
    return ledger.apply(CredentialCreate, "alice", **{"subject": BOB, "credential_type": KIND, **fields})


def stated(**fields: Any) -> SmallLedger:
    ledger = scene()
    assert state(ledger, **fields) is tesSUCCESS
    return ledger


def accept(ledger: SmallLedger, by: str = "bob", **fields: Any) -> Result:
    return ledger.apply(CredentialAccept, by, **{"issuer": ALICE, "credential_type": KIND, **fields})


def delete(ledger: SmallLedger, by: str, **fields: Any) -> Result:
    return ledger.apply(CredentialDelete, by, **{"credential_type": KIND, **fields})


def credential(ledger: SmallLedger) -> Credential:
    found = ledger.draft.read(keylets.credential(BOB, ALICE, KIND))
    assert found is not None
    return found


def owners(ledger: SmallLedger) -> tuple[int, int]:
    return ledger.root("alice").owner_count, ledger.root("bob").owner_count


def lists(ledger: SmallLedger) -> tuple[int, int]:
    found = [len(list(directories.keys(ledger.draft, keylets.owner_directory(one)))) for one in (ALICE, BOB)]
    return found[0], found[1]


# Stating something


def test_the_issuer_pays_for_it_at_first() -> None:
    ledger = stated(expiration=NOW + 5, uri=b"u")
    there = credential(ledger)
    assert (there.subject, there.issuer, there.credential_type) == (BOB, ALICE, KIND)
    assert (there.expiration, there.uri, there.flags) == (NOW + 5, b"u", 0)
    assert (owners(ledger), lists(ledger)) == ((1, 0), (1, 1))


def test_the_subject_when_it_accepted() -> None:
    ledger = stated()
    assert accept(ledger) is tesSUCCESS
    assert credential(ledger).flags == lsfAccepted
    assert (owners(ledger), lists(ledger)) == ((0, 1), (1, 1))


def test_what_one_states_about_oneself_counts_at_once() -> None:
    ledger = scene()
    assert state(ledger, subject=ALICE) is tesSUCCESS
    found = ledger.draft.read(keylets.credential(ALICE, ALICE, KIND))
    assert found is not None
    assert (found.flags, found.subject_node) == (lsfAccepted, None)
    assert (owners(ledger), lists(ledger)) == ((1, 0), (1, 0))
    assert accept(ledger, "alice") is tecDUPLICATE
    assert delete(ledger, "alice", subject=ALICE) is tesSUCCESS
    assert (owners(ledger), lists(ledger)) == ((0, 0), (0, 0))


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"subject": NOBODY}, temMALFORMED),
        ({"uri": b""}, temMALFORMED),
        ({"uri": b"x" * 257}, temMALFORMED),
        ({"uri": b"x" * 256}, tesSUCCESS),
        ({"credential_type": b""}, temMALFORMED),
        ({"credential_type": b"x" * 65}, temMALFORMED),
        ({"credential_type": b"x" * 64}, tesSUCCESS),
        ({"subject": account("nobody")}, tecNO_TARGET),
        ({"expiration": NOW}, tesSUCCESS),
        ({"expiration": NOW - 1}, tecEXPIRED),
        ({"expiration": 0}, tecEXPIRED),
    ],
)
def test_what_is_not_stated(fields: dict[str, Any], result: Result) -> None:
    assert state(scene(), **fields) is result


def test_once_is_enough() -> None:
    ledger = stated()
    assert state(ledger, expiration=1) is tecDUPLICATE
    assert state(ledger, credential_type=b"other") is tesSUCCESS
    assert ledger.apply(CredentialCreate, "carol", subject=BOB, credential_type=KIND) is tesSUCCESS


@pytest.mark.parametrize("field", ["amm_id", "vault_id", "loan_broker_id"])
def test_nothing_is_stated_about_a_pool_since_the_fix(field: str) -> None:
    for also, result in (([], tesSUCCESS), ([amendments.fixCleanup3_3_0], tecPSEUDO_ACCOUNT)):
        ledger = scene(also=also)
        ledger.change("bob", **{field: b"\1" * 32})
        assert state(ledger) is result


def test_it_needs_a_reserve_before_the_fee() -> None:
    ledger = scene()
    ledger.spare("alice", 2 * XRP - 1)
    assert state(ledger, expiration=1) is tecEXPIRED
    assert state(ledger) is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", 2 * XRP)
    assert state(ledger) is tesSUCCESS
    ledger.spare("bob", 2 * XRP - 1)
    assert accept(ledger) is tecINSUFFICIENT_RESERVE
    ledger.spare("bob", 2 * XRP)
    assert accept(ledger) is tesSUCCESS


# Accepting it


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"issuer": NOBODY, "credential_type": b""}, temINVALID_ACCOUNT_ID),
        ({"credential_type": b""}, temMALFORMED),
        ({"credential_type": b"x" * 65}, temMALFORMED),
        ({"issuer": account("nobody")}, tecNO_ISSUER),
        ({"issuer": account("carol")}, tecNO_ENTRY),
        ({"credential_type": b"other"}, tecNO_ENTRY),
    ],
)
def test_what_is_not_accepted(fields: dict[str, Any], result: Result) -> None:
    assert accept(stated(), **fields) is result


def test_only_the_subject_accepts_it_and_once() -> None:
    ledger = stated()
    assert accept(ledger, "carol") is tecNO_ENTRY
    assert accept(ledger) is tesSUCCESS
    ledger.spare("bob", 0)
    assert accept(ledger) is tecDUPLICATE


@pytest.mark.parametrize("later", [5, 6])
def test_one_that_expired_is_taken_out(later: int) -> None:
    ledger = stated(expiration=NOW + 5)
    ledger.wait(later)
    ledger.spare("bob", 2 * XRP - 1)
    assert accept(ledger) is tecINSUFFICIENT_RESERVE
    ledger.spare("bob", 2 * XRP)
    assert accept(ledger) is (tecEXPIRED if later == 6 else tesSUCCESS)
    if later == 6:
        assert (owners(ledger), lists(ledger)) == ((0, 0), (0, 0))
        assert accept(ledger) is tecNO_ENTRY


# Taking it back


@pytest.mark.parametrize(
    ("by", "fields"),
    [
        ("alice", {"subject": BOB}),
        ("alice", {"subject": BOB, "issuer": ALICE}),
        ("bob", {"issuer": ALICE}),
        ("bob", {"subject": BOB, "issuer": ALICE}),
    ],
)
@pytest.mark.parametrize("kind", [KIND, b"x"])
@pytest.mark.parametrize("accepted", [True, False])
def test_issuer_and_subject_may_at_any_time(
    by: str, fields: dict[str, Any], accepted: bool, kind: bytes
) -> None:
    ledger = stated(credential_type=kind)
    if accepted:
        assert accept(ledger, credential_type=kind) is tesSUCCESS
    assert delete(ledger, by, credential_type=kind, **fields) is tesSUCCESS
    assert (owners(ledger), lists(ledger)) == ((0, 0), (0, 0))


@pytest.mark.parametrize(("later", "result"), [(5, tecNO_PERMISSION), (6, tesSUCCESS)])
def test_others_once_it_has_expired(later: int, result: Result) -> None:
    ledger = stated(expiration=NOW + 5)
    ledger.wait(later)
    assert delete(ledger, "carol", subject=BOB, issuer=ALICE) is result


def test_others_never_where_it_does_not_expire() -> None:
    assert delete(stated(), "carol", subject=BOB, issuer=ALICE) is tecNO_PERMISSION


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, temMALFORMED),
        ({"subject": NOBODY}, temINVALID_ACCOUNT_ID),
        ({"issuer": NOBODY}, temINVALID_ACCOUNT_ID),
        ({"subject": BOB, "issuer": NOBODY, "credential_type": b""}, temINVALID_ACCOUNT_ID),
        ({"subject": BOB, "credential_type": b""}, temMALFORMED),
        ({"subject": BOB, "credential_type": b"x" * 65}, temMALFORMED),
        ({"subject": BOB, "credential_type": b"other"}, tecNO_ENTRY),
        ({"issuer": BOB}, tecNO_ENTRY),
        ({"subject": account("carol")}, tecNO_ENTRY),
    ],
)
def test_what_is_not_taken_back(fields: dict[str, Any], result: Result) -> None:
    assert delete(stated(), "alice", **fields) is result


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_one_that_is_not_listed(name: str) -> None:
    ledger = stated(expiration=NOW + 5)
    ledger.draft.erase(keylets.owner_directory(account(name)))
    assert delete(ledger, "alice", subject=BOB) is tefBAD_LEDGER
    ledger.wait(6)
    assert accept(ledger) is tefBAD_LEDGER


# Flags and amendments


@pytest.mark.parametrize(("fixed", "result"), [(True, temINVALID_FLAG), (False, tesSUCCESS)])
def test_flags_were_not_always_looked_at(fixed: bool, result: Result) -> None:
    options: dict[str, Any] = {"without": () if fixed else [amendments.fixInvalidTxFlags]}
    ledger = scene(**options)
    assert state(ledger, flags=1) is result
    state(ledger)
    assert accept(ledger, flags=1) is result
    assert delete(ledger, "alice", subject=BOB, flags=1) is result


def test_there_are_none_without_the_amendment() -> None:
    ledger = scene(without=[amendments.Credentials])
    assert (state(ledger), accept(ledger)) == (temDISABLED, temDISABLED)
    assert delete(ledger, "alice", subject=BOB) is temDISABLED
