"""Aimed transactions about automated market makers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.traffic.aims.states import (
    NOBODY,
    Place,
    become_strict,
    become_unauthorised,
    begin_any_pool,
    begin_pool,
    fill,
    filled,
    flagged,
    freeze,
    frozen,
    make_frozen,
    nothing,
    once,
    open_line,
    outsiders,
    roots,
    spend_all,
    strict,
    tokens_of,
    unauthorised,
)
from conformance.traffic.scene import CURRENCIES, DROPS_PER_XRP, Aims, Maker, Scene
from spec import amounts, flags, keylets
from spec.entries import AMM
from spec.inner import AuthAccount
from spec.transaction import Transaction
from spec.transactions.amm_bid import AMMBid
from spec.transactions.amm_clawback import AMMClawback
from spec.transactions.amm_create import AMMCreate
from spec.transactions.amm_deposit import AMMDeposit
from spec.transactions.amm_vote import AMMVote
from spec.transactions.amm_withdraw import AMMWithdraw
from spec.values import XRP, Account, Amount, Asset, Issue, asset_of

NO_PAIR: dict[str, Any] = {"asset": XRP, "asset2": Issue(CURRENCIES[0], NOBODY)}
"""Of which there is no pool."""


def _pair(pool: AMM) -> dict[str, Any]:
    return {"asset": pool.asset, "asset2": pool.asset2}


def _live(scene: Scene) -> list[AMM]:
    """The pools that somebody owns."""
    return scene.live(AMM, lambda e: bool(e.lp_token_balance.mantissa))


def _of_pool(make: Callable[[Scene, AMM], Transaction | None]) -> Maker:
    return once(_live, begin_any_pool, make)


# Who owns no share


def _stranger_to(scene: Scene, pool: AMM) -> Account:
    """An actor that owns no share of the pool."""
    token = pool.lp_token_balance
    without = [
        one for one in scene.people if not scene.view.exists(keylets.line(one, token.issuer, token.currency))
    ]
    return scene.any_of(without) or NOBODY


def _owner(scene: Scene, pool: AMM) -> Account:
    """An actor that owns a share of the pool."""
    token = pool.lp_token_balance
    with_line = [
        one for one in scene.people if scene.view.exists(keylets.line(one, token.issuer, token.currency))
    ]
    return scene.any_of(with_line) or scene.account()


# Who may hold what is in a pool


def _strict_pools(scene: Scene) -> list[tuple[AMM, Asset]]:
    """The pools of a token that not everybody may hold."""
    known = set(strict(scene))
    return [
        (pool, asset)
        for pool in _live(scene)
        for asset in (pool.asset, pool.asset2)
        if isinstance(asset, Issue) and asset.issuer in known
    ]


def _unauthorised_at_pools(scene: Scene) -> list[tuple[AMM, Place]]:
    places = unauthorised(scene)
    return [(pool, one) for pool, asset in _strict_pools(scene) for one in places if one.token == asset]


def _towards_unauthorised(scene: Scene) -> Transaction | None:
    if not _strict_pools(scene):
        return once(strict, become_strict, begin_pool)(scene)
    return become_unauthorised(scene)


def _deposit_unauthorised(scene: Scene, found: tuple[AMM, Place]) -> Transaction:
    pool, place = found
    return AMMDeposit(
        account=place.holder,
        amount=tokens_of(scene, place),
        flags=flags.tfSingleAsset,
        **_pair(pool),
    )


def _withdraw_unauthorised(scene: Scene, found: tuple[AMM, Place]) -> Transaction:
    pool, place = found
    return AMMWithdraw(
        account=place.holder,
        amount=tokens_of(scene, place, 1, -3),
        flags=flags.tfSingleAsset,
        **_pair(pool),
    )


def _create(scene: Scene, account: Account, token: Issue) -> Transaction:
    return AMMCreate(
        account=account,
        amount=DROPS_PER_XRP,
        amount2=scene.units_of(token, 1, 0),
        trading_fee=10,
    )


def _create_poor(scene: Scene, place: Place) -> Transaction | None:
    """A holder that cannot pay the reserve for a line to a pool's tokens."""
    return spend_all(scene, place.holder) or _create(scene, place.holder, place.token)


def _without_pool(scene: Scene) -> list[Place]:
    """The lines with something that ripples on them, of which there is no pool with XRP."""
    return [
        one
        for one in filled(scene)
        if scene.flagged(one.token.issuer, flags.lsfDefaultRipple)
        and not scene.view.exists(keylets.amm(XRP, one.token))
        and not one.frozen
        and one.holder not in scene.gateways
    ]


