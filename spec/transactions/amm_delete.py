"""AMMDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Privilege, Transaction
from spec.values import Asset


class AMMDelete(
    Transaction,
    code=40,
    amendment=amendments.AMM,
    privileges=Privilege.MUST_DELETE_ACCOUNT | Privilege.MAY_DELETE_MPT,
):
    """The format of AMMDelete."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
