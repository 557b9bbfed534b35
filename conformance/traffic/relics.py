"""What traffic never leads to, though ledgers may hold it: entries that older rules left, and accounts that
have come to the end of something.

A few of the actors have them from the beginning, so that the rules that are about them can be reached.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.traffic.actors import Actor
from conformance.traffic.scene import CURRENCIES, DROPS_PER_XRP
from spec import keylets, nftokens
from spec.amm import pool
from spec.entries import (
    AMM,
    AccountRoot,
    DirectoryNode,
    Entry,
    Escrow,
    NFTokenOffer,
    NFTokenPage,
    PayChannel,
)
from spec.flags import (
    lsfDefaultRipple,
    lsfDepositAuth,
    lsfDisableMaster,
    lsfNFTokenSellOffers,
    lsfSellNFToken,
)
from spec.inner import NFToken
from spec.values import XRP, Account, Hash256, Issue, IssuedAmount

GONE: Account = b"\x08" * 20
"""Was deleted while something was still on its way to it, which nobody can do any more."""
MINTED_FOR: Account = b"\x09" * 20
"""Has others mint in its name; nobody has its key."""
POOL: Account = b"\x0a" * 20
"""The account of a pool out of which everything was taken."""
TWIN_NUMBER = 132
TWIN_TAXON = 77
NO_TOKEN: Hash256 = bytes(4) + GONE + bytes(8)
"""A token that was burned."""
LAST_NUMBER = 2**32 - 1
OLD_PLACES = (3, 4, 5, 6)
"""Of the actors: whose token numbers are used up, whose page is full of twins, who sends to nobody, and whose
pages an old bug left without a last one."""


def relics(actors: Sequence[Actor], roots: dict[Account, AccountRoot]) -> list[Entry]:
    """The entries, for actors whose own are given; none where there are too few."""
    if len(actors) <= max(OLD_PLACES) or actors[max(OLD_PLACES)].account not in roots:
        return []
    numbered_out, collector, sender, damaged = (actors[place] for place in OLD_PLACES)
    seller = actors[0].account
    roots[numbered_out.account].first_nftoken_sequence = LAST_NUMBER
    found = [
        *_on_the_way(sender),
        *_twins(collector.account, seller),
        _without_last(damaged.account),
        *_pool(actors[1].account),
    ]
    owned = {
        sender.account: [one.key for one in found if isinstance(one, Escrow | PayChannel)],
        seller: [one.key for one in found if isinstance(one, NFTokenOffer)],
        POOL: [one.key for one in found if isinstance(one, AMM)],
    }
    found += [_page(keylets.owner_directory(one).key, keys, owner=one) for one, keys in owned.items()]
    roots[sender.account].owner_count += len(owned[sender.account])
    roots[seller].owner_count += len(owned[seller]) + 1  # and the page of its token
    for one in (collector, damaged):
        roots[one.account].owner_count += 1
    return found


def _page(key: Hash256, indexes: list[Hash256], **fields: object) -> DirectoryNode:
    return DirectoryNode(key, root_index=key, indexes=tuple(sorted(indexes)), **fields)


def _on_the_way(sender: Actor) -> list[Entry]:
    """An escrow and a channel to an account that is gone, from before they stood in its list."""
    escrow = Escrow(
        keylets.escrow(sender.account, 1).key,
        account=sender.account,
        sequence=1,
        destination=GONE,
        amount=DROPS_PER_XRP,
        finish_after=1,
        owner_node=0,
    )
    channel = PayChannel(
        keylets.payment_channel(sender.account, GONE, 2).key,
        account=sender.account,
        sequence=2,
        destination=GONE,
        amount=DROPS_PER_XRP,
        balance=0,
        public_key=sender.pair.public_key,
        settle_delay=60,
        owner_node=0,
    )
    return [escrow, channel]


def _twins(collector: Account, seller: Account) -> list[Entry]:
    """A page full of tokens that belong on one page, one more that is for sale, and an offer for less than
    nothing, which offers once could be."""
    root = AccountRoot(
        keylets.account(MINTED_FOR).key,
        account=MINTED_FOR,
        sequence=5,
        balance=100 * DROPS_PER_XRP,
        nftoken_minter=collector,
        first_nftoken_sequence=TWIN_NUMBER - nftokens.MAX_TOKENS,
        minted_nftokens=nftokens.MAX_TOKENS,
    )
    twins = [
        nftokens.token_id(
            flags=nftokens.TRANSFERABLE,
            transfer_fee=fee,
            issuer=MINTED_FOR,
            taxon=TWIN_TAXON,
            sequence=TWIN_NUMBER,
        )
        for fee in range(nftokens.MAX_TOKENS + 1)
    ]
    pages = [
        NFTokenPage(
            keylets.nftoken_page_max(owner).key, nftokens=tuple(NFToken(nftoken_id=one) for one in some)
        )
        for owner, some in ((collector, twins[:-1]), (seller, twins[-1:]))
    ]
    return [root, *pages, *_for_sale(seller, 1, twins[-1], 0), *_for_sale(seller, 2, NO_TOKEN, -1)]


def _without_last(owner: Account) -> Entry:
    """A page that should be the last, and does not have its key."""
    token = nftokens.token_id(
        flags=nftokens.TRANSFERABLE, transfer_fee=0, issuer=MINTED_FOR, taxon=0, sequence=TWIN_NUMBER - 1
    )
    bound = nftokens.low_bits(token)[:-1] + b"\xff"
    return NFTokenPage(keylets.nftoken_page(owner, bound).key, nftokens=(NFToken(nftoken_id=token),))


def _for_sale(seller: Account, number: int, token: Hash256, drops: int) -> list[Entry]:
    offer = NFTokenOffer(
        keylets.nftoken_offer(seller, number).key,
        owner=seller,
        nftoken_id=token,
        amount=drops,
        flags=lsfSellNFToken,
        owner_node=0,
        nftoken_offer_node=0,
    )
    listed = keylets.nftoken_sell_offers(token).key
    return [offer, _page(listed, [offer.key], nftoken_id=token, flags=lsfNFTokenSellOffers)]


def _pool(issuer: Account) -> list[Entry]:
    """An empty pool, which waits for somebody to fill it or to take it out."""
    other = Issue(CURRENCIES[-1], issuer)
    key = keylets.amm(XRP, other).key
    root = AccountRoot(
        keylets.account(POOL).key,
        account=POOL,
        sequence=5,
        balance=0,
        flags=lsfDisableMaster | lsfDefaultRipple | lsfDepositAuth,
        amm_id=key,
    )
    share = IssuedAmount(0, -100, pool.lp_currency(XRP, other), POOL)
    entry = AMM(key, account=POOL, lp_token_balance=share, asset=XRP, asset2=other, owner_node=0)
    return [root, entry]
