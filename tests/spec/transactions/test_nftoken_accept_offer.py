"""NFTokenAcceptOffer: who pays whom and gets the token, and each reason to refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, nftokens, trust_lines
from spec.entries import NFTokenOffer
from spec.flags import lsfRequireAuth, tfOnlyXRP, tfTransferable
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.nftokens import CREATE_TRUST_LINES
from spec.results import (
    Result,
    tecCANT_ACCEPT_OWN_NFTOKEN_OFFER,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_FUNDS,
    tecINSUFFICIENT_PAYMENT,
    tecINSUFFICIENT_RESERVE,
    tecNFTOKEN_BUY_SELL_MISMATCH,
    tecNFTOKEN_OFFER_TYPE_MISMATCH,
    tecNO_AUTH,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecNO_SUITABLE_NFTOKEN_PAGE,
    tecOBJECT_NOT_FOUND,
    temBAD_OFFER,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE
from spec.values import Amount, Hash256
from tests.spec.ledgers import NOW, XRP, account, issued
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

NAMES = ("issuer", "seller", "buyer", "broker", "bank")
TENTH = 10_000
"""A transfer fee."""


def accept(
    ledger: NFTokenLedger,
    sender: str,
    *,
    buy: Hash256 | None = None,
    sell: Hash256 | None = None,
    fee: Amount | None = None,
    **fields: Any,
) -> Result:
    return ledger.apply(
        NFTokenAcceptOffer,
        sender,
        nftoken_buy_offer=buy,
        nftoken_sell_offer=sell,
        nftoken_broker_fee=fee,
        **fields,
    )


def market(*, without: tuple[amendments.Amendment, ...] = (), **fields: Any) -> tuple[NFTokenLedger, Hash256]:
    """A token that its issuer has given to the seller."""
    ledger = NFTokenLedger(*NAMES, without=without)
    token = ledger.mint("issuer", **fields)
    key = ledger.sell("issuer", token)
    assert accept(ledger, "seller", sell=key) is tesSUCCESS
    return ledger, token


def dollars(ledger: NFTokenLedger, **held: int) -> None:
    """Let accounts hold so many of the bank's dollars."""
    for name, value in held.items():
        ledger.give(name, "bank", value)


def usd(value: int, exponent: int = 0) -> Amount:
    return issued(value, "bank", exponent=exponent)


def moved(ledger: NFTokenLedger, before: dict[str, int]) -> dict[str, int]:
    """How much more XRP each has than before, but for the fee of the one transaction since."""
    return {name: ledger.root(name).balance - drops for name, drops in before.items()}


def xrp(ledger: NFTokenLedger) -> dict[str, int]:
    return {name: ledger.root(name).balance for name in NAMES}


# Sales


@pytest.mark.parametrize("side", ["sell", "buy"])
def test_a_token_is_sold_for_xrp(side: str) -> None:
    ledger, token = market()
    if side == "sell":
        key, sender = ledger.sell("seller", token, 1_000), "buyer"
    else:
        key, sender = ledger.buy("buyer", "seller", token, 1_000), "seller"
    before = xrp(ledger)
    assert accept(ledger, sender, **{side: key}, fee=None) is tesSUCCESS
    assert not ledger.holds("seller", token)
    assert ledger.holds("buyer", token)
    assert not ledger.is_offered(key)
    assert [ledger.root(name).owner_count for name in ("seller", "buyer")] == [0, 1]
    paid = moved(ledger, before)
    paid[sender] += 10
    assert paid == {"issuer": 0, "seller": 1_000, "buyer": -1_000, "broker": 0, "bank": 0}


@pytest.mark.parametrize("side", ["sell", "buy"])
def test_the_issuer_gets_its_share(side: str) -> None:
    ledger, token = market(transfer_fee=TENTH)
    if side == "sell":
        key, sender = ledger.sell("seller", token, 1_005), "buyer"
    else:
        key, sender = ledger.buy("buyer", "seller", token, 1_005), "seller"
    before = xrp(ledger)
    assert accept(ledger, sender, **{side: key}, fee=None) is tesSUCCESS
    paid = moved(ledger, before)
    # 100.5 drops are rounded to the even number.
    assert paid["issuer"] == 100
    assert paid["seller"] == 905 - 10 * (sender == "seller")


