"""EscrowCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Amount


class EscrowCreate(Transaction, code=1):
    """The format of EscrowCreate."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount", mpt=True)
    condition: bytes | None = optional("Condition")
    cancel_after: int | None = optional("CancelAfter")
    finish_after: int | None = optional("FinishAfter")
    destination_tag: int | None = optional("DestinationTag")
