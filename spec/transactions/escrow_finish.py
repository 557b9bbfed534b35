"""EscrowFinish: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Hash256


class EscrowFinish(Transaction, code=2):
    """The format of EscrowFinish."""

    owner: Account = required("Owner")
    offer_sequence: int = required("OfferSequence")
    fulfillment: bytes | None = optional("Fulfillment")
    condition: bytes | None = optional("Condition")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")
