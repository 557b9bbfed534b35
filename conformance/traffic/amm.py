"""Automated market makers: pools that begin, take deposits, pay out, are voted on, bid for, and end."""

from __future__ import annotations

from typing import Any

from conformance.traffic import dex, paths, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import AMM, RippleState
from spec.inner import AuthAccount
from spec.transaction import Transaction
from spec.transactions.amm_bid import AMMBid
from spec.transactions.amm_clawback import AMMClawback
from spec.transactions.amm_create import AMMCreate
from spec.transactions.amm_delete import AMMDelete
from spec.transactions.amm_deposit import AMMDeposit
from spec.transactions.amm_vote import AMMVote
from spec.transactions.amm_withdraw import AMMWithdraw
from spec.transactions.trust_set import TrustSet
from spec.values import XRP, Account, Amount, Asset, Issue, IssuedAmount, asset_of

_FEES = (100, 0, 1_000, 10, 1, 500, 999, 300, 1_001)


def create(scene: Scene) -> Transaction | None:
    """Begin a pool of what somebody holds, or of XRP."""
    choose = scene.choose
    held = scene.any_of([one for one in scene.holdings if one.holder in scene.people])
    if held is None or choose.chance(10):
        return trust.issue(scene)
    owner, one = held.holder, asset_of(held.amount)
    others = [asset_of(each.amount) for each in scene.holdings if each.holder == owner and each != held]
    other = XRP if not others or choose.chance(50) else choose.pick(others)
    return AMMCreate(
        account=owner,
        amount=_stake(scene, one, owner),
        amount2=_stake(scene, other, owner),
        trading_fee=choose.pick(_FEES),
    )


def _stake(scene: Scene, asset: Asset, owner: Account) -> Amount:
    """Some of what the owner has of an asset."""
    choose = scene.choose
    if choose.chance(20):
        return scene.amount(asset, owner)
    if asset == XRP:
        return choose.pick((20_000_000, 3_000_000, 1_000))
    for holder, amount in scene.holdings:
        if holder == owner and asset_of(amount) == asset:
            return dex.part(scene, amount, 1, choose.pick((5, 2, 50, 1)))
    return scene.amount(asset, owner)


def _some_pool(scene: Scene) -> AMM | None:
    return scene.any_of(scene.live(AMM))


def _pair(scene: Scene, pool: AMM) -> dict[str, Any]:
    """The two assets, in either order; now and then other ones."""
    one, other = pool.asset, pool.asset2
    if scene.choose.chance(3):
        other = scene.issue()
    return {"asset": other, "asset2": one} if scene.choose.chance(40) else {"asset": one, "asset2": other}


