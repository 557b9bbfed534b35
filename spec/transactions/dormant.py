"""Types that are not live on the main network: their formats alone.

They parse, serialise and show as JSON like any other; sent to a ledger, they end with temDISABLED.
"""

from __future__ import annotations

from typing import Any

from spec import amendments
from spec.inner import BatchSigner, CounterpartySignature, Permission
from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Amount, Asset, Hash256, NumberValue, XChainBridge


class XChainCreateClaimID(Transaction, code=41, amendment=amendments.XChainBridge):
    """The format of XChainCreateClaimID."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    signature_reward: Amount = required("SignatureReward")
    other_chain_source: Account = required("OtherChainSource")


class XChainCommit(Transaction, code=42, amendment=amendments.XChainBridge):
    """The format of XChainCommit."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    xchain_claim_id: int = required("XChainClaimID")
    amount: Amount = required("Amount")
    other_chain_destination: Account | None = optional("OtherChainDestination")


class XChainClaim(Transaction, code=43, amendment=amendments.XChainBridge):
    """The format of XChainClaim."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    xchain_claim_id: int = required("XChainClaimID")
    destination: Account = required("Destination")
    destination_tag: int | None = optional("DestinationTag")
    amount: Amount = required("Amount")


class XChainAccountCreateCommit(Transaction, code=44, amendment=amendments.XChainBridge):
    """The format of XChainAccountCreateCommit."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    destination: Account = required("Destination")
    amount: Amount = required("Amount")
    signature_reward: Amount = required("SignatureReward")


class XChainAddClaimAttestation(
    Transaction, code=45, amendment=amendments.XChainBridge, privileges=Privilege.CREATE_ACCOUNT
):
    """The format of XChainAddClaimAttestation."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    signature: bytes = required("Signature")
    other_chain_source: Account = required("OtherChainSource")
    amount: Amount = required("Amount")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    xchain_claim_id: int = required("XChainClaimID")
    destination: Account | None = optional("Destination")


class XChainAddAccountCreateAttestation(
    Transaction, code=46, amendment=amendments.XChainBridge, privileges=Privilege.CREATE_ACCOUNT
):
    """The format of XChainAddAccountCreateAttestation."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    signature: bytes = required("Signature")
    other_chain_source: Account = required("OtherChainSource")
    amount: Amount = required("Amount")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    xchain_account_create_count: int = required("XChainAccountCreateCount")
    destination: Account = required("Destination")
    signature_reward: Amount = required("SignatureReward")


class XChainModifyBridge(Transaction, code=47, amendment=amendments.XChainBridge):
    """The format of XChainModifyBridge."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    signature_reward: Amount | None = optional("SignatureReward")
    min_account_create_amount: Amount | None = optional("MinAccountCreateAmount")


class XChainCreateBridge(Transaction, code=48, amendment=amendments.XChainBridge):
    """The format of XChainCreateBridge."""

    xchain_bridge: XChainBridge = required("XChainBridge")
    signature_reward: Amount = required("SignatureReward")
    min_account_create_amount: Amount | None = optional("MinAccountCreateAmount")


class DelegateSet(Transaction, code=64, amendment=amendments.PermissionDelegationV1_1, delegable=False):
    """The format of DelegateSet."""

    authorize: Account = required("Authorize")
    permissions: tuple[Permission, ...] = required("Permissions")


class VaultCreate(
    Transaction,
    code=65,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.CREATE_PSEUDO_ACCOUNT | Privilege.CREATE_MPT_ISSUANCE | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultCreate."""

    asset: Asset = required("Asset", mpt=True)
    assets_maximum: NumberValue | None = optional("AssetsMaximum")
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")
    domain_id: Hash256 | None = optional("DomainID")
    withdrawal_policy: int | None = optional("WithdrawalPolicy")
    data: bytes | None = optional("Data")
    scale: int | None = optional("Scale")


