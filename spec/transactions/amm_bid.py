"""AMMBid: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.inner import AuthAccount
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Amount, Asset


class AMMBid(Transaction, code=39, amendment=amendments.AMM):
    """The format of AMMBid."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    bid_min: Amount | None = optional("BidMin")
    bid_max: Amount | None = optional("BidMax")
    auth_accounts: tuple[AuthAccount, ...] | None = optional("AuthAccounts")
