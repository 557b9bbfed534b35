"""The fields: every name under which a value can stand in a serialised object.

A field is known by its type and a number within the type. The two together are its header in the bytes and
its place in the canonical order, and they never change once the field has been used on the network. This
table is the only declaration of a field: codecs, templates, metadata and documentation are derived from it.

Source: sfields.macro (3.3.0-b0), and the client libraries' definitions of August 2026 for what came later.
"""

from __future__ import annotations

import re
from enum import IntFlag

from spec import types
from spec.types import (
    ACCOUNT,
    AMOUNT,
    ARRAY,
    BLOB,
    CURRENCY,
    HASH128,
    HASH160,
    HASH192,
    HASH256,
    INT32,
    ISSUE,
    NUMBER,
    OBJECT,
    PATH_SET,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    VECTOR256,
    XCHAIN_BRIDGE,
    SerialType,
)


class Shown(IntFlag):
    """Where in a transaction's metadata a field of an affected entry is shown."""

    NEVER = 0
    PREVIOUS = 1
    """Its old value, among the PreviousFields, when it changed."""
    FINAL = 2
    """Among the FinalFields of a modified entry."""
    DELETED = 4
    """Among the FinalFields of a deleted entry."""
    NEW = 8
    """Among the NewFields of a created entry, unless it has its default value."""
    ALWAYS = 16
    """In the final or new fields of every affected entry."""
    USUAL = PREVIOUS | FINAL | DELETED | NEW


class Field:
    """One field. There is exactly one object for each, so fields compare by identity."""

    __slots__ = ("attribute", "code", "decimal", "header", "name", "shown", "signing", "sort_key", "type")

    def __init__(self, name: str, serial_type: SerialType, code: int) -> None:
        self.name = name
        """As it is spelled in JSON and in the protocol's texts."""
        self.type = serial_type
        self.code = code
        """The number within its type."""
        self.attribute = attribute_name(name)
        """How the field is called as an attribute of entries and transactions."""
        self.sort_key = serial_type.code << 16 | code
        """Fields of an object stand in ascending order of this."""
        self.header = encode_header(serial_type.code, code)
        self.signing = name not in _NOT_SIGNED
        """Whether signatures cover it."""
        self.shown = _SHOWN.get(name, Shown.USUAL)
        self.decimal = name in _DECIMAL
        """Whether JSON shows this 64-bit integer in decimal and not in hexadecimal."""

    def __repr__(self) -> str:
        return f"<Field {self.name}>"


_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_KEPT_WHOLE = (
    ("IDs", "Ids"),
    ("AMM", "Amm"),
    ("NFT", "Nft"),
    ("MPT", "Mpt"),
    ("TokenT", "Tokent"),
    ("XChain", "Xchain"),
)


def attribute_name(name: str) -> str:
    """The field's name as words in lower case: ``OwnerCount`` is ``owner_count``, ``NFTokenID`` is
    ``nftoken_id``."""
    for acronym, word in _KEPT_WHOLE:
        name = name.replace(acronym, word)
    return _WORDS.sub("_", name).lower()


def encode_header(type_code: int, field_code: int) -> bytes:
    """The one to three bytes that announce a field: each of the two numbers in four bits where it fits."""
    if type_code < 16:
        if field_code < 16:
            return bytes((type_code << 4 | field_code,))
        return bytes((type_code << 4, field_code))
    if field_code < 16:
        return bytes((field_code, type_code))
    return bytes((0, type_code, field_code))


_NOT_SIGNED = frozenset(
    {
        "TxnSignature",
        "Signature",
        "MasterSignature",
        "CounterpartySignature",
        "SponsorSignature",
        "Signers",
        "BatchSigners",
    }
)
_SHOWN = {
    "LedgerEntryType": Shown.NEVER,
    "Indexes": Shown.NEVER,
    "PreviousTxnID": Shown.DELETED,
    "PreviousTxnLgrSeq": Shown.DELETED,
    "RootIndex": Shown.ALWAYS,
}
_DECIMAL = frozenset(
    {"MaximumAmount", "OutstandingAmount", "MPTAmount", "LockedAmount", "ConfidentialOutstandingAmount"}
)

