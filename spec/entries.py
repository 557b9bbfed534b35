"""The ledger entries: everything that the state of a ledger is made of.

Each class is the format of one type of entry. An entry also has a ``key``, its place in the state tree, which
``spec.keylets`` computes and which is not part of its bytes.

Source: ledger_entries.macro (3.3.0-b0).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from spec.fields import FIELDS
from spec.inner import (
    AuctionSlot,
    AuthorizedCredential,
    Book,
    DisabledValidator,
    Majority,
    NFToken,
    Permission,
    PriceData,
    SignerEntry,
    VoteEntry,
    XChainClaimAttestationCollectionElement,
    XChainCreateAccountAttestationCollectionElement,
)
from spec.lengths import DecodeError
from spec.objects import Record, decode_fields, default, optional, required
from spec.values import (
    Account,
    Amount,
    Asset,
    Drops,
    Hash256,
    IssuedAmount,
    NumberValue,
    XChainBridge,
)


class Entry(Record):
    """What every ledger entry has."""

    __slots__ = ("key",)

    key: Hash256
    code: ClassVar[int] = -1
    """Its LedgerEntryType."""
    rpc_name: ClassVar[str] = ""
    """How the API's filters call it."""
    threaded: ClassVar[bool] = False
    """Whether its format has the PreviousTxnID field at all."""

    flags: int = required("Flags")

    def __init_subclass__(cls, *, code: int, rpc_name: str) -> None:
        super().__init_subclass__()
        cls.code = code
        cls.rpc_name = rpc_name
        cls.prefix = FIELDS["LedgerEntryType"].header + code.to_bytes(2, "big")
        cls.threaded = "previous_txn_id" in cls.slots
        ENTRY_TYPES[code] = cls

    def __init__(self, key: Hash256, **values: Any) -> None:
        super().__init__(**values)
        self.key = key

    def __repr__(self) -> str:
        return f"<{self.key.hex().upper()} {super().__repr__()}>"

    def copy(self) -> Self:
        """Another entry with the same key and fields."""
        twin = super().copy()
        twin.key = self.key
        return twin


ENTRY_TYPES: dict[int, type[Entry]] = {}
"""The classes by their LedgerEntryType."""


def decode_entry(key: Hash256, data: bytes) -> Entry:
    """The entry that is serialised in ``data``.

    Raises:
        DecodeError: the bytes are not an object, or not one in the format of its LedgerEntryType.

    """
    values, _ = decode_fields(data)
    code = values.pop("ledger_entry_type", None)
    entry_type = ENTRY_TYPES.get(code) if code is not None else None
    if entry_type is None:
        raise DecodeError(f"ledger entry of unknown type {code}")
    entry = entry_type.from_fields(values)
    entry.key = key
    return entry


class NFTokenOffer(Entry, code=0x0037, rpc_name="nft_offer"):
    """An offer to buy or to sell a non-fungible token."""

    owner: Account = required("Owner")
    nftoken_id: Hash256 = required("NFTokenID")
    amount: Amount = required("Amount")
    owner_node: int = required("OwnerNode")
    nftoken_offer_node: int = required("NFTokenOfferNode")
    destination: Account | None = optional("Destination")
    expiration: int | None = optional("Expiration")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Check(Entry, code=0x0043, rpc_name="check"):
    """A promise to pay, which its addressee may cash."""

    account: Account = required("Account")
    destination: Account = required("Destination")
    send_max: Amount = required("SendMax")
    sequence: int = required("Sequence")
    owner_node: int = required("OwnerNode")
    destination_node: int = required("DestinationNode")
    expiration: int | None = optional("Expiration")
    invoice_id: Hash256 | None = optional("InvoiceID")
    source_tag: int | None = optional("SourceTag")
    destination_tag: int | None = optional("DestinationTag")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class DID(Entry, code=0x0049, rpc_name="did"):
    """A decentralised identifier and where its document is."""

    account: Account = required("Account")
    did_document: bytes | None = optional("DIDDocument")
    uri: bytes | None = optional("URI")
    data: bytes | None = optional("Data")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class NegativeUNL(Entry, code=0x004E, rpc_name="nunl"):
    """The validators that do not count towards the quorum for the time being."""

    disabled_validators: tuple[DisabledValidator, ...] | None = optional("DisabledValidators")
    validator_to_disable: bytes | None = optional("ValidatorToDisable")
    validator_to_re_enable: bytes | None = optional("ValidatorToReEnable")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    previous_txn_lgr_seq: int | None = optional("PreviousTxnLgrSeq")


