"""AMMDeposit: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Amount, Asset


class AMMDeposit(Transaction, code=36, amendment=amendments.AMM):
    """The format of AMMDeposit."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)
    amount2: Amount | None = optional("Amount2", mpt=True)
    e_price: Amount | None = optional("EPrice")
    lp_token_out: Amount | None = optional("LPTokenOut")
    trading_fee: int | None = optional("TradingFee")
