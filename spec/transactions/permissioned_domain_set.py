"""PermissionedDomainSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.inner import AuthorizedCredential
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Hash256


class PermissionedDomainSet(Transaction, code=62, amendment=amendments.PermissionedDomains):
    """The format of PermissionedDomainSet."""

    domain_id: Hash256 | None = optional("DomainID")
    accepted_credentials: tuple[AuthorizedCredential, ...] = required("AcceptedCredentials")
