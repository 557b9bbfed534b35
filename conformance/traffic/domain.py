"""Permissioned domains and the books that only their members see."""

from __future__ import annotations

from conformance.traffic import dex, identity, paths, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import Credential, PermissionedDomain
from spec.flags import lsfAccepted
from spec.transaction import Transaction
from spec.transactions.offer_create import OfferCreate
from spec.transactions.permissioned_domain_delete import PermissionedDomainDelete
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.values import Account


def set_domain(scene: Scene) -> Transaction:
    """Make a domain, or change whom it lets in."""
    choose = scene.choose
    entry = scene.one(PermissionedDomain) if choose.chance(40) else None
    if entry is None:
        owner = choose.pick(scene.gateways)
    else:
        owner = scene.mostly(entry.owner)
    most = choose.pick((2, 1, 10, 11))
    return PermissionedDomainSet(
        account=owner,
        accepted_credentials=scene.accepted(1, most),
        **given(domain_id=None if entry is None else entry.key),
    )


def delete_domain(scene: Scene) -> Transaction | None:
    """Take a domain out."""
    entry = scene.one(PermissionedDomain)
    if entry is None:
        return None
    return PermissionedDomainDelete(account=scene.mostly(entry.owner), domain_id=entry.key)


def members(scene: Scene, domain: PermissionedDomain) -> list[Account]:
    """Who has one of the credentials that the domain accepts, or owns it."""
    accepted = {(one.issuer, one.credential_type) for one in domain.accepted_credentials}
    found = [
        one.subject
        for one in scene.live(Credential)
        if one.flags & lsfAccepted and (one.issuer, one.credential_type) in accepted
    ]
    return sorted({*found, domain.owner} & set(scene.people))


def place(scene: Scene) -> Transaction | None:
    """Place an offer in the books of a domain, perhaps in the open ones as well."""
    domain = scene.one(PermissionedDomain)
    if domain is None:
        return set_domain(scene)
    inside = members(scene, domain)
    tx = dex.place(scene) if scene.choose.chance(60) else dex.take(scene)
    if not isinstance(tx, OfferCreate):
        return tx
    if inside and not scene.choose.chance(8) and tx.account not in inside:
        tx.account = scene.choose.pick(inside)
    tx.domain_id = domain.key
    if scene.choose.chance(25):
        tx.flags = (tx.flags or 0) | flags.tfHybrid
    return tx


MIX: Mix = (
    (4, identity.issue_credential),
    (4, identity.accept_credential),
    (1, identity.delete_credential),
    (4, set_domain),
    (1, delete_domain),
    (4, trust.open_line),
    (4, trust.issue),
    (1, trust.terms),
    (9, place),
    (2, dex.place),
    (2, dex.take),
    (1, dex.cancel),
    (5, paths.convert),
    (1, paths.ripple),
    (2, xrp.relieve),
)
