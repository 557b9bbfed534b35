"""NFTokenAcceptOffer accepts an offer for a non-fungible token, or brings two offers together.

With one offer the account buys from who sells, or sells to who buys. With both it is a broker: the token goes
from the one to the other, and the broker may keep a part of what the buyer offered above the seller's price.

The buyer pays. The broker's fee comes off first, then the issuer's share of what is left, unless the issuer
is one of the two parties; the seller gets the rest. Nobody is asked for a limit, but nobody may end up with
less than nothing.

Source: NFTokenAcceptOffer.cpp (3.1.1, 3.3.0-b0); vectors: nft.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, keylets, nftoken_offers, nftokens, rates, tokens
from spec.amendments import Rules
from spec.entries import NFTokenOffer
from spec.keylets import Keylet
from spec.nftoken_offers import check_authorized, check_deep_frozen, issue_of
from spec.objects import optional
from spec.results import (
    require,
    tecCANT_ACCEPT_OWN_NFTOKEN_OFFER,
    tecEXPIRED,
    tecINSUFFICIENT_FUNDS,
    tecINSUFFICIENT_PAYMENT,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tecNFTOKEN_BUY_SELL_MISMATCH,
    tecNFTOKEN_OFFER_TYPE_MISMATCH,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    temBAD_OFFER,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import XRP, Account, Amount, Hash256
from spec.views import ApplyView, ReadView


class NFTokenAcceptOffer(Transaction, code=29):
    """The offers, and what the broker keeps."""

    nftoken_buy_offer: Hash256 | None = optional("NFTokenBuyOffer")
    nftoken_sell_offer: Hash256 | None = optional("NFTokenSellOffer")
    nftoken_broker_fee: Amount | None = optional("NFTokenBrokerFee")  #: of what the buyer pays


def preflight(tx: NFTokenAcceptOffer, rules: Rules) -> None:
    """One offer or two; something for the broker only where there are two: temMALFORMED."""
    given = [tx.nftoken_buy_offer is not None, tx.nftoken_sell_offer is not None]
    require(any(given), temMALFORMED)
    if tx.nftoken_broker_fee is not None:
        require(all(given), temMALFORMED)
        require(amounts.signum(tx.nftoken_broker_fee) > 0, temMALFORMED)


def preclaim(tx: NFTokenAcceptOffer, view: ReadView) -> None:
    """The offers exist and fit together, the buyer can pay, the seller has the token, and all may be paid.

    First each offer is looked for, the one to buy before the one to sell; then the two together; then the one
    to buy, the one to sell, and the issuer's share.
    """
    buy = _find(view, tx.nftoken_buy_offer)
    sell = _find(view, tx.nftoken_sell_offer)
    if buy is not None and sell is not None:
        _check_match(tx, view, buy, sell)
    if buy is not None:
        _check_buy(tx, view, buy, brokered=sell is not None)
    if sell is not None:
        _check_sell(tx, view, sell, brokered=buy is not None)
    offer = sell if buy is None else buy
    if offer is not None:
        _check_issuer(view, offer)


def _find(view: ReadView, key: Hash256 | None) -> NFTokenOffer | None:
    """The offer, where one is named. It exists (tecOBJECT_NOT_FOUND), before fixCleanup3_1_3 has not expired
    (tecEXPIRED; since then it is taken out later), and is not for less than nothing (temBAD_OFFER)."""
    if key is None:
        return None
    offer = view.need(Keylet(key, NFTokenOffer), tecOBJECT_NOT_FOUND)
    if not view.info.rules.enabled(amendments.fixCleanup3_1_3):
        require(not accounts.expired(view, offer.expiration), tecEXPIRED)
    require(amounts.signum(offer.amount) >= 0, temBAD_OFFER)
    return offer


def _check_match(tx: NFTokenAcceptOffer, view: ReadView, buy: NFTokenOffer, sell: NFTokenOffer) -> None:
    """Both are for one token and one asset, of two owners, and leave something for the broker's fee.

    1. Token and then asset are the same: tecNFTOKEN_BUY_SELL_MISMATCH.
    2. The owners are two: tecCANT_ACCEPT_OWN_NFTOKEN_OFFER.
    3. What is paid is what is asked at least: tecINSUFFICIENT_PAYMENT.
    4. A destination of either is the account: tecNO_PERMISSION.
    5. The broker's fee is of the same asset (tecNFTOKEN_BUY_SELL_MISMATCH), less than what is paid, and
       leaves what is asked (tecINSUFFICIENT_PAYMENT).
    6. Since fixEnforceNFTokenTrustlineV2 the broker may hold a token that it is paid with, and receive it;
       see ``nftoken_offers.check_authorized`` and ``check_deep_frozen``.
    """
    paid, asked, fee = buy.amount, sell.amount, tx.nftoken_broker_fee
    issue = issue_of(paid)
    require(buy.nftoken_id == sell.nftoken_id, tecNFTOKEN_BUY_SELL_MISMATCH)
    require(issue == issue_of(asked), tecNFTOKEN_BUY_SELL_MISMATCH)
    require(buy.owner != sell.owner, tecCANT_ACCEPT_OWN_NFTOKEN_OFFER)
    require(amounts.compare(asked, paid) <= 0, tecINSUFFICIENT_PAYMENT)
    for offer in (buy, sell):
        require(offer.destination in (None, tx.account), tecNO_PERMISSION)
    if fee is None:
        return
    require(issue_of(fee) == issue, tecNFTOKEN_BUY_SELL_MISMATCH)
    require(amounts.compare(fee, paid) < 0, tecINSUFFICIENT_PAYMENT)
    require(amounts.compare(asked, amounts.subtract(paid, fee)) <= 0, tecINSUFFICIENT_PAYMENT)
    if issue != XRP and view.info.rules.enabled(amendments.fixEnforceNFTokenTrustlineV2):
        check_authorized(view, tx.account, issue)
        check_deep_frozen(view, tx.account, issue)


def _check_buy(tx: NFTokenAcceptOffer, view: ReadView, offer: NFTokenOffer, *, brokered: bool) -> None:
    """It is another's offer to buy, which the buyer can pay; the account has the token, unless it is a
    broker.

    1. It is to buy (tecNFTOKEN_OFFER_TYPE_MISMATCH), and another's (tecCANT_ACCEPT_OWN_NFTOKEN_OFFER).
    2. The account has the token, and is its destination if there is one: tecNO_PERMISSION.
    3. The buyer has what it offers: tecINSUFFICIENT_FUNDS.
    4. Since fixEnforceNFTokenTrustlineV2 buyer and account may hold a token that is paid with, and the
       account receive it.
    """
    require(not nftoken_offers.is_to_sell(offer), tecNFTOKEN_OFFER_TYPE_MISMATCH)
    require(offer.owner != tx.account, tecCANT_ACCEPT_OWN_NFTOKEN_OFFER)
    if not brokered:
        require(nftokens.find(view, tx.account, offer.nftoken_id) is not None, tecNO_PERMISSION)
        require(offer.destination in (None, tx.account), tecNO_PERMISSION)
    _check_funds(view, offer.owner, offer.amount)
    issue = issue_of(offer.amount)
    if issue != XRP and view.info.rules.enabled(amendments.fixEnforceNFTokenTrustlineV2):
        check_authorized(view, offer.owner, issue)
        if not brokered:
            check_authorized(view, tx.account, issue)
            check_deep_frozen(view, tx.account, issue)


def _check_sell(tx: NFTokenAcceptOffer, view: ReadView, offer: NFTokenOffer, *, brokered: bool) -> None:
    """It is another's offer to sell, who still has the token; the account can pay, unless it is a broker.

    1. It is to sell (tecNFTOKEN_OFFER_TYPE_MISMATCH), and another's (tecCANT_ACCEPT_OWN_NFTOKEN_OFFER).
    2. The seller has the token, and the account is the destination if there is one: tecNO_PERMISSION.
    3. The account has what is asked: tecINSUFFICIENT_FUNDS.
    4. Seller and account may hold a token that is paid with, and the seller receive it.
    """
    require(nftoken_offers.is_to_sell(offer), tecNFTOKEN_OFFER_TYPE_MISMATCH)
    require(offer.owner != tx.account, tecCANT_ACCEPT_OWN_NFTOKEN_OFFER)
    require(nftokens.find(view, offer.owner, offer.nftoken_id) is not None, tecNO_PERMISSION)
    if not brokered:
        require(offer.destination in (None, tx.account), tecNO_PERMISSION)
        _check_funds(view, tx.account, offer.amount)
    issue = issue_of(offer.amount)
    if issue != XRP:
        check_authorized(view, offer.owner, issue)
        if not brokered:
            check_authorized(view, tx.account, issue)
        check_deep_frozen(view, offer.owner, issue)


def _check_funds(view: ReadView, buyer: Account, amount: Amount) -> None:
    funds = tokens.account_funds(view, buyer, amount, zero_if_frozen=True)
    require(amounts.compare(funds, amount) >= 0, tecINSUFFICIENT_FUNDS)


def _check_issuer(view: ReadView, offer: NFTokenOffer) -> None:
    """The token's issuer can take its share: since fixEnforceNFTokenTrustline on a line that it has made
    itself (tecNO_LINE), unless the token may make one for it."""
    token = offer.nftoken_id
    issuer, issue = nftokens.issuer_of(token), issue_of(offer.amount)
    if issue == XRP or not nftokens.transfer_fee_of(token):
        return
    rules = view.info.rules
    needs_line = issuer != issue.issuer and not nftokens.flags_of(token) & nftokens.CREATE_TRUST_LINES
    if needs_line and rules.enabled(amendments.fixEnforceNFTokenTrustline):
        require(view.exists(keylets.line(issuer, issue.issuer, issue.currency)), tecNO_LINE)
    if rules.enabled(amendments.fixEnforceNFTokenTrustlineV2):
        check_authorized(view, issuer, issue)
        check_deep_frozen(view, issuer, issue)


def apply(tx: NFTokenAcceptOffer, view: ApplyView) -> None:
    """Take out the offers, move the money and then the token.

    Since fixCleanup3_1_3 an offer that has expired is taken out although the transaction fails: tecEXPIRED.
    """
    keys = [key for key in (tx.nftoken_buy_offer, tx.nftoken_sell_offer) if key is not None]
    offers = [view.need(Keylet(key, NFTokenOffer), tecINTERNAL) for key in keys]
    if view.info.rules.enabled(amendments.fixCleanup3_1_3):
        expired = [offer for offer in offers if accounts.expired(view, offer.expiration)]
        _delete(view, expired)
        require(not expired, tecEXPIRED)
    _delete(view, offers)
    offer, brokered = offers[0], len(offers) == 2
    token, amount = offer.nftoken_id, offer.amount
    if brokered:
        buyer, seller = offer.owner, offers[1].owner
    elif nftoken_offers.is_to_sell(offer):
        buyer, seller = tx.account, offer.owner
    else:
        buyer, seller = offer.owner, tx.account
    fee = tx.nftoken_broker_fee
    if fee is not None:
        _pay(view, buyer, tx.account, fee)
        amount = amounts.subtract(amount, fee)
    _settle(view, token, buyer, seller, amount, brokered=brokered)
    _transfer(view, token, buyer, seller)


def _delete(view: ApplyView, offers: list[NFTokenOffer]) -> None:
    for offer in offers:
        nftoken_offers.delete(view, Keylet(offer.key, NFTokenOffer))


def _settle(
    view: ApplyView, token: Hash256, buyer: Account, seller: Account, amount: Amount, *, brokered: bool
) -> None:
    """Pay the issuer's share, and the rest to the seller.

    A share that rounds to nothing is not paid, except by way of a broker, where it still shows whether the
    issuer has less than nothing.
    """
    if amounts.is_zero(amount):
        return
    issuer, fee = nftokens.issuer_of(token), nftokens.transfer_fee_of(token)
    if fee and issuer not in (buyer, seller):
        share = rates.multiply(amount, rates.nft_fee_as_rate(fee))
        if brokered or not amounts.is_zero(share):
            _pay(view, buyer, issuer, share)
            amount = amounts.subtract(amount, share)
    _pay(view, buyer, seller, amount)


def _pay(view: ApplyView, sender: Account, receiver: Account, amount: Amount) -> None:
    """Move money. A transfer fee on top of it may be more than the sender has.

    Raises Failure with tecINSUFFICIENT_FUNDS, or as the kind of asset does.
    """
    require(amounts.signum(amount) >= 0, tecINTERNAL)
    tokens.account_send(view, sender, receiver, amount)
    for party in (sender, receiver):
        funds = tokens.account_funds(view, party, amount, zero_if_frozen=True)
        require(amounts.signum(funds) >= 0, tecINSUFFICIENT_FUNDS)


def _transfer(view: ApplyView, token: Hash256, buyer: Account, seller: Account) -> None:
    """Move the token. A buyer that owns a page more needs the reserve for it, after all was paid:
    tecINSUFFICIENT_RESERVE."""
    moved = nftokens.take(view, seller, token)
    before = view.need(keylets.account(buyer), tecINTERNAL).owner_count
    nftokens.insert(view, buyer, moved)
    root = view.need(keylets.account(buyer), tecINTERNAL)
    affordable = root.balance >= accounts.reserve(view, root)
    require(root.owner_count <= before or affordable, tecINSUFFICIENT_RESERVE)
