"""OfferCreate: each refusal has its result, and what is placed is placed as it should be."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, amounts, keylets, trust_lines
from spec.entries import Credential, DirectoryNode, Offer, PermissionedDomain
from spec.flags import (
    lsfAccepted,
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfHybrid,
    lsfPassive,
    lsfRequireAuth,
    lsfSell,
    tfFillOrKill,
    tfHybrid,
    tfImmediateOrCancel,
    tfPassive,
    tfSell,
    tfSetDeepFreeze,
    tfSetFreeze,
)
from spec.inner import AuthorizedCredential
from spec.quality import get_rate
from spec.rates import PARITY
from spec.results import (
    Result,
    tecEXPIRED,
    tecFROZEN,
    tecINSUF_RESERVE_OFFER,
    tecINTERNAL,
    tecKILLED,
    tecNO_AUTH,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecUNFUNDED_OFFER,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_EXPIRATION,
    temBAD_ISSUER,
    temBAD_OFFER,
    temBAD_SEQUENCE,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    temREDUNDANT,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.ticket_create import TicketCreate
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE
from spec.values import ACCOUNT_ZERO, BAD_CURRENCY, XRP_CURRENCY, Amount, Hash256, IssuedAmount
from tests.spec.ledgers import NOW, XRP, account, mpt
from tests.spec.market import Market, Token

USD, EUR = Token("USD", "gw"), Token("EUR", "gw")
DOMAIN: Hash256 = bytes([7]) * 32


def scene(**options: Any) -> Market:
    """Alice has USD."""
    market = Market("gw", "alice", "bob", **options)
    market.hold("alice", USD(1_000))
    return market


def offering(
    market: Market | None = None, pays: Amount = XRP, gets: Amount | None = None, **fields: Any
) -> Result:
    """Alice's offer of 1 USD for 1 XRP, unless it is said otherwise."""
    return (market or scene()).offer("alice", pays, USD(1) if gets is None else gets, **fields)


def test_placing_it_needs_a_reserve() -> None:
    market = scene()
    market.spare("alice", 2 * XRP - 1)
    assert offering(market) is tecINSUF_RESERVE_OFFER
    market.spare("alice", 2 * XRP)
    assert offering(market) is tesSUCCESS


# Malformed.


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"flags": 1}, temINVALID_FLAG),
        ({"flags": tfImmediateOrCancel | tfFillOrKill}, temINVALID_FLAG),
        ({"flags": tfHybrid}, temINVALID_FLAG),
        ({"expiration": 0}, temBAD_EXPIRATION),
        ({"offer_sequence": 0}, temBAD_SEQUENCE),
        ({"gets": XRP}, temBAD_OFFER),
        ({"gets": USD(0)}, temBAD_OFFER),
        ({"gets": USD(-1)}, temBAD_OFFER),
        ({"pays": -XRP}, temBAD_OFFER),
        ({"pays": 0}, temBAD_OFFER),
        ({"pays": amounts.MAX_DROPS + 1}, temBAD_AMOUNT),
        ({"pays": USD(2)}, temREDUNDANT),
        ({"pays": amounts.issued(1, 0, BAD_CURRENCY, account("gw"))}, temBAD_CURRENCY),
        ({"pays": amounts.issued(1, 0, USD.currency, ACCOUNT_ZERO)}, temBAD_ISSUER),
        ({"pays": mpt(1, bytes(24))}, temDISABLED),
        ({"gets": mpt(1, bytes(24))}, temDISABLED),
        ({"domain_id": bytes(32)}, temMALFORMED),
    ],
)
def test_malformed(fields: dict[str, Any], result: Result) -> None:
    assert offering(**fields) is result


@pytest.mark.parametrize(
    ("pays", "gets"),
    [(amounts.MAX_DROPS + 1, None), (USD(1), amounts.MAX_DROPS + 1), (-amounts.MAX_DROPS - 1, None)],
)
def test_more_xrp_than_there_can_be_was_always_malformed(pays: Amount, gets: Amount | None) -> None:
    assert offering(scene(without=[amendments.fixCleanup3_2_0]), pays, gets) is temBAD_AMOUNT


def test_domains_and_hybrids_exist_with_their_amendment() -> None:
    without = [amendments.PermissionedDEX]
    assert offering(scene(without=without), domain_id=DOMAIN) is temDISABLED
    assert offering(scene(without=without), flags=tfHybrid) is temINVALID_FLAG
    assert offering(scene(without=without), flags=1) is temINVALID_FLAG
    assert offering(scene(without=without), flags=tfPassive) is tesSUCCESS
    # Before fixCleanup3_2_0 a domain of zero is one that does not exist.
    assert offering(scene(without=[amendments.fixCleanup3_2_0]), domain_id=bytes(32)) is tecNO_PERMISSION