class NFTokenPage(Entry, code=0x0050, rpc_name="nft_page"):
    """Up to 32 non-fungible tokens of one owner, in order."""

    previous_page_min: Hash256 | None = optional("PreviousPageMin")
    next_page_min: Hash256 | None = optional("NextPageMin")
    nftokens: tuple[NFToken, ...] = required("NFTokens")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class SignerList(Entry, code=0x0053, rpc_name="signer_list"):
    """The accounts that may sign together for an account."""

    owner: Account | None = optional("Owner")
    owner_node: int = required("OwnerNode")
    signer_quorum: int = required("SignerQuorum")
    signer_entries: tuple[SignerEntry, ...] = required("SignerEntries")
    signer_list_id: int = required("SignerListID")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Ticket(Entry, code=0x0054, rpc_name="ticket"):
    """A sequence number set aside for later use."""

    account: Account = required("Account")
    owner_node: int = required("OwnerNode")
    ticket_sequence: int = required("TicketSequence")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class AccountRoot(Entry, code=0x0061, rpc_name="account"):
    """An account: its XRP, its settings and what it owns."""

    account: Account = required("Account")
    sequence: int = required("Sequence")
    balance: Drops = required("Balance")
    owner_count: int = required("OwnerCount")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    account_txn_id: Hash256 | None = optional("AccountTxnID")
    regular_key: Account | None = optional("RegularKey")
    email_hash: bytes | None = optional("EmailHash")
    wallet_locator: Hash256 | None = optional("WalletLocator")
    wallet_size: int | None = optional("WalletSize")
    message_key: bytes | None = optional("MessageKey")
    transfer_rate: int | None = optional("TransferRate")
    domain: bytes | None = optional("Domain")
    tick_size: int | None = optional("TickSize")
    ticket_count: int | None = optional("TicketCount")
    nftoken_minter: Account | None = optional("NFTokenMinter")
    minted_nftokens: int = default("MintedNFTokens")
    burned_nftokens: int = default("BurnedNFTokens")
    first_nftoken_sequence: int | None = optional("FirstNFTokenSequence")
    amm_id: Hash256 | None = optional("AMMID")
    vault_id: Hash256 | None = optional("VaultID")
    loan_broker_id: Hash256 | None = optional("LoanBrokerID")


class DirectoryNode(Entry, code=0x0064, rpc_name="directory"):
    """A page of a list of entries: an account's, a token's, or the offers of one quality in a book."""

    owner: Account | None = optional("Owner")
    taker_pays_currency: bytes | None = optional("TakerPaysCurrency")
    taker_pays_issuer: bytes | None = optional("TakerPaysIssuer")
    taker_pays_mpt: bytes | None = optional("TakerPaysMPT")
    taker_gets_currency: bytes | None = optional("TakerGetsCurrency")
    taker_gets_issuer: bytes | None = optional("TakerGetsIssuer")
    taker_gets_mpt: bytes | None = optional("TakerGetsMPT")
    exchange_rate: int | None = optional("ExchangeRate")
    indexes: tuple[Hash256, ...] = required("Indexes")
    root_index: Hash256 = required("RootIndex")
    index_next: int | None = optional("IndexNext")
    index_previous: int | None = optional("IndexPrevious")
    nftoken_id: Hash256 | None = optional("NFTokenID")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    previous_txn_lgr_seq: int | None = optional("PreviousTxnLgrSeq")
    domain_id: Hash256 | None = optional("DomainID")


class Amendments(Entry, code=0x0066, rpc_name="amendments"):
    """The amendments that are enabled, and those that a majority votes for."""

    amendments: tuple[Hash256, ...] | None = optional("Amendments")
    majorities: tuple[Majority, ...] | None = optional("Majorities")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    previous_txn_lgr_seq: int | None = optional("PreviousTxnLgrSeq")


