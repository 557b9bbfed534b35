"""What a pool is in the ledger: an account of its own that nobody signs for, and who owns which share of it.

Shares are liquidity tokens, a currency that the pool's account issues. A share gives the right to take assets
out, to vote on the trading fee, and to bid for the auction slot, whose holder trades at a tenth of the fee
for a day.

Source: AMMUtils.cpp, AMMCore.cpp, AMMCore.h, View.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from typing import NamedTuple

from spec import accounts, amendments, amounts, directories, keylets, tokens, trust_lines
from spec.amendments import Rules
from spec.amm import formulas
from spec.entries import AMM, AccountRoot, RippleState
from spec.flags import lsfDefaultRipple, lsfDepositAuth, lsfDisableMaster
from spec.hashing import ripesha, sha512_half
from spec.inner import AuctionSlot, VoteEntry
from spec.keylets import Keylet
from spec.number import Number
from spec.removal import removes
from spec.results import (
    Failure,
    Result,
    fail,
    require,
    tecAMM_EMPTY,
    tecAMM_INVALID_TOKENS,
    tecDUPLICATE,
    tecINCOMPLETE,
    tecINTERNAL,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_ISSUER,
    terNO_AMM,
    tesSUCCESS,
)
from spec.values import (
    BAD_CURRENCY,
    XRP_CURRENCY,
    Account,
    Amount,
    Asset,
    Currency,
    Hash256,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
    asset_of,
)
from spec.views import Layer, ReadView

MAX_TRADING_FEE = 1_000
"""1 %."""
AUCTION_SLOT_SECONDS = 86_400
AUCTION_SLOT_INTERVALS = 20
AUCTION_SLOT_INTERVAL_SECONDS = AUCTION_SLOT_SECONDS // AUCTION_SLOT_INTERVALS
DISCOUNT = 10
"""The holder of the auction slot pays the trading fee divided by this."""
VOTE_WEIGHT_SCALE = 100_000
"""The weight of a vote with all tokens."""
MAX_LINES_DELETED = 512
"""How many trust lines one transaction takes out of an empty pool."""
PSEUDO_ACCOUNT_ATTEMPTS = 256
"""How many addresses are tried for a pseudo-account."""
MAX_OWNED = 5
"""What a pool with a single owner has at most: itself and a trust line for each asset and for the tokens."""
LAST_SHARE_DISTANCE = Number.of(1, -3)
"""By how much of it the last owner's share may differ from the total."""

_LP_CURRENCY = b"\x03"


def lp_currency(one: Asset, other: Asset) -> Currency:
    """The currency of a pool's liquidity tokens."""
    pair = (one, other)
    names = sorted(asset.currency if isinstance(asset, Issue) else asset.issuance_id for asset in pair)
    return _LP_CURRENCY + sha512_half(*names)[:19]


# What transactions may say


def enabled(rules: Rules, *values: Amount | Asset | None) -> bool:
    """Whether there are pools, and pools of what is spoken of."""
    of_tokens = any(isinstance(value, MPTAmount | MPTIssue) for value in values)
    return rules.enabled(amendments.AMM) and (not of_tokens or rules.enabled(amendments.MPTokensV2))


def check_asset(asset: Asset, pair: tuple[Asset, Asset] | None = None) -> None:
    """The asset can be in a pool, and is one of the pair.

    Raises Failure with temBAD_CURRENCY, temBAD_ISSUER or temBAD_AMM_TOKENS.
    """
    if isinstance(asset, Issue):
        require(asset.currency != BAD_CURRENCY, temBAD_CURRENCY)
        require(asset.currency != XRP_CURRENCY or not any(asset.issuer), temBAD_ISSUER)
    require(pair is None or asset in pair, temBAD_AMM_TOKENS)


def check_pair(one: Asset, other: Asset) -> None:
    """The two assets can make a pool. Raises Failure as ``check_asset`` does."""
    require(one != other, temBAD_AMM_TOKENS)
    check_asset(one)
    check_asset(other)


def check_amount(
    amount: Amount | None, pair: tuple[Asset, Asset] | None = None, *, zero_allowed: bool = False
) -> None:
    """The amount, if there is one, is of such an asset and positive. Raises Failure, also with
    temBAD_AMOUNT."""
    if amount is None:
        return
    check_asset(asset_of(amount), pair)
    sign = amounts.signum(amount)
    require(sign > 0 or (zero_allowed and sign == 0), temBAD_AMOUNT)


