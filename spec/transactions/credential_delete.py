"""CredentialDelete takes a statement back: its issuer or its subject may at any time, anyone once it has
expired.

Source: Credentials.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import amendments, credentials, keylets
from spec.amendments import Rules
from spec.entries import Credential
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import require, tecNO_ENTRY, tecNO_PERMISSION, temINVALID_ACCOUNT_ID, temMALFORMED
from spec.transaction import Transaction
from spec.values import Account
from spec.views import ApplyView, ReadView


class CredentialDelete(Transaction, code=60, amendment=amendments.Credentials):
    """Which statement. Whoever is not named is the account itself."""

    subject: Account | None = optional("Subject")
    issuer: Account | None = optional("Issuer")
    credential_type: bytes = required("CredentialType")


known_flags = credentials.known_flags


def preflight(tx: CredentialDelete, rules: Rules) -> None:
    """At least one of the two is named.

    1. Subject or Issuer: temMALFORMED.
    2. Both are accounts, where they are named: temINVALID_ACCOUNT_ID.
    3. The type has 1 to 64 bytes: temMALFORMED.
    """
    named = [account for account in (tx.subject, tx.issuer) if account is not None]
    require(named, temMALFORMED)
    require(all(any(account) for account in named), temINVALID_ACCOUNT_ID)
    require(1 <= len(tx.credential_type) <= credentials.MAX_TYPE_LENGTH, temMALFORMED)


def _keylet(tx: CredentialDelete) -> Keylet[Credential]:
    subject = tx.subject if tx.subject is not None else tx.account
    issuer = tx.issuer if tx.issuer is not None else tx.account
    return keylets.credential(subject, issuer, tx.credential_type)


def preclaim(tx: CredentialDelete, view: ReadView) -> None:
    """The credential exists: tecNO_ENTRY."""
    require(view.exists(_keylet(tx)), tecNO_ENTRY)


def apply(tx: CredentialDelete, view: ApplyView) -> None:
    """Take it out, if it is there (tecNO_ENTRY), and this account may, or it has expired
    (tecNO_PERMISSION)."""
    credential = view.need(_keylet(tx), tecNO_ENTRY)
    concerned = tx.account in (credential.subject, credential.issuer)
    require(concerned or credentials.is_expired(view, credential), tecNO_PERMISSION)
    credentials.delete(view, _keylet(tx))
