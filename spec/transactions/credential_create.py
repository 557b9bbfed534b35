"""CredentialCreate states something about a subject, who has to accept it before it counts.

Until then the issuer holds the reserve for it. Who makes a statement about itself accepts it at once.

Source: Credentials.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, amendments, credentials, directories, keylets
from spec.amendments import Rules
from spec.credentials import MAX_TYPE_LENGTH
from spec.entries import Credential
from spec.flags import lsfAccepted
from spec.objects import optional, required
from spec.results import (
    require,
    tecDUPLICATE,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_TARGET,
    tecPSEUDO_ACCOUNT,
    tefINTERNAL,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Account
from spec.views import ApplyView, ReadView

MAX_URI_LENGTH = 256


class CredentialCreate(Transaction, code=58, amendment=amendments.Credentials):
    """What is said, about whom, until when."""

    subject: Account = required("Subject")
    credential_type: bytes = required("CredentialType")  #: 1 to 64 bytes
    expiration: int | None = optional("Expiration")
    uri: bytes | None = optional("URI")  #: where more is to be found


known_flags = credentials.known_flags


def preflight(tx: CredentialCreate, rules: Rules) -> None:
    """There is a subject, a URI has 1 to 256 bytes, and the type 1 to 64: temMALFORMED."""
    require(any(tx.subject), temMALFORMED)
    require(tx.uri is None or 1 <= len(tx.uri) <= MAX_URI_LENGTH, temMALFORMED)
    require(1 <= len(tx.credential_type) <= MAX_TYPE_LENGTH, temMALFORMED)


def preclaim(tx: CredentialCreate, view: ReadView) -> None:
    """The subject exists, and the issuer has not said this of it before.

    1. The subject exists (tecNO_TARGET) and, since fixCleanup3_3_0, is somebody (tecPSEUDO_ACCOUNT).
    2. There is no such credential yet: tecDUPLICATE.
    """
    root = view.need(keylets.account(tx.subject), tecNO_TARGET)
    if view.info.rules.enabled(amendments.fixCleanup3_3_0):
        require(not accounts.is_pseudo(root), tecPSEUDO_ACCOUNT)
    keylet = keylets.credential(tx.subject, tx.account, tx.credential_type)
    require(not view.exists(keylet), tecDUPLICATE)


def apply(tx: CredentialCreate, view: ApplyView) -> None:
    """List the credential with its issuer and, where that is another account, with its subject.

    1. It has not expired already: tecEXPIRED.
    2. What the issuer held before the fee is enough for the reserve of one more object:
       tecINSUFFICIENT_RESERVE.
    """
    require(not accounts.passed(view, tx.expiration), tecEXPIRED)
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    credential = Credential(
        keylets.credential(tx.subject, tx.account, tx.credential_type).key,
        subject=tx.subject,
        issuer=tx.account,
        credential_type=tx.credential_type,
        expiration=tx.expiration,
        uri=tx.uri,
    )
    credential.issuer_node = directories.add_owned(view, tx.account, credential.key)
    accounts.adjust_owner_count(view, tx.account, 1)
    if tx.subject == tx.account:
        credential.flags = lsfAccepted
    else:
        credential.subject_node = directories.add_owned(view, tx.subject, credential.key)
    view.insert(credential)
