"""The objects that stand inside transactions and ledger entries.

Source: InnerObjectFormats.cpp (3.1.1).
"""

from __future__ import annotations

from spec.objects import InnerObject, default, optional, required
from spec.values import Account, Amount, Currency, Hash256


class SignerEntry(InnerObject, field="SignerEntry"):
    """One member of a signer list, and how much its signature weighs."""

    account: Account = required("Account")
    signer_weight: int = required("SignerWeight")
    wallet_locator: Hash256 | None = optional("WalletLocator")


class Signer(InnerObject, field="Signer"):
    """One of the signatures of a transaction that several sign."""

    account: Account = required("Account")
    signing_pub_key: bytes = required("SigningPubKey")
    txn_signature: bytes = required("TxnSignature")


class Majority(InnerObject, field="Majority"):
    """An amendment that enough validators vote for, and since when."""

    amendment: Hash256 = required("Amendment")
    close_time: int = required("CloseTime")


class DisabledValidator(InnerObject, field="DisabledValidator"):
    """A validator that does not count towards the quorum, and since which ledger."""

    public_key: bytes = required("PublicKey")
    first_ledger_sequence: int = required("FirstLedgerSequence")


class NFToken(InnerObject, field="NFToken"):
    """A non-fungible token on its page."""

    nftoken_id: Hash256 = required("NFTokenID")
    uri: bytes | None = optional("URI")


class VoteEntry(InnerObject, field="VoteEntry"):
    """A liquidity provider's vote for the trading fee of a pool."""

    account: Account = required("Account")
    trading_fee: int = default("TradingFee")
    vote_weight: int = required("VoteWeight")


class AuthAccount(InnerObject, field="AuthAccount"):
    """An account that trades at the discounted fee of an auction slot."""

    account: Account = required("Account")


class AuctionSlot(InnerObject, field="AuctionSlot"):
    """The right to trade with a pool at a discount, and who holds it until when."""

    account: Account = required("Account")
    expiration: int = required("Expiration")
    discounted_fee: int = default("DiscountedFee")
    price: Amount = required("Price")
    auth_accounts: tuple[AuthAccount, ...] | None = optional("AuthAccounts")


class PriceData(InnerObject, field="PriceData"):
    """The price of one asset in another, as an oracle reports it."""

    base_asset: Currency = required("BaseAsset")
    quote_asset: Currency = required("QuoteAsset")
    asset_price: int | None = optional("AssetPrice")
    scale: int = default("Scale")


class AuthorizedCredential(InnerObject, field="Credential"):
    """A credential that is accepted: who issued it, and of which type."""

    issuer: Account = required("Issuer")
    credential_type: bytes = required("CredentialType")


class Permission(InnerObject, field="Permission"):
    """Something that a delegate may do."""

    permission_value: int = required("PermissionValue")


class Book(InnerObject, field="Book"):
    """An order book in which a hybrid offer stands besides its own."""

    book_directory: Hash256 = required("BookDirectory")
    book_node: int = required("BookNode")


class BatchSigner(InnerObject, field="BatchSigner"):
    """The consent of another account to a batch."""

    account: Account = required("Account")
    signing_pub_key: bytes | None = optional("SigningPubKey")
    txn_signature: bytes | None = optional("TxnSignature")
    signers: tuple[Signer, ...] | None = optional("Signers")


class CounterpartySignature(InnerObject, field="CounterpartySignature"):
    """The consent of the other party to a loan."""

    signing_pub_key: bytes | None = optional("SigningPubKey")
    txn_signature: bytes | None = optional("TxnSignature")
    signers: tuple[Signer, ...] | None = optional("Signers")


class XChainClaimAttestationCollectionElement(InnerObject, field="XChainClaimAttestationCollectionElement"):
    """A witness's word that value was locked for a claim."""

    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    signature: bytes = required("Signature")
    amount: Amount = required("Amount")
    account: Account = required("Account")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    xchain_claim_id: int = required("XChainClaimID")
    destination: Account | None = optional("Destination")


class XChainCreateAccountAttestationCollectionElement(
    InnerObject, field="XChainCreateAccountAttestationCollectionElement"
):
    """A witness's word that value was locked to create an account."""

    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    signature: bytes = required("Signature")
    amount: Amount = required("Amount")
    account: Account = required("Account")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    xchain_account_create_count: int = required("XChainAccountCreateCount")
    destination: Account = required("Destination")
    signature_reward: Amount = required("SignatureReward")


class XChainClaimProofSig(InnerObject, field="XChainClaimProofSig"):
    """An attestation of a claim, as the ledger keeps it."""

    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    amount: Amount = required("Amount")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    destination: Account | None = optional("Destination")


class XChainCreateAccountProofSig(InnerObject, field="XChainCreateAccountProofSig"):
    """An attestation of an account creation, as the ledger keeps it."""

    attestation_signer_account: Account = required("AttestationSignerAccount")
    public_key: bytes = required("PublicKey")
    amount: Amount = required("Amount")
    attestation_reward_account: Account = required("AttestationRewardAccount")
    was_locking_chain_send: int = required("WasLockingChainSend")
    signature_reward: Amount = required("SignatureReward")
    destination: Account = required("Destination")
