"""Multi-purpose tokens: defined, held by leave or freely, paid, locked, taken back, and ended."""

from __future__ import annotations

from conformance.traffic import account, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import MPToken, MPTokenIssuance
from spec.transaction import Transaction
from spec.transactions.clawback import Clawback
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_destroy import MPTokenIssuanceDestroy
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.transactions.payment import Payment
from spec.values import MPTAmount

_LIVE = (
    flags.tfMPTCanTransfer,
    flags.tfMPTCanEscrow,
    flags.tfMPTCanLock,
    flags.tfMPTCanClawback,
    flags.tfMPTRequireAuth,
    flags.tfMPTCanTrade,
)


def create(scene: Scene) -> Transaction:
    """Define a token."""
    choose = scene.choose
    chosen = sum(choose.some(_LIVE, 0, 4)) | (flags.tfMPTCanTransfer if choose.chance(50) else 0)
    return MPTokenIssuanceCreate(
        account=choose.pick(scene.gateways),
        **given(
            flags=chosen or None,
            asset_scale=scene.sometimes(20, lambda: choose.pick((2, 0, 255))),
            transfer_fee=scene.sometimes(30, lambda: choose.pick((1_000, 1, 50_000, 0, 50_001))),
            maximum_amount=scene.sometimes(
                40, lambda: choose.pick((1_000_000, 1_000, 1, 2**63 - 1, 0, 2**63))
            ),
            mptoken_metadata=scene.sometimes(20, lambda: choose.pick((b"gold", b"x" * 1024, b""))),
            domain_id=scene.domain(4),
        ),
    )


def issuance(scene: Scene) -> MPTokenIssuance | None:
    """A token that there is."""
    return scene.any_of(scene.issuances)


def hold(scene: Scene) -> Transaction | None:
    """Make a place for a token, or take it away."""
    token = issuance(scene)
    if token is None:
        return create(scene)
    name = scene.issuance_id(token if not scene.choose.chance(4) else None)
    holder = scene.other(token.issuer)
    tx = MPTokenAuthorize(account=holder, mptoken_issuance_id=name)
    if scene.choose.chance(15):
        tx.flags = flags.tfMPTUnauthorize
        mine = scene.live(MPToken, lambda e: not e.mpt_amount)
        if mine:
            empty = scene.choose.pick(mine)
            tx.account, tx.mptoken_issuance_id = empty.account, empty.mptoken_issuance_id
    return tx


def allow(scene: Scene) -> Transaction | None:
    """Let a holder have a token, or no more."""
    holding = scene.one(MPToken)
    if holding is None:
        return hold(scene)
    issuer = holding.mptoken_issuance_id[4:]
    tx = MPTokenAuthorize(
        account=scene.mostly(issuer),
        mptoken_issuance_id=holding.mptoken_issuance_id,
        holder=scene.mostly(holding.account),
    )
    if scene.choose.chance(20):
        tx.flags = flags.tfMPTUnauthorize
    return tx


def issue(scene: Scene) -> Transaction | None:
    """Pay a holder in one's own token."""
    holding = scene.one(MPToken)
    if holding is None:
        return hold(scene)
    name = holding.mptoken_issuance_id
    return Payment(account=name[4:], destination=scene.mostly(holding.account), amount=scene.mpt(name))


def send(scene: Scene) -> Transaction | None:
    """Send a token to another holder, or back."""
    choose = scene.choose
    holding = scene.one(MPToken, lambda e: e.mpt_amount > 0)
    if holding is None:
        return issue(scene)
    name = holding.mptoken_issuance_id
    others = [e.account for e in scene.live(MPToken) if e.mptoken_issuance_id == name and e is not holding]
    to = choose.pick([*others, name[4:]]) if not choose.chance(6) else scene.other(holding.account)
    value = scene.mpt(name, holding.account)
    tx = Payment(account=holding.account, destination=to, amount=value)
    if choose.chance(40):
        tx.send_max = MPTAmount(max(value.value + choose.pick((value.value, 0, 1, -1)), 1), name)
        if tx.send_max.value >= 2**63:
            tx.send_max = value
    if choose.chance(25):
        tx.flags = flags.tfPartialPayment
        tx.deliver_min = scene.sometimes(30, lambda: MPTAmount(max(value.value // 2, 1), name))
    return tx


def lock(scene: Scene) -> Transaction | None:
    """Lock a token or unlock it, for all or for one."""
    choose = scene.choose
    lockable = [one for one in scene.issuances if one.flags & flags.lsfMPTCanLock]
    token = scene.any_of(lockable) or issuance(scene)
    if token is None:
        return None
    name = scene.issuance_id(token)
    tx = MPTokenIssuanceSet(account=scene.mostly(token.issuer), mptoken_issuance_id=name)
    tx.flags = flags.tfMPTUnlock if choose.chance(60) else flags.tfMPTLock
    holders = [e.account for e in scene.live(MPToken) if e.mptoken_issuance_id == name]
    if holders and choose.chance(50):
        tx.holder = scene.mostly(choose.pick(holders))
    return tx


def destroy(scene: Scene) -> Transaction | None:
    """End a token that nobody has."""
    free = [one for one in scene.issuances if not one.outstanding_amount]
    token = scene.any_of(free) if not scene.choose.chance(15) else issuance(scene)
    if token is None:
        return None
    return MPTokenIssuanceDestroy(
        account=scene.mostly(token.issuer), mptoken_issuance_id=scene.issuance_id(token)
    )


def claw_back(scene: Scene) -> Transaction | None:
    """Take a token back."""
    allowed = {scene.issuance_id(one) for one in scene.issuances if one.flags & flags.lsfMPTCanClawback}
    holding = scene.one(MPToken, lambda e: e.mptoken_issuance_id in allowed and e.mpt_amount > 0)
    if holding is None:
        return None
    name = holding.mptoken_issuance_id
    return Clawback(
        account=scene.mostly(name[4:]),
        amount=scene.mpt(name, holding.account),
        holder=scene.mostly(holding.account),
    )


MIX: Mix = (
    (4, create),
    (8, hold),
    (4, allow),
    (8, issue),
    (8, send),
    (4, lock),
    (1, destroy),
    (4, claw_back),
    (1, account.settings),
    (1, xrp.pay),
    (2, xrp.relieve),
)