@pytest.mark.parametrize("party", ["seller", "buyer"])
def test_an_issuer_who_is_a_party_gets_no_share(party: str) -> None:
    ledger = NFTokenLedger(*NAMES)
    token = ledger.mint("seller", transfer_fee=TENTH)
    if party == "buyer":
        assert accept(ledger, "broker", sell=ledger.sell("seller", token)) is tesSUCCESS
        key, sender, receiver = ledger.sell("broker", token, 1_000), "seller", "broker"
    else:
        key, sender, receiver = ledger.sell("seller", token, 1_000), "buyer", "seller"
    before = xrp(ledger)
    assert accept(ledger, sender, sell=key) is tesSUCCESS
    assert moved(ledger, before)[receiver] == 1_000


def test_a_share_that_rounds_to_nothing_is_not_paid() -> None:
    ledger, token = market(transfer_fee=1)
    before = xrp(ledger)
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token, 1)) is tesSUCCESS
    paid = moved(ledger, before)
    assert (paid["issuer"], paid["seller"]) == (0, 1 - 10)
    ledger, token = market(transfer_fee=1)
    buy, sell = ledger.buy("buyer", "seller", token, 1), ledger.sell("seller", token, 1)
    assert accept(ledger, "broker", buy=buy, sell=sell) is tesSUCCESS


def test_a_token_can_be_given_away() -> None:
    ledger, token = market(transfer_fee=TENTH)
    key = ledger.sell("seller", token, 0)
    before = xrp(ledger)
    assert accept(ledger, "buyer", sell=key) is tesSUCCESS
    assert ledger.holds("buyer", token)
    assert moved(ledger, before) == {"issuer": 0, "seller": 0, "buyer": -10, "broker": 0, "bank": 0}


def test_a_token_keeps_its_uri() -> None:
    ledger, token = market(uri=b"here")
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token)) is tesSUCCESS
    assert nftokens.find(ledger.draft, account("buyer"), token) == NFToken(nftoken_id=token, uri=b"here")


def test_a_token_is_sold_for_dollars() -> None:
    ledger, token = market(transfer_fee=TENTH)
    dollars(ledger, issuer=0, seller=0, buyer=100)
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token, usd(50))) is tesSUCCESS
    found = [ledger.dollars(name, "bank") for name in ("issuer", "seller", "buyer")]
    assert found == [usd(5), usd(45), usd(50)]


def test_the_buyer_pays_the_banks_fee_on_top() -> None:
    ledger, token = market(transfer_fee=TENTH)
    ledger.change("bank", transfer_rate=1_100_000_000)
    dollars(ledger, issuer=0, seller=0, buyer=55)
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token, usd(50))) is tesSUCCESS
    found = [ledger.dollars(name, "bank") for name in ("issuer", "seller", "buyer")]
    assert found == [usd(5), usd(45), usd(0)]


def test_the_banks_fee_may_be_more_than_the_buyer_has() -> None:
    ledger, token = market()
    ledger.change("bank", transfer_rate=1_100_000_000)
    dollars(ledger, seller=0, buyer=54)
    key = ledger.sell("seller", token, usd(50))
    refused(accept(ledger, "buyer", sell=key), tecINSUFFICIENT_FUNDS, ledger)
    assert ledger.holds("seller", token)
    assert ledger.is_offered(key)


@pytest.mark.parametrize(("frozen", "result"), [(False, tecINSUFFICIENT_FUNDS), (True, tesSUCCESS)])
def test_a_seller_who_owes_the_bank_more_cannot_be_paid(frozen: bool, result: Result) -> None:
    """What it owes is not looked at while its line is frozen."""
    ledger, token = market()
    dollars(ledger, seller=-80, buyer=50)
    key = ledger.sell("seller", token, usd(50))
    if frozen:
        ledger.line("seller", "bank").from_peer().set(FREEZE)
    assert accept(ledger, "buyer", sell=key) is result


