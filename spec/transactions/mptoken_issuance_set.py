"""MPTokenIssuanceSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Hash256


class MPTokenIssuanceSet(Transaction, code=56, amendment=amendments.MPTokensV1):
    """The format of MPTokenIssuanceSet."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    holder: Account | None = optional("Holder")
    domain_id: Hash256 | None = optional("DomainID")
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")
    transfer_fee: int | None = optional("TransferFee")
    mutable_flags: int | None = optional("MutableFlags")
    issuer_encryption_key: bytes | None = optional("IssuerEncryptionKey")
    auditor_encryption_key: bytes | None = optional("AuditorEncryptionKey")
