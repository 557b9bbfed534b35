"""PaymentChannelCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Amount


class PaymentChannelCreate(Transaction, code=13):
    """The format of PaymentChannelCreate."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount")
    settle_delay: int = required("SettleDelay")
    public_key: bytes = required("PublicKey")
    cancel_after: int | None = optional("CancelAfter")
    destination_tag: int | None = optional("DestinationTag")
