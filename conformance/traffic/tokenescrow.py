"""Escrows of tokens, of trust lines and multi-purpose ones."""

from __future__ import annotations

from conformance.traffic import escrow, mpt, trust, xrp
from conformance.traffic.scene import Mix, Scene
from spec import flags
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.values import Issue


def create(scene: Scene) -> Transaction | None:
    """Set tokens of a trust line aside."""
    choose = scene.choose
    lockable = [
        one for one in scene.holdings if scene.flagged(one.amount.issuer, flags.lsfAllowTrustLineLocking)
    ]
    held = scene.any_of(lockable) or scene.any_of(scene.holdings)
    if held is None:
        return trust.issue(scene)
    token = Issue(held.amount.currency, held.amount.issuer)
    takers = [one for one in scene.liners(token) if one != held.holder]
    to = choose.pick(takers) if takers and choose.chance(70) else scene.other(held.holder)
    return escrow.lock(scene, held.holder, to, scene.units(token, held.holder))


def create_mpt(scene: Scene) -> Transaction | None:
    """Set multi-purpose tokens aside."""
    choose = scene.choose
    useful = [one for one in scene.issuances if one.flags & flags.lsfMPTCanEscrow]
    token = scene.any_of(useful) or mpt.issuance(scene)
    if token is None:
        return mpt.create(scene)
    name = scene.issuance_id(token)
    holders = [e for e in scene.mptokens(name) if e.mpt_amount]
    if not holders:
        return mpt.hold(scene) if choose.chance(50) else mpt.issue(scene)
    sender = choose.pick(holders).account
    takers = [e.account for e in scene.mptokens(name) if e.account != sender]
    to = choose.pick([*takers, token.issuer]) if choose.chance(70) else scene.other(sender)
    return escrow.lock(scene, sender, to, scene.mpt(name, sender))


def allow_locking(scene: Scene) -> Transaction:
    """Let one's tokens be put in escrow."""
    return AccountSet(account=scene.choose.pick(scene.gateways), set_flag=flags.asfAllowTrustLineLocking)


MIX: Mix = (
    (4, trust.open_line),
    (4, trust.issue),
    (1, trust.change_line),
    (1, trust.terms),
    (2, allow_locking),
    (8, create),
    (3, mpt.create),
    (3, mpt.hold),
    (1, mpt.allow),
    (3, mpt.issue),
    (1, mpt.lock),
    (1, mpt.claw_back),
    (1, mpt.destroy),
    (7, create_mpt),
    (10, escrow.finish),
    (6, escrow.cancel),
    (1, escrow.create),
    (2, xrp.relieve),
)
