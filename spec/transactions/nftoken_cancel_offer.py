"""NFTokenCancelOffer: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction
from spec.values import Hash256


class NFTokenCancelOffer(Transaction, code=28):
    """The format of NFTokenCancelOffer."""

    nftoken_offers: tuple[Hash256, ...] = required("NFTokenOffers")
