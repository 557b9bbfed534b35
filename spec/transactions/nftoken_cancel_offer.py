"""NFTokenCancelOffer takes offers for non-fungible tokens out of the ledger.

Who made an offer and who alone may accept it may do so at any time, anyone once it has expired. Offers that
are gone already do no harm.

Source: NFTokenCancelOffer.cpp (3.1.1, 3.3.0-b0); vectors: nft.
"""

from __future__ import annotations

from spec import accounts, amendments, nftoken_offers
from spec.amendments import Rules
from spec.entries import NFTokenOffer
from spec.hashing import ZERO_HASH
from spec.keylets import Keylet
from spec.objects import required
from spec.results import fail, require, tecNO_PERMISSION, temMALFORMED
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ApplyView, ReadView

MAX_OFFERS = 500


class NFTokenCancelOffer(Transaction, code=28):
    """The offers to take out."""

    nftoken_offers: tuple[Hash256, ...] = required("NFTokenOffers")


def preflight(tx: NFTokenCancelOffer, rules: Rules) -> None:
    """One to 500 offers, each named once; since fixCleanup3_2_0 none of them zero: temMALFORMED."""
    ids = tx.nftoken_offers
    require(1 <= len(ids) <= MAX_OFFERS, temMALFORMED)
    require(ZERO_HASH not in ids or not rules.enabled(amendments.fixCleanup3_2_0), temMALFORMED)
    require(len(set(ids)) == len(ids), temMALFORMED)


def preclaim(tx: NFTokenCancelOffer, view: ReadView) -> None:
    """Whatever is named and exists is an offer for a token, and the account's to take out:
    tecNO_PERMISSION."""
    for key in tx.nftoken_offers:
        entry = view.get(key)
        if entry is None:
            continue
        if not isinstance(entry, NFTokenOffer):
            fail(tecNO_PERMISSION)
        may = tx.account in (entry.owner, entry.destination) or accounts.expired(view, entry.expiration)
        require(may, tecNO_PERMISSION)


def apply(tx: NFTokenCancelOffer, view: ApplyView) -> None:
    """Take out those that exist."""
    for key in tx.nftoken_offers:
        nftoken_offers.delete(view, Keylet(key, NFTokenOffer))
