"""AMMWithdraw: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Amount, Asset


class AMMWithdraw(
    Transaction,
    code=37,
    amendment=amendments.AMM,
    privileges=Privilege.MAY_DELETE_ACCOUNT | Privilege.MAY_AUTHORIZE_MPT,
):
    """The format of AMMWithdraw."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)
    amount2: Amount | None = optional("Amount2", mpt=True)
    e_price: Amount | None = optional("EPrice")
    lp_token_in: Amount | None = optional("LPTokenIn")
