"""MPTokenIssuanceCreate defines a multi-purpose token.

What may be done with the token is said here once and for all: whether holders may send it to each other,
whether they need leave to hold it, whether it can be locked, taken back, traded or put in escrow. The issuer
can say that a few of these may be added later.

The token's name is the sequence number of this transaction and the issuer.

Source: MPTokenIssuanceCreate.cpp (3.1.1; for DynamicMPT 3.3.0); vectors: mpt.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, directories, keylets
from spec.amendments import Rules
from spec.entries import MPTokenIssuance
from spec.flags import (
    ENTRY_FLAGS,
    tfMPTCanHoldConfidentialBalance,
    tfMPTCanTransfer,
    tfMPTRequireAuth,
    tfUniversal,
)
from spec.objects import optional
from spec.results import (
    require,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    temBAD_TRANSFER_FEE,
    temINVALID_FLAG,
    temMALFORMED,
)
from spec.transaction import Privilege, Transaction
from spec.values import Hash256
from spec.views import ApplyView

MAX_TRANSFER_FEE = 50_000
"""One half."""
MAX_METADATA_LENGTH = 1_024
_MUTABLE = sum(ENTRY_FLAGS["MPTokenIssuanceMutable"].values())


class MPTokenIssuanceCreate(
    Transaction, code=54, amendment=amendments.MPTokensV1, privileges=Privilege.CREATE_MPT_ISSUANCE
):
    """What the token is like; its flags say what may be done with it."""

    asset_scale: int | None = optional("AssetScale")  #: how many decimal places a wallet should show
    transfer_fee: int | None = optional("TransferFee")  #: kept by the issuer, in 1/100,000
    maximum_amount: int | None = optional("MaximumAmount")  #: how much there may ever be
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")
    domain_id: Hash256 | None = optional("DomainID")  #: whose members may hold it
    mutable_flags: int | None = optional("MutableFlags")  #: what the issuer may change later


def enabled(tx: MPTokenIssuanceCreate, rules: Rules) -> bool:
    """Domains, later changes and hidden balances come with amendments of their own."""
    return (
        (
            tx.domain_id is None
            or (rules.enabled(amendments.PermissionedDomains) and rules.enabled(amendments.SingleAssetVault))
        )
        and (tx.mutable_flags is None or rules.enabled(amendments.DynamicMPT))
        and (
            not tx.has_flag(tfMPTCanHoldConfidentialBalance) or rules.enabled(amendments.ConfidentialTransfer)
        )
    )


def preflight(tx: MPTokenIssuanceCreate, rules: Rules) -> None:
    """Each part is within its range, and no part makes sense only with a flag that is not there.

    1. What may be changed later is something, and known: temINVALID_FLAG.
    2. A transfer fee is at most one half (temBAD_TRANSFER_FEE), of a token that can be sent (temMALFORMED),
       and not hidden (temBAD_TRANSFER_FEE).
    3. A domain is one that can exist, for a token that asks for authorisation: temMALFORMED.
    4. Metadata have 1 to 1,024 bytes, and the most that there may be is at least 1 and a number that there
       can be: temMALFORMED.
    """
    if tx.mutable_flags is not None:
        require(tx.mutable_flags and not tx.mutable_flags & ~_MUTABLE, temINVALID_FLAG)
    if tx.transfer_fee:
        require(tx.transfer_fee <= MAX_TRANSFER_FEE, temBAD_TRANSFER_FEE)
        require(tx.has_flag(tfMPTCanTransfer), temMALFORMED)
        require(not tx.has_flag(tfMPTCanHoldConfidentialBalance), temBAD_TRANSFER_FEE)
    if tx.domain_id is not None:
        require(any(tx.domain_id) and tx.has_flag(tfMPTRequireAuth), temMALFORMED)
    if tx.mptoken_metadata is not None:
        require(1 <= len(tx.mptoken_metadata) <= MAX_METADATA_LENGTH, temMALFORMED)
    if tx.maximum_amount is not None:
        require(1 <= tx.maximum_amount <= amounts.MAX_MPT, temMALFORMED)


def apply(tx: MPTokenIssuanceCreate, view: ApplyView) -> None:
    """Make the issuance, of which nothing is outstanding.

    What the issuer held before the fee is enough for the reserve of one more object: tecINSUFFICIENT_RESERVE.
    """
    root = view.need(keylets.account(tx.account), tecINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    sequence = tx.sequence_or_ticket
    issuance = MPTokenIssuance(
        keylets.mptoken_issuance(keylets.issuance_id(sequence, tx.account)).key,
        flags=(tx.flags or 0) & ~tfUniversal,
        issuer=tx.account,
        sequence=sequence,
        outstanding_amount=0,
        maximum_amount=tx.maximum_amount,
        asset_scale=tx.asset_scale or 0,
        transfer_fee=tx.transfer_fee or 0,
        mptoken_metadata=tx.mptoken_metadata,
        domain_id=tx.domain_id,
        mutable_flags=tx.mutable_flags or 0,
    )
    issuance.owner_node = directories.add_owned(view, tx.account, issuance.key)
    view.insert(issuance)
    accounts.adjust_owner_count(view, tx.account, 1)
