"""MPTokenIssuanceSet locks a multi-purpose token or unlocks it, as a whole or for one holder.

Where the issuer said so when it defined the token, it can also change its transfer fee and metadata and
allow more to be done with it, and it can name the domain whose members may hold the token.

Source: MPTokenIssuanceSet.cpp (3.1.1; for DynamicMPT 3.3.0); vectors: mpt.
"""

from __future__ import annotations

from spec import amendments, keylets
from spec.amendments import Rules
from spec.entries import MPTokenIssuance, PermissionedDomain
from spec.flags import (
    lsfMPTCanClawback,
    lsfMPTCanEscrow,
    lsfMPTCanLock,
    lsfMPTCanTrade,
    lsfMPTCanTransfer,
    lsfMPTLocked,
    lsfMPTRequireAuth,
    lsmfMPTCanEnableCanClawback,
    lsmfMPTCanEnableCanEscrow,
    lsmfMPTCanEnableCanLock,
    lsmfMPTCanEnableCanTrade,
    lsmfMPTCanEnableCanTransfer,
    lsmfMPTCanEnableRequireAuth,
    lsmfMPTCanMutateMetadata,
    lsmfMPTCanMutateTransferFee,
    tfMPTLock,
    tfMPTUnlock,
    tfUniversal,
    tmfMPTSetCanClawback,
    tmfMPTSetCanEscrow,
    tmfMPTSetCanLock,
    tmfMPTSetCanTrade,
    tmfMPTSetCanTransfer,
    tmfMPTSetRequireAuth,
)
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecINTERNAL,
    tecNO_DST,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    temBAD_TRANSFER_FEE,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.transactions.mptoken_issuance_create import MAX_METADATA_LENGTH, MAX_TRANSFER_FEE
from spec.values import Account, Hash256
from spec.views import ApplyView, ReadView

MUTABLE: tuple[tuple[int, int, int], ...] = (
    (tmfMPTSetCanLock, lsmfMPTCanEnableCanLock, lsfMPTCanLock),
    (tmfMPTSetRequireAuth, lsmfMPTCanEnableRequireAuth, lsfMPTRequireAuth),
    (tmfMPTSetCanEscrow, lsmfMPTCanEnableCanEscrow, lsfMPTCanEscrow),
    (tmfMPTSetCanTrade, lsmfMPTCanEnableCanTrade, lsfMPTCanTrade),
    (tmfMPTSetCanTransfer, lsmfMPTCanEnableCanTransfer, lsfMPTCanTransfer),
    (tmfMPTSetCanClawback, lsmfMPTCanEnableCanClawback, lsfMPTCanClawback),
)
"""What can be allowed later: the bit of MutableFlags that asks for it, the one of the issuance's MutableFlags
that permits it, and the issuance's flag."""


