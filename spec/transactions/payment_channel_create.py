"""PaymentChannelCreate sets XRP aside for a destination, to be claimed by messages that a key signs.

Source: PayChan.cpp (3.1.1); vectors: channel.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets, keys
from spec.amendments import Rules
from spec.entries import PayChannel
from spec.flags import lsfDisallowIncomingPayChan, lsfRequireDestTag
from spec.objects import optional, required
from spec.results import (
    require,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_DST,
    tecNO_PERMISSION,
    tecUNFUNDED,
    tefINTERNAL,
    temBAD_AMOUNT,
    temDST_IS_SRC,
    temMALFORMED,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.values import Account, Amount
from spec.views import ApplyView, ReadView


class PaymentChannelCreate(Transaction, code=13):
    """For whom, how much, and under which conditions."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount")  #: drops to set aside
    settle_delay: int = required("SettleDelay")  #: seconds that the source has to wait when it wants to close
    public_key: bytes = required("PublicKey")  #: signs claims
    cancel_after: int | None = optional("CancelAfter")  #: when the channel closes in any case
    destination_tag: int | None = optional("DestinationTag")


def preflight(tx: PaymentChannelCreate, rules: Rules) -> None:
    """Some XRP (temBAD_AMOUNT), for someone else (temDST_IS_SRC), with a key of a known kind
    (temMALFORMED)."""
    require(isinstance(tx.amount, int) and tx.amount > 0, temBAD_AMOUNT)
    require(tx.account != tx.destination, temDST_IS_SRC)
    require(keys.key_type(tx.public_key) is not None, temMALFORMED)


def preclaim(tx: PaymentChannelCreate, view: ReadView) -> None:
    """The source can spare the XRP, and the destination takes channels.

    1. The source exists: terNO_ACCOUNT.
    2. Before the fee it has enough for the reserve of one more object (tecINSUFFICIENT_RESERVE), and the XRP
       besides (tecUNFUNDED).
    3. The destination exists (tecNO_DST), takes channels (tecNO_PERMISSION), gets the tag that it asks for
       (tecDST_TAG_NEEDED), and is somebody, and no pool or vault (tecNO_PERMISSION).
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    kept = accounts.reserve(view, root, 1)
    require(root.balance >= kept, tecINSUFFICIENT_RESERVE)
    require(isinstance(tx.amount, int) and root.balance >= kept + tx.amount, tecUNFUNDED)
    destination = view.need(keylets.account(tx.destination), tecNO_DST)
    require(not destination.flags & lsfDisallowIncomingPayChan, tecNO_PERMISSION)
    has_tag = tx.destination_tag is not None
    require(not destination.flags & lsfRequireDestTag or has_tag, tecDST_TAG_NEEDED)
    require(not accounts.is_pseudo(destination), tecNO_PERMISSION)


def apply(tx: PaymentChannelCreate, view: ApplyView) -> None:
    """List the channel with both sides, and move the XRP into it.

    Since fixPayChanCancelAfter the time to cancel has not passed: tecEXPIRED.
    """
    rules = view.info.rules
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    if rules.enabled(amendments.fixPayChanCancelAfter):
        require(not accounts.passed(view, tx.cancel_after), tecEXPIRED)
    if not isinstance(tx.amount, int):
        raise TypeError("preflight lets only XRP through")
    channel = PayChannel(
        keylets.payment_channel(tx.account, tx.destination, tx.sequence_or_ticket).key,
        amount=tx.amount,
        balance=0,
        account=tx.account,
        destination=tx.destination,
        settle_delay=tx.settle_delay,
        public_key=tx.public_key,
        cancel_after=tx.cancel_after,
        source_tag=tx.source_tag,
        destination_tag=tx.destination_tag,
    )
    if rules.enabled(amendments.fixIncludeKeyletFields):
        channel.sequence = tx.sequence_or_ticket
    channel.owner_node = directories.add_owned(view, tx.account, channel.key)
    channel.destination_node = directories.add_owned(view, tx.destination, channel.key)
    view.insert(channel)
    root.balance -= tx.amount
    accounts.adjust_owner_count(view, tx.account, 1)
