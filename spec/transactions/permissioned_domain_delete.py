"""PermissionedDomainDelete takes a domain of the account out of the ledger.

Source: PermissionedDomainDelete.cpp (3.1.1); vectors: domain, identity.
"""

from __future__ import annotations

from spec import accounts, amendments, directories
from spec.amendments import Rules
from spec.entries import PermissionedDomain
from spec.keylets import Keylet
from spec.objects import required
from spec.results import require, tecNO_ENTRY, tecNO_PERMISSION, temMALFORMED
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ApplyView, ReadView


class PermissionedDomainDelete(Transaction, code=63, amendment=amendments.PermissionedDomains):
    """Which domain."""

    domain_id: Hash256 = required("DomainID")


def preflight(tx: PermissionedDomainDelete, rules: Rules) -> None:
    """The domain is one that can exist: temMALFORMED."""
    require(any(tx.domain_id), temMALFORMED)


def preclaim(tx: PermissionedDomainDelete, view: ReadView) -> None:
    """It exists (tecNO_ENTRY) and is the account's own (tecNO_PERMISSION)."""
    domain = view.need(Keylet(tx.domain_id, PermissionedDomain), tecNO_ENTRY)
    require(domain.owner == tx.account, tecNO_PERMISSION)


def apply(tx: PermissionedDomainDelete, view: ApplyView) -> None:
    """Take it out, if it is there: tecNO_ENTRY."""
    keylet = Keylet(tx.domain_id, PermissionedDomain)
    domain = view.need(keylet, tecNO_ENTRY)
    directories.remove_owned(view, tx.account, domain.owner_node, keylet.key, keep_root=True)
    accounts.adjust_owner_count(view, tx.account, -1)
    view.erase(keylet)
