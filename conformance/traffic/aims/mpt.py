"""Aimed transactions about multi-purpose tokens."""

from __future__ import annotations

from conformance.traffic.aims.states import (
    FREE,
    NOBODY,
    become_burdened,
    become_poor,
    burdened,
    fill_holding,
    held,
    is_full,
    issuance,
    issuer_of,
    once,
    poor,
)
from conformance.traffic.scene import Aims, Scene
from spec import flags, keylets
from spec.entries import MPToken, MPTokenIssuance
from spec.transaction import Transaction
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_destroy import MPTokenIssuanceDestroy
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.values import Account

NO_TOKEN = keylets.issuance_id(77, NOBODY)
"""Names no token in any ledger."""


def _ours(scene: Scene) -> list[MPTokenIssuance]:
    people = set(scene.people)
    return [one for one in scene.issuances if one.issuer in people]


def _lockable(scene: Scene) -> list[MPTokenIssuance]:
    return [one for one in _ours(scene) if one.flags & flags.lsfMPTCanLock]


def _lock_of_nobody(scene: Scene, token: MPTokenIssuance) -> Transaction:
    return MPTokenIssuanceSet(
        account=token.issuer,
        mptoken_issuance_id=scene.issuance_id(token),
        holder=NOBODY,
        flags=flags.tfMPTLock,
    )


def _set_nothing(scene: Scene) -> MPTokenIssuanceSet:
    return MPTokenIssuanceSet(account=scene.account(), mptoken_issuance_id=NO_TOKEN)


def _lock_both_ways(scene: Scene) -> Transaction:
    tx = _set_nothing(scene)
    tx.flags = flags.tfMPTLock | flags.tfMPTUnlock
    return tx


def _lock_own(scene: Scene) -> Transaction:
    tx = _set_nothing(scene)
    tx.holder, tx.flags = tx.account, flags.tfMPTLock
    return tx


def _dear(scene: Scene) -> Transaction:
    tx = _set_nothing(scene)
    tx.transfer_fee = 50_001
    return tx


def _destroy_held(scene: Scene, holding: MPToken) -> Transaction:
    return MPTokenIssuanceDestroy(account=issuer_of(holding), mptoken_issuance_id=holding.mptoken_issuance_id)


def _leave_full(scene: Scene, holding: MPToken) -> Transaction:
    return MPTokenAuthorize(
        account=holding.account,
        mptoken_issuance_id=holding.mptoken_issuance_id,
        flags=flags.tfMPTUnauthorize,
    )


def _hold_burdened(scene: Scene, account: Account) -> Transaction | None:
    """A place for a token that the account does not hold yet."""
    free = [
        name
        for one in scene.issuances
        if one.issuer != account
        and not scene.view.exists(keylets.mptoken(name := scene.issuance_id(one), account))
    ]
    if not free:
        return issuance(FREE)(scene)
    return MPTokenAuthorize(account=account, mptoken_issuance_id=scene.choose.pick(free))


AIMS: Aims = {
    ("MPTokenIssuanceCreate", "temBAD_TRANSFER_FEE"): lambda scene: MPTokenIssuanceCreate(
        account=scene.account(), transfer_fee=50_001
    ),
    ("MPTokenIssuanceCreate", "temINVALID_FLAG"): lambda scene: MPTokenIssuanceCreate(
        account=scene.account(), flags=1
    ),
    ("MPTokenIssuanceDestroy", "tecNO_PERMISSION"): once(
        _ours,
        issuance(FREE),
        lambda scene, token: MPTokenIssuanceDestroy(
            account=next(one for one in [*scene.people, NOBODY] if one != token.issuer),
            mptoken_issuance_id=scene.issuance_id(token),
        ),
    ),
    ("MPTokenAuthorize", "tecNO_PERMISSION"): once(
        _ours,
        issuance(FREE),
        lambda scene, token: MPTokenAuthorize(
            account=token.issuer, mptoken_issuance_id=scene.issuance_id(token)
        ),
    ),
    ("MPTokenIssuanceCreate", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: MPTokenIssuanceCreate(account=account)
    ),
    ("MPTokenIssuanceDestroy", "tecHAS_OBLIGATIONS"): once(
        lambda scene: held(scene, where=is_full), fill_holding(FREE), _destroy_held
    ),
    ("MPTokenIssuanceDestroy", "tecOBJECT_NOT_FOUND"): lambda scene: MPTokenIssuanceDestroy(
        account=scene.account(), mptoken_issuance_id=NO_TOKEN
    ),
    ("MPTokenIssuanceSet", "tecNO_DST"): once(_lockable, issuance(FREE), _lock_of_nobody),
    ("MPTokenIssuanceSet", "tecOBJECT_NOT_FOUND"): lambda scene: MPTokenIssuanceSet(
        account=scene.account(), mptoken_issuance_id=NO_TOKEN, flags=flags.tfMPTLock
    ),
    ("MPTokenIssuanceSet", "temBAD_TRANSFER_FEE"): _dear,
    ("MPTokenIssuanceSet", "temINVALID_FLAG"): _lock_both_ways,
    ("MPTokenIssuanceSet", "temMALFORMED"): _lock_own,
    ("MPTokenIssuanceSet", "tecNO_PERMISSION"): once(
        _lockable,
        issuance(FREE),
        lambda scene, token: MPTokenIssuanceSet(
            account=next(one for one in [*scene.people, NOBODY] if one != token.issuer),
            mptoken_issuance_id=scene.issuance_id(token),
            flags=flags.tfMPTLock,
        ),
    ),
    ("MPTokenAuthorize", "tecHAS_OBLIGATIONS"): once(
        lambda scene: held(scene, where=is_full), fill_holding(FREE), _leave_full
    ),
    ("MPTokenAuthorize", "tecINSUFFICIENT_RESERVE"): once(burdened, become_burdened, _hold_burdened),
    ("MPTokenAuthorize", "tecNO_DST"): lambda scene: MPTokenAuthorize(
        account=scene.account(), mptoken_issuance_id=NO_TOKEN, holder=NOBODY
    ),
    ("MPTokenAuthorize", "temMALFORMED"): lambda scene: MPTokenAuthorize(
        account=(one := scene.account()), mptoken_issuance_id=NO_TOKEN, holder=one
    ),
}