class LedgerHashes(Entry, code=0x0068, rpc_name="hashes"):
    """Hashes of earlier ledgers."""

    first_ledger_sequence: int | None = optional("FirstLedgerSequence")
    last_ledger_sequence: int | None = optional("LastLedgerSequence")
    hashes: tuple[Hash256, ...] = required("Hashes")


class Bridge(Entry, code=0x0069, rpc_name="bridge"):
    """A bridge to another chain."""

    account: Account = required("Account")
    signature_reward: Amount = required("SignatureReward")
    min_account_create_amount: Amount | None = optional("MinAccountCreateAmount")
    xchain_bridge: XChainBridge = required("XChainBridge")
    xchain_claim_id: int = required("XChainClaimID")
    xchain_account_create_count: int = required("XChainAccountCreateCount")
    xchain_account_claim_count: int = required("XChainAccountClaimCount")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Offer(Entry, code=0x006F, rpc_name="offer"):
    """An offer to exchange one asset for another."""

    account: Account = required("Account")
    sequence: int = required("Sequence")
    taker_pays: Amount = required("TakerPays")
    taker_gets: Amount = required("TakerGets")
    book_directory: Hash256 = required("BookDirectory")
    book_node: int = required("BookNode")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    expiration: int | None = optional("Expiration")
    domain_id: Hash256 | None = optional("DomainID")
    additional_books: tuple[Book, ...] | None = optional("AdditionalBooks")


class DepositPreauth(Entry, code=0x0070, rpc_name="deposit_preauth"):
    """Leave to pay an account that refuses deposits."""

    account: Account = required("Account")
    authorize: Account | None = optional("Authorize")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    authorize_credentials: tuple[AuthorizedCredential, ...] | None = optional("AuthorizeCredentials")


class XChainOwnedClaimID(Entry, code=0x0071, rpc_name="xchain_owned_claim_id"):
    """The right to claim what was locked on another chain."""

    account: Account = required("Account")
    xchain_bridge: XChainBridge = required("XChainBridge")
    xchain_claim_id: int = required("XChainClaimID")
    other_chain_source: Account = required("OtherChainSource")
    xchain_claim_attestations: tuple[XChainClaimAttestationCollectionElement, ...] = required(
        "XChainClaimAttestations"
    )
    signature_reward: Amount = required("SignatureReward")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class RippleState(Entry, code=0x0072, rpc_name="state"):
    """A trust line: what two accounts owe each other in one currency, and under which conditions."""

    balance: IssuedAmount = required("Balance")
    low_limit: IssuedAmount = required("LowLimit")
    high_limit: IssuedAmount = required("HighLimit")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    low_node: int | None = optional("LowNode")
    low_quality_in: int | None = optional("LowQualityIn")
    low_quality_out: int | None = optional("LowQualityOut")
    high_node: int | None = optional("HighNode")
    high_quality_in: int | None = optional("HighQualityIn")
    high_quality_out: int | None = optional("HighQualityOut")


class FeeSettings(Entry, code=0x0073, rpc_name="fee"):
    """The base fee and the reserves."""

    base_fee: int | None = optional("BaseFee")
    reference_fee_units: int | None = optional("ReferenceFeeUnits")
    reserve_base: int | None = optional("ReserveBase")
    reserve_increment: int | None = optional("ReserveIncrement")
    base_fee_drops: Drops | None = optional("BaseFeeDrops")
    reserve_base_drops: Drops | None = optional("ReserveBaseDrops")
    reserve_increment_drops: Drops | None = optional("ReserveIncrementDrops")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    previous_txn_lgr_seq: int | None = optional("PreviousTxnLgrSeq")


class XChainOwnedCreateAccountClaimID(Entry, code=0x0074, rpc_name="xchain_owned_create_account_claim_id"):
    """An account creation that was paid for on another chain."""

    account: Account = required("Account")
    xchain_bridge: XChainBridge = required("XChainBridge")
    xchain_account_create_count: int = required("XChainAccountCreateCount")
    xchain_create_account_attestations: tuple[XChainCreateAccountAttestationCollectionElement, ...] = (
        required("XChainCreateAccountAttestations")
    )
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Escrow(Entry, code=0x0075, rpc_name="escrow"):
    """Value set aside until a time or a condition."""

    account: Account = required("Account")
    sequence: int | None = optional("Sequence")
    destination: Account = required("Destination")
    amount: Amount = required("Amount")
    condition: bytes | None = optional("Condition")
    cancel_after: int | None = optional("CancelAfter")
    finish_after: int | None = optional("FinishAfter")
    source_tag: int | None = optional("SourceTag")
    destination_tag: int | None = optional("DestinationTag")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    destination_node: int | None = optional("DestinationNode")
    transfer_rate: int | None = optional("TransferRate")
    issuer_node: int | None = optional("IssuerNode")


