"""OfferCancel: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction


class OfferCancel(Transaction, code=8):
    """The format of OfferCancel."""

    offer_sequence: int = required("OfferSequence")