# Refused by the ledger.


def test_there_is_an_account() -> None:
    assert scene().offer("nobody", XRP, USD(1)) is terNO_ACCOUNT


@pytest.mark.parametrize(("pays", "gets"), [(XRP, USD(1)), (EUR(1), XRP)])
def test_what_its_issuer_has_frozen_is_not_traded(pays: Amount, gets: Amount) -> None:
    market = scene()
    market.change("gw", flags=lsfDefaultRipple | lsfGlobalFreeze)
    assert offering(market, pays, gets) is tecFROZEN


def test_there_is_something_to_give() -> None:
    assert offering(gets=EUR(1)) is tecUNFUNDED_OFFER
    assert offering(gets=Token("USD", "alice")(1)) is tesSUCCESS  # of her own she has any amount
    market = scene()
    line = trust_lines.edit(market.draft, account("gw"), account("alice"), USD.currency)
    assert line is not None
    line.set(trust_lines.FREEZE)
    assert offering(market) is tecUNFUNDED_OFFER


def test_what_it_froze_itself_is_not_there_to_give() -> None:
    market = scene()
    market.trust("alice", USD(1_000), flags=tfSetFreeze | tfSetDeepFreeze)
    assert offering(market) is tecUNFUNDED_OFFER
    assert offering(market, offer_sequence=10**6) is tecUNFUNDED_OFFER


def test_only_used_numbers_can_be_cancelled() -> None:
    market = scene()
    sequence = market.root("alice").sequence
    assert offering(market, offer_sequence=sequence) is temBAD_SEQUENCE
    assert offering(market, offer_sequence=sequence - 1) is tesSUCCESS


def test_an_offer_that_has_expired_is_not_placed() -> None:
    assert offering(expiration=NOW) is tecEXPIRED
    assert offering(expiration=NOW + 1) is tesSUCCESS


def test_what_is_wanted_has_an_issuer() -> None:
    assert offering(pays=Token("USD", "nobody")(1), gets=XRP) is tecNO_ISSUER
    assert offering(pays=EUR(1), gets=XRP) is tesSUCCESS  # a line will be made


def test_the_issuer_may_ask_for_authorisation() -> None:
    market = scene()
    market.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    assert offering(market, EUR(1), XRP) is tecNO_LINE
    market.trust("alice", EUR(10))
    assert offering(market, EUR(1), XRP) is tecNO_AUTH
    line = trust_lines.edit(market.draft, account("gw"), account("alice"), EUR.currency)
    assert line is not None
    line.set(AUTHORIZED)
    assert offering(market, EUR(1), XRP) is tesSUCCESS
    assert market.offer("gw", USD(1), XRP) is tesSUCCESS  # an issuer takes its own


@pytest.mark.parametrize("side", ["alice", "gw"])
def test_nothing_comes_into_a_line_that_is_frozen_deeply(side: str) -> None:
    market = scene()
    market.trust("alice", EUR(10))
    other = "gw" if side == "alice" else "alice"
    line = trust_lines.edit(market.draft, account(side), account(other), EUR.currency)
    assert line is not None
    line.set(DEEP_FREEZE)
    assert offering(market, EUR(1), XRP) is tecFROZEN


# Placed.


def page_of(market: Market, offer: Offer) -> DirectoryNode:
    page = market.draft.read(keylets.page(offer.book_directory, offer.book_node))
    assert page is not None
    assert offer.key in page.indexes
    return page


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(0, 0), (tfPassive, lsfPassive), (tfSell, lsfSell), (tfSell | tfPassive, lsfSell | lsfPassive)],
)
def test_an_offer_is_placed_in_its_book_at_its_price(flags: int, expected: int) -> None:
    market = scene()
    owned = market.owned("alice")
    sequence = market.root("alice").sequence
    assert offering(market, 3 * XRP, USD(2), flags=flags, expiration=NOW + 5) is tesSUCCESS
    (offer,) = market.offers("alice")
    assert (offer.sequence, offer.flags, offer.expiration) == (sequence, expected, NOW + 5)
    assert (offer.taker_pays, offer.taker_gets) == (3 * XRP, USD(2))
    assert keylets.quality_of(offer.book_directory) == get_rate(USD(2), 3 * XRP)
    page = page_of(market, offer)
    assert (page.taker_pays_currency, page.taker_pays_issuer) == (XRP_CURRENCY, ACCOUNT_ZERO)
    assert (page.taker_gets_currency, page.taker_gets_issuer) == (USD.currency, USD.issuer)
    assert (page.exchange_rate, page.domain_id) == (get_rate(USD(2), 3 * XRP), None)
    assert market.owned("alice") == owned + 1