class MPTokenIssuanceSet(Transaction, code=56, amendment=amendments.MPTokensV1):
    """What to change; a flag says whether to lock or unlock."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    holder: Account | None = optional("Holder")  #: whose holding to lock or unlock, instead of the whole
    domain_id: Hash256 | None = optional("DomainID")  #: whose members may hold the token; zero for none
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")  #: empty takes it away
    transfer_fee: int | None = optional("TransferFee")  #: in 1/100,000
    mutable_flags: int | None = optional("MutableFlags")  #: what to allow
    issuer_encryption_key: bytes | None = optional("IssuerEncryptionKey")
    auditor_encryption_key: bytes | None = optional("AuditorEncryptionKey")


def _mutates(tx: MPTokenIssuanceSet) -> bool:
    return not (tx.mutable_flags is None and tx.mptoken_metadata is None and tx.transfer_fee is None)


def enabled(tx: MPTokenIssuanceSet, rules: Rules) -> bool:
    """Domains come with amendments of their own. Keys for hidden balances are not known here."""
    if tx.issuer_encryption_key is not None or tx.auditor_encryption_key is not None:
        return False
    has_domains = rules.enabled(amendments.PermissionedDomains) and rules.enabled(amendments.SingleAssetVault)
    return tx.domain_id is None or has_domains


def preflight(tx: MPTokenIssuanceSet, rules: Rules) -> None:
    """It is one holding that is changed or the whole, and nothing asked for excludes anything else.

    1. More than locks can be changed since DynamicMPT: temDISABLED.
    2. A domain is of the whole and not of a holding: temMALFORMED.
    3. It is not to be locked and unlocked at once: temINVALID_FLAG.
    4. The holder is another account: temMALFORMED.
    5. Since SingleAssetVault or DynamicMPT something is to be changed: temMALFORMED.
    6. More than locks is changed of the whole, without any flag (temMALFORMED); a transfer fee is at most one
       half (temBAD_TRANSFER_FEE), metadata have at most 1,024 bytes (temMALFORMED), and what is to be allowed
       is something, and known (temINVALID_FLAG).
    """
    dynamic = rules.enabled(amendments.DynamicMPT)
    require(dynamic or not _mutates(tx), temDISABLED)
    require(tx.domain_id is None or tx.holder is None, temMALFORMED)
    require(not (tx.has_flag(tfMPTLock) and tx.has_flag(tfMPTUnlock)), temINVALID_FLAG)
    require(tx.holder != tx.account, temMALFORMED)
    if dynamic or rules.enabled(amendments.SingleAssetVault):
        require(tx.flags or tx.domain_id is not None or _mutates(tx), temMALFORMED)
    if _mutates(tx):
        require(tx.holder is None and not (tx.flags or 0) & ~tfUniversal, temMALFORMED)
        require((tx.transfer_fee or 0) <= MAX_TRANSFER_FEE, temBAD_TRANSFER_FEE)
        require(len(tx.mptoken_metadata or b"") <= MAX_METADATA_LENGTH, temMALFORMED)
        if tx.mutable_flags is not None:
            known = sum(asks for asks, _, _ in MUTABLE)
            require(tx.mutable_flags and not tx.mutable_flags & ~known, temINVALID_FLAG)


def preclaim(tx: MPTokenIssuanceSet, view: ReadView) -> None:
    """The sender issued the token, the holding is there, and the change is one that the issuer may make.

    1. The token exists: tecOBJECT_NOT_FOUND.
    2. It can be locked, if that is asked for, and before SingleAssetVault or DynamicMPT in any case; and the
       sender issued it: tecNO_PERMISSION.
    3. The holder exists (tecNO_DST) and has a place for it (tecOBJECT_NOT_FOUND).
    4. A domain is for a token that asks for authorisation (tecNO_PERMISSION), and exists
       (tecOBJECT_NOT_FOUND).
    """
    rules = view.info.rules
    issuance = view.need(keylets.mptoken_issuance(tx.mptoken_issuance_id), tecOBJECT_NOT_FOUND)
    only_locks = not (rules.enabled(amendments.SingleAssetVault) or rules.enabled(amendments.DynamicMPT))
    if only_locks or tx.has_flag(tfMPTLock | tfMPTUnlock):
        require(issuance.flags & lsfMPTCanLock, tecNO_PERMISSION)
    require(issuance.issuer == tx.account, tecNO_PERMISSION)
    if tx.holder is not None:
        require(view.exists(keylets.account(tx.holder)), tecNO_DST)
        require(view.exists(keylets.mptoken(tx.mptoken_issuance_id, tx.holder)), tecOBJECT_NOT_FOUND)
    if tx.domain_id is not None:
        require(issuance.flags & lsfMPTRequireAuth, tecNO_PERMISSION)
        if any(tx.domain_id):
            require(view.exists(Keylet(tx.domain_id, PermissionedDomain)), tecOBJECT_NOT_FOUND)
    _check_mutable(tx, issuance)


def _check_mutable(tx: MPTokenIssuanceSet, issuance: MPTokenIssuance) -> None:
    """Every change was permitted when the token was defined, and there is no fee where there are no
    transfers: tecNO_PERMISSION."""
    permitted = issuance.mutable_flags
    asked = tx.mutable_flags or 0
    require(all(permitted & permits for asks, permits, _ in MUTABLE if asked & asks), tecNO_PERMISSION)
    require(tx.mptoken_metadata is None or permitted & lsmfMPTCanMutateMetadata, tecNO_PERMISSION)
    require(not tx.transfer_fee or issuance.flags & lsfMPTCanTransfer, tecNO_PERMISSION)
    require(tx.transfer_fee is None or permitted & lsmfMPTCanMutateTransferFee, tecNO_PERMISSION)


def apply(tx: MPTokenIssuanceSet, view: ApplyView) -> None:
    """Lock or unlock, and make the other changes."""
    if tx.holder is not None:
        holding = view.edit_needed(keylets.mptoken(tx.mptoken_issuance_id, tx.holder), tecINTERNAL)
        holding.flags = _locked(tx, holding.flags)
        return
    issuance = view.edit_needed(keylets.mptoken_issuance(tx.mptoken_issuance_id), tecINTERNAL)
    issuance.flags = _locked(tx, issuance.flags)
    for asks, _, flag in MUTABLE:
        if (tx.mutable_flags or 0) & asks:
            issuance.flags |= flag
    if tx.transfer_fee is not None:
        issuance.transfer_fee = tx.transfer_fee
    if tx.mptoken_metadata is not None:
        issuance.mptoken_metadata = tx.mptoken_metadata or None
    if tx.domain_id is not None:
        issuance.domain_id = tx.domain_id if any(tx.domain_id) else None


def _locked(tx: MPTokenIssuanceSet, flags: int) -> int:
    if tx.has_flag(tfMPTLock):
        return flags | lsfMPTLocked
    return flags & ~lsfMPTLocked if tx.has_flag(tfMPTUnlock) else flags
