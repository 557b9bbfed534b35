"""CredentialDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account


class CredentialDelete(Transaction, code=60, amendment=amendments.Credentials):
    """The format of CredentialDelete."""

    subject: Account | None = optional("Subject")
    issuer: Account | None = optional("Issuer")
    credential_type: bytes = required("CredentialType")
