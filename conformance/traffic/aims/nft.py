"""Aimed transactions about non-fungible tokens."""

from __future__ import annotations

from collections.abc import Callable

from conformance.traffic.aims.states import (
    NOBODY,
    NOTHING,
    Place,
    authorised,
    become_authorised,
    become_poor,
    become_unauthorised,
    close_line,
    fill,
    filled,
    flagged,
    freeze,
    frozen,
    make_frozen,
    nothing,
    once,
    places,
    poor,
    set_flag,
    spend_all,
    tokens_of,
    unauthorised,
)
from conformance.traffic.nft import damaged
from conformance.traffic.scene import CURRENCIES, Aims, Maker, Scene
from spec import accounts, amounts, flags, keylets, nftokens
from spec.entries import NFTokenOffer, NFTokenPage
from spec.inner import NFToken
from spec.transaction import Transaction
from spec.transactions.ledger_state_fix import LedgerStateFix
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_burn import NFTokenBurn
from spec.transactions.nftoken_cancel_offer import NFTokenCancelOffer
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.nftoken_modify import NFTokenModify
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import Account, Amount, Hash256, IssuedAmount, asset_of

_SECOND = 1
"""A moment that has passed."""

# Making tokens


def _mint(account: Account, amount: Amount | None = None) -> NFTokenMint:
    tx = NFTokenMint(account=account, nftoken_taxon=0, flags=flags.tfTransferable)
    tx.amount = amount
    return tx


def _mint_by_anybody(scene: Scene) -> Transaction:
    return _mint(scene.account())


def _mint_until(expiration: int) -> Maker:
    def maker(scene: Scene) -> Transaction:
        tx = _mint(scene.account(), 5)
        tx.expiration = expiration
        return tx

    return maker


def _mint_to_nobody(scene: Scene) -> Transaction:
    tx = _mint(scene.account(), 5)
    tx.destination = NOBODY
    return tx


def _mint_for_nobody(scene: Scene) -> Transaction:
    tx = _mint(scene.account())
    tx.issuer = NOBODY
    return tx


def _mint_unasked(scene: Scene) -> Transaction:
    """In the name of somebody who has named no minter."""
    tx = _mint(scene.account())
    others = [one for one in scene.people if (root := scene.root(one)) and root.nftoken_minter is None]
    tx.issuer = scene.any_of([one for one in others if one != tx.account]) or NOBODY
    return tx


def _mint_for_unknown(scene: Scene) -> Transaction:
    """For a token of which the minter, who is to have a share of later sales, has no line."""
    issuer = scene.choose.pick(scene.gateways)
    without = [
        one
        for one in scene.people
        if one != issuer and not scene.view.exists(keylets.line(one, issuer, CURRENCIES[-1]))
    ]
    tx = _mint(scene.choose.pick(without or scene.people), amounts.issued(5, 0, CURRENCIES[-1], issuer))
    tx.transfer_fee = 1_000
    return tx


def _mint_for(scene: Scene, place: Place) -> Transaction:
    return _mint(place.holder, tokens_of(scene, place))


def _numbered_out(scene: Scene) -> list[Account]:
    """Those in whose name no more tokens can be minted."""
    return [
        one
        for one in scene.people
        if (root := scene.root(one))
        and (root.first_nftoken_sequence or 0) + root.minted_nftokens >= 2**32 - 1
    ]


# Offers


def _tokens(scene: Scene, fee: bool = False) -> list[tuple[Account, NFToken]]:
    """The tokens that anyone may sell for anything, with or without a share for the issuer."""
    people = set(scene.people)
    return [
        (owner, token)
        for owner, token in scene.nftokens
        if owner in people
        and nftokens.flags_of(token.nftoken_id) & nftokens.TRANSFERABLE
        and not nftokens.flags_of(token.nftoken_id) & nftokens.ONLY_XRP
        and bool(nftokens.transfer_fee_of(token.nftoken_id)) is fee
    ]