def test_who_issues_dollars_buys_with_its_own() -> None:
    ledger, token = market()
    dollars(ledger, seller=0)
    assert accept(ledger, "seller", buy=ledger.buy("bank", "seller", token, usd(50))) is tesSUCCESS
    assert ledger.dollars("seller", "bank") == usd(50)


def test_who_issues_dollars_sells_for_its_own() -> None:
    ledger, token = market()
    dollars(ledger, buyer=50)
    assert accept(ledger, "bank", sell=ledger.sell("seller", token)) is tesSUCCESS
    assert accept(ledger, "buyer", sell=ledger.sell("bank", token, usd(50))) is tesSUCCESS
    assert ledger.dollars("buyer", "bank") == usd(0)


# Brokers


def test_a_broker_keeps_its_fee_and_the_issuer_gets_a_share_of_the_rest() -> None:
    ledger, token = market(transfer_fee=TENTH)
    buy = ledger.buy("buyer", "seller", token, 1_000)
    sell = ledger.sell("seller", token, 800)
    before = xrp(ledger)
    assert accept(ledger, "broker", buy=buy, sell=sell, fee=200) is tesSUCCESS
    assert ledger.holds("buyer", token)
    assert not ledger.is_offered(buy)
    assert not ledger.is_offered(sell)
    paid = moved(ledger, before)
    assert paid == {"issuer": 80, "seller": 720, "buyer": -1_000, "broker": 200 - 10, "bank": 0}


def test_without_a_fee_the_seller_gets_all_that_the_buyer_offered() -> None:
    ledger, token = market()
    buy, sell = ledger.buy("buyer", "seller", token, 1_000), ledger.sell("seller", token, 800)
    before = xrp(ledger)
    assert accept(ledger, "broker", buy=buy, sell=sell) is tesSUCCESS
    assert moved(ledger, before)["seller"] == 1_000


def test_a_broker_is_paid_in_dollars() -> None:
    ledger, token = market(transfer_fee=TENTH)
    dollars(ledger, issuer=0, seller=0, buyer=100, broker=0)
    buy, sell = ledger.buy("buyer", "seller", token, usd(60)), ledger.sell("seller", token, usd(50))
    assert accept(ledger, "broker", buy=buy, sell=sell, fee=usd(10)) is tesSUCCESS
    found = [ledger.dollars(name, "bank") for name in ("issuer", "seller", "buyer", "broker")]
    assert found == [usd(5), usd(45), usd(40), usd(10)]


@pytest.mark.parametrize(
    ("asked", "fee", "expected"),
    [
        (1_001, None, tecINSUFFICIENT_PAYMENT),
        (1_000, None, tesSUCCESS),
        (0, 1_000, tecINSUFFICIENT_PAYMENT),
        (0, 999, tesSUCCESS),
        (900, 101, tecINSUFFICIENT_PAYMENT),
        (900, 100, tesSUCCESS),
        (0, issued(1, "bank"), tecNFTOKEN_BUY_SELL_MISMATCH),
        (issued(1, "bank"), None, tecNFTOKEN_BUY_SELL_MISMATCH),
    ],
)
def test_a_broker_leaves_the_seller_what_it_asked_for(
    asked: Amount, fee: Amount | None, expected: Result
) -> None:
    ledger, token = market()
    buy, sell = ledger.buy("buyer", "seller", token, 1_000), ledger.sell("seller", token, asked)
    refused(accept(ledger, "broker", buy=buy, sell=sell, fee=fee), expected, ledger)


def test_a_broker_brings_offers_for_one_token_together() -> None:
    ledger, token = market()
    other = ledger.mint("seller")
    buy, sell = ledger.buy("buyer", "seller", token), ledger.sell("seller", other)
    refused(accept(ledger, "broker", buy=buy, sell=sell), tecNFTOKEN_BUY_SELL_MISMATCH, ledger)


