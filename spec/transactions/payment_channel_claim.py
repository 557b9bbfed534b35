"""PaymentChannelClaim pays out of a channel, and may ask to close it or, as its source, take that back.

A claim names the total that the channel is to have paid, not the difference. The destination needs the
source's signature for it, which covers the channel and a total at least as high; the source itself needs
none.

Source: PayChan.cpp (3.1.1), PaymentChannelClaim.cpp (3.3.0-b0); vectors: channel.
"""

from __future__ import annotations

from spec import amendments, credentials, keylets, keys, payment_channels, signing
from spec.amendments import Rules
from spec.entries import PayChannel
from spec.flags import tfClose, tfRenew
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecNO_DST,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tecUNFUNDED_PAYMENT,
    tefINTERNAL,
    temBAD_AMOUNT,
    temBAD_SIGNATURE,
    temBAD_SIGNER,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Amount, Drops, Hash256
from spec.views import ApplyView, ReadView


class PaymentChannelClaim(Transaction, code=15):
    """Which channel, and what is claimed of it."""

    channel: Hash256 = required("Channel")
    amount: Amount | None = optional(
        "Amount"
    )  #: the total that the signature is for, unless it is the balance
    balance: Amount | None = optional("Balance")  #: the total that the channel is to have paid
    signature: bytes | None = optional("Signature")
    public_key: bytes | None = optional("PublicKey")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")


def enabled(tx: PaymentChannelClaim, rules: Rules) -> bool:
    """Credentials exist only with their amendment."""
    return tx.credential_ids is None or rules.enabled(amendments.Credentials)


def preflight(tx: PaymentChannelClaim, rules: Rules) -> None:
    """Totals that fit together, and a signature that holds, if there is one.

    1. Since fixCleanup3_2_0 the channel is one that can exist: temMALFORMED.
    2. Balance and Amount are some XRP, and Balance is not more than Amount: temBAD_AMOUNT.
    3. It is not to be closed and renewed at once: temMALFORMED.
    4. A signature comes with a key of a known kind and Balance (temMALFORMED), and holds for the channel and
       Amount, or without that Balance (temBAD_SIGNATURE).
    5. Credentials, if there are any, are 1 to 8, each once: temMALFORMED.
    """
    require(not rules.enabled(amendments.fixCleanup3_2_0) or any(tx.channel), temMALFORMED)
    for total in (tx.balance, tx.amount):
        require(total is None or (isinstance(total, int) and total > 0), temBAD_AMOUNT)
    if isinstance(tx.balance, int) and isinstance(tx.amount, int):
        require(tx.balance <= tx.amount, temBAD_AMOUNT)
    require(not (tx.has_flag(tfClose) and tx.has_flag(tfRenew)), temMALFORMED)
    if tx.signature is not None:
        _check_signature(tx, tx.signature)
    credentials.check_ids(tx.credential_ids)


def _check_signature(tx: PaymentChannelClaim, signature: bytes) -> None:
    require(tx.public_key and isinstance(tx.balance, int), temMALFORMED)
    signed_for = tx.amount if tx.amount is not None else tx.balance
    if tx.public_key is None or not isinstance(signed_for, int):
        raise TypeError("a claim without a key or of something else than XRP")
    require(keys.key_type(tx.public_key) is not None, temMALFORMED)
    require(keys.verify(tx.public_key, signing.claim(tx.channel, signed_for), signature), temBAD_SIGNATURE)


def preclaim(tx: PaymentChannelClaim, view: ReadView) -> None:
    """Credentials that are named exist, are about the sender and accepted: tecBAD_CREDENTIALS."""
    credentials.check_valid(view, tx.credential_ids, tx.account)


def apply(tx: PaymentChannelClaim, view: ApplyView) -> None:
    """Pay, renew, close.

    1. The channel exists: tecNO_TARGET. One whose time has come is closed, with success, by whoever asks.
    2. It is one of its two sides that asks: tecNO_PERMISSION.
    3. With Balance, the rules of paying.
    4. It is the source that renews: tecNO_PERMISSION.
    """
    keylet = Keylet(tx.channel, PayChannel)
    channel = view.need(keylet, tecNO_TARGET)
    if payment_channels.is_over(view, channel):
        payment_channels.close(view, keylet)
        return
    require(tx.account in (channel.account, channel.destination), tecNO_PERMISSION)
    channel = view.edit_needed(keylet, tecNO_TARGET)
    if isinstance(tx.balance, int):
        _pay(tx, view, channel, tx.balance)
    if tx.has_flag(tfRenew):
        require(tx.account == channel.account, tecNO_PERMISSION)
        channel.expiration = None
    if tx.has_flag(tfClose):
        if tx.account == channel.destination or channel.balance == channel.amount:
            payment_channels.close(view, keylet)
            return
        settled = payment_channels.settle_time(view, channel)
        if channel.expiration is None or channel.expiration > settled:
            channel.expiration = settled


def _pay(tx: PaymentChannelClaim, view: ApplyView, channel: PayChannel, total: Drops) -> None:
    """Pay the difference to what was paid before.

    1. The destination has a signature: before fixCleanup3_2_0 temBAD_SIGNATURE, since then tecNO_PERMISSION.
    2. A signature is with the channel's key: before fixCleanup3_2_0 temBAD_SIGNER, since then
       tecNO_PERMISSION.
    3. The total is not more than the channel holds, and more than it has paid: tecUNFUNDED_PAYMENT.
    4. The destination exists: tecNO_DST.
    5. No credential that is named has expired (tecEXPIRED), and the destination lets the sender of this
       transaction in (tecNO_PERMISSION).
    """
    if tx.account == channel.destination:
        otherwise = payment_channels.refusal(view, temBAD_SIGNATURE, tecNO_PERMISSION)
        require(tx.signature is not None, otherwise)
    if tx.signature is not None:
        otherwise = payment_channels.refusal(view, temBAD_SIGNER, tecNO_PERMISSION)
        require(tx.public_key == channel.public_key, otherwise)
    require(isinstance(channel.amount, int) and total <= channel.amount, tecUNFUNDED_PAYMENT)
    require(total > channel.balance, tecUNFUNDED_PAYMENT)
    require(view.exists(keylets.account(channel.destination)), tecNO_DST)
    destination = view.edit_needed(keylets.account(channel.destination), tefINTERNAL)
    credentials.verify_deposit(view, tx.credential_ids, tx.account, destination)
    destination.balance += total - channel.balance
    channel.balance = total
