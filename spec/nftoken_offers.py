"""Offers for non-fungible tokens: what they must be like, how they come and how they go.

An offer to sell is made by who has the token and may ask for nothing; an offer to buy is made by anybody
else, names the owner and offers something. Neither binds more than the reserve of one object: the token can
move and the funds can be spent, and the offer stays until it is accepted, cancelled, or removed with the
token.

An offer is listed by its owner, and among the token's offers of its side.

Source: NFTokenUtils.cpp (3.1.1), NFTokenHelpers.cpp (3.3.0-b0); vectors: nft.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from spec import accounts, amendments, amounts, directories, keylets, nftokens, tokens, trust_lines
from spec.entries import DirectoryNode, NFTokenOffer
from spec.flags import (
    lsfDisallowIncomingNFTokenOffer,
    lsfNFTokenBuyOffers,
    lsfNFTokenSellOffers,
    lsfRequireAuth,
    lsfSellNFToken,
)
from spec.keylets import Keylet
from spec.removal import removes
from spec.results import (
    fail,
    require,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tecUNFUNDED_OFFER,
    tefBAD_LEDGER,
    tefEXCEPTION,
    tefINTERNAL,
    tefNFTOKEN_IS_NOT_TRANSFERABLE,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temMALFORMED,
)
from spec.trust_lines import AUTHORIZED
from spec.values import XRP, Account, Amount, Hash256, Issue, asset_of
from spec.views import ApplyView, Layer, ReadView


class Terms(Struct, frozen=True):
    """What somebody offers."""

    account: Account
    """Who makes the offer."""
    amount: Amount
    sells: bool
    """Whether it is an offer to sell."""
    owner: Account | None = None
    """Who has the token, in an offer to buy."""
    destination: Account | None = None
    """Who alone may accept it."""
    expiration: int | None = None


def is_to_sell(offer: NFTokenOffer) -> bool:
    """Whether it is an offer to sell."""
    return bool(offer.flags & lsfSellNFToken)


def issue_of(amount: Amount) -> Issue:
    """What the amount is of. Raises Failure with tefEXCEPTION where it is of a multi-purpose token: such
    amounts are refused before anything else."""
    asset = asset_of(amount)
    if not isinstance(asset, Issue):
        fail(tefEXCEPTION)
    return asset


# Offers are made.


def check_form(terms: Terms, token: Hash256) -> None:
    """What can be said of an offer without looking at a ledger.

    Raises Failure with temBAD_AMOUNT, temBAD_EXPIRATION or temMALFORMED.
    """
    amount = terms.amount
    require(amounts.signum(amount) >= 0, temBAD_AMOUNT)
    if not isinstance(amount, int):
        require(not nftokens.flags_of(token) & nftokens.ONLY_XRP, temBAD_AMOUNT)
        require(not amounts.is_zero(amount), temBAD_AMOUNT)
    require(terms.sells or not amounts.is_zero(amount), temBAD_AMOUNT)
    require(terms.expiration != 0, temBAD_EXPIRATION)
    require((terms.owner is None) == terms.sells, temMALFORMED)
    require(terms.account not in (terms.owner, terms.destination), temMALFORMED)


def check(view: ReadView, terms: Terms, token: Hash256) -> None:
    """What the ledger says to an offer for a token.

    The issuer can take its share, the token may be sold, the account can pay or be paid, and neither the
    destination nor the owner has asked to be left alone.

    Raises Failure with tecNO_ISSUER, tecNO_LINE, tecFROZEN, tefNFTOKEN_IS_NOT_TRANSFERABLE,
    tecUNFUNDED_OFFER, tecNO_DST, tecNO_TARGET, tecNO_PERMISSION or tecNO_AUTH.
    """
    account, flags, issuer = terms.account, nftokens.flags_of(token), nftokens.issuer_of(token)
    issue = issue_of(terms.amount)
    if issue != XRP and nftokens.transfer_fee_of(token) and not flags & nftokens.CREATE_TRUST_LINES:
        _check_issuer_can_be_paid(view, issuer, issue)
    if account != issuer and not flags & nftokens.TRANSFERABLE:
        root = view.read(keylets.account(issuer))
        is_minter = root is not None and root.nftoken_minter == account
        require(is_minter, tefNFTOKEN_IS_NOT_TRANSFERABLE)
    require(not trust_lines.is_frozen(view, account, issue), tecFROZEN)
    if not terms.sells:
        funds = tokens.account_funds(view, account, terms.amount, zero_if_frozen=True)
        require(amounts.signum(funds) > 0, tecUNFUNDED_OFFER)
    for other, otherwise in ((terms.destination, tecNO_DST), (terms.owner, tecNO_TARGET)):
        if other is not None:
            root = view.need(keylets.account(other), otherwise)
            require(not root.flags & lsfDisallowIncomingNFTokenOffer, tecNO_PERMISSION)
    if issue != XRP:
        check_authorized(view, account, issue)


def _check_issuer_can_be_paid(view: ReadView, token_issuer: Account, issue: Issue) -> None:
    """The token's issuer has a line for its share, which is not frozen; since NFTokenMintOffer it needs none
    for what it issues itself."""
    require(view.exists(keylets.account(token_issuer)), tecNO_ISSUER)
    if token_issuer != issue.issuer or not view.info.rules.enabled(amendments.NFTokenMintOffer):
        require(view.exists(keylets.line(token_issuer, issue.issuer, issue.currency)), tecNO_LINE)
    require(not trust_lines.is_frozen(view, token_issuer, issue), tecFROZEN)


def create(view: ApplyView, terms: Terms, token: Hash256, sequence: int) -> None:
    """Put an offer into the ledger, under the number of the transaction that makes it.

    Raises Failure with tecINSUFFICIENT_RESERVE or tecDIR_FULL.
    """
    account = terms.account
    root = view.need(keylets.account(account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    offer = NFTokenOffer(
        keylets.nftoken_offer(account, sequence).key,
        owner=account,
        nftoken_id=token,
        amount=terms.amount,
        flags=lsfSellNFToken if terms.sells else 0,
        destination=terms.destination,
        expiration=terms.expiration,
    )

    def describe(page: DirectoryNode) -> None:
        page.flags = lsfNFTokenSellOffers if terms.sells else lsfNFTokenBuyOffers
        page.nftoken_id = token

    offer.owner_node = directories.add_owned(view, account, offer.key)
    offer.nftoken_offer_node = directories.insert(view, _directory(offer), offer.key, describe)
    view.insert(offer)
    accounts.adjust_owner_count(view, account, 1)


def _directory(offer: NFTokenOffer) -> Keylet[DirectoryNode]:
    """The list of the token's offers in which this one stands."""
    sells = is_to_sell(offer)
    return (keylets.nftoken_sell_offers if sells else keylets.nftoken_buy_offers)(offer.nftoken_id)