# Depositing


def _deposit_all(scene: Scene, pool: AMM) -> Transaction | None:
    """More XRP than there is, by somebody who owns no share yet."""
    if XRP not in (pool.asset, pool.asset2):
        return None
    who = _stranger_to(scene, pool)
    tx = AMMDeposit(account=who, flags=flags.tfSingleAsset, **_pair(pool))
    tx.amount = max(scene.balance(who), 1)
    return tx


def _deposit(scene: Scene, pool: AMM, **fields: Any) -> Transaction:
    return AMMDeposit(account=_giver(scene, pool), **_pair(pool), **fields)


def _giver(scene: Scene, pool: AMM) -> Account:
    """Who has all that is in the pool: who issues it."""
    asset = pool.asset2 if pool.asset == XRP else pool.asset
    assert isinstance(asset, Issue)
    return asset.issuer if asset.issuer in scene.people else _owner(scene, pool)


def _deposit_dust(scene: Scene, pool: AMM) -> Transaction:
    asset = pool.asset2 if pool.asset == XRP else pool.asset
    dust = scene.units_of(asset, 1, -80)
    return _deposit(scene, pool, flags=flags.tfSingleAsset, amount=dust)


def _deposit_for_much(scene: Scene, pool: AMM) -> Transaction:
    """One asset that is not worth so many tokens."""
    asset = pool.asset2 if pool.asset == XRP else pool.asset
    return _deposit(
        scene,
        pool,
        flags=flags.tfOneAssetLPToken,
        amount=scene.units_of(asset, 1, -3),
        lp_token_out=pool.lp_token_balance,
    )


# Withdrawing and bidding


def _frozen_owners(scene: Scene) -> list[tuple[AMM, Place]]:
    return [
        (pool, one)
        for pool in _live(scene)
        for one in filled(scene)
        if one.token in (pool.asset, pool.asset2) and one.frozen
    ]


def _freeze_owner(scene: Scene) -> Transaction | None:
    found = [one for pool in _live(scene) for one in filled(scene) if one.token in (pool.asset, pool.asset2)]
    place = scene.any_of(found)
    if place is not None:
        return freeze(scene, place)
    return fill(scene) if scene.choose.chance(50) else begin_any_pool(scene)


def _withdraw_frozen(scene: Scene, found: tuple[AMM, Place]) -> Transaction:
    return _withdraw_unauthorised(scene, found)


def _bid_little(scene: Scene, pool: AMM) -> Transaction:
    token = asset_of(pool.lp_token_balance)
    return AMMBid(account=_owner(scene, pool), bid_max=scene.units_of(token, 1, -80), **_pair(pool))


def _bid_other(scene: Scene, pool: AMM) -> Transaction:
    bid = amounts.issued(5, 0, CURRENCIES[0], NOBODY)
    return AMMBid(account=_owner(scene, pool), bid_min=bid, **_pair(pool))


def _bid_for_nobody(scene: Scene, pool: AMM) -> Transaction:
    return AMMBid(account=_owner(scene, pool), auth_accounts=(AuthAccount(account=NOBODY),), **_pair(pool))


def _withdraw_other(scene: Scene, pool: AMM) -> Transaction:
    """Tokens of another pool are given."""
    return AMMWithdraw(
        account=_owner(scene, pool),
        lp_token_in=amounts.issued(5, 0, CURRENCIES[0], NOBODY),
        flags=flags.tfLPToken,
        **_pair(pool),
    )


# Clawback


def _claws(scene: Scene) -> list[Account]:
    return flagged(flags.lsfAllowTrustLineClawback)(scene)


def _claw(scene: Scene, issuer: Account, holder: Account, **fields: Any) -> AMMClawback:
    return AMMClawback(
        account=issuer, holder=holder, asset=Issue(CURRENCIES[2], issuer), asset2=XRP, **fields
    )


def _claw_any(scene: Scene, **fields: Any) -> AMMClawback:
    return _claw(scene, scene.account(), NOBODY, **fields)


def _claw_other_amount(scene: Scene) -> Transaction:
    return _claw_any(scene, amount=amounts.issued(5, 0, CURRENCIES[0], NOBODY))


def _claw_xrp(scene: Scene) -> Transaction:
    tx = _claw_any(scene)
    tx.asset, tx.asset2 = XRP, tx.asset
    return tx


