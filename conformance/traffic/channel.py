"""Payment channels: made, funded, claimed from, renewed and closed."""

from __future__ import annotations

from conformance.traffic import account, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags, keys, signing
from spec.entries import PayChannel
from spec.transaction import Transaction
from spec.transactions.payment_channel_claim import PaymentChannelClaim
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.payment_channel_fund import PaymentChannelFund


def create(scene: Scene) -> Transaction:
    """Set XRP aside for claims."""
    choose = scene.choose
    source = scene.account()
    holder = scene.by_account(source) or scene.actors[0]
    signer = choose.pick(scene.actors) if choose.chance(15) else holder
    return PaymentChannelCreate(
        account=source,
        destination=scene.other(source),
        amount=scene.drops(source),
        settle_delay=choose.pick((30, 0, 5, 2**32 - 1)),
        public_key=signer.pair.public_key,
        **given(cancel_after=scene.sometimes(30, scene.soon), destination_tag=scene.tag()),
    )


def fund(scene: Scene) -> Transaction | None:
    """Add XRP to a channel."""
    channel = scene.one(PayChannel)
    if channel is None:
        return None
    sender = scene.mostly(channel.account)
    return PaymentChannelFund(
        account=sender,
        channel=channel.key,
        amount=scene.drops(sender),
        **given(expiration=scene.sometimes(30, lambda: scene.soon() + channel.settle_delay % 1_000)),
    )


def claim(scene: Scene) -> Transaction | None:
    """Take XRP out of a channel, with a signature or as its source."""
    choose = scene.choose
    channel = scene.one(PayChannel)
    if channel is None or not isinstance(channel.amount, int):
        return create(scene)
    left = channel.amount - channel.balance
    total = channel.balance + choose.pick((max(left // 3, 1), 1, left, left + 1, 0))
    tx = PaymentChannelClaim(account=channel.destination, channel=channel.key, balance=max(total, 1))
    if choose.chance(20):
        tx.account = channel.account
    if choose.chance(5):
        tx.account = scene.other(channel.account, channel.destination)
    if tx.account != channel.account or choose.chance(20):
        _sign(scene, tx, channel)
    if choose.chance(15):
        tx.flags = choose.pick((flags.tfClose, flags.tfRenew))
    tx.credential_ids = scene.credential_ids(tx.account)
    return tx


def _sign(scene: Scene, tx: PaymentChannelClaim, channel: PayChannel) -> None:
    choose = scene.choose
    keepers = [one for one in scene.actors if one.pair.public_key == channel.public_key]
    keeper = choose.pick(keepers or scene.actors)
    if choose.chance(6):
        keeper = choose.pick(scene.actors)
    assert isinstance(tx.balance, int)
    signed_for = tx.balance
    if choose.chance(40):
        tx.amount = signed_for = tx.balance + choose.pick((0, 1, 1_000))
    tx.public_key = keeper.pair.public_key
    tx.signature = keys.sign(signing.claim(channel.key, signed_for), keeper.pair.secret, keeper.kind)


def close(scene: Scene) -> Transaction | None:
    """Ask for a channel to close, close it, or think again."""
    choose = scene.choose
    channel = scene.one(PayChannel)
    if channel is None:
        return None
    return PaymentChannelClaim(
        account=scene.mostly(choose.pick((channel.account, channel.destination))),
        channel=channel.key,
        flags=flags.tfRenew if choose.chance(25) else flags.tfClose,
    )


MIX: Mix = (
    (6, create),
    (4, fund),
    (10, claim),
    (4, close),
    (1, account.settings),
    (1, account.preauthorise),
    (1, account.delete),
    (2, xrp.pay),
    (2, xrp.relieve),
    (1, xrp.create),
)
