"""Aimed transactions about payment channels."""

from __future__ import annotations

from conformance.traffic.actors import Actor
from conformance.traffic.aims.states import (
    NOBODY,
    NOTHING,
    become_poor,
    expired,
    flagged,
    let_expire,
    nothing,
    on_its_own,
    once,
    poor,
    set_flag,
    spend_all,
)
from conformance.traffic.scene import Aims, Scene
from spec import flags, keylets, keys, signing
from spec.entries import Credential, PayChannel
from spec.transaction import Transaction
from spec.transactions.payment_channel_claim import PaymentChannelClaim
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.payment_channel_fund import PaymentChannelFund
from spec.values import Account


def _open(scene: Scene, source: Account, to: Account | None = None) -> PaymentChannelCreate:
    holder = scene.by_account(source) or scene.actors[0]
    others = [one for one in scene.people if one != source]
    return PaymentChannelCreate(
        account=source,
        destination=to or scene.choose.pick(others or [NOBODY]),
        amount=1_000_000,
        settle_delay=60,
        public_key=holder.pair.public_key,
    )


def _to(scene: Scene, destination: Account) -> Transaction:
    rest = [one for one in scene.people if one != destination]
    return _open(scene, scene.choose.pick(rest or scene.people), destination)


def _with_bad_key(scene: Scene) -> Transaction:
    tx = _open(scene, scene.account())
    tx.public_key = b"\x05" * 33
    return tx


def _own(scene: Scene) -> list[PayChannel]:
    """The channels whose source is an actor, and out of which something can be paid."""
    people = set(scene.people)
    return scene.live(
        PayChannel,
        lambda e: (
            e.account in people
            and e.destination in people
            and isinstance(e.amount, int)
            and e.balance < e.amount
            and e.expiration is None
            and e.cancel_after is None
        ),
    )


def _to_gone(scene: Scene) -> list[PayChannel]:
    """The channels to an account that is not there any more, which old rules allowed."""
    return scene.live(PayChannel, lambda e: not scene.view.exists(keylets.account(e.destination)))


def _fund(channel: PayChannel) -> PaymentChannelFund:
    return PaymentChannelFund(account=channel.account, channel=channel.key, amount=1)


def _claim(channel: PayChannel, account: Account) -> PaymentChannelClaim:
    return PaymentChannelClaim(account=account, channel=channel.key, balance=channel.balance + 1)


def _anybody_opens(scene: Scene) -> Transaction:
    return _open(scene, scene.account())


def _fund_poor(scene: Scene, channel: PayChannel) -> Transaction | None:
    return spend_all(scene, channel.account) or _fund(channel)


def _fund_until_past(scene: Scene, channel: PayChannel) -> Transaction:
    tx = _fund(channel)
    tx.expiration = 1
    return tx


def _signed(scene: Scene, channel: PayChannel, keeper: Actor, total: int) -> Transaction:
    """A claim of the destination, with a signature of somebody's for a total."""
    tx = _claim(channel, channel.destination)
    tx.public_key = keeper.pair.public_key
    tx.signature = keys.sign(signing.claim(channel.key, total), keeper.pair.secret, keeper.kind)
    return tx


def _signed_for_other(scene: Scene, channel: PayChannel) -> Transaction:
    return _signed(scene, channel, scene.actors[0], channel.balance + 2)


def _signed_by_other(scene: Scene, channel: PayChannel) -> Transaction:
    keeper = next(one for one in scene.actors if one.pair.public_key != channel.public_key)
    return _signed(scene, channel, keeper, channel.balance + 1)


def _with_expired(scene: Scene, credential: Credential) -> Transaction:
    """The source itself pays out, and shows a credential that counts no more."""
    own = [one for one in _own(scene) if one.account == credential.subject]
    channel = scene.any_of(own)
    if channel is None:
        return _open(scene, credential.subject)
    tx = _claim(channel, credential.subject)
    tx.credential_ids = (credential.key,)
    return tx


