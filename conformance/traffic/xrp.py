"""Payments of XRP: to accounts that are there and to new ones, around reserves and balances."""

from __future__ import annotations

from conformance.traffic.scene import Mix, Scene, given
from spec.transaction import Transaction
from spec.transactions.payment import Payment


def pay(scene: Scene) -> Transaction:
    """Pay somebody who is there."""
    sender = scene.account()
    to = scene.other(sender)
    return Payment(
        account=sender,
        destination=to,
        amount=scene.drops(sender),
        **given(
            destination_tag=scene.tag(),
            credential_ids=scene.credential_ids(sender, 5),
            invoice_id=scene.sometimes(5, lambda: b"\x07" * 32),
        ),
    )


def create(scene: Scene) -> Transaction | None:
    """Pay somebody who is not there, enough to be or not."""
    to = scene.any_of(scene.strangers)
    if to is None:
        return None
    fees = scene.view.info.fees
    enough = scene.choose.pick((5 * fees.reserve, fees.reserve, fees.reserve - 1, 2 * fees.reserve))
    return Payment(account=scene.account(), destination=to, amount=enough)


def relieve(scene: Scene) -> Transaction:
    """Let the richest help the poorest, so that not everybody is stuck at the reserve in the end."""
    by_wealth = sorted(scene.people, key=lambda one: (scene.balance(one), one))
    return Payment(
        account=by_wealth[-1], destination=by_wealth[0], amount=scene.balance(by_wealth[-1]) // 3 + 1
    )


MIX: Mix = ((12, pay), (3, create), (1, relieve))
