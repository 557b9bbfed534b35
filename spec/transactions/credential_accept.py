"""CredentialAccept: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Transaction
from spec.values import Account


class CredentialAccept(Transaction, code=59, amendment=amendments.Credentials):
    """The format of CredentialAccept."""

    issuer: Account = required("Issuer")
    credential_type: bytes = required("CredentialType")
