"""PermissionedDomainSet says which credentials let an account into a domain; any one of them does.

Without a DomainID it makes a new domain, with one it changes the list of an existing one.

Source: PermissionedDomainSet.cpp (3.1.1); vectors: domain, identity.
"""

from __future__ import annotations

from spec import accounts, amendments, credentials, directories, keylets
from spec.amendments import Rules
from spec.entries import PermissionedDomain
from spec.inner import AuthorizedCredential
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_PERMISSION,
    tefEXCEPTION,
    tefINTERNAL,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ApplyView, ReadView

MAX_CREDENTIALS = 10


class PermissionedDomainSet(Transaction, code=62, amendment=amendments.PermissionedDomains):
    """The credentials, in any order, and the domain if there is one already."""

    domain_id: Hash256 | None = optional("DomainID")
    accepted_credentials: tuple[AuthorizedCredential, ...] = required("AcceptedCredentials")


def enabled(tx: PermissionedDomainSet, rules: Rules) -> bool:
    """There are no domains without credentials."""
    return rules.enabled(amendments.Credentials)


def preflight(tx: PermissionedDomainSet, rules: Rules) -> None:
    """The list is well formed.

    1. Credentials are 1 to 10 (temARRAY_EMPTY, temARRAY_TOO_LARGE), and each has an issuer
       (temINVALID_ACCOUNT_ID) and a type of 1 to 64 bytes and stands there once (temMALFORMED).
    2. The domain is one that can exist: temMALFORMED.
    """
    credentials.check_array(tx.accepted_credentials, MAX_CREDENTIALS)
    require(tx.domain_id is None or any(tx.domain_id), temMALFORMED)


def preclaim(tx: PermissionedDomainSet, view: ReadView) -> None:
    """All issuers exist (tecNO_ISSUER), and so does the domain (tecNO_ENTRY), which is the account's own
    (tecNO_PERMISSION)."""
    for one in tx.accepted_credentials:
        require(view.exists(keylets.account(one.issuer)), tecNO_ISSUER)
    if tx.domain_id is not None:
        domain = view.need(Keylet(tx.domain_id, PermissionedDomain), tecNO_ENTRY)
        require(domain.owner == tx.account, tecNO_PERMISSION)


def apply(tx: PermissionedDomainSet, view: ApplyView) -> None:
    """Store the list in order. fixCleanup3_1_3 lets a ticket's number name the domain, as everywhere else.

    1. To make a domain, the account has enough for the reserve of one more object after the fee:
       tecINSUFFICIENT_RESERVE.
    2. There is no domain of its number. Before the fix every ticket makes number zero, and the established
       server ends itself over the second (Ledger.cpp); here nothing happens: tefEXCEPTION.
    """
    accepted = credentials.in_order(tx.accepted_credentials)
    if tx.domain_id is not None:
        view.edit_needed(
            Keylet(tx.domain_id, PermissionedDomain), tefINTERNAL
        ).accepted_credentials = accepted
        return
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(root.balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    by_ticket = view.info.rules.enabled(amendments.fixCleanup3_1_3)
    sequence = tx.sequence_or_ticket if by_ticket else tx.sequence
    keylet = keylets.permissioned_domain(tx.account, sequence)
    require(not view.exists(keylet), tefEXCEPTION)
    domain = PermissionedDomain(
        keylet.key, owner=tx.account, sequence=sequence, accepted_credentials=accepted
    )
    domain.owner_node = directories.add_owned(view, tx.account, keylet.key)
    accounts.adjust_owner_count(view, tx.account, 1)
    view.insert(domain)
