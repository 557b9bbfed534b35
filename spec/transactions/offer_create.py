"""OfferCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Amount, Hash256


class OfferCreate(Transaction, code=7, privileges=Privilege.MAY_CREATE_MPT):
    """The format of OfferCreate."""

    taker_pays: Amount = required("TakerPays", mpt=True)
    taker_gets: Amount = required("TakerGets", mpt=True)
    expiration: int | None = optional("Expiration")
    offer_sequence: int | None = optional("OfferSequence")
    domain_id: Hash256 | None = optional("DomainID")
