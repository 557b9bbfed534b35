"""CheckCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Amount, Hash256


class CheckCreate(Transaction, code=16):
    """The format of CheckCreate."""

    destination: Account = required("Destination")
    send_max: Amount = required("SendMax", mpt=True)
    expiration: int | None = optional("Expiration")
    destination_tag: int | None = optional("DestinationTag")
    invoice_id: Hash256 | None = optional("InvoiceID")
