"""What may be traded with on the stage: offers in the books, and a pool.

Their sizes are known: what a quality or a root is made of would fork without end.
"""

from __future__ import annotations

from conformance.filling.holdings import tokens_of
from conformance.filling.stage import USD, Cast, Prop, Stage
from conformance.traffic.beginnings import CLOSE_TIME
from proofs.unknowns import integer, one_of, truth
from spec import amounts, keylets
from spec.amm.pool import AUCTION_SLOT_SECONDS, VOTE_WEIGHT_SCALE, lp_currency
from spec.amounts import DROPS_PER_XRP
from spec.entries import AMM, AccountRoot, DirectoryNode, Offer, RippleState
from spec.flags import lsfAMMNode, lsfDefaultRipple, lsfDepositAuth, lsfDisableMaster
from spec.inner import AuctionSlot, VoteEntry
from spec.keylets import asset_order
from spec.quality import get_rate
from spec.trust_lines import FREEZE, RESERVE
from spec.values import ACCOUNT_ONE, XRP, Account, Amount, Currency, Issue, IssuedAmount, asset_of

OFFERED = 1
"""The number of the transaction that made an offer."""
XRP_OFFERED, TOKENS_OFFERED = 100 * DROPS_PER_XRP, 100


def _offer(name: str, owner: Account, pays: Amount, gets: Amount) -> Prop:
    key = keylets.offer(owner, OFFERED).key
    pay, get = asset_of(pays), asset_of(gets)
    assert isinstance(pay, Issue)
    assert isinstance(get, Issue)
    rate = get_rate(gets, pays)
    page = DirectoryNode(
        keylets.quality(keylets.book_base(pay, get), rate).key,
        taker_pays_currency=pay.currency,
        taker_pays_issuer=pay.issuer,
        taker_gets_currency=get.currency,
        taker_gets_issuer=get.issuer,
        exchange_rate=rate,
    )
    page.root_index = page.key

    def make(_: Stage) -> Offer:
        return Offer(
            key,
            account=owner,
            sequence=OFFERED,
            taker_pays=pays,
            taker_gets=gets,
            book_directory=page.key,
            expiration=integer(f"{name}.expiration", 1, 2**32 - 1) if truth(f"{name} expires") else None,
        )

    return Prop(f"there is {name}", key, make, owner, pages=(page,))


def offers(players: Cast) -> list[Prop]:
    """One of the sender's own, and one of the peer's that can be taken; both for the issuer's dollars."""
    tokens = tokens_of(TOKENS_OFFERED, players.issuer.account)
    return [
        _offer("the sender's offer", players.sender.account, tokens, XRP_OFFERED),
        _offer("the peer's offer", players.peer.account, XRP_OFFERED, tokens),
    ]


# A pool

POOLED = 1_000
"""So many dollars, and as many XRP."""
SHARES = 1_000_000
"""The root of the product of drops and dollars."""
FEE = 500
ENDS = (0, CLOSE_TIME + 1, CLOSE_TIME + AUCTION_SLOT_SECONDS // 2)
"""When the right to trade at a discount may end."""
THERE = "there is a pool"


def pool_account(one: Issue) -> Account:
    """The account of a pool of XRP and a token: after all others, since rules look at the order."""
    return b"\xff" * 4 + keylets.amm(XRP, one).key[:16]


def shares(one: Issue, value: int) -> IssuedAmount:
    """So many shares in a pool of XRP and a token."""
    found = amounts.amount_of(Issue(lp_currency(XRP, one), pool_account(one)), value)
    assert isinstance(found, IssuedAmount)
    return found


def _pool_line(
    account: Account, other: Account, currency: Currency, value: int, flags: int = 0, limit: int = 0
) -> RippleState:
    """A line on which the account, the owner, has so much of the other's."""
    high = account > other
    balance = amounts.amount_of(Issue(currency, ACCOUNT_ONE), -value if high else value)
    limits = [
        amounts.amount_of(Issue(currency, account), limit),
        amounts.amount_of(Issue(currency, other), 0),
    ]
    low_limit, high_limit = reversed(limits) if high else limits
    return RippleState(
        keylets.line(account, other, currency).key,
        balance=balance,
        low_limit=low_limit,
        high_limit=high_limit,
        low_node=0,
        high_node=0,
        flags=RESERVE[high] + flags,
    )


def pool(issuer: Account, provider: Account, other: Account) -> list[Prop]:
    """A pool of XRP and what the issuer issues. The provider may have a tenth of its shares or all; the other
    has the rest, and willing to have more. There may be nothing left in it."""
    token = Issue(USD, issuer)
    account, key = pool_account(token), keylets.amm(XRP, token).key
    currency = lp_currency(XRP, token)
    one, two = sorted((XRP, token), key=asset_order)

    def is_empty() -> bool:
        return bool(truth("the pool is empty"))

    def owned(stage: Stage) -> int:
        if is_empty() or not stage.has(props["provider"]):
            return 0
        return int(one_of("the shares are", SHARES // 10, SHARES))

    def make_pool(_: Stage) -> AMM:
        total = 0 if is_empty() else SHARES
        return AMM(
            key,
            account=account,
            trading_fee=FEE,
            vote_slots=(VoteEntry(account=other, trading_fee=FEE, vote_weight=VOTE_WEIGHT_SCALE),),
            auction_slot=AuctionSlot(
                account=other,
                expiration=one_of("the slot ends", *ENDS),
                discounted_fee=FEE // 10,
                price=shares(token, 0),
            ),
            lp_token_balance=shares(token, total),
            asset=one,
            asset2=two,
        )

    def make_root(_: Stage) -> AccountRoot:
        return AccountRoot(
            keylets.account(account).key,
            account=account,
            balance=0 if is_empty() else POOLED * DROPS_PER_XRP,
            sequence=OFFERED,
            owner_count=0 if is_empty() else 1,
            flags=lsfDisableMaster | lsfDefaultRipple | lsfDepositAuth,
            amm_id=key,
        )

    def make_line(_: Stage) -> RippleState | None:
        if is_empty():
            return None
        frozen = integer("the pool's line is frozen", 0, 1) * FREEZE[issuer > account]
        return _pool_line(account, issuer, USD, POOLED, lsfAMMNode + frozen)

    def make_rest(stage: Stage) -> RippleState:
        rest = 0 if is_empty() else SHARES - owned(stage)
        return _pool_line(other, account, currency, rest, limit=SHARES)

    directory = keylets.owner_directory(account).key
    page = DirectoryNode(directory, root_index=directory, owner=account)
    props = {
        "pool": Prop(THERE, key, make_pool, pages=(page,)),
        "root": Prop(THERE, keylets.account(account).key, make_root),
        "line": Prop(THERE, keylets.line(account, issuer, USD).key, make_line),
        "rest": Prop(THERE, keylets.line(account, other, currency).key, make_rest, other),
    }
    props["provider"] = Prop(
        "the provider has shares",
        keylets.line(account, provider, currency).key,
        lambda stage: _pool_line(provider, account, currency, owned(stage), limit=1),
        provider,
        needs=props["pool"],
    )
    return list(props.values())