def test_a_broker_does_not_sell_to_the_seller() -> None:
    ledger, token = market()
    buy = ledger.buy("buyer", "seller", token)
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token)) is tesSUCCESS
    sell = ledger.sell("buyer", token)
    refused(accept(ledger, "broker", buy=buy, sell=sell), tecCANT_ACCEPT_OWN_NFTOKEN_OFFER, ledger)


@pytest.mark.parametrize("party", ["buyer", "seller"])
def test_a_party_is_not_its_own_broker(party: str) -> None:
    ledger, token = market()
    buy, sell = ledger.buy("buyer", "seller", token), ledger.sell("seller", token)
    refused(accept(ledger, party, buy=buy, sell=sell), tecCANT_ACCEPT_OWN_NFTOKEN_OFFER, ledger)


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_a_destination_names_the_broker(side: str) -> None:
    ledger, token = market()
    named = {"destination": account("broker")}
    buy = ledger.buy("buyer", "seller", token, 5, **(named if side == "buy" else {}))
    sell = ledger.sell("seller", token, 5, **(named if side == "sell" else {}))
    refused(accept(ledger, "bank", buy=buy, sell=sell), tecNO_PERMISSION, ledger)
    assert accept(ledger, "broker", buy=buy, sell=sell) is tesSUCCESS


def test_a_broker_does_not_need_the_price() -> None:
    ledger, token = market()
    buy, sell = ledger.buy("buyer", "seller", token, XRP), ledger.sell("seller", token, XRP)
    ledger.spare("broker", 0)
    assert accept(ledger, "broker", buy=buy, sell=sell) is tesSUCCESS


# Refusals of any form


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"fee": 1},
        {"buy": bytes(32), "fee": 1},
        {"sell": bytes(32), "fee": 1},
        {"buy": bytes(32), "sell": bytes(32), "fee": 0},
        {"buy": bytes(32), "sell": bytes(32), "fee": issued(-1, "bank")},
    ],
)
def test_malformed_acceptances(fields: dict[str, Any]) -> None:
    assert accept(NFTokenLedger(*NAMES), "broker", **fields) is temMALFORMED


def test_there_are_no_flags() -> None:
    assert accept(NFTokenLedger(*NAMES), "broker", buy=bytes(32), flags=1) is temINVALID_FLAG


@pytest.mark.parametrize("key", [bytes(32), b"\1" * 32, keylets.account(account("issuer")).key])
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_the_offer_exists(side: str, key: Hash256) -> None:
    ledger = NFTokenLedger(*NAMES)
    refused(accept(ledger, "buyer", **{side: key}, fee=None), tecOBJECT_NOT_FOUND, ledger)


def test_an_offer_below_zero_is_a_bad_one() -> None:
    ledger, token = market()
    key = ledger.sell("seller", token, 5)
    offer = ledger.draft.edit(Keylet(key, NFTokenOffer))
    assert offer is not None
    offer.amount = -5
    assert accept(ledger, "buyer", sell=key) is temBAD_OFFER


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_the_offer_is_of_the_side_that_it_is_named_as(side: str) -> None:
    ledger, token = market()
    wrong = ledger.sell("seller", token) if side == "buy" else ledger.buy("buyer", "seller", token)
    result = accept(ledger, "broker", **{side: wrong}, fee=None)
    refused(result, tecNFTOKEN_OFFER_TYPE_MISMATCH, ledger)


def test_nobody_accepts_his_own_offer() -> None:
    ledger, token = market()
    sell, buy = ledger.sell("seller", token), ledger.buy("buyer", "seller", token)
    refused(accept(ledger, "seller", sell=sell), tecCANT_ACCEPT_OWN_NFTOKEN_OFFER, ledger)
    refused(accept(ledger, "buyer", buy=buy), tecCANT_ACCEPT_OWN_NFTOKEN_OFFER, ledger)