# What a pool holds, and who owns it


class Holdings(NamedTuple):
    """What a pool holds, and how many liquidity tokens there are."""

    one: Amount
    other: Amount
    tokens: IssuedAmount


def need(view: ReadView, one: Asset, other: Asset) -> AMM:
    """The pool of two assets. Raises Failure with terNO_AMM."""
    return view.need(keylets.amm(one, other), terNO_AMM)


def need_filled(view: ReadView, one: Asset, other: Asset) -> AMM:
    """The pool of two assets, which is not empty. Raises Failure with terNO_AMM or tecAMM_EMPTY."""
    pool = need(view, one, other)
    require(pool.lp_token_balance.mantissa != 0, tecAMM_EMPTY)
    return pool


def holdings(
    view: ReadView, pool: AMM, first: Amount | Asset | None = None, *, zero_if_frozen: bool
) -> Holdings:
    """What the pool holds, the asset of ``first`` first. Raises Failure with tecAMM_INVALID_TOKENS."""
    one, other = pool.asset, pool.asset2
    if first is not None:
        asset = first if isinstance(first, Issue | MPTIssue) else asset_of(first)
        require(asset in (one, other), tecAMM_INVALID_TOKENS)
        if asset == other:
            one, other = other, one
    first_held, second_held = (
        tokens.account_holds(view, pool.account, asset, zero_if_frozen=zero_if_frozen)
        for asset in (one, other)
    )
    return Holdings(first_held, second_held, pool.lp_token_balance)


def tokens_of(view: ReadView, pool: AMM, owner: Account) -> IssuedAmount:
    """The liquidity tokens that an account owns; none while they are frozen."""
    issue = asset_of(pool.lp_token_balance)
    if not isinstance(issue, Issue):
        raise TypeError(f"{issue!r} cannot be a liquidity token")
    nothing = IssuedAmount(0, -100, issue.currency, issue.issuer)
    line = trust_lines.read(view, owner, pool.account, issue.currency)
    if line is None or trust_lines.is_frozen(view, owner, issue):
        held = nothing
    else:
        held = IssuedAmount(line.balance.mantissa, line.balance.exponent, issue.currency, issue.issuer)
    return view.balance_hook(owner, pool.account, held)


def trading_fee(view: ReadView, pool: AMM, account: Account) -> int:
    """What trading costs the account: less for the holder of the auction slot and those whom it named."""
    slot = pool.auction_slot
    if slot is not None and view.info.parent_close_time < slot.expiration:
        named = (slot.account, *(one.account for one in slot.auth_accounts or ()))
        if account in named:
            return slot.discounted_fee
    return pool.trading_fee


def auction_interval(now: int, slot: AuctionSlot) -> int | None:
    """In which of the twenty intervals the slot is, or none when its time is over."""
    start = slot.expiration - AUCTION_SLOT_SECONDS
    if start < 0 or not 0 <= now - start < AUCTION_SLOT_SECONDS:
        return None
    return (now - start) // AUCTION_SLOT_INTERVAL_SECONDS


def slot_end(view: ReadView) -> int:
    """When an auction slot ends that begins now: a time of 32 bits, which begin anew in 2136."""
    return (view.info.parent_close_time + AUCTION_SLOT_SECONDS) % 2**32


