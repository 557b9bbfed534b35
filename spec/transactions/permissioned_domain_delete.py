"""PermissionedDomainDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Transaction
from spec.values import Hash256


class PermissionedDomainDelete(Transaction, code=63, amendment=amendments.PermissionedDomains):
    """The format of PermissionedDomainDelete."""

    domain_id: Hash256 = required("DomainID")
