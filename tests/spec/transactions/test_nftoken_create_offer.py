"""NFTokenCreateOffer: offers to sell and to buy, and each reason to make none."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, amounts, directories, keylets, nftokens
from spec.entries import DirectoryNode, NFTokenOffer
from spec.flags import (
    lsfDisallowIncomingNFTokenOffer,
    lsfNFTokenBuyOffers,
    lsfRequireAuth,
    tfBurnable,
    tfOnlyXRP,
    tfSellNFToken,
    tfTransferable,
)
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.results import (
    Result,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecUNFUNDED_OFFER,
    tefEXCEPTION,
    tefNFTOKEN_IS_NOT_TRANSFERABLE,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.trust_lines import AUTHORIZED, FREEZE
from spec.values import Account, Hash256
from tests.spec.ledgers import NOW, account, issued, mpt
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")


def market(*names: str, **options: Any) -> NFTokenLedger:
    """Alice mints, Bob has nothing yet."""
    return NFTokenLedger("alice", "bob", *names, **options)


def sell(
    ledger: NFTokenLedger, token: Hash256, amount: Any = 0, sender: str = "alice", **fields: Any
) -> Result:
    fields = {"flags": tfSellNFToken, **fields}
    return ledger.apply(NFTokenCreateOffer, sender, nftoken_id=token, amount=amount, **fields)


def buy(
    ledger: NFTokenLedger,
    token: Hash256,
    amount: Any = 1,
    sender: str = "bob",
    owner: Account | None = ALICE,
    **fields: Any,
) -> Result:
    return ledger.apply(NFTokenCreateOffer, sender, nftoken_id=token, amount=amount, owner=owner, **fields)


def test_an_offer_to_buy_is_listed_by_its_maker_and_with_the_token() -> None:
    ledger = market("carol")
    token = ledger.mint("alice")
    key = ledger.buy("bob", "alice", token, 5, destination=CAROL, expiration=NOW + 9)
    offer = ledger.draft.read(Keylet(key, NFTokenOffer))
    assert isinstance(offer, NFTokenOffer)
    assert (offer.owner, offer.nftoken_id, offer.amount, offer.flags) == (BOB, token, 5, 0)
    assert (offer.destination, offer.expiration) == (CAROL, NOW + 9)
    listed = ledger.draft.read(keylets.nftoken_buy_offers(token))
    assert isinstance(listed, DirectoryNode)
    assert (listed.indexes, listed.flags, listed.nftoken_id) == ((key,), lsfNFTokenBuyOffers, token)
    assert list(directories.keys(ledger.draft, keylets.owner_directory(BOB))) == [key]
    assert ledger.root("bob").owner_count == 1
    assert ledger.root("alice").owner_count == 1


def test_offers_of_the_two_sides_are_listed_apart() -> None:
    ledger = market()
    token = ledger.mint("alice")
    bid, ask = ledger.buy("bob", "alice", token), ledger.sell("alice", token)
    draft = ledger.draft
    assert list(directories.keys(draft, keylets.nftoken_buy_offers(token))) == [bid]
    assert list(directories.keys(draft, keylets.nftoken_sell_offers(token))) == [ask]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": -1}, temBAD_AMOUNT),
        ({"amount": issued(-1, "carol")}, temBAD_AMOUNT),
        ({"amount": issued(0, "carol")}, temBAD_AMOUNT),
        ({"amount": 0}, tesSUCCESS),
        ({"expiration": 0}, temBAD_EXPIRATION),
        ({"owner": BOB}, temMALFORMED),
        ({"destination": ALICE}, temMALFORMED),
        ({"flags": tfSellNFToken | 2}, temINVALID_FLAG),
        ({"expiration": NOW}, tecEXPIRED),
        ({"expiration": NOW + 1}, tesSUCCESS),
    ],
)
def test_offers_to_sell_that_are_malformed_or_late(fields: dict[str, Any], expected: Result) -> None:
    ledger = market("carol")
    refused(sell(ledger, ledger.mint("alice"), **fields), expected, ledger)


def test_more_xrp_than_there_is_may_be_asked_for_at_first() -> None:
    ledger = market(without=[amendments.fixCleanup3_2_0])
    token = ledger.mint("alice")
    assert sell(ledger, token, amounts.MAX_DROPS + 1) is tesSUCCESS
    assert sell(ledger, token, 2**62 - 1) is tesSUCCESS
    ledger = market()
    token = ledger.mint("alice")
    assert sell(ledger, token, amounts.MAX_DROPS) is tesSUCCESS
    assert sell(ledger, token, amounts.MAX_DROPS + 1) is temBAD_AMOUNT


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": issued(0, "carol")}, temBAD_AMOUNT),
        ({"owner": None}, temMALFORMED),
        ({"owner": BOB}, temMALFORMED),
        ({"destination": BOB}, temMALFORMED),
        ({"owner": CAROL}, tecNO_ENTRY),
        ({"owner": account("nobody")}, tecNO_ENTRY),
        ({"destination": ALICE}, tesSUCCESS),
        ({"destination": account("nobody")}, tecNO_DST),
    ],
)
def test_offers_to_buy_that_are_malformed_or_of_something_elsewhere(
    fields: dict[str, Any], expected: Result
) -> None:
    ledger = market("carol")
    refused(buy(ledger, ledger.mint("alice"), **fields), expected, ledger)


def test_a_token_that_is_sold_for_xrp_alone() -> None:
    ledger = market()
    token = ledger.mint("alice", flags=tfOnlyXRP | tfTransferable)
    assert sell(ledger, token, issued(1, "alice")) is temBAD_AMOUNT
    assert buy(ledger, token, issued(1, "bob")) is temBAD_AMOUNT
    assert sell(ledger, token, 1) is tesSUCCESS


def test_only_who_has_the_token_sells_it() -> None:
    ledger = market()
    refused(sell(ledger, ledger.mint("alice"), sender="bob"), tecNO_ENTRY, ledger)


def test_nobody_is_paid_in_multi_purpose_tokens() -> None:
    ledger = market()
    assert sell(ledger, ledger.mint("alice"), mpt(1, bytes(24))) is tefEXCEPTION


def test_only_the_issuer_and_its_minter_trade_what_is_not_transferable() -> None:
    ledger = market("carol")
    token = ledger.mint("alice", flags=0)
    assert buy(ledger, token) is tefNFTOKEN_IS_NOT_TRANSFERABLE
    ledger.change("alice", nftoken_minter=BOB)
    assert buy(ledger, token) is tesSUCCESS
    assert buy(ledger, token, sender="carol") is tefNFTOKEN_IS_NOT_TRANSFERABLE
    assert sell(ledger, token) is tesSUCCESS


def test_a_share_in_dollars_needs_an_issuer_with_a_line_that_is_not_frozen() -> None:
    ledger = market("bank")
    token = ledger.mint("alice", transfer_fee=1)
    ledger.give("bob", "bank", 10)
    refused(buy(ledger, token, issued(1, "bank")), tecNO_LINE, ledger)
    line = ledger.give("alice", "bank")
    assert buy(ledger, token, issued(1, "bank")) is tesSUCCESS
    line.from_peer().set(FREEZE)
    refused(buy(ledger, token, issued(1, "bank")), tecFROZEN, ledger)
    assert buy(ledger, token, 1) is tesSUCCESS


def test_an_issuer_needs_no_line_for_its_own_dollars_since_it_can_mint_with_an_offer() -> None:
    for without, expected in (((), tesSUCCESS), ((amendments.NFTokenMintOffer,), tecNO_LINE)):
        ledger = market(without=without)
        token = ledger.mint("alice", transfer_fee=1)
        assert sell(ledger, token, issued(1, "alice")) is expected


def test_a_token_that_makes_lines_needs_none_before() -> None:
    ledger = market("bank", without=[amendments.fixRemoveNFTokenAutoTrustLine])
    flags = tfTransferable | nftokens.CREATE_TRUST_LINES
    token = ledger.mint("alice", flags=flags, transfer_fee=1)
    assert sell(ledger, token, issued(1, "bank")) is tesSUCCESS


def test_a_share_of_what_the_issuer_is_gone_for_cannot_be_paid() -> None:
    ledger = market("bank")
    token = nftokens.token_id(flags=9, transfer_fee=1, issuer=CAROL, taxon=0, sequence=1)
    put(ledger, token)
    refused(sell(ledger, token, issued(1, "bank")), tecNO_ISSUER, ledger)


def put(ledger: NFTokenLedger, token: Hash256) -> None:
    """Give Alice a token that nobody minted."""
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token))


def test_what_is_not_transferable_is_nobodys_when_the_issuer_is_gone() -> None:
    ledger = market()
    token = nftokens.token_id(flags=tfBurnable, transfer_fee=0, issuer=CAROL, taxon=0, sequence=1)
    put(ledger, token)
    assert sell(ledger, token) is tefNFTOKEN_IS_NOT_TRANSFERABLE


def test_frozen_dollars_are_not_offered() -> None:
    ledger = market("bank")
    token = ledger.mint("alice")
    ledger.give("bob", "bank", 10).from_peer().set(FREEZE)
    refused(buy(ledger, token, issued(1, "bank")), tecFROZEN, ledger)


def test_an_offer_to_buy_needs_some_of_the_money() -> None:
    ledger = market("bank")
    token = ledger.mint("alice")
    refused(buy(ledger, token, issued(5, "bank")), tecUNFUNDED_OFFER, ledger)
    ledger.give("bob", "bank", 1)
    assert buy(ledger, token, issued(5, "bank")) is tesSUCCESS
    assert buy(ledger, token, issued(5, "bob")) is tesSUCCESS
    ledger.spare("bob", 0)
    refused(buy(ledger, token, 1), tecUNFUNDED_OFFER, ledger)


@pytest.mark.parametrize("sender", ["alice", "bob"])
def test_some_do_not_want_to_be_offered_anything(sender: str) -> None:
    ledger = market("carol")
    token = ledger.mint("alice")
    ledger.change("carol", flags=lsfDisallowIncomingNFTokenOffer)
    offer = sell if sender == "alice" else buy
    refused(offer(ledger, token, destination=CAROL), tecNO_PERMISSION, ledger)
    ledger.change("alice", flags=lsfDisallowIncomingNFTokenOffer)
    refused(buy(ledger, token), tecNO_PERMISSION, ledger)
    assert sell(ledger, token) is tesSUCCESS


def test_dollars_are_asked_for_by_who_may_hold_them() -> None:
    ledger = market("bank")
    token = ledger.mint("alice")
    ledger.change("bank", flags=lsfRequireAuth)
    refused(sell(ledger, token, issued(1, "bank")), tecNO_LINE, ledger)
    line = ledger.give("alice", "bank")
    refused(sell(ledger, token, issued(1, "bank")), tecNO_AUTH, ledger)
    line.from_peer().set(AUTHORIZED)
    assert sell(ledger, token, issued(1, "bank")) is tesSUCCESS


@pytest.mark.parametrize(
    ("without", "expected"), [((), tecNO_AUTH), ((amendments.fixEnforceNFTokenTrustlineV2,), tesSUCCESS)]
)
def test_dollars_that_nobody_authorised_are_offered_before_the_amendment(
    without: tuple[amendments.Amendment, ...], expected: Result
) -> None:
    ledger = market("bank", without=without)
    token = ledger.mint("alice")
    ledger.give("bob", "bank", 5)
    ledger.change("bank", flags=lsfRequireAuth)
    assert buy(ledger, token, issued(1, "bank")) is expected


def test_an_issuer_of_dollars_who_demands_authorisation_needs_none() -> None:
    ledger = market()
    ledger.change("alice", flags=lsfRequireAuth)
    assert sell(ledger, ledger.mint("alice"), issued(1, "alice")) is tesSUCCESS


def test_dollars_of_nobody_are_not_asked_for() -> None:
    ledger = market()
    refused(sell(ledger, ledger.mint("alice"), issued(1, "bank")), tecNO_ISSUER, ledger)


@pytest.mark.parametrize(("spare", "expected"), [(-1, tecINSUFFICIENT_RESERVE), (0, tesSUCCESS)])
def test_an_offer_needs_its_reserve(spare: int, expected: Result) -> None:
    ledger = market()
    token = ledger.mint("alice")
    ledger.spare("alice", ledger.draft.info.fees.increment + spare)
    refused(sell(ledger, token), expected, ledger)
