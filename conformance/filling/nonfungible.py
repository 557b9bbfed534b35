"""Non-fungible tokens on the stage, and offers for them."""

from __future__ import annotations

from conformance.filling.holdings import some_amount
from conformance.filling.stage import Cast, Prop, Stage
from proofs.unknowns import integer, one_of, truth
from spec import keylets, nftokens
from spec.entries import DirectoryNode, NFTokenOffer, NFTokenPage
from spec.flags import lsfNFTokenBuyOffers, lsfNFTokenSellOffers, lsfSellNFToken
from spec.inner import NFToken
from spec.values import Account, Hash256

OFFERED = 1
"""The number of the transaction that made an offer."""
FLAGS = nftokens.BURNABLE | nftokens.TRANSFERABLE | nftokens.MUTABLE
MOST = 10**9
"""Drops that are offered."""


def nftoken_of(owner: Account) -> Hash256:
    """The owner's non-fungible token."""
    return nftokens.token_id(flags=FLAGS, transfer_fee=0, issuer=owner, taxon=0, sequence=0)


def _page(name: str, owner: Account) -> Prop:
    key = keylets.nftoken_page_max(owner).key
    token = NFToken(nftoken_id=nftoken_of(owner))
    return Prop(f"there is {name}", key, lambda _: NFTokenPage(key, nftokens=(token,)), owner)


def tokens(players: Cast) -> list[Prop]:
    """The sender's and the peer's, which both have minted themselves."""
    return [
        _page("the sender's page", players.sender.account),
        _page("the peer's page", players.peer.account),
    ]


def _offer(name: str, players: Cast, owner: Account, token: Hash256, *, sells: bool) -> Prop:
    key = keylets.nftoken_offer(owner, OFFERED).key
    listed = (keylets.nftoken_sell_offers if sells else keylets.nftoken_buy_offers)(token).key
    page = DirectoryNode(
        listed,
        root_index=listed,
        nftoken_id=token,
        flags=lsfNFTokenSellOffers if sells else lsfNFTokenBuyOffers,
    )

    def make(_: Stage) -> NFTokenOffer:
        drops = integer(f"{name}.drops", 0 if sells else 1, MOST)
        return NFTokenOffer(
            key,
            owner=owner,
            nftoken_id=token,
            amount=some_amount(f"{name}.amount", players, drops),
            flags=lsfSellNFToken if sells else 0,
            destination=one_of(f"{name} is for", None, players.sender.account, players.nobody),
            expiration=integer(f"{name}.expiration", 1, 2**32 - 1) if truth(f"{name} expires") else None,
        )

    return Prop(f"there is {name}", key, make, owner, pages=(page,))


def trade(players: Cast) -> list[Prop]:
    """The tokens; the peer sells its own, the issuer wants that one, and the sender has offered for it."""
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return [
        *tokens(players),
        _offer("the offer to sell", players, peer, nftoken_of(peer), sells=True),
        _offer("the offer to buy", players, issuer, nftoken_of(peer), sells=False),
        _offer("the sender's offer to sell", players, sender, nftoken_of(sender), sells=True),
    ]


def offers_to_buy(players: Cast) -> list[Hash256]:
    """The keys that an offer to buy may have."""
    return [keylets.nftoken_offer(players.issuer.account, OFFERED).key]


def offers_to_sell(players: Cast) -> list[Hash256]:
    """The keys that an offer to sell may have."""
    owners = (players.peer.account, players.sender.account)
    return [keylets.nftoken_offer(one, OFFERED).key for one in owners]