_CODES: dict[SerialType, dict[str, int]] = {
    UINT16: {
        "LedgerEntryType": 1,
        "TransactionType": 2,
        "SignerWeight": 3,
        "TransferFee": 4,
        "TradingFee": 5,
        "DiscountedFee": 6,
        "Version": 16,
        "HookStateChangeCount": 17,
        "HookEmitCount": 18,
        "HookExecutionIndex": 19,
        "HookApiVersion": 20,
        "LedgerFixType": 21,
        "ManagementFeeRate": 22,
    },
    UINT32: {
        "NetworkID": 1,
        "Flags": 2,
        "SourceTag": 3,
        "Sequence": 4,
        "PreviousTxnLgrSeq": 5,
        "LedgerSequence": 6,
        "CloseTime": 7,
        "ParentCloseTime": 8,
        "SigningTime": 9,
        "Expiration": 10,
        "TransferRate": 11,
        "WalletSize": 12,
        "OwnerCount": 13,
        "DestinationTag": 14,
        "LastUpdateTime": 15,
        "HighQualityIn": 16,
        "HighQualityOut": 17,
        "LowQualityIn": 18,
        "LowQualityOut": 19,
        "QualityIn": 20,
        "QualityOut": 21,
        "StampEscrow": 22,
        "BondAmount": 23,
        "LoadFee": 24,
        "OfferSequence": 25,
        "FirstLedgerSequence": 26,
        "LastLedgerSequence": 27,
        "TransactionIndex": 28,
        "OperationLimit": 29,
        "ReferenceFeeUnits": 30,
        "ReserveBase": 31,
        "ReserveIncrement": 32,
        "SetFlag": 33,
        "ClearFlag": 34,
        "SignerQuorum": 35,
        "CancelAfter": 36,
        "FinishAfter": 37,
        "SignerListID": 38,
        "SettleDelay": 39,
        "TicketCount": 40,
        "TicketSequence": 41,
        "NFTokenTaxon": 42,
        "MintedNFTokens": 43,
        "BurnedNFTokens": 44,
        "HookStateCount": 45,
        "EmitGeneration": 46,
        "VoteWeight": 48,
        "FirstNFTokenSequence": 50,
        "OracleDocumentID": 51,
        "PermissionValue": 52,
        "MutableFlags": 53,
        "StartDate": 54,
        "PaymentInterval": 55,
        "GracePeriod": 56,
        "PreviousPaymentDueDate": 57,
        "NextPaymentDueDate": 58,
        "PaymentRemaining": 59,
        "PaymentTotal": 60,
        "LoanSequence": 61,
        "CoverRateMinimum": 62,
        "CoverRateLiquidation": 63,
        "OverpaymentFee": 64,
        "InterestRate": 65,
        "LateInterestRate": 66,
        "CloseInterestRate": 67,
        "OverpaymentInterestRate": 68,
        "ConfidentialBalanceVersion": 69,
        "SponsoredOwnerCount": 70,
        "SponsoringOwnerCount": 71,
        "SponsoringAccountCount": 72,
        "RemainingOwnerCount": 73,
        "SponsorFlags": 74,
    },
    UINT64: {
        "IndexNext": 1,
        "IndexPrevious": 2,
        "BookNode": 3,
        "OwnerNode": 4,
        "BaseFee": 5,
        "ExchangeRate": 6,
        "LowNode": 7,
        "HighNode": 8,
        "DestinationNode": 9,
        "Cookie": 10,
        "ServerVersion": 11,
        "NFTokenOfferNode": 12,
        "EmitBurden": 13,
        "HookOn": 16,
        "HookInstructionCount": 17,
        "HookReturnCode": 18,
        "ReferenceCount": 19,
        "XChainClaimID": 20,
        "XChainAccountCreateCount": 21,
        "XChainAccountClaimCount": 22,
        "AssetPrice": 23,
        "MaximumAmount": 24,
        "OutstandingAmount": 25,
        "MPTAmount": 26,
        "IssuerNode": 27,
        "SubjectNode": 28,
        "LockedAmount": 29,
        "VaultNode": 30,
        "LoanBrokerNode": 31,
        "ConfidentialOutstandingAmount": 32,
        "SponseeNode": 33,
    },
    HASH128: {
        "EmailHash": 1,
    },
    HASH256: {
        "LedgerHash": 1,
        "ParentHash": 2,
        "TransactionHash": 3,
        "AccountHash": 4,
        "PreviousTxnID": 5,
        "LedgerIndex": 6,
        "WalletLocator": 7,
        "RootIndex": 8,
        "AccountTxnID": 9,
        "NFTokenID": 10,
        "EmitParentTxnID": 11,
        "EmitNonce": 12,
        "EmitHookHash": 13,
        "AMMID": 14,
        "BookDirectory": 16,
        "InvoiceID": 17,
        "Nickname": 18,
        "Amendment": 19,
        "Digest": 21,
        "Channel": 22,
        "ConsensusHash": 23,
        "CheckID": 24,
        "ValidatedHash": 25,
        "PreviousPageMin": 26,
        "NextPageMin": 27,
        "NFTokenBuyOffer": 28,
        "NFTokenSellOffer": 29,
        "HookStateKey": 30,
        "HookHash": 31,
        "HookNamespace": 32,
        "HookSetTxnID": 33,
        "DomainID": 34,
        "VaultID": 35,
        "ParentBatchID": 36,
        "LoanBrokerID": 37,
        "LoanID": 38,
        "ReferenceHolding": 39,
        "BlindingFactor": 40,
        "ObjectID": 41,
    },
    AMOUNT: {
        "Amount": 1,
        "Balance": 2,
        "LimitAmount": 3,
        "TakerPays": 4,
        "TakerGets": 5,
        "LowLimit": 6,
        "HighLimit": 7,
        "Fee": 8,
        "SendMax": 9,
        "DeliverMin": 10,
        "Amount2": 11,
        "BidMin": 12,
        "BidMax": 13,
        "MinimumOffer": 16,
        "RippleEscrow": 17,
        "DeliveredAmount": 18,
        "NFTokenBrokerFee": 19,
        "BaseFeeDrops": 22,
        "ReserveBaseDrops": 23,
        "ReserveIncrementDrops": 24,
        "LPTokenOut": 25,
        "LPTokenIn": 26,
        "EPrice": 27,
        "Price": 28,
        "SignatureReward": 29,
        "MinAccountCreateAmount": 30,
        "LPTokenBalance": 31,
        "FeeAmount": 32,
        "MaxFee": 33,
        "FeeAmountDelta": 34,
    },
    BLOB: {
        "PublicKey": 1,
        "MessageKey": 2,
        "SigningPubKey": 3,
        "TxnSignature": 4,
        "URI": 5,
        "Signature": 6,
        "Domain": 7,
        "FundCode": 8,
        "RemoveCode": 9,
        "ExpireCode": 10,
        "CreateCode": 11,
        "MemoType": 12,
        "MemoData": 13,
        "MemoFormat": 14,
        "Fulfillment": 16,
        "Condition": 17,
        "MasterSignature": 18,
        "UNLModifyValidator": 19,
        "ValidatorToDisable": 20,
        "ValidatorToReEnable": 21,
        "HookStateData": 22,
        "HookReturnString": 23,
        "HookParameterName": 24,
        "HookParameterValue": 25,
        "DIDDocument": 26,
        "Data": 27,
        "AssetClass": 28,
        "Provider": 29,
        "MPTokenMetadata": 30,
        "CredentialType": 31,
        "ConfidentialBalanceInbox": 32,
        "ConfidentialBalanceSpending": 33,
        "IssuerEncryptedBalance": 34,
        "IssuerEncryptionKey": 35,
        "HolderEncryptionKey": 36,
        "ZKProof": 37,
        "HolderEncryptedAmount": 38,
        "IssuerEncryptedAmount": 39,
        "SenderEncryptedAmount": 40,
        "DestinationEncryptedAmount": 41,
        "AuditorEncryptedBalance": 42,
        "AuditorEncryptedAmount": 43,
        "AuditorEncryptionKey": 44,
        "AmountCommitment": 45,
        "BalanceCommitment": 46,
    },
    ACCOUNT: {
        "Account": 1,
        "Owner": 2,
        "Destination": 3,
        "Issuer": 4,
        "Authorize": 5,
        "Unauthorize": 6,
        "RegularKey": 8,
        "NFTokenMinter": 9,
        "EmitCallback": 10,
        "Holder": 11,
        "Delegate": 12,
        "HookAccount": 16,
        "OtherChainSource": 18,
        "OtherChainDestination": 19,
        "AttestationSignerAccount": 20,
        "AttestationRewardAccount": 21,
        "LockingChainDoor": 22,
        "IssuingChainDoor": 23,
        "Subject": 24,
        "Borrower": 25,
        "Counterparty": 26,
        "Sponsor": 27,
        "HighSponsor": 28,
        "LowSponsor": 29,
        "CounterpartySponsor": 30,
        "Sponsee": 31,
    },
    NUMBER: {
        "Number": 1,
        "AssetsAvailable": 2,
        "AssetsMaximum": 3,
        "AssetsTotal": 4,
        "LossUnrealized": 5,
        "DebtTotal": 6,
        "DebtMaximum": 7,
        "CoverAvailable": 8,
        "LoanOriginationFee": 9,
        "LoanServiceFee": 10,
        "LatePaymentFee": 11,
        "ClosePaymentFee": 12,
        "PrincipalOutstanding": 13,
        "PrincipalRequested": 14,
        "TotalValueOutstanding": 15,
        "PeriodicPayment": 16,
        "ManagementFeeOutstanding": 17,
    },
    INT32: {
        "LoanScale": 1,
        "RemainingOwnerCountDelta": 2,
    },
    OBJECT: {
        "TransactionMetaData": 2,
        "CreatedNode": 3,
        "DeletedNode": 4,
        "ModifiedNode": 5,
        "PreviousFields": 6,
        "FinalFields": 7,
        "NewFields": 8,
        "TemplateEntry": 9,
        "Memo": 10,
        "SignerEntry": 11,
        "NFToken": 12,
        "EmitDetails": 13,
        "Hook": 14,
        "Permission": 15,
        "Signer": 16,
        "Majority": 18,
        "DisabledValidator": 19,
        "EmittedTxn": 20,
        "HookExecution": 21,
        "HookDefinition": 22,
        "HookParameter": 23,
        "HookGrant": 24,
        "VoteEntry": 25,
        "AuctionSlot": 26,
        "AuthAccount": 27,
        "XChainClaimProofSig": 28,
        "XChainCreateAccountProofSig": 29,
        "XChainClaimAttestationCollectionElement": 30,
        "XChainCreateAccountAttestationCollectionElement": 31,
        "PriceData": 32,
        "Credential": 33,
        "RawTransaction": 34,
        "BatchSigner": 35,
        "Book": 36,
        "CounterpartySignature": 37,
        "SponsorSignature": 38,
    },
    ARRAY: {
        "Signers": 3,
        "SignerEntries": 4,
        "Template": 5,
        "Necessary": 6,
        "Sufficient": 7,
        "AffectedNodes": 8,
        "Memos": 9,
        "NFTokens": 10,
        "Hooks": 11,
        "VoteSlots": 12,
        "AdditionalBooks": 13,
        "Majorities": 16,
        "DisabledValidators": 17,
        "HookExecutions": 18,
        "HookParameters": 19,
        "HookGrants": 20,
        "XChainClaimAttestations": 21,
        "XChainCreateAccountAttestations": 22,
        "PriceDataSeries": 24,
        "AuthAccounts": 25,
        "AuthorizeCredentials": 26,
        "UnauthorizeCredentials": 27,
        "AcceptedCredentials": 28,
        "Permissions": 29,
        "RawTransactions": 30,
        "BatchSigners": 31,
    },
    UINT8: {
        "CloseResolution": 1,
        "Method": 2,
        "TransactionResult": 3,
        "Scale": 4,
        "AssetScale": 5,
        "TickSize": 16,
        "UNLModifyDisabling": 17,
        "HookResult": 18,
        "WasLockingChainSend": 19,
        "WithdrawalPolicy": 20,
    },
    HASH160: {
        "TakerPaysCurrency": 1,
        "TakerPaysIssuer": 2,
        "TakerGetsCurrency": 3,
        "TakerGetsIssuer": 4,
    },
    PATH_SET: {
        "Paths": 1,
    },
    VECTOR256: {
        "Indexes": 1,
        "Hashes": 2,
        "Amendments": 3,
        "NFTokenOffers": 4,
        "CredentialIDs": 5,
    },
    HASH192: {
        "MPTokenIssuanceID": 1,
        "ShareMPTID": 2,
        "TakerPaysMPT": 3,
        "TakerGetsMPT": 4,
    },
    ISSUE: {
        "LockingChainIssue": 1,
        "IssuingChainIssue": 2,
        "Asset": 3,
        "Asset2": 4,
    },
    XCHAIN_BRIDGE: {
        "XChainBridge": 1,
    },
    CURRENCY: {
        "BaseAsset": 1,
        "QuoteAsset": 2,
    },
}

FIELDS: dict[str, Field] = {
    name: Field(name, serial_type, code)
    for serial_type, codes in _CODES.items()
    for name, code in codes.items()
}
"""Every field by its name."""

BY_SORT_KEY: dict[int, Field] = {field.sort_key: field for field in FIELDS.values()}
BY_ATTRIBUTE: dict[str, Field] = {field.attribute: field for field in FIELDS.values()}

OBJECT_END = encode_header(types.OBJECT.code, 1)
"""Ends an object that stands in another object or in an array."""
ARRAY_END = encode_header(types.ARRAY.code, 1)
