"""CredentialAccept makes a statement about the account count. From then on the account holds the reserve for
it.

Source: Credentials.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, amendments, credentials, keylets
from spec.amendments import Rules
from spec.flags import lsfAccepted
from spec.objects import required
from spec.results import (
    fail,
    require,
    tecDUPLICATE,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tefINTERNAL,
    temINVALID_ACCOUNT_ID,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Account
from spec.views import ApplyView, ReadView


class CredentialAccept(Transaction, code=59, amendment=amendments.Credentials):
    """Which statement: whose, and of which type."""

    issuer: Account = required("Issuer")
    credential_type: bytes = required("CredentialType")


known_flags = credentials.known_flags


def preflight(tx: CredentialAccept, rules: Rules) -> None:
    """There is an issuer (temINVALID_ACCOUNT_ID), and the type has 1 to 64 bytes (temMALFORMED)."""
    require(any(tx.issuer), temINVALID_ACCOUNT_ID)
    require(1 <= len(tx.credential_type) <= credentials.MAX_TYPE_LENGTH, temMALFORMED)


def preclaim(tx: CredentialAccept, view: ReadView) -> None:
    """The issuer exists (tecNO_ISSUER), and the credential (tecNO_ENTRY), which was not accepted before
    (tecDUPLICATE)."""
    require(view.exists(keylets.account(tx.issuer)), tecNO_ISSUER)
    credential = view.need(keylets.credential(tx.account, tx.issuer, tx.credential_type), tecNO_ENTRY)
    require(not credential.flags & lsfAccepted, tecDUPLICATE)


def apply(tx: CredentialAccept, view: ApplyView) -> None:
    """Mark the credential, and move its reserve from the issuer to the subject.

    1. What the subject held before the fee is enough for the reserve of one more object:
       tecINSUFFICIENT_RESERVE.
    2. The credential has not expired; one that has is taken out: tecEXPIRED.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    keylet = keylets.credential(tx.account, tx.issuer, tx.credential_type)
    credential = view.edit_needed(keylet, tefINTERNAL)
    if credentials.is_expired(view, credential):
        credentials.delete(view, keylet)
        fail(tecEXPIRED)
    credential.flags = lsfAccepted
    accounts.adjust_owner_count(view, tx.issuer, -1)
    accounts.adjust_owner_count(view, tx.account, 1)