def _clawed_pools(scene: Scene) -> list[tuple[AMM, Issue, Asset]]:
    """The pools of what can be taken back, with that and the other asset."""
    known = set(_claws(scene))
    return [
        (pool, one, other)
        for pool in _live(scene)
        for one, other in ((pool.asset, pool.asset2), (pool.asset2, pool.asset))
        if isinstance(one, Issue) and one.issuer in known
    ]


def _claw_from_stranger(scene: Scene, found: tuple[AMM, Issue, Asset]) -> Transaction:
    pool, one, other = found
    holder = _stranger_to(scene, pool)
    return AMMClawback(account=one.issuer, holder=holder, asset=one, asset2=other)


def _claw_dust(scene: Scene, found: tuple[AMM, Issue, Asset]) -> Transaction:
    """So little that it is not worth a token of the pool, of a holder that is not the issuer."""
    pool, one, other = found
    owners = [holder for holder in scene.holders(asset_of(pool.lp_token_balance)) if holder != one.issuer]
    holder = scene.any_of(owners)
    if holder is None:
        others = [each for each in scene.people if each != one.issuer]
        return AMMDeposit(
            account=scene.choose.pick(others or scene.people),
            amount=DROPS_PER_XRP,
            flags=flags.tfSingleAsset,
            **_pair(pool),
        )
    return AMMClawback(
        account=one.issuer, holder=holder, asset=one, asset2=other, amount=scene.units_of(one, 1, -80)
    )


_begin_clawed = once(_claws, open_line, begin_pool)


def _some(scene: Scene, asset: Asset) -> Amount:
    return DROPS_PER_XRP if asset == XRP else scene.units_of(asset, 1, 0)


def _unclawed_pools(scene: Scene) -> list[tuple[AMM, Issue, Asset]]:
    """The pools of what cannot be taken back, with that and the other asset."""
    known = set(_claws(scene))
    return [
        (pool, one, other)
        for pool in _live(scene)
        for one, other in ((pool.asset, pool.asset2), (pool.asset2, pool.asset))
        if isinstance(one, Issue) and one != XRP and one.issuer in set(scene.people) - known
    ]


