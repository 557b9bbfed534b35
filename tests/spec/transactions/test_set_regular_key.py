"""SetRegularKey: the key is set, changed and taken away, once without a fee."""

from __future__ import annotations

from typing import Any

import pytest

from spec import keylets
from spec.entries import SignerList
from spec.flags import lsfDisableMaster, lsfPasswordSpent
from spec.results import (
    Result,
    tecNO_ALTERNATIVE_KEY,
    telINSUF_FEE_P,
    temBAD_REGKEY,
    temINVALID_FLAG,
    tesSUCCESS,
)
from spec.transactions.account_set import AccountSet
from spec.transactions.payment import Payment
from spec.transactions.set_regular_key import SetRegularKey
from tests.spec.ledgers import XRP, SmallLedger, account, public_key

BOB, CAROL = account("bob"), account("carol")


def scene(*, is_open: bool = False, **fields: Any) -> SmallLedger:
    ledger = SmallLedger("alice", "bob", is_open=is_open)
    ledger.change("alice", **fields)
    return ledger


def put(ledger: SmallLedger, key: bytes | None = None, **fields: Any) -> Result:
    return ledger.apply(SetRegularKey, "alice", regular_key=key, **fields)


def test_a_key_is_set_changed_and_taken_away() -> None:
    ledger = scene()
    for key in (BOB, CAROL, CAROL, None, None):
        assert put(ledger, key) is tesSUCCESS
        assert ledger.root("alice").regular_key == key
        assert ledger.root("alice").owner_count == 0


def test_the_new_key_signs() -> None:
    ledger = scene()
    put(ledger, BOB)
    assert ledger.apply(AccountSet, "alice", signing_pub_key=public_key("bob")) is tesSUCCESS
    assert put(ledger, CAROL, signing_pub_key=public_key("bob")) is tesSUCCESS


def test_the_master_key_is_no_regular_key() -> None:
    assert put(scene(), account("alice")) is temBAD_REGKEY
    assert put(scene(), account("alice"), flags=1) is temINVALID_FLAG


def test_the_last_way_to_sign_stays() -> None:
    fields: dict[str, Any] = {"flags": lsfDisableMaster, "regular_key": BOB}
    by_bob = {"signing_pub_key": public_key("bob")}
    assert put(scene(**fields), **by_bob) is tecNO_ALTERNATIVE_KEY
    assert put(scene(**fields), CAROL, **by_bob) is tesSUCCESS
    ledger = scene(**fields)
    ledger.draft.insert(SignerList(keylets.signer_list(account("alice")).key, signer_quorum=1))
    assert put(ledger, **by_bob) is tesSUCCESS
    assert ledger.root("alice").regular_key is None


class TestTheFee:
    """Nothing, once, for who signs with the master key; whoever may have it should not be able to sell the
    account's last XRP for the right to change its keys."""

    @pytest.mark.parametrize(
        ("spent", "signer", "fee"),
        [(False, "alice", 0), (True, "alice", 10), (False, "bob", 10), (True, "bob", 10)],
    )
    def test_what_is_asked_for(self, spent: bool, signer: str, fee: int) -> None:
        flags = lsfPasswordSpent if spent else 0
        for offered in {fee, max(fee - 1, 0)}:
            ledger = scene(is_open=True, flags=flags, regular_key=BOB)
            key = public_key(signer)
            enough = offered == fee
            expected = tesSUCCESS if enough else telINSUF_FEE_P
            assert put(ledger, CAROL, signing_pub_key=key, fee=offered) is expected
            used_up = fee == 0 or spent
            assert bool(ledger.root("alice").flags & lsfPasswordSpent) == used_up

    def test_who_pays_though_it_need_not_has_used_it_up_too(self) -> None:
        ledger = scene()
        assert put(ledger, BOB, fee=10) is tesSUCCESS
        assert ledger.root("alice").flags == lsfPasswordSpent

    def test_a_failure_does_not_use_it_up(self) -> None:
        ledger = scene(flags=lsfDisableMaster, regular_key=account("alice"))
        assert put(ledger) is tecNO_ALTERNATIVE_KEY
        assert ledger.root("alice").flags == lsfDisableMaster

    def test_a_payment_gives_it_back(self) -> None:
        ledger = scene(flags=lsfPasswordSpent)
        paid = ledger.apply(Payment, "bob", destination=account("alice"), amount=XRP)
        assert paid is tesSUCCESS
        assert ledger.root("alice").flags == 0
