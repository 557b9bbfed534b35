"""MPTokenIssuanceCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional
from spec.transaction import Privilege, Transaction
from spec.values import Hash256


class MPTokenIssuanceCreate(
    Transaction, code=54, amendment=amendments.MPTokensV1, privileges=Privilege.CREATE_MPT_ISSUANCE
):
    """The format of MPTokenIssuanceCreate."""

    asset_scale: int | None = optional("AssetScale")
    transfer_fee: int | None = optional("TransferFee")
    maximum_amount: int | None = optional("MaximumAmount")
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")
    domain_id: Hash256 | None = optional("DomainID")
    mutable_flags: int | None = optional("MutableFlags")
