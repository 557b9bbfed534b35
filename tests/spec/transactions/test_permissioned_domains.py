"""PermissionedDomainSet and PermissionedDomainDelete: who is let in is said, changed, and no longer said."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets
from spec.entries import PermissionedDomain
from spec.keylets import Keylet
from spec.results import (
    Result,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_PERMISSION,
    tefBAD_LEDGER,
    tefEXCEPTION,
    temARRAY_EMPTY,
    temARRAY_TOO_LARGE,
    temDISABLED,
    temINVALID_ACCOUNT_ID,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.permissioned_domain_delete import PermissionedDomainDelete
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.ticket_create import TicketCreate
from spec.values import Hash256
from tests.spec.deposits import listed
from tests.spec.ledgers import XRP, SmallLedger, account

ALICE = account("alice")
NUMBER = 10
"""Of alice's first transaction."""
SOME = listed(("carol", b"b"), ("bob", b"c"), ("carol", b"a"))
ELEVEN = listed(*(("bob", bytes([number])) for number in range(1, 12)))


def key(number: int = NUMBER) -> Hash256:
    return keylets.permissioned_domain(ALICE, number).key


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def put(ledger: SmallLedger, by: str = "alice", **fields: Any) -> Result:
    return ledger.apply(PermissionedDomainSet, by, **{"accepted_credentials": SOME, **fields})


def made(**options: Any) -> SmallLedger:
    ledger = scene(**options)
    assert put(ledger) is tesSUCCESS
    return ledger


def delete(ledger: SmallLedger, by: str = "alice", **fields: Any) -> Result:
    return ledger.apply(PermissionedDomainDelete, by, **{"domain_id": key(), **fields})


def domain(ledger: SmallLedger, number: int = NUMBER) -> PermissionedDomain | None:
    return ledger.draft.read(Keylet(key(number), PermissionedDomain))


def test_a_domain_is_kept_in_order() -> None:
    ledger = made()
    there = domain(ledger)
    assert there is not None
    assert (there.owner, there.sequence) == (ALICE, NUMBER)
    in_order = sorted(SOME, key=lambda one: (one.issuer, one.credential_type))
    assert there.accepted_credentials == tuple(in_order)
    assert ledger.root("alice").owner_count == 1
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE))) == [key()]


def test_a_domain_is_changed() -> None:
    ledger = made()
    ledger.spare("alice", 0)
    assert put(ledger, domain_id=key(), accepted_credentials=SOME[:1]) is tesSUCCESS
    there = domain(ledger)
    assert there is not None
    assert there.accepted_credentials == SOME[:1]
    assert ledger.root("alice").owner_count == 1


@pytest.mark.parametrize(("fixed", "number"), [(True, NUMBER + 1), (False, 0)])
def test_a_ticket_names_it_since_the_fix(fixed: bool, number: int) -> None:
    ledger = scene(without=() if fixed else [amendments.fixCleanup3_1_3])
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    assert put(ledger, ticket_sequence=NUMBER + 1) is tesSUCCESS
    there = domain(ledger, number)
    assert there is not None
    assert there.sequence == number


def test_a_second_one_by_a_ticket_does_not_happen_before_the_fix() -> None:
    ledger = scene(without=[amendments.fixCleanup3_1_3])
    ledger.apply(TicketCreate, "alice", ticket_count=2)
    assert put(ledger, ticket_sequence=NUMBER + 1) is tesSUCCESS
    before = domain(ledger, 0)
    assert put(ledger, ticket_sequence=NUMBER + 2) is tefEXCEPTION
    assert domain(ledger, 0) == before


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"accepted_credentials": ()}, temARRAY_EMPTY),
        ({"accepted_credentials": ELEVEN}, temARRAY_TOO_LARGE),
        ({"accepted_credentials": ELEVEN[:10]}, tesSUCCESS),
        ({"accepted_credentials": listed(("bob", b""))}, temMALFORMED),
        ({"accepted_credentials": listed(("bob", b"x" * 65))}, temMALFORMED),
        ({"accepted_credentials": SOME + SOME[:1]}, temMALFORMED),
        ({"domain_id": bytes(32)}, temMALFORMED),
        ({"flags": 1}, temINVALID_FLAG),
        ({"accepted_credentials": (), "domain_id": bytes(32)}, temARRAY_EMPTY),
        ({"accepted_credentials": listed(("nobody", b"x")), "domain_id": bytes(32)}, temMALFORMED),
        ({"accepted_credentials": listed(("nobody", b"x")), "domain_id": b"\1" * 32}, tecNO_ISSUER),
        ({"domain_id": b"\1" * 32}, tecNO_ENTRY),
    ],
)
def test_no_such_domain(fields: dict[str, Any], result: Result) -> None:
    assert put(scene(), **fields) is result


def test_a_credential_has_an_issuer() -> None:
    unissued = listed(("bob", b"x"))
    unissued[0].issuer = bytes(20)
    assert put(scene(), accepted_credentials=unissued) is temINVALID_ACCOUNT_ID


def test_it_is_the_accounts_own() -> None:
    ledger = made()
    assert put(ledger, "bob", domain_id=key()) is tecNO_PERMISSION
    assert delete(ledger, "bob") is tecNO_PERMISSION


def test_it_needs_a_reserve_after_the_fee() -> None:
    ledger = scene()
    ledger.spare("alice", 2 * XRP + 9)
    assert put(ledger) is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", 2 * XRP + 10)
    assert put(ledger) is tesSUCCESS


def test_it_is_taken_out() -> None:
    ledger = made()
    assert delete(ledger, domain_id=bytes(32)) is temMALFORMED
    assert delete(ledger, flags=1) is temINVALID_FLAG
    assert delete(ledger) is tesSUCCESS
    assert ledger.root("alice").owner_count == 0
    assert ledger.draft.exists(keylets.owner_directory(ALICE))
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE))) == []
    assert delete(ledger) is tecNO_ENTRY


def test_one_that_is_not_listed() -> None:
    ledger = made()
    ledger.draft.erase(keylets.owner_directory(ALICE))
    assert delete(ledger) is tefBAD_LEDGER


@pytest.mark.parametrize("without", [amendments.PermissionedDomains, amendments.Credentials])
def test_there_are_none_without_the_amendments(without: amendments.Amendment) -> None:
    """To take one out needs no credentials."""
    ledger = scene(without=[without])
    assert put(ledger) is temDISABLED
    expected = temDISABLED if without is amendments.PermissionedDomains else tecNO_ENTRY
    assert delete(ledger) is expected
