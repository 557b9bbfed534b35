"""DepositPreauth: leave is given to an account or to credentials, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets
from spec.entries import DepositPreauth as Leave
from spec.results import (
    Result,
    tecDUPLICATE,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_TARGET,
    tecPSEUDO_ACCOUNT,
    tefBAD_LEDGER,
    temARRAY_EMPTY,
    temARRAY_TOO_LARGE,
    temCANNOT_PREAUTH_SELF,
    temDISABLED,
    temINVALID_ACCOUNT_ID,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.deposit_preauth import DepositPreauth
from tests.spec.deposits import listed
from tests.spec.ledgers import XRP, SmallLedger, account

ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")
NOBODY = bytes(20)
PAIR = listed(("bob", b"kind"), ("carol", b"kind"))


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def put(ledger: SmallLedger, **fields: Any) -> Result:
    return ledger.apply(DepositPreauth, "alice", **fields)


def leaves(ledger: SmallLedger) -> list[Leave]:
    listed_there = directories.entries(ledger.draft, keylets.owner_directory(ALICE))
    return [one for one in listed_there if isinstance(one, Leave)]


@pytest.mark.parametrize(
    ("give", "take"),
    [
        ({"authorize": BOB}, {"unauthorize": BOB}),
        ({"authorize_credentials": PAIR}, {"unauthorize_credentials": PAIR[::-1]}),
    ],
)
def test_leave_is_given_once_and_taken_back(give: dict[str, Any], take: dict[str, Any]) -> None:
    ledger = scene()
    assert put(ledger, **take) is tecNO_ENTRY
    assert put(ledger, **give) is tesSUCCESS
    assert [one.account for one in leaves(ledger)] == [ALICE]
    assert ledger.root("alice").owner_count == 1
    assert put(ledger, **give) is tecDUPLICATE
    assert put(ledger, **take) is tesSUCCESS
    assert ledger.root("alice").owner_count == 0
    assert not ledger.draft.exists(keylets.owner_directory(ALICE))


def test_credentials_are_kept_in_order() -> None:
    ledger = scene()
    given = listed(("carol", b"b"), ("bob", b"c"), ("carol", b"a"))
    assert put(ledger, authorize_credentials=given) is tesSUCCESS
    assert leaves(ledger)[0].authorize is None
    kept = leaves(ledger)[0].authorize_credentials
    assert kept == tuple(sorted(given, key=lambda one: (one.issuer, one.credential_type)))
    assert put(ledger, authorize_credentials=given[::-1]) is tecDUPLICATE


def test_an_account_may_give_several_leaves() -> None:
    ledger = scene()
    for fields in (
        {"authorize": BOB},
        {"authorize": CAROL},
        {"authorize_credentials": PAIR},
        {"authorize_credentials": PAIR[:1]},
    ):
        assert put(ledger, **fields) is tesSUCCESS
    assert ledger.root("alice").owner_count == 4


NINE = listed(*(("bob", bytes([number])) for number in range(1, 10)))


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, temMALFORMED),
        ({"authorize": BOB, "unauthorize": BOB}, temMALFORMED),
        ({"authorize": BOB, "authorize_credentials": PAIR}, temMALFORMED),
        ({"authorize_credentials": PAIR, "unauthorize_credentials": PAIR}, temMALFORMED),
        ({"authorize": NOBODY}, temINVALID_ACCOUNT_ID),
        ({"unauthorize": NOBODY}, temINVALID_ACCOUNT_ID),
        ({"authorize": ALICE}, temCANNOT_PREAUTH_SELF),
        ({"unauthorize": ALICE}, tecNO_ENTRY),
        ({"authorize_credentials": ()}, temARRAY_EMPTY),
        ({"unauthorize_credentials": ()}, temARRAY_EMPTY),
        ({"authorize_credentials": NINE}, temARRAY_TOO_LARGE),
        ({"authorize_credentials": NINE[:8]}, tesSUCCESS),
        ({"authorize_credentials": listed(("bob", b""))}, temMALFORMED),
        ({"authorize_credentials": listed(("bob", b"x" * 65))}, temMALFORMED),
        ({"authorize_credentials": listed(("bob", b"x" * 64))}, tesSUCCESS),
        ({"authorize_credentials": PAIR + PAIR[:1]}, temMALFORMED),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], result: Result) -> None:
    assert put(scene(), **fields) is result


def test_a_credential_has_an_issuer() -> None:
    unissued = listed(("bob", b""))
    unissued[0].issuer = NOBODY
    assert put(scene(), authorize_credentials=unissued) is temINVALID_ACCOUNT_ID


@pytest.mark.parametrize("field", ["authorize_credentials", "unauthorize_credentials"])
def test_credentials_exist_only_with_their_amendment(field: str) -> None:
    before = scene(without=[amendments.Credentials])
    assert put(before, **{field: PAIR}) is temDISABLED
    assert put(before, **{field: PAIR, "authorize": BOB}) is temDISABLED
    assert put(before, authorize=BOB) is tesSUCCESS


def test_leave_is_given_to_who_exists() -> None:
    ledger = scene()
    assert put(ledger, authorize=account("nobody")) is tecNO_TARGET
    assert put(ledger, unauthorize=account("nobody")) is tecNO_ENTRY
    unknown = PAIR + listed(("nobody", b"kind"))
    assert put(ledger, authorize_credentials=unknown) is tecNO_ISSUER
    assert put(ledger, unauthorize_credentials=unknown) is tecNO_ENTRY


@pytest.mark.parametrize("field", ["amm_id", "vault_id", "loan_broker_id"])
def test_a_pool_needs_no_leave_since_the_fix(field: str) -> None:
    for also, result in (([], tesSUCCESS), ([amendments.fixCleanup3_3_0], tecPSEUDO_ACCOUNT)):
        ledger = scene(also=also)
        ledger.change("bob", **{field: b"\1" * 32})
        assert put(ledger, authorize=BOB) is result


@pytest.mark.parametrize("fields", [{"authorize": BOB}, {"authorize_credentials": PAIR}])
def test_leave_needs_a_reserve_before_the_fee(fields: dict[str, Any]) -> None:
    ledger = scene()
    ledger.spare("alice", 2 * XRP - 1)
    assert put(ledger, **fields) is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", 2 * XRP)
    assert put(ledger, **fields) is tesSUCCESS
    ledger.spare("alice", 0)
    assert put(ledger, **fields) is tecDUPLICATE


def test_a_leave_that_its_owner_does_not_list() -> None:
    ledger = scene()
    put(ledger, authorize=BOB)
    ledger.draft.erase(keylets.owner_directory(ALICE))
    assert put(ledger, unauthorize=BOB) is tefBAD_LEDGER
