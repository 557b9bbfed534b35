"""SignerListSet: a list is made, replaced and taken away, and one that could not sign is refused."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets
from spec.entries import SignerList
from spec.flags import lsfDisableMaster, lsfOneOwnerCount
from spec.inner import Signer, SignerEntry
from spec.results import (
    Result,
    tecINSUFFICIENT_RESERVE,
    tecNO_ALTERNATIVE_KEY,
    tefBAD_LEDGER,
    temBAD_QUORUM,
    temBAD_SIGNER,
    temBAD_WEIGHT,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.signer_list_set import SignerListSet
from tests.spec.ledgers import XRP, SmallLedger, account, public_key

ALICE, BOB = account("alice"), account("bob")
KEYLET = keylets.signer_list(ALICE)
Weights = list[tuple[str, int]]


def entries(weights: Weights) -> tuple[SignerEntry, ...]:
    return tuple(SignerEntry(account=account(name), signer_weight=weight) for name, weight in weights)


def put(ledger: SmallLedger, quorum: int, weights: Weights | None = None, **fields: Any) -> Result:
    if weights is not None:
        fields["signer_entries"] = entries(weights)
    return ledger.apply(SignerListSet, "alice", signer_quorum=quorum, **fields)


def listed(ledger: SmallLedger) -> SignerList:
    found = ledger.draft.read(KEYLET)
    assert found is not None
    return found


SOME: Weights = [("bob", 1), ("carol", 2), ("dave", 3)]


def test_a_list_is_kept_in_the_order_of_the_accounts() -> None:
    ledger = SmallLedger("alice")
    assert put(ledger, 3, SOME) is tesSUCCESS
    made = listed(ledger)
    assert made.signer_entries == tuple(sorted(entries(SOME), key=lambda one: one.account))
    assert (made.signer_quorum, made.flags, made.owner) == (3, lsfOneOwnerCount, ALICE)
    assert ledger.root("alice").owner_count == 1
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE))) == [KEYLET.key]


def test_a_list_named_no_owner_before_the_fix() -> None:
    ledger = SmallLedger("alice", without=[amendments.fixIncludeKeyletFields])
    assert put(ledger, 3, SOME) is tesSUCCESS
    assert listed(ledger).owner is None


def test_a_signer_may_carry_a_note() -> None:
    ledger = SmallLedger("alice")
    noted = SignerEntry(account=BOB, signer_weight=1, wallet_locator=b"\1" * 32)
    assert put(ledger, 1, signer_entries=(noted,)) is tesSUCCESS
    assert listed(ledger).signer_entries == (noted,)


def test_a_new_list_replaces_the_old_one() -> None:
    ledger = SmallLedger("alice")
    put(ledger, 3, SOME)
    assert put(ledger, 1, [("erin", 1)]) is tesSUCCESS
    assert listed(ledger).signer_entries == entries([("erin", 1)])
    assert ledger.root("alice").owner_count == 1


def test_a_list_is_taken_away() -> None:
    ledger = SmallLedger("alice")
    put(ledger, 3, SOME)
    for _ in range(2):
        assert put(ledger, 0) is tesSUCCESS
        assert not ledger.draft.exists(KEYLET)
        assert not ledger.draft.exists(keylets.owner_directory(ALICE))
        assert ledger.root("alice").owner_count == 0


def old_list(ledger: SmallLedger) -> None:
    """A list of two from when each signer cost a reserve."""
    made = SignerList(KEYLET.key, signer_quorum=1, signer_entries=entries(SOME[:2]))
    made.owner_node = directories.add_owned(ledger.draft, ALICE, KEYLET.key)
    ledger.draft.insert(made)
    ledger.change("alice", owner_count=4)


@pytest.mark.parametrize(("quorum", "weights", "left"), [(0, None, 0), (3, SOME, 1)])
def test_a_list_from_of_old_gives_back_what_it_cost(quorum: int, weights: Weights | None, left: int) -> None:
    ledger = SmallLedger("alice")
    old_list(ledger)
    assert put(ledger, quorum, weights) is tesSUCCESS
    assert ledger.root("alice").owner_count == left


# What is refused


MANY: Weights = [(f"signer {number}", 1) for number in range(33)]


@pytest.mark.parametrize(
    ("quorum", "weights", "result"),
    [
        (0, SOME, temMALFORMED),
        (1, None, temMALFORMED),
        (1, [], temMALFORMED),
        (33, MANY, temMALFORMED),
        (32, MANY[:32], tesSUCCESS),
        (1, [("bob", 1), ("carol", 1), ("bob", 2)], temBAD_SIGNER),
        (1, [("bob", 0)], temBAD_WEIGHT),
        (1, [("alice", 1), ("bob", 1)], temBAD_SIGNER),
        (7, SOME, temBAD_QUORUM),
        (6, SOME, tesSUCCESS),
        (2**32 - 1, SOME, temBAD_QUORUM),
    ],
)
def test_what_is_no_list(quorum: int, weights: Weights | None, result: Result) -> None:
    assert put(SmallLedger("alice"), quorum, weights) is result


@pytest.mark.parametrize(
    ("quorum", "weights", "result"),
    [
        (0, MANY, temMALFORMED),
        (1, [*MANY, MANY[0]], temMALFORMED),
        (9, [("bob", 0), ("bob", 1)], temBAD_SIGNER),
        (9, [("alice", 0)], temBAD_WEIGHT),
        (9, [("alice", 1)], temBAD_SIGNER),
    ],
)
def test_of_two_faults_the_first_counts(quorum: int, weights: Weights, result: Result) -> None:
    assert put(SmallLedger("alice"), quorum, weights) is result


def test_signers_are_looked_at_in_the_order_of_the_accounts() -> None:
    first, second = sorted(["alice", "bob"], key=account)
    expected = temBAD_WEIGHT if first == "bob" else temBAD_SIGNER
    for names in ([first, second], [second, first]):
        weights = [(name, int(name == "alice")) for name in names]
        assert put(SmallLedger("alice"), 1, weights) is expected


def test_flags_were_not_always_looked_at() -> None:
    assert put(SmallLedger("alice"), 3, SOME, flags=1) is temINVALID_FLAG
    before = SmallLedger("alice", without=[amendments.fixInvalidTxFlags])
    assert put(before, 3, SOME, flags=1) is tesSUCCESS


@pytest.mark.parametrize("spare", [2 * XRP - 1, 2 * XRP])
def test_a_list_needs_a_reserve_before_the_fee(spare: int) -> None:
    ledger = SmallLedger("alice")
    ledger.spare("alice", spare)
    assert put(ledger, 3, SOME) is (tesSUCCESS if spare == 2 * XRP else tecINSUFFICIENT_RESERVE)


def test_the_old_lists_reserve_counts_for_the_new_one() -> None:
    ledger = SmallLedger("alice")
    put(ledger, 3, SOME)
    ledger.spare("alice", 0)
    assert put(ledger, 1, [("erin", 1)]) is tesSUCCESS
    ledger.spare("alice", -1)
    assert put(ledger, 1, [("bob", 1)]) is tecINSUFFICIENT_RESERVE
    assert listed(ledger).signer_entries == entries([("erin", 1)])


def test_the_last_way_to_sign_stays() -> None:
    ledger = SmallLedger("alice")
    put(ledger, 1, SOME)
    ledger.change("alice", flags=lsfDisableMaster)
    by_bob = Signer(account=BOB, signing_pub_key=public_key("bob"), txn_signature=b"")
    several: dict[str, Any] = {"signing_pub_key": b"", "signers": (by_bob,)}
    assert put(ledger, 0, **several) is tecNO_ALTERNATIVE_KEY
    assert put(ledger, 1, SOME[:1], **several) is tesSUCCESS
    ledger.change("alice", regular_key=BOB)
    assert put(ledger, 0, **several) is tesSUCCESS


def test_a_list_that_its_owner_does_not_list() -> None:
    ledger = SmallLedger("alice")
    put(ledger, 3, SOME)
    ledger.draft.erase(keylets.owner_directory(ALICE))
    assert put(ledger, 0) is tefBAD_LEDGER
