"""NFTokenCreateOffer offers to sell a non-fungible token, or to buy one from its owner.

Source: NFTokenCreateOffer.cpp (3.1.1); vectors: nft.
"""

from __future__ import annotations

from spec import accounts, nftoken_offers, nftokens
from spec.amendments import Rules
from spec.flags import tfSellNFToken
from spec.nftoken_offers import Terms
from spec.objects import optional, required
from spec.results import require, tecEXPIRED, tecNO_ENTRY
from spec.transaction import Transaction
from spec.values import Account, Amount, Hash256
from spec.views import ApplyView, ReadView


class NFTokenCreateOffer(Transaction, code=27):
    """The token and the price; to sell it with tfSellNFToken, or else to buy it."""

    nftoken_id: Hash256 = required("NFTokenID")
    amount: Amount = required("Amount")
    destination: Account | None = optional("Destination")  #: who alone may accept the offer
    owner: Account | None = optional("Owner")  #: who has the token, in an offer to buy
    expiration: int | None = optional("Expiration")


def _terms(tx: NFTokenCreateOffer) -> Terms:
    sells = tx.has_flag(tfSellNFToken)
    return Terms(tx.account, tx.amount, sells, tx.owner, tx.destination, tx.expiration)


def preflight(tx: NFTokenCreateOffer, rules: Rules) -> None:
    """A price that the token can have, and other accounts where others are named; see
    ``nftoken_offers.check_form``."""
    nftoken_offers.check_form(_terms(tx), tx.nftoken_id)


def preclaim(tx: NFTokenCreateOffer, view: ReadView) -> None:
    """The offer has not expired (tecEXPIRED), the token is where it says (tecNO_ENTRY), and may be sold for
    this (see ``nftoken_offers.check``)."""
    require(not accounts.expired(view, tx.expiration), tecEXPIRED)
    owner = tx.account if tx.owner is None else tx.owner
    require(nftokens.find(view, owner, tx.nftoken_id) is not None, tecNO_ENTRY)
    nftoken_offers.check(view, _terms(tx), tx.nftoken_id)


def apply(tx: NFTokenCreateOffer, view: ApplyView) -> None:
    """Put the offer into the ledger; see ``nftoken_offers.create``."""
    nftoken_offers.create(view, _terms(tx), tx.nftoken_id, tx.sequence_or_ticket)