def test_only_who_has_the_token_accepts_an_offer_to_buy_it() -> None:
    ledger, token = market()
    refused(accept(ledger, "broker", buy=ledger.buy("buyer", "seller", token)), tecNO_PERMISSION, ledger)


def test_a_seller_who_has_the_token_no_longer_sells_nothing() -> None:
    ledger, token = market()
    sell = ledger.sell("seller", token)
    assert accept(ledger, "bank", sell=ledger.sell("seller", token)) is tesSUCCESS
    refused(accept(ledger, "buyer", sell=sell), tecNO_PERMISSION, ledger)


def test_only_the_destination_accepts() -> None:
    ledger, token = market()
    sell = ledger.sell("seller", token, destination=account("buyer"))
    refused(accept(ledger, "bank", sell=sell), tecNO_PERMISSION, ledger)
    buy = ledger.buy("buyer", "seller", token, destination=account("broker"))
    refused(accept(ledger, "seller", buy=buy), tecNO_PERMISSION, ledger)
    assert accept(ledger, "buyer", sell=sell) is tesSUCCESS


# Offers that have expired


@pytest.mark.parametrize("side", ["buy", "sell", "both"])
@pytest.mark.parametrize("fixed", [False, True])
def test_an_offer_that_has_expired_goes_since_the_amendment(side: str, fixed: bool) -> None:
    ledger, token = market(without=() if fixed else (amendments.fixCleanup3_1_3,))
    late = {"expiration": NOW + 10}
    buy = ledger.buy("buyer", "seller", token, 5, **late)
    sell = ledger.sell("seller", token, 5, **(late if side != "buy" else {}))
    ledger.wait(10)
    sender = {"buy": "seller", "sell": "buyer", "both": "broker"}[side]
    named = {"buy": {"buy": buy}, "sell": {"sell": sell}, "both": {"buy": buy, "sell": sell}}[side]
    assert accept(ledger, sender, **named, fee=None) is tecEXPIRED
    gone = {"buy": [buy], "sell": [sell], "both": [buy, sell]}[side] if fixed else []
    assert [key for key in (buy, sell) if not ledger.is_offered(key)] == gone
    assert ledger.holds("seller", token)
    assert ledger.root("seller").owner_count == 2 - (sell in gone)


def test_of_two_offers_only_the_one_that_has_expired_goes() -> None:
    ledger, token = market()
    buy = ledger.buy("buyer", "seller", token, 5)
    sell = ledger.sell("seller", token, 5, expiration=NOW + 10)
    ledger.wait(9)
    twin = ledger.draft.fork()
    assert accept(ledger, "broker", buy=buy, sell=sell) is tesSUCCESS
    ledger.draft = twin
    ledger.wait(1)
    assert accept(ledger, "broker", buy=buy, sell=sell) is tecEXPIRED
    assert (ledger.is_offered(buy), ledger.is_offered(sell)) == (True, False)


# Money that is not there, or may not go there


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_the_buyer_has_the_money(side: str) -> None:
    ledger, token = market()
    dollars(ledger, seller=0, buyer=9)
    keys = {
        "buy": ledger.buy("buyer", "seller", token, usd(10)),
        "sell": ledger.sell("seller", token, usd(10)),
    }
    sender = "seller" if side == "buy" else "buyer"
    result = accept(ledger, sender, **{side: keys[side]}, fee=None)
    refused(result, tecINSUFFICIENT_FUNDS, ledger)
    ledger.line("buyer", "bank").balance = issued(10, "bank")
    ledger.line("buyer", "bank").from_peer().set(FREEZE)
    result = accept(ledger, sender, **{side: keys[side]}, fee=None)
    refused(result, tecINSUFFICIENT_FUNDS, ledger)
    ledger.line("buyer", "bank").from_peer().set(FREEZE, False)
    assert accept(ledger, sender, **{side: keys[side]}, fee=None) is tesSUCCESS


