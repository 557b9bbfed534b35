"""NFTokenCancelOffer: who may take offers back, and each reason to refuse it."""

from __future__ import annotations

import pytest

from spec import amendments, directories, keylets
from spec.hashing import ZERO_HASH
from spec.results import Result, tecNO_PERMISSION, temINVALID_FLAG, temMALFORMED, tesSUCCESS
from spec.transactions.nftoken_cancel_offer import NFTokenCancelOffer
from spec.values import Hash256
from tests.spec.ledgers import NOW, account
from tests.spec.nftoken_ledgers import NFTokenLedger, refused


def market(*, without: tuple[amendments.Amendment, ...] = ()) -> NFTokenLedger:
    return NFTokenLedger("alice", "bob", "carol", without=without)


def cancel(ledger: NFTokenLedger, sender: str, *keys: Hash256) -> Result:
    return ledger.apply(NFTokenCancelOffer, sender, nftoken_offers=keys)


def test_who_made_an_offer_takes_it_back() -> None:
    ledger = market()
    token = ledger.mint("alice")
    keys = [ledger.sell("alice", token, n) for n in range(3)]
    assert cancel(ledger, "alice", *keys[:2]) is tesSUCCESS
    assert [ledger.is_offered(key) for key in keys] == [False, False, True]
    assert ledger.root("alice").owner_count == 2
    assert cancel(ledger, "alice", keys[2]) is tesSUCCESS
    assert ledger.root("alice").owner_count == 1
    assert not ledger.draft.exists(keylets.nftoken_sell_offers(token))
    assert not ledger.draft.exists(keylets.owner_directory(account("alice")))


def test_an_offer_to_buy_leaves_its_own_list() -> None:
    ledger = market()
    token = ledger.mint("alice")
    first, second = (ledger.buy(name, "alice", token) for name in ("bob", "carol"))
    assert cancel(ledger, "bob", first) is tesSUCCESS
    listed = directories.keys(ledger.draft, keylets.nftoken_buy_offers(token))
    assert list(listed) == [second]


def test_the_destination_takes_an_offer_out() -> None:
    ledger = market()
    key = ledger.sell("alice", ledger.mint("alice"), destination=account("bob"))
    refused(cancel(ledger, "carol", key), tecNO_PERMISSION, ledger)
    assert cancel(ledger, "bob", key) is tesSUCCESS
    assert not ledger.is_offered(key)


def test_anyone_takes_an_offer_out_that_has_expired() -> None:
    ledger = market()
    key = ledger.sell("alice", ledger.mint("alice"), expiration=NOW + 10)
    ledger.wait(9)
    refused(cancel(ledger, "carol", key), tecNO_PERMISSION, ledger)
    ledger.wait(1)
    assert cancel(ledger, "carol", key) is tesSUCCESS
    assert not ledger.is_offered(key)


def test_one_that_may_not_be_taken_out_keeps_all() -> None:
    ledger = market()
    token = ledger.mint("alice")
    mine, other = ledger.buy("bob", "alice", token), ledger.sell("alice", token)
    refused(cancel(ledger, "bob", mine, other), tecNO_PERMISSION, ledger)
    assert ledger.is_offered(mine)


def test_what_is_no_offer_for_a_token_may_not_be_taken_out() -> None:
    ledger = market()
    refused(cancel(ledger, "alice", keylets.account(account("alice")).key), tecNO_PERMISSION, ledger)


def test_offers_that_are_gone_do_no_harm() -> None:
    ledger = market()
    key = ledger.sell("alice", ledger.mint("alice"))
    assert cancel(ledger, "alice", b"\1" * 32, key) is tesSUCCESS
    assert not ledger.is_offered(key)


def keys(count: int) -> list[Hash256]:
    return [n.to_bytes(32, "big") for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], temMALFORMED),
        (keys(500), tesSUCCESS),
        (keys(501), temMALFORMED),
        ([*keys(2), *keys(1)], temMALFORMED),
    ],
)
def test_one_to_500_offers_are_named_once_each(named: list[Hash256], expected: Result) -> None:
    assert cancel(market(), "alice", *named) is expected


def test_no_offer_has_the_key_zero_since_the_amendment() -> None:
    assert cancel(market(without=(amendments.fixCleanup3_2_0,)), "alice", ZERO_HASH) is tesSUCCESS
    assert cancel(market(), "alice", ZERO_HASH) is temMALFORMED


def test_there_are_no_flags() -> None:
    assert market().apply(NFTokenCancelOffer, "alice", nftoken_offers=(), flags=1) is temINVALID_FLAG