class VaultSet(
    Transaction,
    code=66,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultSet."""

    vault_id: Hash256 = required("VaultID")
    assets_maximum: NumberValue | None = optional("AssetsMaximum")
    domain_id: Hash256 | None = optional("DomainID")
    data: bytes | None = optional("Data")


class VaultDelete(
    Transaction,
    code=67,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.MUST_DELETE_ACCOUNT | Privilege.DESTROY_MPT_ISSUANCE | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultDelete."""

    vault_id: Hash256 = required("VaultID")
    memo_data: bytes | None = optional("MemoData")


class VaultDeposit(
    Transaction,
    code=68,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.MAY_AUTHORIZE_MPT | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultDeposit."""

    vault_id: Hash256 = required("VaultID")
    amount: Amount = required("Amount", mpt=True)


class VaultWithdraw(
    Transaction,
    code=69,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.MAY_DELETE_MPT | Privilege.MAY_AUTHORIZE_MPT | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultWithdraw."""

    vault_id: Hash256 = required("VaultID")
    amount: Amount = required("Amount", mpt=True)
    destination: Account | None = optional("Destination")
    destination_tag: int | None = optional("DestinationTag")


class VaultClawback(
    Transaction,
    code=70,
    amendment=amendments.SingleAssetVault,
    privileges=Privilege.MAY_DELETE_MPT | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of VaultClawback."""

    vault_id: Hash256 = required("VaultID")
    holder: Account = required("Holder")
    amount: Amount | None = optional("Amount", mpt=True)


class Batch(Transaction, code=71, amendment=amendments.BatchV1_1, delegable=False):
    """The format of Batch."""

    raw_transactions: tuple[Any, ...] = required("RawTransactions")
    batch_signers: tuple[BatchSigner, ...] | None = optional("BatchSigners")


class LoanBrokerSet(
    Transaction,
    code=74,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.CREATE_PSEUDO_ACCOUNT | Privilege.MAY_AUTHORIZE_MPT,
    delegable=False,
):
    """The format of LoanBrokerSet."""

    vault_id: Hash256 = required("VaultID")
    loan_broker_id: Hash256 | None = optional("LoanBrokerID")
    data: bytes | None = optional("Data")
    management_fee_rate: int | None = optional("ManagementFeeRate")
    debt_maximum: NumberValue | None = optional("DebtMaximum")
    cover_rate_minimum: int | None = optional("CoverRateMinimum")
    cover_rate_liquidation: int | None = optional("CoverRateLiquidation")


class LoanBrokerDelete(
    Transaction,
    code=75,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.MUST_DELETE_ACCOUNT | Privilege.MAY_AUTHORIZE_MPT,
    delegable=False,
):
    """The format of LoanBrokerDelete."""

    loan_broker_id: Hash256 = required("LoanBrokerID")


class LoanBrokerCoverDeposit(Transaction, code=76, amendment=amendments.LendingProtocol, delegable=False):
    """The format of LoanBrokerCoverDeposit."""

    loan_broker_id: Hash256 = required("LoanBrokerID")
    amount: Amount = required("Amount", mpt=True)


class LoanBrokerCoverWithdraw(
    Transaction,
    code=77,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.MAY_AUTHORIZE_MPT,
    delegable=False,
):
    """The format of LoanBrokerCoverWithdraw."""

    loan_broker_id: Hash256 = required("LoanBrokerID")
    amount: Amount = required("Amount", mpt=True)
    destination: Account | None = optional("Destination")
    destination_tag: int | None = optional("DestinationTag")


class LoanBrokerCoverClawback(Transaction, code=78, amendment=amendments.LendingProtocol, delegable=False):
    """The format of LoanBrokerCoverClawback."""

    loan_broker_id: Hash256 | None = optional("LoanBrokerID")
    amount: Amount | None = optional("Amount", mpt=True)


class LoanSet(
    Transaction,
    code=80,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.MAY_AUTHORIZE_MPT | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of LoanSet."""

    loan_broker_id: Hash256 = required("LoanBrokerID")
    data: bytes | None = optional("Data")
    counterparty: Account | None = optional("Counterparty")
    counterparty_signature: CounterpartySignature | None = optional("CounterpartySignature")
    loan_origination_fee: NumberValue | None = optional("LoanOriginationFee")
    loan_service_fee: NumberValue | None = optional("LoanServiceFee")
    late_payment_fee: NumberValue | None = optional("LatePaymentFee")
    close_payment_fee: NumberValue | None = optional("ClosePaymentFee")
    overpayment_fee: int | None = optional("OverpaymentFee")
    interest_rate: int | None = optional("InterestRate")
    late_interest_rate: int | None = optional("LateInterestRate")
    close_interest_rate: int | None = optional("CloseInterestRate")
    overpayment_interest_rate: int | None = optional("OverpaymentInterestRate")
    principal_requested: NumberValue = required("PrincipalRequested")
    payment_total: int | None = optional("PaymentTotal")
    payment_interval: int | None = optional("PaymentInterval")
    grace_period: int | None = optional("GracePeriod")


class LoanDelete(Transaction, code=81, amendment=amendments.LendingProtocol, delegable=False):
    """The format of LoanDelete."""

    loan_id: Hash256 = required("LoanID")


class LoanManage(
    Transaction,
    code=82,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.MAY_MODIFY_VAULT,
    delegable=False,
):
    """The format of LoanManage."""

    loan_id: Hash256 = required("LoanID")


class LoanPay(
    Transaction,
    code=84,
    amendment=amendments.LendingProtocol,
    privileges=Privilege.MAY_AUTHORIZE_MPT | Privilege.MUST_MODIFY_VAULT,
    delegable=False,
):
    """The format of LoanPay."""

    loan_id: Hash256 = required("LoanID")
    amount: Amount = required("Amount", mpt=True)


class ConfidentialMPTConvert(Transaction, code=85, amendment=amendments.ConfidentialTransfer):
    """The format of ConfidentialMPTConvert."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    mpt_amount: int = required("MPTAmount")
    holder_encryption_key: bytes | None = optional("HolderEncryptionKey")
    holder_encrypted_amount: bytes = required("HolderEncryptedAmount")
    issuer_encrypted_amount: bytes = required("IssuerEncryptedAmount")
    auditor_encrypted_amount: bytes | None = optional("AuditorEncryptedAmount")
    blinding_factor: Hash256 = required("BlindingFactor")
    zk_proof: bytes | None = optional("ZKProof")


class ConfidentialMPTMergeInbox(Transaction, code=86, amendment=amendments.ConfidentialTransfer):
    """The format of ConfidentialMPTMergeInbox."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")


class ConfidentialMPTConvertBack(Transaction, code=87, amendment=amendments.ConfidentialTransfer):
    """The format of ConfidentialMPTConvertBack."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    mpt_amount: int = required("MPTAmount")
    holder_encrypted_amount: bytes = required("HolderEncryptedAmount")
    issuer_encrypted_amount: bytes = required("IssuerEncryptedAmount")
    auditor_encrypted_amount: bytes | None = optional("AuditorEncryptedAmount")
    blinding_factor: Hash256 = required("BlindingFactor")
    zk_proof: bytes = required("ZKProof")
    balance_commitment: bytes = required("BalanceCommitment")


class ConfidentialMPTSend(Transaction, code=88, amendment=amendments.ConfidentialTransfer):
    """The format of ConfidentialMPTSend."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    destination: Account = required("Destination")
    destination_tag: int | None = optional("DestinationTag")
    sender_encrypted_amount: bytes = required("SenderEncryptedAmount")
    destination_encrypted_amount: bytes = required("DestinationEncryptedAmount")
    issuer_encrypted_amount: bytes = required("IssuerEncryptedAmount")
    auditor_encrypted_amount: bytes | None = optional("AuditorEncryptedAmount")
    zk_proof: bytes = required("ZKProof")
    amount_commitment: bytes = required("AmountCommitment")
    balance_commitment: bytes = required("BalanceCommitment")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")


class ConfidentialMPTClawback(Transaction, code=89, amendment=amendments.ConfidentialTransfer):
    """The format of ConfidentialMPTClawback."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    holder: Account = required("Holder")
    mpt_amount: int = required("MPTAmount")
    zk_proof: bytes = required("ZKProof")
