"""Escrows of XRP, with times and conditions."""

from __future__ import annotations

from conformance.traffic import account, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import conditions
from spec.entries import Escrow
from spec.transaction import Transaction
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.values import Account, Amount

_SECRETS = (b"", b"a secret", b"x" * 128)
CONDITIONS = {
    conditions.encode_condition(conditions.condition_of(secret)): conditions.encode_fulfillment(secret)
    for secret in _SECRETS
}
"""Conditions, each with what fulfils it."""


def lock(scene: Scene, sender: Account, to: Account, amount: Amount) -> Transaction:
    """An escrow of an amount."""
    choose = scene.choose
    conditional = choose.chance(40)
    finish = scene.soon() if not conditional or choose.chance(30) else None
    cancel = None
    if choose.chance(60):
        cancel = (finish or scene.now) + choose.pick((30, 1, 300, 0))
    return EscrowCreate(
        account=sender,
        destination=to,
        amount=amount,
        **given(
            condition=choose.pick(list(CONDITIONS)) if conditional else None,
            finish_after=finish,
            cancel_after=cancel,
            destination_tag=scene.tag(),
        ),
    )


def create(scene: Scene) -> Transaction:
    """Set XRP aside for somebody."""
    sender = scene.account()
    return lock(scene, sender, scene.other(sender), scene.drops(sender))


def finish(scene: Scene) -> Transaction | None:
    """Finish an escrow, mostly one whose time has come."""
    choose = scene.choose
    escrow = scene.one(Escrow, lambda e: e.finish_after is None or e.finish_after < scene.now)
    if escrow is None:
        return None
    tx = EscrowFinish(account=scene.account(), owner=escrow.account, offer_sequence=_number(escrow))
    if choose.chance(60):
        tx.account = escrow.destination
    if escrow.condition is not None and not choose.chance(8):
        tx.condition = escrow.condition
        tx.fulfillment = CONDITIONS.get(escrow.condition, b"")
        if choose.chance(10):
            tx.fulfillment = choose.pick(list(CONDITIONS.values()))
    elif choose.chance(5):
        tx.condition, tx.fulfillment = choose.pick(list(CONDITIONS.items()))
    tx.credential_ids = scene.credential_ids(tx.account)
    return tx


def cancel(scene: Scene) -> Transaction | None:
    """Cancel an escrow, mostly one whose end has come."""
    escrow = scene.one(Escrow, lambda e: e.cancel_after is not None and e.cancel_after < scene.now)
    if escrow is None:
        return None
    return EscrowCancel(
        account=scene.account(), owner=scene.mostly(escrow.account), offer_sequence=_number(escrow)
    )


def _number(escrow: Escrow) -> int:
    """What names the escrow besides its owner; only newer entries tell."""
    return escrow.sequence if escrow.sequence is not None else 0


MIX: Mix = (
    (8, create),
    (8, finish),
    (5, cancel),
    (1, account.settings),
    (1, account.preauthorise),
    (1, account.tickets),
    (2, xrp.pay),
    (2, xrp.relieve),
    (1, xrp.create),
)