def shares(pool: AMM, scene: Scene, holder: Account | None = None) -> IssuedAmount:
    """Some of the pool's tokens."""
    token = asset_of(pool.lp_token_balance)
    assert isinstance(token, Issue)
    if scene.choose.chance(70):
        total = pool.lp_token_balance
        divisor = scene.choose.pick((10, 3, 1_000, 1, 2))
        return scene.units_of(token, max(total.mantissa // divisor, 1), total.exponent)
    return scene.units(token, holder)


def _lender(scene: Scene, pool: AMM) -> Account:
    """Somebody who holds shares of the pool, or anybody."""
    token = asset_of(pool.lp_token_balance)
    return scene.any_of(scene.holders(token)) or scene.account()


def deposit(scene: Scene) -> Transaction | None:
    """Put assets into a pool, in each of the ways."""
    choose = scene.choose
    pool = _some_pool(scene)
    if pool is None:
        return create(scene)
    pair = _pair(scene, pool)
    one, other = pair["asset"], pair["asset2"]
    owner = scene.holder(choose.pick((one, other)))
    mode = choose.pick(
        (
            flags.tfTwoAsset,
            flags.tfSingleAsset,
            flags.tfLPToken,
            flags.tfOneAssetLPToken,
            flags.tfLimitLPToken,
            flags.tfTwoAssetIfEmpty,
        )
    )
    tx = AMMDeposit(account=owner, flags=mode, **pair)
    if mode != flags.tfLPToken:
        tx.amount = _stake(scene, one, owner)
    if mode in (flags.tfTwoAsset, flags.tfTwoAssetIfEmpty):
        tx.amount2 = _stake(scene, other, owner)
    if mode in (flags.tfLPToken, flags.tfOneAssetLPToken):
        tx.lp_token_out = shares(pool, scene, owner)
    if mode == flags.tfLimitLPToken:
        tx.e_price = scene.amount(one)
    if mode == flags.tfTwoAssetIfEmpty and choose.chance(70):
        tx.trading_fee = choose.pick(_FEES)
    return tx


def withdraw(scene: Scene) -> Transaction | None:
    """Take assets out of a pool, in each of the ways; everything, often enough to see it end."""
    choose = scene.choose
    pool = _some_pool(scene)
    if pool is None:
        return create(scene)
    pair = _pair(scene, pool)
    one, other = pair["asset"], pair["asset2"]
    owner = _lender(scene, pool)
    mode = choose.pick(
        (
            flags.tfWithdrawAll,
            flags.tfLPToken,
            flags.tfSingleAsset,
            flags.tfTwoAsset,
            flags.tfOneAssetLPToken,
            flags.tfLimitLPToken,
            flags.tfOneAssetWithdrawAll,
        )
    )
    tx = AMMWithdraw(account=owner, flags=mode, **pair)
    if mode not in (flags.tfWithdrawAll, flags.tfLPToken):
        tx.amount = scene.amount(one) if choose.chance(30) else _little(scene, one)
    if mode == flags.tfTwoAsset:
        tx.amount2 = _little(scene, other)
    if mode in (flags.tfLPToken, flags.tfOneAssetLPToken):
        tx.lp_token_in = shares(pool, scene, owner)
    if mode == flags.tfLimitLPToken:
        tx.e_price = shares(pool, scene, owner)
    return tx


def _little(scene: Scene, asset: Asset) -> Amount:
    return scene.choose.pick((1_000, 1, 500_000)) if asset == XRP else scene.units_of(asset, 1, -2)


def vote(scene: Scene) -> Transaction | None:
    """Vote for a trading fee."""
    pool = _some_pool(scene)
    if pool is None:
        return None
    return AMMVote(account=_lender(scene, pool), trading_fee=scene.choose.pick(_FEES), **_pair(scene, pool))


def bid(scene: Scene) -> Transaction | None:
    """Bid for the auction slot."""
    choose = scene.choose
    pool = _some_pool(scene)
    if pool is None:
        return None
    owner = _lender(scene, pool)
    friends = choose.some(scene.people, 1, 4) if choose.chance(30) else []
    return AMMBid(
        account=owner,
        **_pair(scene, pool),
        **given(
            bid_min=scene.sometimes(35, lambda: shares(pool, scene, owner)),
            bid_max=scene.sometimes(35, lambda: shares(pool, scene, owner)),
            auth_accounts=tuple(AuthAccount(account=one) for one in friends) or None,
        ),
    )


def delete(scene: Scene) -> Transaction | None:
    """Take an empty pool out; most are not empty."""
    empty = scene.live(AMM, lambda e: e.lp_token_balance.mantissa == 0)
    pool = scene.any_of(empty) or _some_pool(scene)
    return None if pool is None else AMMDelete(account=scene.account(), **_pair(scene, pool))


def claw_back(scene: Scene) -> Transaction | None:
    """Take a holder's share of what one issues out of a pool."""
    choose = scene.choose
    able = [one for one in scene.live(AMM) if _claws(scene, one.asset) or _claws(scene, one.asset2)]
    pool = scene.any_of(able) if able and not choose.chance(15) else _some_pool(scene)
    if pool is None:
        return None
    pair = _pair(scene, pool)
    if pair["asset"] == XRP or (_claws(scene, pair["asset2"]) and not _claws(scene, pair["asset"])):
        pair = {"asset": pair["asset2"], "asset2": pair["asset"]}
    asset = pair["asset"]
    issuer = scene.account() if asset == XRP else asset.issuer
    return AMMClawback(
        account=scene.mostly(issuer),
        holder=_lender(scene, pool),
        **pair,
        **given(
            amount=scene.sometimes(50, lambda: scene.amount(asset)),
            flags=scene.sometimes(15, lambda: flags.tfClawTwoAssets),
        ),
    )


def _claws(scene: Scene, asset: Asset) -> bool:
    """Whether the issuer may take the asset back."""
    return isinstance(asset, Issue) and scene.flagged(asset.issuer, flags.lsfAllowTrustLineClawback)


def send_shares(scene: Scene) -> Transaction | None:
    """Make a line for a pool's tokens, so that they can be sent."""
    pool = _some_pool(scene)
    if pool is None:
        return None
    token = asset_of(pool.lp_token_balance)
    lines = scene.live(RippleState, lambda e: e.balance.currency == pool.lp_token_balance.currency)
    if len(lines) > 2:
        return trust.send(scene)
    return TrustSet(account=scene.account(), limit_amount=scene.units_of(token, 1, 6))


MIX: Mix = (
    (4, trust.open_line),
    (5, trust.issue),
    (1, trust.terms),
    (4, create),
    (8, deposit),
    (7, withdraw),
    (3, vote),
    (4, bid),
    (2, delete),
    (2, claw_back),
    (1, send_shares),
    (3, dex.place),
    (3, dex.take),
    (4, paths.convert),
    (1, paths.ripple),
    (1, xrp.pay),
    (2, xrp.relieve),
)
