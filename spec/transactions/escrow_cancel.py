"""EscrowCancel: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction
from spec.values import Account


class EscrowCancel(Transaction, code=4):
    """The format of EscrowCancel."""

    owner: Account = required("Owner")
    offer_sequence: int = required("OfferSequence")