def set_trading_fee(pool: AMM, fee: int) -> None:
    """Set the fee for all, and the tenth of it for the auction slot."""
    pool.trading_fee = fee
    if pool.auction_slot is not None:
        pool.auction_slot = pool.auction_slot.replace(discounted_fee=fee // DISCOUNT)


def begin(view: ReadView, pool: AMM, owner: Account, fee: int) -> None:
    """Give the first owner the only vote and the auction slot."""
    issue = asset_of(pool.lp_token_balance)
    pool.vote_slots = (VoteEntry(account=owner, trading_fee=fee, vote_weight=VOTE_WEIGHT_SCALE),)
    before = pool.auction_slot if pool.auction_slot is not None else AuctionSlot()
    pool.auction_slot = before.replace(
        account=owner,
        expiration=slot_end(view),
        price=amounts.zero_of(issue),
    )
    set_trading_fee(pool, fee)


# How a pool comes and goes


def create_account(view: Layer, owner_key: Hash256) -> AccountRoot:
    """A new account that belongs to the entry at a key, at an address that nobody could foresee.

    Nobody can sign for it or pay into it. Raises Failure with tecDUPLICATE where every address is taken.
    """
    info = view.info
    for attempt in range(PSEUDO_ACCOUNT_ATTEMPTS):
        address = ripesha(sha512_half(attempt.to_bytes(2, "big"), info.parent_hash, owner_key))
        keylet = keylets.account(address)
        if view.exists(keylet):
            continue
        marked = any(map(info.rules.enabled, (amendments.SingleAssetVault, amendments.LendingProtocol)))
        root = AccountRoot(
            keylet.key,
            account=address,
            balance=0,
            sequence=0 if marked else info.sequence,
            flags=lsfDisableMaster | lsfDefaultRipple | lsfDepositAuth,
            amm_id=owner_key,
        )
        view.insert(root)
        return root
    raise Failure(tecDUPLICATE)


def is_only_owner(view: ReadView, pool: AMM, owner: Account) -> bool:
    """Whether nobody else owns liquidity tokens. Raises Failure with tecINTERNAL where the pool's lists
    are wrong."""
    token = asset_of(pool.lp_token_balance)
    own_lines = asset_lines = 0
    for entry in directories.entries(view, keylets.owner_directory(pool.account)):
        if isinstance(entry, AMM):
            continue
        if not isinstance(entry, RippleState):
            raise Failure(tecINTERNAL)
        limits = entry.low_limit, entry.high_limit
        of_owner = owner in (limits[0].issuer, limits[1].issuer)
        of_tokens = token in (asset_of(limits[0]), asset_of(limits[1]))
        if of_tokens:
            if not of_owner:
                return False
            own_lines += 1
        else:
            asset_lines += 1
        require(own_lines <= 1 and asset_lines <= 2, tecINTERNAL)
    require(own_lines == 1 and asset_lines >= 1, tecINTERNAL)
    return True


def settle_last_share(view: Layer, pool: AMM, owner: Account, owned: IssuedAmount) -> None:
    """Make the total of tokens what the only owner has, where rounding has made a small difference.

    Raises Failure with tecAMM_INVALID_TOKENS where the difference is large.
    """
    if is_only_owner(view, pool, owner):
        near = formulas.is_near(
            formulas.number(owned), formulas.number(pool.lp_token_balance), LAST_SHARE_DISTANCE
        )
        require(near, tecAMM_INVALID_TOKENS)
        pool.lp_token_balance = owned


def delete(view: Layer, keylet: Keylet[AMM]) -> Result:
    """Take an empty pool out of the ledger, or as many of its trust lines as one transaction may.

    Gives tesSUCCESS, or tecINCOMPLETE when there are more. Raises Failure with tecINTERNAL.
    """
    pool = view.need(keylet, tecINTERNAL)
    directory = keylets.owner_directory(pool.account)
    deleted = 0
    for key in list(directories.keys(view, directory)):
        if key == keylet.key:
            continue
        deleted += 1
        if deleted > MAX_LINES_DELETED:
            return tecINCOMPLETE
        line = view.need(Keylet(key, RippleState), tecINTERNAL)
        require(line.balance.mantissa == 0, tecINTERNAL)
        delete_line(view, Keylet(key, RippleState))
    if not directories.remove(view, directory, pool.owner_node, keylet.key, keep_root=False):
        fail(tecINTERNAL)
    if view.exists(directory):
        require(directories.erase_if_empty(view, directory), tecINTERNAL)
    view.erase(keylet)
    view.erase(keylets.account(pool.account))
    return tesSUCCESS


@removes(RippleState)
def delete_line(view: Layer, keylet: Keylet[RippleState]) -> None:
    """Take out a trust line between a pool and another account. Raises Failure with tecINTERNAL or
    terNO_AMM."""
    state = view.edit_needed(keylet, tecINTERNAL)
    low, high = state.low_limit.issuer, state.high_limit.issuer
    of_pool = [view.need(keylets.account(account), tecINTERNAL).amm_id is not None for account in (low, high)]
    require(not all(of_pool), tecINTERNAL)
    require(any(of_pool), terNO_AMM)
    owner, pool = (high, low) if of_pool[0] else (low, high)
    line = trust_lines.Line(state, owner, pool)
    owned = line.has(trust_lines.RESERVE)
    trust_lines.delete(view, line)
    require(owned, tecINTERNAL)
    accounts.adjust_owner_count(view, owner, -1)