class PayChannel(Entry, code=0x0078, rpc_name="payment_channel"):
    """XRP set aside to be paid out by signed claims."""

    account: Account = required("Account")
    destination: Account = required("Destination")
    sequence: int | None = optional("Sequence")
    amount: Amount = required("Amount")
    balance: Drops = required("Balance")
    public_key: bytes = required("PublicKey")
    settle_delay: int = required("SettleDelay")
    expiration: int | None = optional("Expiration")
    cancel_after: int | None = optional("CancelAfter")
    source_tag: int | None = optional("SourceTag")
    destination_tag: int | None = optional("DestinationTag")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    destination_node: int | None = optional("DestinationNode")


class AMM(Entry, code=0x0079, rpc_name="amm"):
    """A pool of two assets that trades with everyone."""

    account: Account = required("Account")
    trading_fee: int = default("TradingFee")
    vote_slots: tuple[VoteEntry, ...] | None = optional("VoteSlots")
    auction_slot: AuctionSlot | None = optional("AuctionSlot")
    lp_token_balance: IssuedAmount = required("LPTokenBalance")
    asset: Asset = required("Asset")
    asset2: Asset = required("Asset2")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    previous_txn_lgr_seq: int | None = optional("PreviousTxnLgrSeq")


class MPTokenIssuance(Entry, code=0x007E, rpc_name="mpt_issuance"):
    """A multi-purpose token, as its issuer defined it."""

    issuer: Account = required("Issuer")
    sequence: int = required("Sequence")
    transfer_fee: int = default("TransferFee")
    owner_node: int = required("OwnerNode")
    asset_scale: int = default("AssetScale")
    maximum_amount: int | None = optional("MaximumAmount")
    outstanding_amount: int = required("OutstandingAmount")
    locked_amount: int | None = optional("LockedAmount")
    mptoken_metadata: bytes | None = optional("MPTokenMetadata")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    domain_id: Hash256 | None = optional("DomainID")
    mutable_flags: int = default("MutableFlags")
    reference_holding: Hash256 | None = optional("ReferenceHolding")
    issuer_encryption_key: bytes | None = optional("IssuerEncryptionKey")
    auditor_encryption_key: bytes | None = optional("AuditorEncryptionKey")
    confidential_outstanding_amount: int = default("ConfidentialOutstandingAmount")


class MPToken(Entry, code=0x007F, rpc_name="mptoken"):
    """An account's holding of a multi-purpose token."""

    account: Account = required("Account")
    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    mpt_amount: int = default("MPTAmount")
    locked_amount: int | None = optional("LockedAmount")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    confidential_balance_inbox: bytes | None = optional("ConfidentialBalanceInbox")
    confidential_balance_spending: bytes | None = optional("ConfidentialBalanceSpending")
    confidential_balance_version: int = default("ConfidentialBalanceVersion")
    issuer_encrypted_balance: bytes | None = optional("IssuerEncryptedBalance")
    auditor_encrypted_balance: bytes | None = optional("AuditorEncryptedBalance")
    holder_encryption_key: bytes | None = optional("HolderEncryptionKey")


