"""MPTokenAuthorize: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account


class MPTokenAuthorize(
    Transaction, code=57, amendment=amendments.MPTokensV1, privileges=Privilege.MUST_AUTHORIZE_MPT
):
    """The format of MPTokenAuthorize."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    holder: Account | None = optional("Holder")
