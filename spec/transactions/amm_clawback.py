"""AMMClawback: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Amount, Asset


class AMMClawback(
    Transaction,
    code=31,
    amendment=amendments.AMMClawback,
    privileges=Privilege.MAY_DELETE_ACCOUNT | Privilege.OVERRIDE_FREEZE | Privilege.MAY_AUTHORIZE_MPT,
):
    """The format of AMMClawback."""

    holder: Account = required("Holder")
    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)
