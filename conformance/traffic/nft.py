"""Non-fungible tokens: minted until pages split, offered, sold straight and by brokers, changed, burned."""

from __future__ import annotations

from conformance.traffic import account, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import amounts, flags, keylets, nftokens
from spec.entries import DirectoryNode, NFTokenOffer, NFTokenPage
from spec.flags import lsfSellNFToken
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.ledger_state_fix import LedgerStateFix
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_burn import NFTokenBurn
from spec.transactions.nftoken_cancel_offer import NFTokenCancelOffer
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.nftoken_modify import NFTokenModify
from spec.values import XRP, Account, Amount

_KINDS = (flags.tfTransferable, flags.tfBurnable, flags.tfMutable, flags.tfOnlyXRP)


def price(scene: Scene, buyer: Account | None = None) -> Amount:
    """What a token may cost; sometimes nothing."""
    if scene.choose.chance(10):
        return 0
    asset = XRP if scene.choose.chance(65) else scene.issue()
    return scene.amount(asset, buyer)


def mint(scene: Scene) -> Transaction:
    """Make a token, perhaps in another's name, perhaps for sale at once."""
    choose = scene.choose
    minter = scene.account()
    if choose.chance(50):
        minter = scene.people[0]  # one account has most of them, so that its pages split
    issuers = [one for one in scene.people if (root := scene.root(one)) and root.nftoken_minter == minter]
    tx = NFTokenMint(account=minter, nftoken_taxon=choose.pick((0, 1, 2**32 - 1)))
    tx.flags = sum(choose.some(_KINDS, 0, 4)) | (flags.tfTransferable if choose.chance(60) else 0)
    if choose.chance(40):
        tx.transfer_fee = choose.pick((1_000, 0, 1, 50_000, 50_001))
    if issuers and choose.chance(40):
        tx.issuer = choose.pick(issuers)
    if choose.chance(30):
        tx.uri = choose.pick((b"ipfs://a", b"x" * 256))
    if choose.chance(25):
        tx.amount = price(scene)
        tx.destination = scene.sometimes(30, lambda: scene.other(minter))
        tx.expiration = scene.sometimes(30, scene.soon)
    return tx


def offer_to_sell(scene: Scene) -> Transaction | None:
    """Offer a token that one has."""
    found = scene.nftoken()
    if found is None:
        return mint(scene)
    owner = scene.mostly(found[0])
    return NFTokenCreateOffer(
        account=owner,
        nftoken_id=found[1].nftoken_id,
        amount=price(scene),
        flags=flags.tfSellNFToken,
        **given(
            destination=scene.sometimes(25, lambda: scene.other(owner)),
            expiration=scene.sometimes(20, scene.soon),
        ),
    )


def offer_to_buy(scene: Scene) -> Transaction | None:
    """Bid for a token that somebody has."""
    found = scene.nftoken()
    if found is None:
        return None
    buyer = scene.other(found[0])
    return NFTokenCreateOffer(
        account=buyer,
        nftoken_id=found[1].nftoken_id,
        amount=price(scene, buyer),
        owner=scene.mostly(found[0]),
        **given(
            destination=scene.sometimes(15, lambda: scene.other(buyer)),
            expiration=scene.sometimes(20, scene.soon),
        ),
    )


def accept(scene: Scene) -> Transaction | None:
    """Accept an offer."""
    offer = scene.one(NFTokenOffer)
    if offer is None:
        return offer_to_sell(scene)
    if offer.flags & lsfSellNFToken:
        taker = offer.destination or scene.other(offer.owner)
        return NFTokenAcceptOffer(account=scene.mostly(taker), nftoken_sell_offer=offer.key)
    owners = [owner for owner, token in scene.nftokens if token.nftoken_id == offer.nftoken_id]
    taker = scene.any_of(owners) or scene.account()
    return NFTokenAcceptOffer(account=scene.mostly(taker), nftoken_buy_offer=offer.key)