@pytest.mark.parametrize(("spare", "expected"), [(999, tecINSUFFICIENT_FUNDS), (1_000, tesSUCCESS)])
def test_xrp_below_the_reserve_does_not_buy(spare: int, expected: Result) -> None:
    ledger, token = market()
    key = ledger.buy("buyer", "seller", token, 1_000)
    ledger.spare("buyer", spare)
    refused(accept(ledger, "seller", buy=key), expected, ledger)


@pytest.mark.parametrize(("spare", "expected"), [(-1, tecINSUFFICIENT_RESERVE), (0, tesSUCCESS)])
def test_the_reserve_for_a_page_is_left_after_all_was_paid(spare: int, expected: Result) -> None:
    ledger, token = market()
    key = ledger.sell("seller", token, 1_000)
    ledger.spare("buyer", ledger.draft.info.fees.increment + 1_000 + 10 + spare)
    refused(accept(ledger, "buyer", sell=key), expected, ledger)


def test_a_token_that_goes_to_a_page_that_is_there_needs_no_more_reserve() -> None:
    ledger, token = market()
    ledger.mint("buyer")
    key = ledger.sell("seller", token)
    ledger.spare("buyer", 0)
    assert accept(ledger, "buyer", sell=key) is tesSUCCESS


def test_a_page_full_of_tokens_with_the_same_low_bits_takes_no_other() -> None:
    ledger, token = market()
    key = ledger.sell("seller", token)
    for n in range(1, 33):
        nftokens.insert(ledger.draft, account("buyer"), NFToken(nftoken_id=bytes([n]) + token[1:]))
    refused(accept(ledger, "buyer", sell=key), tecNO_SUITABLE_NFTOKEN_PAGE, ledger)


PARTIES = [
    # Who may not hold dollars, the side that is accepted, the broker's fee
    ("seller", "sell", None),
    ("buyer", "sell", None),
    ("seller", "buy", None),
    ("buyer", "buy", None),
    ("seller", "both", None),
    ("buyer", "both", None),
    ("broker", "both", usd(1)),
    ("issuer", "sell", None),
    ("issuer", "buy", None),
    ("issuer", "both", None),
]


def dollar_market(
    side: str, fee: Amount | None, without: tuple[amendments.Amendment, ...] = ()
) -> tuple[NFTokenLedger, str, dict[str, Any]]:
    """A token to be sold for dollars, which all have lines for."""
    ledger, token = market(without=without, transfer_fee=TENTH)
    dollars(ledger, issuer=0, seller=0, buyer=100, broker=0)
    sender = {"buy": "seller", "sell": "buyer", "both": "broker"}[side]
    buy, sell = ledger.buy("buyer", "seller", token, usd(10)), ledger.sell("seller", token, usd(9))
    named = {"buy": {"buy": buy}, "sell": {"sell": sell}, "both": {"buy": buy, "sell": sell}}[side]
    return ledger, sender, {**named, "fee": fee}


@pytest.mark.parametrize(("party", "side", "fee"), PARTIES)
def test_all_who_are_paid_or_pay_are_authorised(party: str, side: str, fee: Amount | None) -> None:
    for without, expected in (((), tecNO_AUTH), ((amendments.fixEnforceNFTokenTrustlineV2,), tesSUCCESS)):
        ledger, sender, named = dollar_market(side, fee, without)
        ledger.change("bank", flags=lsfRequireAuth)
        for name in ("issuer", "seller", "buyer", "broker"):
            ledger.line(name, "bank").from_peer().set(AUTHORIZED, name != party)
        refused(accept(ledger, sender, **named), expected, ledger)
        ledger.line(party, "bank").from_peer().set(AUTHORIZED)
        if expected is not tesSUCCESS:
            assert accept(ledger, sender, **named) is tesSUCCESS


def test_who_has_no_line_is_not_authorised() -> None:
    ledger, token = market()
    dollars(ledger, buyer=10)
    key = ledger.buy("buyer", "seller", token, usd(10))
    ledger.change("bank", flags=lsfRequireAuth)
    ledger.line("buyer", "bank").from_peer().set(AUTHORIZED)
    refused(accept(ledger, "seller", buy=key), tecNO_LINE, ledger)


