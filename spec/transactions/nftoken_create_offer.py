"""NFTokenCreateOffer: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Amount, Hash256


class NFTokenCreateOffer(Transaction, code=27):
    """The format of NFTokenCreateOffer."""

    nftoken_id: Hash256 = required("NFTokenID")
    amount: Amount = required("Amount")
    destination: Account | None = optional("Destination")
    owner: Account | None = optional("Owner")
    expiration: int | None = optional("Expiration")
