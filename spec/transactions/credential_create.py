"""CredentialCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account


class CredentialCreate(Transaction, code=58, amendment=amendments.Credentials):
    """The format of CredentialCreate."""

    subject: Account = required("Subject")
    credential_type: bytes = required("CredentialType")
    expiration: int | None = optional("Expiration")
    uri: bytes | None = optional("URI")
