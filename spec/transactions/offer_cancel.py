"""OfferCancel takes an offer of the sender's out of the ledger.

An offer that is not there, because it was taken or never placed, is no failure: what the sender wants is
already so.

Source: CancelOffer.cpp (3.1.1); vectors: dex.
"""

from __future__ import annotations

from spec import keylets, offers
from spec.amendments import Rules
from spec.objects import required
from spec.results import require, temBAD_SEQUENCE, terNO_ACCOUNT
from spec.transaction import Transaction
from spec.views import ApplyView, ReadView


class OfferCancel(Transaction, code=8):
    """Which offer to take out."""

    offer_sequence: int = required("OfferSequence")  #: of the transaction that placed it, or its ticket


def preflight(tx: OfferCancel, rules: Rules) -> None:
    """The number is one that a transaction can have: temBAD_SEQUENCE."""
    require(tx.offer_sequence, temBAD_SEQUENCE)


def preclaim(tx: OfferCancel, view: ReadView) -> None:
    """The account exists (terNO_ACCOUNT), and the number has been used: it is below the account's sequence
    number (temBAD_SEQUENCE)."""
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    require(tx.offer_sequence < root.sequence, temBAD_SEQUENCE)


def apply(tx: OfferCancel, view: ApplyView) -> None:
    """Take the offer out, if it is there."""
    offers.delete(view, keylets.offer(tx.account, tx.offer_sequence))
