"""MPTokenIssuanceDestroy: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Privilege, Transaction


class MPTokenIssuanceDestroy(
    Transaction, code=55, amendment=amendments.MPTokensV1, privileges=Privilege.DESTROY_MPT_ISSUANCE
):
    """The format of MPTokenIssuanceDestroy."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