@pytest.mark.parametrize(
    ("party", "side", "fee", "gate"),
    [
        ("seller", "sell", None, amendments.DeepFreeze),
        ("seller", "buy", None, amendments.fixEnforceNFTokenTrustlineV2),
        ("seller", "both", None, amendments.DeepFreeze),
        ("broker", "both", usd(1), amendments.fixEnforceNFTokenTrustlineV2),
        ("issuer", "sell", None, amendments.fixEnforceNFTokenTrustlineV2),
        ("issuer", "buy", None, amendments.fixEnforceNFTokenTrustlineV2),
    ],
)
def test_dollars_do_not_go_where_they_are_frozen_deeply(
    party: str, side: str, fee: Amount | None, gate: amendments.Amendment
) -> None:
    ledger, sender, named = dollar_market(side, fee)
    ledger.line(party, "bank").from_peer().set(DEEP_FREEZE)
    refused(accept(ledger, sender, **named), tecFROZEN, ledger)
    ledger, sender, named = dollar_market(side, fee, (gate,))
    ledger.line(party, "bank").set(DEEP_FREEZE)
    assert accept(ledger, sender, **named) is not tecFROZEN


def test_dollars_of_a_bank_that_is_gone_are_not_taken() -> None:
    ledger, token = market()
    dollars(ledger, seller=0)
    key = ledger.sell("seller", token, usd(10))
    dollars(ledger, buyer=10)
    ledger.draft.erase(keylets.account(account("bank")))
    refused(accept(ledger, "buyer", sell=key), tecNO_ISSUER, ledger)


# The issuer's line


def without_line(flags: int, *without: amendments.Amendment) -> tuple[NFTokenLedger, Hash256]:
    """A token on sale for dollars, whose issuer has taken its line away."""
    ledger = NFTokenLedger(*NAMES, without=without)
    token = nftokens.token_id(flags=flags, transfer_fee=TENTH, issuer=account("issuer"), taxon=0, sequence=1)
    nftokens.insert(ledger.draft, account("seller"), NFToken(nftoken_id=token))
    line = ledger.give("issuer", "bank")
    dollars(ledger, seller=0, buyer=100)
    key = ledger.sell("seller", token, usd(10))
    trust_lines.delete(ledger.draft, line)
    ledger.change("issuer", owner_count=0)
    return ledger, key


def test_an_issuer_gets_no_line_that_it_has_not_made_since_the_amendment() -> None:
    ledger, key = without_line(tfTransferable)
    refused(accept(ledger, "buyer", sell=key), tecNO_LINE, ledger)
    ledger, key = without_line(tfTransferable, amendments.fixEnforceNFTokenTrustline)
    assert accept(ledger, "buyer", sell=key) is tesSUCCESS
    assert ledger.dollars("issuer", "bank") == usd(1)


def test_a_token_may_make_lines_for_its_issuer() -> None:
    ledger, key = without_line(tfTransferable | CREATE_TRUST_LINES)
    assert accept(ledger, "buyer", sell=key) is tesSUCCESS
    assert ledger.dollars("issuer", "bank") == usd(1)


def test_an_issuer_needs_no_line_for_its_own_dollars() -> None:
    ledger, token = market(transfer_fee=TENTH)
    ledger.give("seller", "issuer")
    ledger.give("buyer", "issuer", 100)
    key = ledger.sell("seller", token, issued(10, "issuer"))
    assert accept(ledger, "buyer", sell=key) is tesSUCCESS
    assert ledger.dollars("seller", "issuer") == issued(9, "issuer")
    assert ledger.dollars("buyer", "issuer") == issued(90, "issuer")


def test_a_token_for_xrp_alone_is_sold_for_xrp() -> None:
    ledger, token = market(flags=tfTransferable | tfOnlyXRP, transfer_fee=TENTH)
    assert accept(ledger, "buyer", sell=ledger.sell("seller", token, 100)) is tesSUCCESS
