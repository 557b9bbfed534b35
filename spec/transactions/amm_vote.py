"""AMMVote: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Transaction
from spec.values import Asset


class AMMVote(Transaction, code=38, amendment=amendments.AMM):
    """The format of AMMVote."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    trading_fee: int = required("TradingFee")
