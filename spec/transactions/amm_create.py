"""AMMCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Privilege, Transaction
from spec.values import Amount


class AMMCreate(
    Transaction,
    code=35,
    amendment=amendments.AMM,
    privileges=Privilege.CREATE_PSEUDO_ACCOUNT | Privilege.MAY_CREATE_MPT,
):
    """The format of AMMCreate."""

    amount: Amount = required("Amount", mpt=True)
    amount2: Amount = required("Amount2", mpt=True)
    trading_fee: int = required("TradingFee")