AIMS: Aims = {
    ("AMMCreate", "tecDUPLICATE"): _of_pool(
        lambda scene, pool: AMMCreate(
            account=scene.account(),
            amount=_some(scene, pool.asset),
            amount2=_some(scene, pool.asset2),
            trading_fee=1,
        )
    ),
    ("AMMCreate", "tecFROZEN"): once(
        frozen, make_frozen, lambda scene, place: _create(scene, place.holder, place.token)
    ),
    ("AMMCreate", "tecUNFUNDED_AMM"): once(
        _without_pool,
        fill,
        lambda scene, place: AMMCreate(
            account=place.holder,
            amount=1,
            amount2=tokens_of(scene, place, 1, 15),
            trading_fee=1,
        ),
    ),
    ("AMMCreate", "temBAD_FEE"): lambda scene: AMMCreate(
        account=(one := scene.account()),
        amount=1,
        amount2=amounts.issued(5, 0, CURRENCIES[0], one),
        trading_fee=1_001,
    ),
    ("AMMCreate", "terNO_RIPPLE"): once(
        lambda scene: roots(scene, lambda root: not root.flags & flags.lsfDefaultRipple),
        nothing,
        lambda scene, account: _create(scene, account, Issue(CURRENCIES[0], account)),
    ),
    ("AMMDeposit", "tecAMM_NOT_EMPTY"): _of_pool(
        lambda scene, pool: AMMDeposit(
            account=scene.account(),
            amount=_some(scene, pool.asset),
            amount2=_some(scene, pool.asset2),
            flags=flags.tfTwoAssetIfEmpty,
            **_pair(pool),
        )
    ),
    ("AMMDeposit", "tecFROZEN"): once(
        _frozen_owners,
        _freeze_owner,
        lambda scene, found: AMMDeposit(
            account=found[1].holder,
            amount=tokens_of(scene, found[1]),
            flags=flags.tfSingleAsset,
            **_pair(found[0]),
        ),
    ),
    ("AMMDeposit", "temBAD_AMM_TOKENS"): lambda scene: AMMDeposit(
        account=scene.account(), amount=1, flags=flags.tfSingleAsset, asset=XRP, asset2=XRP
    ),
    ("AMMWithdraw", "temMALFORMED"): lambda scene: AMMWithdraw(account=scene.account(), **NO_PAIR),
    ("AMMVote", "temBAD_FEE"): lambda scene: AMMVote(account=scene.account(), trading_fee=1_001, **NO_PAIR),
    ("AMMBid", "temMALFORMED"): lambda scene: AMMBid(
        account=(one := scene.account()), auth_accounts=(AuthAccount(account=one),), **NO_PAIR
    ),
    ("AMMClawback", "tecNO_PERMISSION"): once(_unclawed_pools, begin_any_pool, _claw_from_stranger),
    ("AMMClawback", "temINVALID_FLAG"): lambda scene: _claw_any(scene, flags=flags.tfClawTwoAssets),
    ("AMMCreate", "tecINSUF_RESERVE_LINE"): once(_without_pool, fill, _create_poor),
    ("AMMCreate", "tecNO_AUTH"): once(
        unauthorised, become_unauthorised, lambda scene, place: _create(scene, place.holder, place.token)
    ),
    ("AMMCreate", "tecNO_LINE"): once(outsiders, become_strict, lambda scene, found: _create(scene, *found)),
    ("AMMCreate", "tecNO_PERMISSION"): once(_claws, open_line, begin_pool),
    ("AMMCreate", "temBAD_AMM_TOKENS"): lambda scene: AMMCreate(
        account=scene.account(), amount=5, amount2=6, trading_fee=0
    ),
    ("AMMDeposit", "tecAMM_FAILED"): _of_pool(_deposit_for_much),
    ("AMMDeposit", "tecAMM_INVALID_TOKENS"): _of_pool(_deposit_dust),
    ("AMMDeposit", "tecINSUF_RESERVE_LINE"): _of_pool(_deposit_all),
    ("AMMDeposit", "tecNO_AUTH"): once(_unauthorised_at_pools, _towards_unauthorised, _deposit_unauthorised),
    ("AMMDeposit", "temBAD_AMOUNT"): lambda scene: AMMDeposit(
        account=scene.account(), amount=-1, flags=flags.tfSingleAsset, **NO_PAIR
    ),
    ("AMMDeposit", "temBAD_FEE"): lambda scene: AMMDeposit(
        account=scene.account(),
        amount=1,
        amount2=amounts.issued(5, 0, CURRENCIES[0], NOBODY),
        trading_fee=1_001,
        flags=flags.tfTwoAssetIfEmpty,
        **NO_PAIR,
    ),
    ("AMMDeposit", "temMALFORMED"): lambda scene: AMMDeposit(account=scene.account(), **NO_PAIR),
    ("AMMWithdraw", "tecFROZEN"): once(_frozen_owners, _freeze_owner, _withdraw_frozen),
    ("AMMWithdraw", "tecNO_AUTH"): once(
        _unauthorised_at_pools, _towards_unauthorised, _withdraw_unauthorised
    ),
    ("AMMWithdraw", "temBAD_AMM_TOKENS"): _of_pool(_withdraw_other),
    ("AMMVote", "tecAMM_INVALID_TOKENS"): _of_pool(
        lambda scene, pool: AMMVote(account=_stranger_to(scene, pool), trading_fee=1, **_pair(pool))
    ),
    ("AMMBid", "tecAMM_INVALID_TOKENS"): _of_pool(
        lambda scene, pool: AMMBid(account=_stranger_to(scene, pool), **_pair(pool))
    ),
    ("AMMBid", "tecAMM_FAILED"): _of_pool(_bid_little),
    ("AMMBid", "temBAD_AMM_TOKENS"): _of_pool(_bid_other),
    ("AMMBid", "terNO_ACCOUNT"): _of_pool(_bid_for_nobody),
    ("AMMClawback", "tecAMM_BALANCE"): once(_clawed_pools, _begin_clawed, _claw_from_stranger),
    ("AMMClawback", "tecAMM_INVALID_TOKENS"): once(_clawed_pools, _begin_clawed, _claw_dust),
    ("AMMClawback", "temBAD_AMOUNT"): _claw_other_amount,
    ("AMMClawback", "temMALFORMED"): _claw_xrp,
    ("AMMClawback", "terNO_ACCOUNT"): _claw_any,
    ("AMMClawback", "terNO_AMM"): lambda scene: AMMClawback(
        account=scene.people[-1],
        holder=scene.people[0],
        asset=Issue(CURRENCIES[2], scene.people[-1]),
        asset2=XRP,
    ),
}