def broker(scene: Scene) -> Transaction | None:
    """Bring two offers for one token together."""
    choose = scene.choose
    sells = scene.live(NFTokenOffer, lambda e: bool(e.flags & lsfSellNFToken))
    buys = scene.live(NFTokenOffer, lambda e: not e.flags & lsfSellNFToken)
    pairs = [(sell, buy) for sell in sells for buy in buys if sell.nftoken_id == buy.nftoken_id]
    found = scene.any_of(pairs)
    if found is None or choose.chance(5):
        if not sells or not buys:
            return offer_to_buy(scene)
        found = choose.pick(sells), choose.pick(buys)
    sell, buy = found
    broker_account = sell.destination or buy.destination or scene.other(sell.owner, buy.owner)
    tx = NFTokenAcceptOffer(
        account=scene.mostly(broker_account), nftoken_sell_offer=sell.key, nftoken_buy_offer=buy.key
    )
    if choose.chance(60):
        tx.nftoken_broker_fee = _fee(scene, sell.amount, buy.amount)
    return tx


def _fee(scene: Scene, asked: Amount, paid: Amount) -> Amount:
    """What a broker may keep: the difference of the prices, a part of it, or too much."""
    if (
        amounts.are_comparable(asked, paid)
        and amounts.compare(paid, asked) > 0
        and not scene.choose.chance(25)
    ):
        return amounts.subtract(paid, asked)
    return paid if scene.choose.chance(50) else price(scene)


def cancel(scene: Scene) -> Transaction | None:
    """Take offers out."""
    offer = scene.one(NFTokenOffer)
    if offer is None:
        return None
    more = scene.choose.some([one.key for one in scene.live(NFTokenOffer) if one is not offer], 0, 2)
    who = offer.destination if offer.destination and scene.choose.chance(30) else offer.owner
    return NFTokenCancelOffer(account=scene.mostly(who), nftoken_offers=(offer.key, *more))


def burn(scene: Scene) -> Transaction | None:
    """Burn a token, as its owner or its issuer."""
    found = scene.nftoken()
    if found is None:
        return None
    owner, token = found
    if scene.choose.chance(25):
        issuer = nftokens.issuer_of(token.nftoken_id)
        return NFTokenBurn(account=scene.mostly(issuer), nftoken_id=token.nftoken_id, owner=owner)
    return NFTokenBurn(account=scene.mostly(owner), nftoken_id=token.nftoken_id)


def modify(scene: Scene) -> Transaction | None:
    """Change where a token points to."""
    mutable = [one for one in scene.nftokens if nftokens.flags_of(one[1].nftoken_id) & flags.tfMutable]
    found = scene.any_of(mutable) or scene.nftoken()
    if found is None:
        return None
    owner, token = found
    issuer = nftokens.issuer_of(token.nftoken_id)
    tx = NFTokenModify(account=scene.mostly(issuer), nftoken_id=token.nftoken_id)
    if owner != issuer:
        tx.owner = owner
    tx.uri = scene.sometimes(70, lambda: scene.choose.pick((b"ipfs://b", b"y" * 256, b"")))
    return tx


def damaged(scene: Scene) -> list[Account]:
    """The owners of pages that do not lead to the last one, which an old bug could bring about."""
    lost = scene.live(
        NFTokenPage,
        lambda e: e.next_page_min is None and e.key != keylets.nftoken_page_max(e.key[:20]).key,
    )
    return sorted({page.key[:20] for page in lost})


def repair(scene: Scene) -> Transaction:
    """Repair what is not broken, or is not there, and at times what is broken."""
    choose = scene.choose
    if choose.chance(50):
        broken = damaged(scene) if choose.chance(50) else []
        owner = scene.any_of(broken) or scene.other()
        return LedgerStateFix(account=scene.account(), ledger_fix_type=1, owner=owner)
    books = scene.live(DirectoryNode, lambda e: e.owner is None)
    place = choose.pick(books).key if books else b"\x01" * 32
    return LedgerStateFix(account=scene.account(), ledger_fix_type=2, book_directory=place)


def name_minter(scene: Scene) -> Transaction:
    """Let another account mint in one's name."""
    owner = scene.account()
    return AccountSet(
        account=owner, set_flag=flags.asfAuthorizedNFTokenMinter, nftoken_minter=scene.other(owner)
    )


MIX: Mix = (
    (14, mint),
    (6, offer_to_sell),
    (6, offer_to_buy),
    (8, accept),
    (6, broker),
    (2, cancel),
    (4, burn),
    (3, modify),
    (2, repair),
    (2, name_minter),
    (2, trust.open_line),
    (2, trust.issue),
    (1, trust.terms),
    (1, account.settings),
    (1, xrp.pay),
    (2, xrp.relieve),
)