def _sell(found: tuple[Account, NFToken], amount: Amount) -> NFTokenCreateOffer:
    owner, token = found
    return NFTokenCreateOffer(
        account=owner, nftoken_id=token.nftoken_id, amount=amount, flags=flags.tfSellNFToken
    )


def _of_token(make: Callable[[Scene, tuple[Account, NFToken]], Transaction | None]) -> Maker:
    return once(_tokens, _mint_by_anybody, make)


def _sell_to(scene: Scene, destination: Account) -> Transaction:
    """Offer a token to somebody who may not want it."""
    found = scene.any_of([one for one in _tokens(scene) if one[0] != destination])
    if found is None:
        return _mint(next(one for one in [*scene.people, NOBODY] if one != destination))
    tx = _sell(found, 5)
    tx.destination = destination
    return tx


def _bid(scene: Scene, account: Account) -> Transaction:
    """Bid what one issues, of which everybody has enough."""
    found = scene.any_of([one for one in _tokens(scene) if one[0] != account])
    if found is None:
        return _mint(next(one for one in [*scene.people, NOBODY] if one != account))
    owner, token = found
    return NFTokenCreateOffer(
        account=account,
        nftoken_id=token.nftoken_id,
        owner=owner,
        amount=amounts.issued(5, 0, CURRENCIES[0], account),
    )


def _sell_for(scene: Scene, place: Place) -> Transaction:
    """Whoever has a line offers a token for what is on it, after it has minted one."""
    found = scene.any_of([one for one in _tokens(scene) if one[0] == place.holder])
    return _mint(place.holder) if found is None else _sell(found, tokens_of(scene, place))


# Accepting offers


def _sales(where: Callable[[NFTokenOffer], bool]) -> Callable[[Scene], list[NFTokenOffer]]:
    """The offers of actors to sell what they have, to anyone."""

    def find(scene: Scene) -> list[NFTokenOffer]:
        own = {(owner, token.nftoken_id) for owner, token in scene.nftokens}
        people = set(scene.people)
        return scene.live(
            NFTokenOffer,
            lambda e: (
                bool(e.flags & flags.lsfSellNFToken)
                and e.destination is None
                and e.owner in people
                and (e.owner, e.nftoken_id) in own
                and not accounts.expired(scene.view, e.expiration)
                and where(e)
            ),
        )

    return find


def _accept(offer: NFTokenOffer, account: Account) -> NFTokenAcceptOffer:
    return NFTokenAcceptOffer(account=account, nftoken_sell_offer=offer.key)


def _buyer(scene: Scene, offer: NFTokenOffer) -> Account:
    others = [one for one in scene.people if one != offer.owner]
    return scene.choose.pick(others or [NOBODY])


def _sell_for_nothing(scene: Scene, found: tuple[Account, NFToken]) -> Transaction:
    return _sell(found, 0)


def _take_poor(scene: Scene, offer: NFTokenOffer) -> Transaction | None:
    """Somebody who has no tokens yet gets one, and cannot pay the reserve for the page."""
    owners = {owner for owner, _ in scene.nftokens}
    new = [one for one in poor(scene) if one not in owners and one != offer.owner]
    taker = scene.any_of(new)
    if taker is not None:
        return _accept(offer, taker)
    rich = [one for one in scene.people[3:] if one not in owners]
    one = scene.any_of(rich)
    return None if one is None else spend_all(scene, one)


