"""PaymentChannelClaim: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Amount, Hash256


class PaymentChannelClaim(Transaction, code=15):
    """The format of PaymentChannelClaim."""

    channel: Hash256 = required("Channel")
    amount: Amount | None = optional("Amount")
    balance: Amount | None = optional("Balance")
    signature: bytes | None = optional("Signature")
    public_key: bytes | None = optional("PublicKey")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")
