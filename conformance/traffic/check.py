"""Checks of XRP and of tokens: written, cashed, cancelled."""

from __future__ import annotations

from conformance.traffic import account, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec.entries import Check
from spec.transaction import Transaction
from spec.transactions.check_cancel import CheckCancel
from spec.transactions.check_cash import CheckCash
from spec.transactions.check_create import CheckCreate
from spec.values import asset_of


def write(scene: Scene) -> Transaction:
    """Write a check to somebody."""
    choose = scene.choose
    asset = scene.asset()
    writer = scene.holder(asset)
    return CheckCreate(
        account=writer,
        destination=scene.other(writer),
        send_max=scene.amount(asset, writer),
        **given(
            expiration=scene.sometimes(25, scene.soon),
            destination_tag=scene.tag(),
            invoice_id=scene.sometimes(10, lambda: choose.pick((b"\x01" * 32, bytes(32)))),
        ),
    )


def cash(scene: Scene) -> Transaction | None:
    """Cash a check, in full or in part."""
    choose = scene.choose
    check = scene.one(Check)
    if check is None:
        return write(scene)
    asset = asset_of(check.send_max)
    value = check.send_max if choose.chance(50) else scene.amount(asset, check.account)
    if choose.chance(5):
        value = scene.amount(scene.asset())
    tx = CheckCash(account=scene.mostly(check.destination), check_id=check.key)
    if choose.chance(45):
        tx.deliver_min = value
    else:
        tx.amount = value
    return tx


def cancel(scene: Scene) -> Transaction | None:
    """Take a check out."""
    check = scene.one(Check)
    if check is None:
        return None
    who = scene.choose.pick((check.destination, check.account, scene.other()))
    return CheckCancel(account=who, check_id=check.key)


MIX: Mix = (
    (3, trust.open_line),
    (4, trust.issue),
    (1, trust.change_line),
    (1, trust.terms),
    (9, write),
    (9, cash),
    (3, cancel),
    (1, account.settings),
    (1, xrp.pay),
    (2, xrp.relieve),
)