# Offers go.


@removes(NFTokenOffer)
def delete(view: Layer, keylet: Keylet[NFTokenOffer]) -> None:
    """Take an offer out of the ledger, if it is there. Raises Failure with tefBAD_LEDGER."""
    offer = view.read(keylet)
    if offer is None:
        return
    directories.remove_owned(view, offer.owner, offer.owner_node, keylet.key, keep_root=False)
    listed = directories.remove(
        view, _directory(offer), offer.nftoken_offer_node, keylet.key, keep_root=False
    )
    require(listed, tefBAD_LEDGER)
    accounts.adjust_owner_count(view, offer.owner, -1)
    view.erase(keylet)


def delete_listed(view: Layer, directory: Keylet[DirectoryNode], most: int) -> int:
    """Take out the offers that a directory lists, up to ``most``, and give their number.

    Page after page, and each page from its end. Raises Failure with tefBAD_LEDGER.
    """
    pages = directories.pages(view, directory)
    chosen = list(islice((key for _, page in pages for key in reversed(page.indexes)), most))
    for key in chosen:
        delete(view, Keylet(key, NFTokenOffer))
    return len(chosen)


# Who may be paid with what.


def check_authorized(view: ReadView, account: Account, issue: Issue) -> None:
    """Since fixEnforceNFTokenTrustlineV2 the account may hold what it is to be paid with.

    Raises Failure with tecNO_ISSUER, tecNO_LINE or tecNO_AUTH.
    """
    if not view.info.rules.enabled(amendments.fixEnforceNFTokenTrustlineV2):
        return
    issuer = view.need(keylets.account(issue.issuer), tecNO_ISSUER)
    if account != issue.issuer and issuer.flags & lsfRequireAuth:
        line = trust_lines.read(view, account, issue.issuer, issue.currency)
        require(line is not None, tecNO_LINE)
        require(line is not None and line.peer_has(AUTHORIZED), tecNO_AUTH)


def check_deep_frozen(view: ReadView, account: Account, issue: Issue) -> None:
    """Since DeepFreeze the account can receive what it is to be paid with.

    Raises Failure with tecNO_ISSUER or tecFROZEN.
    """
    if view.info.rules.enabled(amendments.DeepFreeze):
        require(view.exists(keylets.account(issue.issuer)), tecNO_ISSUER)
        require(not trust_lines.is_deep_frozen(view, account, issue), tecFROZEN)