def test_an_offer_that_was_partly_taken_stands_at_the_price_of_the_whole() -> None:
    market = scene()
    market.place("bob", USD(1), 2 * XRP)
    assert offering(market, 3 * XRP, USD(7)) is tesSUCCESS
    (offer,) = market.offers("alice")
    assert offer.taker_pays == XRP
    assert keylets.quality_of(offer.book_directory) == get_rate(USD(7), 3 * XRP)


def test_a_ticket_gives_the_offer_its_number() -> None:
    market = scene()
    assert market.apply(TicketCreate, "alice", ticket_count=1) is tesSUCCESS
    ticket = market.root("alice").sequence - 1
    assert offering(market, sequence=0, ticket_sequence=ticket) is tesSUCCESS
    assert market.offers("alice")[0].sequence == ticket


def test_an_earlier_offer_is_replaced() -> None:
    market = scene()
    assert offering(market) is tesSUCCESS
    (first,) = market.offers("alice")
    assert offering(market, 2 * XRP, offer_sequence=first.sequence) is tesSUCCESS
    (second,) = market.offers("alice")
    assert second.taker_pays == 2 * XRP
    assert offering(market, 3 * XRP, offer_sequence=first.sequence) is tesSUCCESS  # it is not there any more
    assert len(market.offers("alice")) == 2


def test_an_offer_is_replaced_only_if_the_new_one_is_not_killed() -> None:
    """Offers that are found dead stay removed all the same."""
    market = scene()
    assert offering(market) is tesSUCCESS
    (first,) = market.offers("alice")
    (dead,) = market.place("bob", USD(1), XRP, expiration=NOW)
    for flags in (tfFillOrKill, tfImmediateOrCancel):
        assert offering(market, XRP, offer_sequence=first.sequence, flags=flags) is tecKILLED
        assert market.draft.exists(keylets.Keylet(first.key, Offer))
        assert not market.draft.exists(keylets.Keylet(dead, Offer))


def test_what_is_not_taken_immediately_may_be_forgotten() -> None:
    market = scene()
    market.place("bob", USD(1), XRP)
    assert offering(market, 2 * XRP, USD(2), flags=tfImmediateOrCancel) is tesSUCCESS
    assert market.balance("alice", USD) == 999
    assert market.offers("alice") == []


# Tick size.


@pytest.mark.parametrize("flags", [0, tfSell])
@pytest.mark.parametrize(("pays", "gets"), [(10, 30), (30, 10)])
def test_an_issuer_s_tick_size_rounds_the_price(flags: int, pays: int, gets: int) -> None:
    market = scene()
    market.hold("alice", EUR(100))
    market.change("gw", tick_size=5)
    assert offering(market, USD(pays), EUR(gets), flags=flags) is tesSUCCESS
    (offer,) = market.offers("alice")
    exact = pays > gets
    if flags == tfSell:
        assert offer.taker_gets == EUR(gets)
        assert offer.taker_pays == USD(pays if exact else "10.0002")
    else:
        assert offer.taker_pays == USD(pays)
        least, most = (EUR("9.99999"), EUR("10.00001")) if exact else (EUR("29.9994"), EUR(30))
        assert amounts.compare(least, offer.taker_gets) < 0 < amounts.compare(most, offer.taker_gets)
    assert keylets.quality_of(offer.book_directory) == get_rate(offer.taker_gets, offer.taker_pays)


def test_the_coarser_tick_size_counts() -> None:
    market = scene()
    other = Token("EUR", "bob")
    market.change("gw", tick_size=4)
    market.change("bob", tick_size=3)
    assert market.offer("gw", other("1.23456"), USD(1), flags=tfSell) is tesSUCCESS
    assert market.offers("gw")[0].taker_pays == other("1.24")


def test_an_offer_that_is_rounded_to_nothing_is_not_placed() -> None:
    market = scene()
    market.change("gw", tick_size=3)
    least = IssuedAmount(10**15, -96, USD.currency, USD.issuer)
    (kept,) = market.place("alice", 5 * XRP, USD(1))
    sequence = market.offers("alice")[0].sequence
    assert offering(market, least, amounts.MAX_DROPS, offer_sequence=sequence) is not tesSUCCESS
    assert market.draft.exists(keylets.Keylet(kept, Offer))
    assert market.offer("gw", 1, least, offer_sequence=1) is tesSUCCESS


# Domains.


def with_domain(**options: Any) -> Market:
    """The gateway owns a domain, and alice has a credential for it."""
    market = scene(**options)
    admit(market, "alice")
    domain = PermissionedDomain(DOMAIN, flags=0, owner=account("gw"), sequence=1)
    domain.accepted_credentials = (AuthorizedCredential(issuer=account("gw"), credential_type=b"kyc"),)
    market.draft.insert(domain)
    return market


def admit(market: Market, name: str) -> None:
    keylet = keylets.credential(account(name), account("gw"), b"kyc")
    credential = Credential(keylet.key, flags=lsfAccepted, subject=account(name), issuer=account("gw"))
    credential.credential_type = b"kyc"
    market.draft.insert(credential)


