"""Invariants of permissioned domains and of their order books.

Source: InvariantCheck.cpp (3.1.1), PermissionedDomainInvariant.cpp, PermissionedDEXInvariant.cpp (3.3.0-b0).
"""

from __future__ import annotations

from spec import amendments, credentials
from spec.entries import DirectoryNode, Offer, PermissionedDomain
from spec.flags import lsfHybrid
from spec.invariants.frame import Step, invariant
from spec.keylets import Keylet
from spec.values import Hash256
from spec.views import Change

MAX_CREDENTIALS = 10


def _is_well_formed(domain: PermissionedDomain) -> bool:
    accepted = domain.accepted_credentials
    pairs = credentials.pairs(accepted)
    return 1 <= len(accepted) <= MAX_CREDENTIALS and pairs == sorted(set(pairs))


@invariant("ValidPermissionedDomain", PermissionedDomain)
def domains_are_well_formed(step: Step) -> bool:
    """A domain lists one to ten credentials, each once and in order.

    Since fixCleanup3_1_3 a domain is also only touched by the two transactions for it, one at a time, and by
    none that fails.
    """
    touched = list(step.changed(PermissionedDomain))
    sets, deletes = (step.tx.type_name == f"PermissionedDomain{act}" for act in ("Set", "Delete"))
    if not step.enabled(amendments.fixCleanup3_1_3):
        return not (sets and step.succeeded) or all(_is_well_formed(domain) for _, _, domain in touched)
    if not step.succeeded or len(touched) != 1:
        return False
    change, _, domain = touched[0]
    if sets:
        return change is not Change.ERASED and _is_well_formed(domain)
    return deletes and change is Change.ERASED


@invariant("ValidPermissionedDEX", DirectoryNode, Offer, types=("Payment", "OfferCreate"))
def domains_trade_apart(step: Step) -> bool:
    """What trades in a domain touches the offers of that domain alone, and a hybrid offer stands in one
    book more."""
    if not step.succeeded:
        return True
    if step.tx.type_name == "OfferCreate" and _has_bad_hybrid(step):
        return False
    domain: Hash256 | None = getattr(step.tx, "domain_id", None)
    if domain is None:
        return True
    if not step.view.exists(Keylet(domain, PermissionedDomain)):
        return False
    counts_deleted = not step.enabled(amendments.fixCleanup3_2_0)
    for _, _, page in step.changed(DirectoryNode):
        if page.domain_id not in (None, domain):
            return False
    for change, _, offer in step.changed(Offer):
        if offer.domain_id is None and (counts_deleted or change is not Change.ERASED):
            return False
        if offer.domain_id not in (None, domain):
            return False
    return True


def _has_bad_hybrid(step: Step) -> bool:
    for _, _, offer in step.changed(Offer):
        if not offer.flags & lsfHybrid:
            continue
        if offer.domain_id is None or offer.additional_books is None:
            return True
        books = len(offer.additional_books)
        if books > 1 or (books == 0 and step.enabled(amendments.fixCleanup3_1_3)):
            return True
    return False