def _sell_dear(scene: Scene, found: tuple[Account, NFToken]) -> Transaction:
    return _sell(found, amounts.MAX_DROPS // 2)


def _place_of(scene: Scene, offer: NFTokenOffer) -> Place | None:
    """The seller's line for what is asked."""
    asked = offer.amount
    if not isinstance(asked, IssuedAmount):
        return None
    mine = [one for one in places(scene) if one.holder == offer.owner]
    return next((one for one in mine if one.token == asset_of(asked)), None)


def _take_frozen(scene: Scene, offer: NFTokenOffer) -> Transaction | None:
    """The issuer buys, after it has frozen the seller's line deeply."""
    place = _place_of(scene, offer)
    if place is None:
        return None
    return _accept(offer, place.token.issuer) if place.deep_frozen else freeze(scene, place, deep=True)


def _strict_sales(scene: Scene) -> list[NFTokenOffer]:
    """Offers to sell for a token that not everybody may hold."""
    strict = set(flagged(flags.lsfRequireAuth)(scene))
    return _sales(lambda e: isinstance(e.amount, IssuedAmount) and e.amount.issuer in strict)(scene)


def _take_without_line(scene: Scene, offer: NFTokenOffer) -> Transaction | None:
    """The issuer buys, after the seller has given up its line."""
    place = _place_of(scene, offer)
    if place is None:
        assert isinstance(offer.amount, IssuedAmount)
        return _accept(offer, offer.amount.issuer)
    if place.balance.mantissa > 0:
        return Payment(account=place.holder, destination=place.token.issuer, amount=place.balance)
    return close_line(scene, place)


def _take_unauthorised(scene: Scene, offer: NFTokenOffer) -> Transaction | None:
    """The issuer buys, after the seller has given up its line and made another."""
    place = _place_of(scene, offer)
    asked = offer.amount
    assert isinstance(asked, IssuedAmount)
    if place is not None:
        return _take_without_line(scene, offer) if place.authorised else _accept(offer, asked.issuer)
    return TrustSet(account=offer.owner, limit_amount=amounts.issued(9, 0, asked.currency, asked.issuer))


_strict_sale = once(authorised, become_authorised, _sell_for)


def _issued(offer: NFTokenOffer) -> bool:
    return isinstance(offer.amount, IssuedAmount) and offer.amount.issuer != offer.owner


def _type_mismatch(scene: Scene, offer: NFTokenOffer) -> Transaction:
    return NFTokenAcceptOffer(account=_buyer(scene, offer), nftoken_buy_offer=offer.key)


def _negative(scene: Scene) -> list[NFTokenOffer]:
    """Offers for less than nothing, which old rules allowed."""
    return scene.live(NFTokenOffer, lambda e: amounts.signum(e.amount) < 0)


# Tokens of which no more fit on a page


def _twins(scene: Scene) -> list[tuple[Account, Hash256]]:
    """The owners of full pages of tokens that belong together, and one of each."""
    people = set(scene.people)
    found = []
    for page in scene.live(NFTokenPage, lambda e: len(e.nftokens) == nftokens.MAX_TOKENS):
        first = page.nftokens[0].nftoken_id
        alike = {nftokens.low_bits(one.nftoken_id) for one in page.nftokens} == {nftokens.low_bits(first)}
        if alike and page.key[:20] in people:
            found.append((page.key[:20], first))
    return found


def _mint_twin(scene: Scene, found: tuple[Account, Hash256]) -> Transaction | None:
    """One more, if the issuer's next token has the number for it."""
    owner, token = found
    issuer = nftokens.issuer_of(token)
    root = scene.root(issuer)
    if root is None or issuer == owner or root.nftoken_minter != owner:
        return None
    if (root.first_nftoken_sequence or 0) + root.minted_nftokens != nftokens.sequence_of(token):
        return None
    return NFTokenMint(
        account=owner,
        issuer=issuer,
        nftoken_taxon=nftokens.taxon_of(token),
        flags=flags.tfTransferable | flags.tfBurnable,
    )


def _buy_twin(scene: Scene, found: tuple[Account, Hash256]) -> Transaction | None:
    """One more, which its owner offers first."""
    owner, token = found
    low = nftokens.low_bits(token)
    sales = _sales(lambda e: nftokens.low_bits(e.nftoken_id) == low and e.owner != owner)(scene)
    offer = scene.any_of(sales)
    if offer is not None:
        return _accept(offer, owner)
    people = set(scene.people) - {owner}
    others = [one for one in scene.nftokens if nftokens.low_bits(one[1].nftoken_id) == low]
    other = scene.any_of([one for one in others if one[0] in people])
    return None if other is None else _sell_for_nothing(scene, other)


_ASKED = 77


def _sell_until(found: tuple[Account, NFToken], expiration: int) -> Transaction:
    tx = _sell(found, 5)
    tx.expiration = expiration
    return tx


def _bound(scene: Scene) -> list[tuple[Account, NFToken]]:
    """The tokens that only their issuers may sell."""
    return [one for one in scene.nftokens if not nftokens.flags_of(one[1].nftoken_id) & nftokens.TRANSFERABLE]


def _bid_unknown(scene: Scene, found: tuple[Account, NFToken]) -> Transaction:
    """What one bids there is none of."""
    return NFTokenCreateOffer(
        account=next(one for one in [*scene.people, NOBODY] if one != found[0]),
        nftoken_id=found[1].nftoken_id,
        owner=found[0],
        amount=amounts.issued(5, 0, CURRENCIES[0], NOBODY),
    )


def _sell_soon_over(scene: Scene, found: tuple[Account, NFToken]) -> Transaction:
    return _sell_until(found, scene.now + 2)


def _overdue(scene: Scene) -> list[NFTokenOffer]:
    """The offers that have expired."""
    return scene.live(NFTokenOffer, lambda e: accounts.expired(scene.view, e.expiration))


def _take_overdue(scene: Scene, offer: NFTokenOffer) -> Transaction:
    tx = NFTokenAcceptOffer(account=_buyer(scene, offer))
    if offer.flags & flags.lsfSellNFToken:
        tx.nftoken_sell_offer = offer.key
    else:
        tx.nftoken_buy_offer = offer.key
    return tx


def _broker_at_loss(scene: Scene, sale: NFTokenOffer) -> Transaction:
    """Who wants to buy pays less than is asked."""
    bids = scene.live(
        NFTokenOffer,
        lambda e: (
            not e.flags & flags.lsfSellNFToken
            and e.nftoken_id == sale.nftoken_id
            and e.amount == 1
            and e.owner != sale.owner
        ),
    )
    bid = scene.any_of(bids)
    if bid is None:
        return NFTokenCreateOffer(
            account=_buyer(scene, sale), nftoken_id=sale.nftoken_id, owner=sale.owner, amount=1
        )
    return NFTokenAcceptOffer(account=scene.account(), nftoken_sell_offer=sale.key, nftoken_buy_offer=bid.key)


def _sell_to_somebody(scene: Scene, found: tuple[Account, NFToken]) -> Transaction:
    tx = _sell(found, _ASKED)
    tx.destination = next(one for one in [*scene.people, NOBODY] if one != found[0])
    return tx


AIMS: Aims = {
    ("NFTokenMint", "temBAD_AMOUNT"): lambda scene: _mint(scene.account(), -1),
    ("NFTokenBurn", "tecNO_PERMISSION"): once(
        lambda scene: [
            one for one in scene.nftokens if not nftokens.flags_of(one[1].nftoken_id) & nftokens.BURNABLE
        ],
        _mint_by_anybody,
        lambda scene, found: NFTokenBurn(
            account=next(one for one in [*scene.people, NOBODY] if one != found[0]),
            nftoken_id=found[1].nftoken_id,
            owner=found[0],
        ),
    ),
    ("NFTokenModify", "tecNO_ENTRY"): lambda scene: NFTokenModify(
        account=scene.account(), nftoken_id=NOTHING
    ),
    ("NFTokenModify", "temMALFORMED"): lambda scene: NFTokenModify(
        account=scene.account(), nftoken_id=NOTHING, uri=b""
    ),
    ("NFTokenCreateOffer", "tecEXPIRED"): _of_token(lambda scene, found: _sell_until(found, _SECOND)),
    ("NFTokenCreateOffer", "tecNO_ENTRY"): lambda scene: NFTokenCreateOffer(
        account=scene.account(), nftoken_id=NOTHING, amount=5, flags=flags.tfSellNFToken
    ),
    ("NFTokenCreateOffer", "tecUNFUNDED_OFFER"): _of_token(_bid_unknown),
    ("NFTokenCreateOffer", "tefNFTOKEN_IS_NOT_TRANSFERABLE"): once(
        _bound,
        lambda scene: NFTokenMint(account=scene.account(), nftoken_taxon=1),
        lambda scene, found: NFTokenCreateOffer(
            account=next(one for one in [*scene.people, NOBODY] if one != found[0]),
            nftoken_id=found[1].nftoken_id,
            amount=5,
            owner=found[0],
        ),
    ),
    ("NFTokenCreateOffer", "temMALFORMED"): lambda scene: NFTokenCreateOffer(
        account=scene.account(), nftoken_id=NOTHING, amount=5
    ),
    ("NFTokenCancelOffer", "tecNO_PERMISSION"): lambda scene: NFTokenCancelOffer(
        account=(one := scene.account()), nftoken_offers=(keylets.account(one).key,)
    ),
    ("NFTokenAcceptOffer", "tecCANT_ACCEPT_OWN_NFTOKEN_OFFER"): once(
        _sales(lambda e: True),
        _of_token(_sell_for_nothing),
        lambda scene, offer: _accept(offer, offer.owner),
    ),
    ("NFTokenAcceptOffer", "tecEXPIRED"): once(_overdue, _of_token(_sell_soon_over), _take_overdue),
    ("NFTokenAcceptOffer", "tecINSUFFICIENT_PAYMENT"): once(
        _sales(lambda e: e.amount == _ASKED),
        _of_token(lambda scene, found: _sell(found, _ASKED)),
        _broker_at_loss,
    ),
    ("NFTokenAcceptOffer", "tecNO_PERMISSION"): once(
        lambda scene: scene.live(NFTokenOffer, lambda e: e.destination is not None and e.amount == _ASKED),
        _of_token(_sell_to_somebody),
        lambda scene, offer: _accept(
            offer, next(one for one in [*scene.people, NOBODY] if one not in (offer.owner, offer.destination))
        ),
    ),
    ("NFTokenAcceptOffer", "temMALFORMED"): lambda scene: NFTokenAcceptOffer(account=scene.account()),
    ("NFTokenMint", "tecNO_SUITABLE_NFTOKEN_PAGE"): once(_twins, nothing, _mint_twin),
    ("NFTokenAcceptOffer", "tecNO_SUITABLE_NFTOKEN_PAGE"): once(_twins, nothing, _buy_twin),
    ("NFTokenMint", "tecEXPIRED"): _mint_until(_SECOND),
    ("NFTokenMint", "temBAD_EXPIRATION"): _mint_until(0),
    ("NFTokenMint", "tecFROZEN"): once(frozen, make_frozen, _mint_for),
    ("NFTokenMint", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _mint(account, 5)
    ),
    ("NFTokenMint", "tecMAX_SEQUENCE_REACHED"): once(
        _numbered_out, nothing, lambda scene, account: _mint(account)
    ),
    ("NFTokenMint", "tecNO_AUTH"): once(unauthorised, become_unauthorised, _mint_for),
    ("NFTokenMint", "tecNO_DST"): _mint_to_nobody,
    ("NFTokenMint", "tecNO_ISSUER"): _mint_for_nobody,
    ("NFTokenMint", "tecNO_LINE"): _mint_for_unknown,
    ("NFTokenMint", "tecNO_PERMISSION"): _mint_unasked,
    ("NFTokenBurn", "tecNO_ENTRY"): lambda scene: NFTokenBurn(account=scene.account(), nftoken_id=NOTHING),
    ("NFTokenModify", "tecNO_PERMISSION"): once(
        lambda scene: [
            one
            for one in scene.nftokens
            if one[0] in set(scene.people) and not nftokens.flags_of(one[1].nftoken_id) & nftokens.MUTABLE
        ],
        _mint_by_anybody,
        lambda scene, found: NFTokenModify(account=found[0], nftoken_id=found[1].nftoken_id),
    ),
    ("NFTokenCreateOffer", "tecFROZEN"): once(frozen, make_frozen, _sell_for),
    ("NFTokenCreateOffer", "tecINSUFFICIENT_RESERVE"): once(poor, become_poor, _bid),
    ("NFTokenCreateOffer", "tecNO_AUTH"): once(unauthorised, become_unauthorised, _sell_for),
    ("NFTokenCreateOffer", "tecNO_DST"): _of_token(lambda scene, found: _sell_to(scene, NOBODY)),
    ("NFTokenCreateOffer", "tecNO_ISSUER"): _of_token(
        lambda scene, found: _sell(found, amounts.issued(5, 0, CURRENCIES[0], NOBODY))
    ),
    ("NFTokenCreateOffer", "tecNO_PERMISSION"): once(
        flagged(flags.lsfDisallowIncomingNFTokenOffer),
        set_flag(flags.asfDisallowIncomingNFTokenOffer),
        _sell_to,
    ),
    ("NFTokenCreateOffer", "temBAD_EXPIRATION"): _of_token(lambda scene, found: _sell_until(found, 0)),
    ("NFTokenCancelOffer", "temMALFORMED"): lambda scene: NFTokenCancelOffer(
        account=scene.account(), nftoken_offers=(NOTHING, NOTHING)
    ),
    ("NFTokenAcceptOffer", "tecFROZEN"): once(_sales(_issued), once(filled, fill, _sell_for), _take_frozen),
    ("NFTokenAcceptOffer", "tecINSUFFICIENT_FUNDS"): once(
        _sales(lambda e: e.amount == amounts.MAX_DROPS // 2),
        _of_token(_sell_dear),
        lambda scene, offer: _accept(offer, _buyer(scene, offer)),
    ),
    ("NFTokenAcceptOffer", "tecINSUFFICIENT_RESERVE"): once(
        _sales(lambda e: e.amount == 0), _of_token(_sell_for_nothing), _take_poor
    ),
    ("NFTokenAcceptOffer", "tecNFTOKEN_OFFER_TYPE_MISMATCH"): once(
        _sales(lambda e: True), _of_token(_sell_for_nothing), _type_mismatch
    ),
    ("NFTokenAcceptOffer", "tecNO_AUTH"): once(_strict_sales, _strict_sale, _take_unauthorised),
    ("NFTokenAcceptOffer", "tecNO_LINE"): once(_strict_sales, _strict_sale, _take_without_line),
    ("NFTokenAcceptOffer", "tecOBJECT_NOT_FOUND"): lambda scene: NFTokenAcceptOffer(
        account=scene.account(), nftoken_sell_offer=NOTHING
    ),
    ("NFTokenAcceptOffer", "temBAD_OFFER"): once(
        _negative, nothing, lambda scene, offer: _accept(offer, scene.account())
    ),
    ("LedgerStateFix", "tesSUCCESS"): once(
        damaged,
        nothing,
        lambda scene, owner: LedgerStateFix(account=scene.account(), ledger_fix_type=1, owner=owner),
    ),
    ("LedgerStateFix", "tecOBJECT_NOT_FOUND"): lambda scene: LedgerStateFix(
        account=scene.account(), ledger_fix_type=1, owner=NOBODY
    ),
    ("LedgerStateFix", "tefINVALID_LEDGER_FIX_TYPE"): lambda scene: LedgerStateFix(
        account=scene.account(), ledger_fix_type=3, owner=NOBODY
    ),
    ("LedgerStateFix", "temDISABLED"): lambda scene: LedgerStateFix(
        account=scene.account(), ledger_fix_type=2, book_directory=NOTHING
    ),
    ("LedgerStateFix", "temINVALID"): lambda scene: LedgerStateFix(
        account=scene.account(), ledger_fix_type=1
    ),
}