def _open_until_past(scene: Scene) -> Transaction:
    """To somebody who takes channels, and for a time that is over."""
    people = [one for one in scene.people if not scene.flagged(one, flags.lsfDisallowIncomingPayChan)]
    source = scene.account()
    tx = _open(scene, source, next((one for one in people if one != source), NOBODY))
    tx.cancel_after, tx.destination_tag = 1, 1
    return tx


def _open_for_nothing(scene: Scene) -> Transaction:
    tx = _open(scene, scene.account())
    tx.amount = 0
    return tx


AIMS: Aims = {
    ("PaymentChannelCreate", "tecEXPIRED"): _open_until_past,
    ("PaymentChannelCreate", "tecNO_DST"): lambda scene: _to(scene, NOBODY),
    ("PaymentChannelCreate", "temBAD_AMOUNT"): _open_for_nothing,
    ("PaymentChannelCreate", "temDST_IS_SRC"): lambda scene: _open(scene, one := scene.account(), one),
    ("PaymentChannelFund", "tecNO_ENTRY"): lambda scene: PaymentChannelFund(
        account=scene.account(), channel=NOTHING, amount=1
    ),
    ("PaymentChannelFund", "tecNO_PERMISSION"): once(
        _own,
        _anybody_opens,
        lambda scene, channel: PaymentChannelFund(account=channel.destination, channel=channel.key, amount=1),
    ),
    ("PaymentChannelClaim", "temMALFORMED"): lambda scene: PaymentChannelClaim(
        account=scene.account(), channel=NOTHING, flags=flags.tfClose | flags.tfRenew
    ),
    ("PaymentChannelCreate", "tecDST_TAG_NEEDED"): once(
        flagged(flags.lsfRequireDestTag), set_flag(flags.asfRequireDest), _to
    ),
    ("PaymentChannelCreate", "tecNO_PERMISSION"): once(
        flagged(flags.lsfDisallowIncomingPayChan), set_flag(flags.asfDisallowIncomingPayChan), _to
    ),
    ("PaymentChannelCreate", "tecINSUFFICIENT_RESERVE"): once(poor, become_poor, _open),
    ("PaymentChannelCreate", "temMALFORMED"): _with_bad_key,
    ("PaymentChannelCreate", "terNO_ACCOUNT"): on_its_own(_anybody_opens),
    ("PaymentChannelFund", "tecINSUFFICIENT_RESERVE"): once(_own, _anybody_opens, _fund_poor),
    ("PaymentChannelFund", "tecNO_DST"): once(_to_gone, nothing, lambda scene, channel: _fund(channel)),
    ("PaymentChannelFund", "temBAD_AMOUNT"): lambda scene: PaymentChannelFund(
        account=scene.account(), channel=NOTHING, amount=0
    ),
    ("PaymentChannelFund", "temBAD_EXPIRATION"): once(_own, _anybody_opens, _fund_until_past),
    ("PaymentChannelFund", "temMALFORMED"): lambda scene: PaymentChannelFund(
        account=scene.account(), channel=bytes(32), amount=1
    ),
    ("PaymentChannelClaim", "tecEXPIRED"): once(expired, let_expire, _with_expired),
    ("PaymentChannelClaim", "tecNO_DST"): once(
        _to_gone, nothing, lambda scene, channel: _claim(channel, channel.account)
    ),
    ("PaymentChannelClaim", "tecNO_TARGET"): lambda scene: PaymentChannelClaim(
        account=scene.account(), channel=NOTHING
    ),
    ("PaymentChannelClaim", "temBAD_AMOUNT"): lambda scene: PaymentChannelClaim(
        account=scene.account(), channel=NOTHING, balance=0
    ),
    ("PaymentChannelClaim", "temBAD_SIGNATURE"): once(_own, _anybody_opens, _signed_for_other),
    ("PaymentChannelClaim", "temBAD_SIGNER"): once(_own, _anybody_opens, _signed_by_other),
}
