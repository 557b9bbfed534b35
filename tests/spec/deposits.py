"""Ledgers in which accounts refuse deposits, and let in whom they know or whom others vouch for."""

from __future__ import annotations

from typing import Any

from spec import keylets
from spec.flags import lsfDepositAuth
from spec.inner import AuthorizedCredential
from spec.results import tesSUCCESS
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.deposit_preauth import DepositPreauth
from spec.values import Hash256
from tests.spec.ledgers import SmallLedger, account

KIND = b"known"
"""A type of credential."""


def listed(*pairs: tuple[str, bytes]) -> tuple[AuthorizedCredential, ...]:
    """Credentials by issuer and type."""
    return tuple(AuthorizedCredential(issuer=account(name), credential_type=kind) for name, kind in pairs)


def vouch(
    ledger: SmallLedger,
    issuer: str,
    subject: str,
    kind: bytes = KIND,
    *,
    accepted: bool = True,
    **fields: Any,
) -> Hash256:
    """Have the issuer make a credential for the subject. Gives its key."""
    made = ledger.apply(CredentialCreate, issuer, subject=account(subject), credential_type=kind, **fields)
    assert made is tesSUCCESS
    if accepted and issuer != subject:
        taken = ledger.apply(CredentialAccept, subject, issuer=account(issuer), credential_type=kind)
        assert taken is tesSUCCESS
    return keylets.credential(account(subject), account(issuer), kind).key


def refuse_deposits(
    ledger: SmallLedger, name: str, *accounts: str, credentials: tuple[AuthorizedCredential, ...] = ()
) -> None:
    """Have the account refuse deposits, but from these accounts, and from those who hold all of these
    credentials."""
    ledger.change(name, flags=ledger.root(name).flags | lsfDepositAuth)
    for other in accounts:
        assert ledger.apply(DepositPreauth, name, authorize=account(other)) is tesSUCCESS
    if credentials:
        assert ledger.apply(DepositPreauth, name, authorize_credentials=credentials) is tesSUCCESS
