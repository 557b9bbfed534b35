"""AMMBid buys the auction slot of a pool: a day of trading at a tenth of the fee, for up to five accounts.

The price is paid in liquidity tokens, which are destroyed. It is at least what the fee makes it. Who holds
the slot can be outbid at any time, at a price that falls through the day, and gets back the part that it has
not used.

Source: AMMBid.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts, keylets, tokens, trust_lines
from spec.amendments import Rules
from spec.amm import formulas, pool
from spec.amm.formulas import number
from spec.entries import AMM
from spec.inner import AuctionSlot, AuthAccount
from spec.number import Number
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecINTERNAL,
    temBAD_AMM_TOKENS,
    temMALFORMED,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.values import Amount, Asset, IssuedAmount, asset_of
from spec.views import ApplyView, ReadView

MAX_AUTH_ACCOUNTS = 4
MIN_FEE_FRACTION = 25
"""The least price is this part of the fee, in tokens."""
TAILING_INTERVAL = pool.AUCTION_SLOT_INTERVALS - 1
"""In the last interval the slot costs the least price, and nothing is given back."""
OUTBID_FACTOR = Number.of(105, -2)
DECAY_POWER = 60


class AMMBid(Transaction, code=39, amendment=amendments.AMM):
    """Which pool, what to pay, and who else is to trade at a discount."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    bid_min: Amount | None = optional("BidMin")  #: pay at least so much
    bid_max: Amount | None = optional("BidMax")  #: pay at most so much
    auth_accounts: tuple[AuthAccount, ...] | None = optional("AuthAccounts")  #: up to four


def enabled(tx: AMMBid, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2)


def preflight(tx: AMMBid, rules: Rules) -> None:
    """Positive limits (see ``pool.check_amount``), and up to four other accounts, each once: temMALFORMED."""
    pool.check_pair(tx.asset, tx.asset2)
    pool.check_amount(tx.bid_min)
    pool.check_amount(tx.bid_max)
    named = [one.account for one in tx.auth_accounts or ()]
    require(len(named) <= MAX_AUTH_ACCOUNTS, temMALFORMED)
    if rules.enabled(amendments.fixAMMv1_3):
        require(tx.account not in named and len(set(named)) == len(named), temMALFORMED)


def preclaim(tx: AMMBid, view: ReadView) -> None:
    """The account owns as many tokens as it may have to pay, which is less than all of them.

    1. There is a pool that is not empty; see ``pool.need_filled``.
    2. The accounts that are named exist: terNO_ACCOUNT.
    3. The account owns a share: tecAMM_INVALID_TOKENS.
    4. Least and most are in the pool's tokens (temBAD_AMM_TOKENS), and no more than the account owns and less
       than there are; and the least is not more than the most: tecAMM_INVALID_TOKENS.
    """
    entry = pool.need_filled(view, tx.asset, tx.asset2)
    for one in tx.auth_accounts or ():
        require(view.exists(keylets.account(one.account)), terNO_ACCOUNT)
    owned = pool.tokens_of(view, entry, tx.account)
    require(owned.mantissa != 0, tecAMM_INVALID_TOKENS)
    for bid in (tx.bid_min, tx.bid_max):
        if bid is not None:
            require(asset_of(bid) == asset_of(owned), temBAD_AMM_TOKENS)
            within = amounts.compare(bid, owned) <= 0 and amounts.compare(bid, entry.lp_token_balance) < 0
            require(within, tecAMM_INVALID_TOKENS)
    if tx.bid_min is not None and tx.bid_max is not None:
        require(amounts.compare(tx.bid_min, tx.bid_max) <= 0, tecAMM_INVALID_TOKENS)


def apply(tx: AMMBid, view: ApplyView) -> None:
    """Pay the price: the unused part to who held the slot, the rest to nobody."""
    entry = view.edit_needed(keylets.amm(tx.asset, tx.asset2), tecINTERNAL)
    slot = entry.auction_slot
    if slot is None:
        fail(tecINTERNAL)
    owned = pool.tokens_of(view, entry, tx.account)
    fee = formulas.fee_rate(entry.trading_fee)
    least = number(entry.lp_token_balance) * fee / MIN_FEE_FRACTION
    interval = pool.auction_interval(view.info.parent_close_time, slot)
    held = interval is not None and interval < TAILING_INTERVAL and view.exists(keylets.account(slot.account))
    if interval is None or not held:
        price = _price(tx, least, owned)
        _take_slot(tx, view, entry, slot, price, price)
        return
    used = (Number.of(interval) + 1) / pool.AUCTION_SLOT_INTERVALS
    paid = number(slot.price)
    outbid = paid * OUTBID_FACTOR
    if interval > 0:
        outbid = outbid * (1 - used.power(DECAY_POWER))
    price = _price(tx, outbid + least, owned)
    refund = (1 - used) * paid
    require(refund <= price, tecINTERNAL)
    tokens.account_send(view, tx.account, slot.account, refund.to_amount(asset_of(owned)))
    _take_slot(tx, view, entry, slot, price, price - refund)


def _price(tx: AMMBid, computed: Number, owned: IssuedAmount) -> Number:
    """The computed price, or the least that is offered if that is more.

    It is not more than the most that is offered (tecAMM_FAILED), nor than the account owns
    (tecAMM_INVALID_TOKENS).
    """
    require(tx.bid_max is None or computed <= number(tx.bid_max), tecAMM_FAILED)
    price = computed
    if tx.bid_min is not None and computed < number(tx.bid_min):
        price = number(tx.bid_min)
    require(price <= number(owned), tecAMM_INVALID_TOKENS)
    return price


def _take_slot(
    tx: AMMBid, view: ApplyView, entry: AMM, slot: AuctionSlot, price: Number, burned: Number
) -> None:
    token = asset_of(entry.lp_token_balance)
    entry.auction_slot = slot.replace(
        account=tx.account,
        expiration=pool.slot_end(view),
        discounted_fee=entry.trading_fee // pool.DISCOUNT,
        price=price.to_amount(token),
        auth_accounts=tx.auth_accounts,
    )
    burn = formulas.adjust_tokens(entry.lp_token_balance, burned.to_amount(token), deposit=False)
    require(amounts.compare(burn, entry.lp_token_balance) < 0, tecINTERNAL)
    trust_lines.redeem(view, tx.account, formulas.as_issued(burn))
    entry.lp_token_balance = formulas.as_issued(amounts.subtract(entry.lp_token_balance, burn))