def test_only_who_is_in_a_domain_trades_there() -> None:
    market = with_domain()
    assert offering(market, domain_id=DOMAIN) is tesSUCCESS
    assert market.offer("bob", USD(1), XRP, domain_id=DOMAIN) is tecNO_PERMISSION
    assert market.offer("gw", XRP, USD(1), domain_id=bytes([8]) * 32) is tecNO_PERMISSION
    assert market.offer("gw", 9 * XRP, USD(1), domain_id=DOMAIN) is tesSUCCESS


def test_a_domain_has_books_of_its_own() -> None:
    market = with_domain()
    assert offering(market, domain_id=DOMAIN) is tesSUCCESS
    (offer,) = market.offers("alice")
    assert offer.domain_id == page_of(market, offer).domain_id == DOMAIN
    assert market.offer("bob", USD(1), XRP) is tesSUCCESS
    assert len(market.offers("bob")) == 1
    admit(market, "bob")
    assert market.offer("bob", USD(1), XRP, domain_id=DOMAIN) is tesSUCCESS
    assert market.balance("bob", USD) == 1
    assert market.offers("alice") == []


def test_a_hybrid_offer_stands_in_both_books() -> None:
    market = with_domain()
    assert offering(market, domain_id=DOMAIN, flags=tfHybrid) is tesSUCCESS
    (offer,) = market.offers("alice")
    assert offer.flags == lsfHybrid
    assert offer.additional_books is not None
    (book,) = offer.additional_books
    page = market.draft.read(keylets.page(book.book_directory, book.book_node))
    assert page is not None
    assert page.indexes == (offer.key,)
    assert page.domain_id is None
    assert market.offer("bob", USD(1), XRP) is tesSUCCESS
    assert market.balance("bob", USD) == 1
    for directory in (offer.book_directory, book.book_directory):
        assert not market.draft.exists(keylets.Keylet(directory, DirectoryNode))


@pytest.mark.parametrize("fixed", [True, False])
def test_the_price_in_the_open_book(fixed: bool) -> None:
    """Since fixCleanup3_2_0 it is that of the whole offer, as in the domain's book."""
    market = with_domain(without=() if fixed else (amendments.fixCleanup3_2_0,))
    admit(market, "bob")
    market.place("bob", USD(1), 2 * XRP, domain_id=DOMAIN)
    assert offering(market, 3 * XRP, USD(7), domain_id=DOMAIN, flags=tfHybrid) is tesSUCCESS
    (offer,) = market.offers("alice")
    assert offer.additional_books is not None
    (book,) = offer.additional_books
    whole, rest = get_rate(USD(7), 3 * XRP), get_rate(offer.taker_gets, offer.taker_pays)
    assert whole != rest
    assert keylets.quality_of(offer.book_directory) == whole
    assert keylets.quality_of(book.book_directory) == (whole if fixed else rest)


@pytest.mark.parametrize("hybrid", [False, True])
@pytest.mark.parametrize("fixed", [False, True])
def test_whoever_left_the_domain_trades_there_no_more(hybrid: bool, fixed: bool) -> None:
    """In the open book a hybrid offer stays good since fixCleanup3_3_0."""
    market = with_domain(also=(amendments.fixCleanup3_3_0,) if fixed else ())
    assert offering(market, domain_id=DOMAIN, flags=tfHybrid if hybrid else 0) is tesSUCCESS
    (offer,) = market.offers("alice")
    market.draft.erase(keylets.credential(account("alice"), account("gw"), b"kyc"))
    admit(market, "bob")
    domain = None if hybrid else DOMAIN
    assert market.offer("bob", USD(1), XRP, domain_id=domain) is tesSUCCESS
    assert not market.draft.exists(keylets.Keylet(offer.key, Offer))
    assert (market.balance("bob", USD) or 0) == (1 if hybrid and fixed else 0)


def test_a_hair_that_crosses_is_enough_at_once() -> None:
    """It leaves 7.999999999999999 USD to be bought, and for them all of 1.1 EUR, rounded up."""
    market = scene()
    market.hold("alice", EUR(100))
    market.hold("bob", USD(1))
    hair = USD("0.000000000000001")
    assert market.offer("bob", EUR("0.0000000000000001"), hair) is tesSUCCESS
    taken = market.offer("alice", USD(8), EUR("1.1"), flags=tfImmediateOrCancel)
    assert taken is tesSUCCESS


def test_an_offer_that_cannot_be_computed_with() -> None:
    """With the transfer fee it would be more than any amount."""
    market = scene()
    market.change("gw", transfer_rate=2 * PARITY)
    assert offering(market, EUR(1), USD("9999999999999999e80")) is tecINTERNAL
