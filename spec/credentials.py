"""Credentials: what issuers say of subjects, and what an account makes of it.

A credential counts once its subject has accepted it, and as long as it has not expired. Accounts that refuse
deposits let in whoever holds the credentials that they name; a permissioned domain is a list of credentials
any of which lets an account in. Expired credentials are taken out by whoever stumbles on them, even if the
transaction then fails.

Source: CredentialHelpers.cpp (3.1.1); vectors: identity, domain.
"""

from __future__ import annotations

from collections.abc import Iterable

from spec import accounts, amendments, directories, keylets
from spec.amendments import Rules
from spec.entries import AccountRoot, Credential, PermissionedDomain
from spec.flags import lsfAccepted, lsfDepositAuth
from spec.inner import AuthorizedCredential
from spec.keylets import Keylet
from spec.removal import removes
from spec.results import (
    Result,
    fail,
    require,
    tecBAD_CREDENTIALS,
    tecEXPIRED,
    tecNO_AUTH,
    tecNO_ENTRY,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tefINTERNAL,
    temARRAY_EMPTY,
    temARRAY_TOO_LARGE,
    temINVALID_ACCOUNT_ID,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transaction import Transaction
from spec.values import Account, Hash256
from spec.views import Layer, ReadView

MAX_CREDENTIALS = 8
"""A transaction or a leave to deposit names no more."""
ALL_FLAGS = 0xFFFFFFFF
MAX_TYPE_LENGTH = 64
"""Bytes of a credential's type."""


def known_flags(tx: Transaction, rules: Rules) -> int:
    """Before fixInvalidTxFlags the flags of transactions about credentials were not looked at."""
    return tx.known_flags if rules.enabled(amendments.fixInvalidTxFlags) else ALL_FLAGS


def check_ids(ids: tuple[Hash256, ...] | None) -> None:
    """A transaction names one to eight credentials, each once, or none at all.

    Raises Failure with temMALFORMED.
    """
    if ids is not None:
        require(1 <= len(ids) <= MAX_CREDENTIALS and len(set(ids)) == len(ids), temMALFORMED)


def check_valid(view: ReadView, ids: tuple[Hash256, ...] | None, subject: Account) -> None:
    """The credentials exist, are about the subject, and were accepted. Whether they expired is seen later.

    Raises Failure with tecBAD_CREDENTIALS.
    """
    for key in ids or ():
        credential = view.need(Keylet(key, Credential), tecBAD_CREDENTIALS)
        require(credential.subject == subject, tecBAD_CREDENTIALS)
        require(credential.flags & lsfAccepted, tecBAD_CREDENTIALS)


def check_array(credentials: tuple[AuthorizedCredential, ...], most: int) -> None:
    """A list of credentials by issuer and type has one to ``most`` of them, each once and well formed.

    Raises Failure with temARRAY_EMPTY, temARRAY_TOO_LARGE, temINVALID_ACCOUNT_ID or temMALFORMED.
    """
    require(credentials, temARRAY_EMPTY)
    require(len(credentials) <= most, temARRAY_TOO_LARGE)
    seen: set[tuple[Account, bytes]] = set()
    for one in credentials:
        require(any(one.issuer), temINVALID_ACCOUNT_ID)
        require(1 <= len(one.credential_type) <= MAX_TYPE_LENGTH, temMALFORMED)
        pair = one.issuer, one.credential_type
        require(pair not in seen, temMALFORMED)
        seen.add(pair)


def in_order(credentials: Iterable[AuthorizedCredential]) -> tuple[AuthorizedCredential, ...]:
    """The credentials by issuer and type, as the ledger keeps them."""
    return tuple(sorted(credentials, key=lambda one: (one.issuer, one.credential_type)))


def pairs(credentials: Iterable[AuthorizedCredential]) -> list[tuple[Account, bytes]]:
    """Each credential's issuer and type."""
    return [(one.issuer, one.credential_type) for one in credentials]


def is_expired(view: ReadView, credential: Credential) -> bool:
    """Whether the credential counts no more."""
    return accounts.passed(view, credential.expiration)


@removes(Credential)
def delete(view: Layer, keylet: Keylet[Credential]) -> None:
    """Take a credential out of the ledger. Whoever paid the reserve for it gets it back.

    Raises Failure with tecNO_ENTRY or tefBAD_LEDGER.
    """
    credential = view.need(keylet, tecNO_ENTRY)
    issuer, subject = credential.issuer, credential.subject
    accepted = credential.flags & lsfAccepted
    directories.remove_owned(view, issuer, credential.issuer_node, keylet.key, keep_root=False)
    if not accepted or subject == issuer:
        accounts.adjust_owner_count(view, issuer, -1)
    if subject != issuer:
        directories.remove_owned(view, subject, credential.subject_node or 0, keylet.key, keep_root=False)
        if accepted:
            accounts.adjust_owner_count(view, subject, -1)
    view.erase(keylet)


def remove_expired(view: Layer, keys: Iterable[Hash256]) -> bool:
    """Take out those of the credentials that expired. Gives whether there were any."""
    found = False
    for key in keys:
        keylet = Keylet(key, Credential)
        credential = view.read(keylet)
        if credential is not None and is_expired(view, credential):
            delete(view, keylet)
            found = True
    return found


def verify_deposit(
    view: Layer, ids: tuple[Hash256, ...] | None, source: Account, destination: AccountRoot
) -> None:
    """The source may pay the destination, by the leave given to it or to its credentials.

    Raises Failure with tecEXPIRED when a credential that the transaction names has expired, or
    tecNO_PERMISSION.
    """
    require(not remove_expired(view, ids or ()), tecEXPIRED)
    owner = destination.account
    if not destination.flags & lsfDepositAuth or source == owner:
        return
    if view.exists(keylets.deposit_preauth(owner, source)):
        return
    require(ids is not None, tecNO_PERMISSION)
    named = [view.need(Keylet(key, Credential), tefINTERNAL) for key in ids or ()]
    held = {(one.issuer, one.credential_type) for one in named}
    require(len(held) == len(named), tefINTERNAL)
    require(view.exists(keylets.deposit_preauth_credentials(owner, held)), tecNO_PERMISSION)


def domain_standing(view: ReadView, domain_id: Hash256, subject: Account) -> Result:
    """Whether a domain lets the subject in, as far as one can tell without changing the ledger.

    tesSUCCESS, or tecOBJECT_NOT_FOUND without the domain, tecEXPIRED when what would let it in has expired,
    or tecNO_AUTH.
    """
    domain = view.read(Keylet(domain_id, PermissionedDomain))
    if domain is None:
        return tecOBJECT_NOT_FOUND
    expired = False
    for one in domain.accepted_credentials:
        credential = view.read(keylets.credential(subject, one.issuer, one.credential_type))
        if credential is None:
            continue
        if is_expired(view, credential):
            expired = True
        elif credential.flags & lsfAccepted:
            return tesSUCCESS
    return tecEXPIRED if expired else tecNO_AUTH


def enter_domain(view: Layer, domain_id: Hash256, subject: Account) -> None:
    """The domain lets the subject in; credentials for it that expired are taken out on the way.

    Raises Failure with tecOBJECT_NOT_FOUND, tecEXPIRED or tecNO_PERMISSION.
    """
    domain = view.need(Keylet(domain_id, PermissionedDomain), tecOBJECT_NOT_FOUND)
    found = [
        keylet
        for one in domain.accepted_credentials
        if view.exists(keylet := keylets.credential(subject, one.issuer, one.credential_type))
    ]
    expired = remove_expired(view, [keylet.key for keylet in found])
    for keylet in found:
        credential = view.read(keylet)
        if credential is not None and credential.flags & lsfAccepted:
            return
    fail(tecEXPIRED if expired else tecNO_PERMISSION)


def account_in_domain(view: ReadView, domain_id: Hash256, account: Account) -> bool:
    """Whether the account may use a permissioned domain's order books: its owner may, and whoever it lets in.

    Source: PermissionedDEXHelpers.cpp (3.1.1).
    """
    domain = view.read(Keylet(domain_id, PermissionedDomain))
    if domain is None:
        return False
    if domain.owner == account:
        return True
    for one in domain.accepted_credentials:
        credential = view.read(keylets.credential(account, one.issuer, one.credential_type))
        if credential is not None and credential.flags & lsfAccepted and not is_expired(view, credential):
            return True
    return False