class Oracle(Entry, code=0x0080, rpc_name="oracle"):
    """Prices that an account reports."""

    owner: Account = required("Owner")
    oracle_document_id: int | None = optional("OracleDocumentID")
    provider: bytes = required("Provider")
    price_data_series: tuple[PriceData, ...] = required("PriceDataSeries")
    asset_class: bytes = required("AssetClass")
    last_update_time: int = required("LastUpdateTime")
    uri: bytes | None = optional("URI")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Credential(Entry, code=0x0081, rpc_name="credential"):
    """An issuer's statement about a subject."""

    subject: Account = required("Subject")
    issuer: Account = required("Issuer")
    credential_type: bytes = required("CredentialType")
    expiration: int | None = optional("Expiration")
    uri: bytes | None = optional("URI")
    issuer_node: int = required("IssuerNode")
    subject_node: int | None = optional("SubjectNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class PermissionedDomain(Entry, code=0x0082, rpc_name="permissioned_domain"):
    """A set of credentials, any of which lets an account in."""

    owner: Account = required("Owner")
    sequence: int = required("Sequence")
    accepted_credentials: tuple[AuthorizedCredential, ...] = required("AcceptedCredentials")
    owner_node: int = required("OwnerNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Delegate(Entry, code=0x0083, rpc_name="delegate"):
    """What an account lets another do in its name."""

    account: Account = required("Account")
    authorize: Account = required("Authorize")
    permissions: tuple[Permission, ...] = required("Permissions")
    owner_node: int = required("OwnerNode")
    destination_node: int | None = optional("DestinationNode")
    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")


class Vault(Entry, code=0x0084, rpc_name="vault"):
    """Assets of many depositors, held together."""

    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    sequence: int = required("Sequence")
    owner_node: int = required("OwnerNode")
    owner: Account = required("Owner")
    account: Account = required("Account")
    data: bytes | None = optional("Data")
    asset: Asset = required("Asset")
    assets_total: NumberValue = default("AssetsTotal")
    assets_available: NumberValue = default("AssetsAvailable")
    assets_maximum: NumberValue = default("AssetsMaximum")
    loss_unrealized: NumberValue = default("LossUnrealized")
    share_mpt_id: bytes = required("ShareMPTID")
    withdrawal_policy: int = required("WithdrawalPolicy")
    scale: int = default("Scale")


class LoanBroker(Entry, code=0x0088, rpc_name="loan_broker"):
    """The terms under which the assets of a vault are lent."""

    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    sequence: int = required("Sequence")
    owner_node: int = required("OwnerNode")
    vault_node: int = required("VaultNode")
    vault_id: Hash256 = required("VaultID")
    account: Account = required("Account")
    owner: Account = required("Owner")
    loan_sequence: int = required("LoanSequence")
    data: bytes = default("Data")
    management_fee_rate: int = default("ManagementFeeRate")
    owner_count: int = default("OwnerCount")
    debt_total: NumberValue = default("DebtTotal")
    debt_maximum: NumberValue = default("DebtMaximum")
    cover_available: NumberValue = default("CoverAvailable")
    cover_rate_minimum: int = default("CoverRateMinimum")
    cover_rate_liquidation: int = default("CoverRateLiquidation")


class Loan(Entry, code=0x0089, rpc_name="loan"):
    """A loan and what is still to be paid."""

    previous_txn_id: Hash256 = required("PreviousTxnID")
    previous_txn_lgr_seq: int = required("PreviousTxnLgrSeq")
    owner_node: int = required("OwnerNode")
    loan_broker_node: int = required("LoanBrokerNode")
    loan_broker_id: Hash256 = required("LoanBrokerID")
    loan_sequence: int = required("LoanSequence")
    borrower: Account = required("Borrower")
    loan_origination_fee: NumberValue = default("LoanOriginationFee")
    loan_service_fee: NumberValue = default("LoanServiceFee")
    late_payment_fee: NumberValue = default("LatePaymentFee")
    close_payment_fee: NumberValue = default("ClosePaymentFee")
    overpayment_fee: int = default("OverpaymentFee")
    interest_rate: int = default("InterestRate")
    late_interest_rate: int = default("LateInterestRate")
    close_interest_rate: int = default("CloseInterestRate")
    overpayment_interest_rate: int = default("OverpaymentInterestRate")
    start_date: int = required("StartDate")
    payment_interval: int = required("PaymentInterval")
    grace_period: int = default("GracePeriod")
    previous_payment_due_date: int = default("PreviousPaymentDueDate")
    next_payment_due_date: int = default("NextPaymentDueDate")
    payment_remaining: int = default("PaymentRemaining")
    periodic_payment: NumberValue = required("PeriodicPayment")
    principal_outstanding: NumberValue = default("PrincipalOutstanding")
    total_value_outstanding: NumberValue = default("TotalValueOutstanding")
    management_fee_outstanding: NumberValue = default("ManagementFeeOutstanding")
    loan_scale: int = default("LoanScale")
