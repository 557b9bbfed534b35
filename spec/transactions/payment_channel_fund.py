"""PaymentChannelFund adds XRP to a channel, and may put off its end. Only its source may do so.

Source: PayChan.cpp (3.1.1), PaymentChannelFund.cpp (3.3.0-b0); vectors: channel.
"""

from __future__ import annotations

from spec import accounts, amendments, keylets, payment_channels
from spec.amendments import Rules
from spec.entries import PayChannel
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecINSUFFICIENT_RESERVE,
    tecNO_DST,
    tecNO_ENTRY,
    tecNO_PERMISSION,
    tecUNFUNDED,
    tefINTERNAL,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Amount, Hash256
from spec.views import ApplyView


class PaymentChannelFund(Transaction, code=14):
    """Which channel, and how much more."""

    channel: Hash256 = required("Channel")
    amount: Amount = required("Amount")  #: drops to add
    expiration: int | None = optional("Expiration")  #: when the channel is to close instead


def preflight(tx: PaymentChannelFund, rules: Rules) -> None:
    """Since fixCleanup3_2_0, for a channel that can exist (temMALFORMED); and some XRP (temBAD_AMOUNT)."""
    require(not rules.enabled(amendments.fixCleanup3_2_0) or any(tx.channel), temMALFORMED)
    require(isinstance(tx.amount, int) and tx.amount > 0, temBAD_AMOUNT)


def apply(tx: PaymentChannelFund, view: ApplyView) -> None:
    """Add the XRP.

    1. The channel exists: tecNO_ENTRY. One whose time has come is closed, with success, by whoever asks.
    2. It is the source that asks: tecNO_PERMISSION.
    3. A new time to close lies not before the end of the delay, nor, if there was one before that, before the
       old time: before fixCleanup3_2_0 temBAD_EXPIRATION, since then tecNO_PERMISSION.
    4. After the fee the source has its reserve (tecINSUFFICIENT_RESERVE) and the XRP besides (tecUNFUNDED).
    5. The destination exists: tecNO_DST.
    """
    keylet = Keylet(tx.channel, PayChannel)
    channel = view.need(keylet, tecNO_ENTRY)
    if payment_channels.is_over(view, channel):
        payment_channels.close(view, keylet)
        return
    require(channel.account == tx.account, tecNO_PERMISSION)
    channel = view.edit_needed(keylet, tecNO_ENTRY)
    if tx.expiration is not None:
        earliest = payment_channels.settle_time(view, channel)
        if channel.expiration is not None:
            earliest = min(earliest, channel.expiration)
        otherwise = payment_channels.refusal(view, temBAD_EXPIRATION, tecNO_PERMISSION)
        require(tx.expiration >= earliest, otherwise)
        channel.expiration = tx.expiration
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    kept = accounts.reserve(view, root)
    require(root.balance >= kept, tecINSUFFICIENT_RESERVE)
    if not isinstance(tx.amount, int) or not isinstance(channel.amount, int):
        raise TypeError("preflight lets only XRP through")
    require(root.balance >= kept + tx.amount, tecUNFUNDED)
    require(view.exists(keylets.account(channel.destination)), tecNO_DST)
    channel.amount += tx.amount
    root.balance -= tx.amount
