"""The flags of transactions and ledger entries, and the settings that AccountSet names by number.

Source: TxFlags.h, LedgerFormats.h (3.3.0-b0).
"""

from __future__ import annotations

tfFullyCanonicalSig = 0x80000000
"""Accepted by every type; once asked for what is now always demanded."""
tfInnerBatchTxn = 0x40000000
"""Marks a transaction inside a batch."""
tfUniversal = tfFullyCanonicalSig | tfInnerBatchTxn
"""The flags that every type knows."""

tfRequireDestTag = 0x00010000
tfOptionalDestTag = 0x00020000
tfRequireAuth = 0x00040000
tfOptionalAuth = 0x00080000
tfDisallowXRP = 0x00100000
tfAllowXRP = 0x00200000
tfPassive = 0x00010000
tfImmediateOrCancel = 0x00020000
tfFillOrKill = 0x00040000
tfSell = 0x00080000
tfHybrid = 0x00100000
tfNoRippleDirect = 0x00010000
tfPartialPayment = 0x00020000
tfLimitQuality = 0x00040000
tfSetfAuth = 0x00010000
tfSetNoRipple = 0x00020000
tfClearNoRipple = 0x00040000
tfSetFreeze = 0x00100000
tfClearFreeze = 0x00200000
tfSetDeepFreeze = 0x00400000
tfClearDeepFreeze = 0x00800000
tfGotMajority = 0x00010000
tfLostMajority = 0x00020000
tfRenew = 0x00010000
tfClose = 0x00020000
tfBurnable = 0x00000001
tfOnlyXRP = 0x00000002
tfTransferable = 0x00000008
tfMutable = 0x00000010
tfMPTCanLock = 0x00000002
tfMPTRequireAuth = 0x00000004
tfMPTCanEscrow = 0x00000008
tfMPTCanTrade = 0x00000010
tfMPTCanTransfer = 0x00000020
tfMPTCanClawback = 0x00000040
tfMPTCanHoldConfidentialBalance = 0x00000080
tfMPTUnauthorize = 0x00000001
tfMPTLock = 0x00000001
tfMPTUnlock = 0x00000002
tfSellNFToken = 0x00000001
tfLPToken = 0x00010000
tfSingleAsset = 0x00080000
tfTwoAsset = 0x00100000
tfOneAssetLPToken = 0x00200000
tfLimitLPToken = 0x00400000
tfTwoAssetIfEmpty = 0x00800000
tfWithdrawAll = 0x00020000
tfOneAssetWithdrawAll = 0x00040000
tfClawTwoAssets = 0x00000001
tfClearAccountCreateAmount = 0x00010000
tfVaultPrivate = 0x00010000
tfVaultShareNonTransferable = 0x00020000
tfAllOrNothing = 0x00010000
tfOnlyOne = 0x00020000
tfUntilFailure = 0x00040000
tfIndependent = 0x00080000
tfLoanOverpayment = 0x00010000
tfLoanFullPayment = 0x00020000
tfLoanLatePayment = 0x00040000
tfLoanDefault = 0x00010000
tfLoanImpair = 0x00020000
tfLoanUnimpair = 0x00040000

tmfMPTSetCanLock = 0x00000001
tmfMPTSetRequireAuth = 0x00000002
tmfMPTSetCanEscrow = 0x00000004
tmfMPTSetCanTrade = 0x00000008
tmfMPTSetCanTransfer = 0x00000010
tmfMPTSetCanClawback = 0x00000020

TRANSACTION_FLAGS: dict[str, dict[str, int]] = {
    "AccountSet": {
        "tfRequireDestTag": tfRequireDestTag,
        "tfOptionalDestTag": tfOptionalDestTag,
        "tfRequireAuth": tfRequireAuth,
        "tfOptionalAuth": tfOptionalAuth,
        "tfDisallowXRP": tfDisallowXRP,
        "tfAllowXRP": tfAllowXRP,
    },
    "OfferCreate": {
        "tfPassive": tfPassive,
        "tfImmediateOrCancel": tfImmediateOrCancel,
        "tfFillOrKill": tfFillOrKill,
        "tfSell": tfSell,
        "tfHybrid": tfHybrid,
    },
    "Payment": {
        "tfNoRippleDirect": tfNoRippleDirect,
        "tfPartialPayment": tfPartialPayment,
        "tfLimitQuality": tfLimitQuality,
    },
    "TrustSet": {
        "tfSetfAuth": tfSetfAuth,
        "tfSetNoRipple": tfSetNoRipple,
        "tfClearNoRipple": tfClearNoRipple,
        "tfSetFreeze": tfSetFreeze,
        "tfClearFreeze": tfClearFreeze,
        "tfSetDeepFreeze": tfSetDeepFreeze,
        "tfClearDeepFreeze": tfClearDeepFreeze,
    },
    "EnableAmendment": {"tfGotMajority": tfGotMajority, "tfLostMajority": tfLostMajority},
    "PaymentChannelClaim": {"tfRenew": tfRenew, "tfClose": tfClose},
    "NFTokenMint": {
        "tfBurnable": tfBurnable,
        "tfOnlyXRP": tfOnlyXRP,
        "tfTransferable": tfTransferable,
        "tfMutable": tfMutable,
    },
    "MPTokenIssuanceCreate": {
        "tfMPTCanLock": tfMPTCanLock,
        "tfMPTRequireAuth": tfMPTRequireAuth,
        "tfMPTCanEscrow": tfMPTCanEscrow,
        "tfMPTCanTrade": tfMPTCanTrade,
        "tfMPTCanTransfer": tfMPTCanTransfer,
        "tfMPTCanClawback": tfMPTCanClawback,
        "tfMPTCanHoldConfidentialBalance": tfMPTCanHoldConfidentialBalance,
    },
    "MPTokenAuthorize": {"tfMPTUnauthorize": tfMPTUnauthorize},
    "MPTokenIssuanceSet": {"tfMPTLock": tfMPTLock, "tfMPTUnlock": tfMPTUnlock},
    "NFTokenCreateOffer": {"tfSellNFToken": tfSellNFToken},
    "AMMDeposit": {
        "tfLPToken": tfLPToken,
        "tfSingleAsset": tfSingleAsset,
        "tfTwoAsset": tfTwoAsset,
        "tfOneAssetLPToken": tfOneAssetLPToken,
        "tfLimitLPToken": tfLimitLPToken,
        "tfTwoAssetIfEmpty": tfTwoAssetIfEmpty,
    },
    "AMMWithdraw": {
        "tfLPToken": tfLPToken,
        "tfWithdrawAll": tfWithdrawAll,
        "tfOneAssetWithdrawAll": tfOneAssetWithdrawAll,
        "tfSingleAsset": tfSingleAsset,
        "tfTwoAsset": tfTwoAsset,
        "tfOneAssetLPToken": tfOneAssetLPToken,
        "tfLimitLPToken": tfLimitLPToken,
    },
    "AMMClawback": {"tfClawTwoAssets": tfClawTwoAssets},
    "XChainModifyBridge": {"tfClearAccountCreateAmount": tfClearAccountCreateAmount},
    "VaultCreate": {
        "tfVaultPrivate": tfVaultPrivate,
        "tfVaultShareNonTransferable": tfVaultShareNonTransferable,
    },
    "Batch": {
        "tfAllOrNothing": tfAllOrNothing,
        "tfOnlyOne": tfOnlyOne,
        "tfUntilFailure": tfUntilFailure,
        "tfIndependent": tfIndependent,
    },
    "LoanSet": {"tfLoanOverpayment": tfLoanOverpayment},
    "LoanPay": {
        "tfLoanOverpayment": tfLoanOverpayment,
        "tfLoanFullPayment": tfLoanFullPayment,
        "tfLoanLatePayment": tfLoanLatePayment,
    },
    "LoanManage": {
        "tfLoanDefault": tfLoanDefault,
        "tfLoanImpair": tfLoanImpair,
        "tfLoanUnimpair": tfLoanUnimpair,
    },
}
"""The flags of each transaction type, besides the universal ones."""

lsfPasswordSpent = 0x00010000
lsfRequireDestTag = 0x00020000
lsfRequireAuth = 0x00040000
lsfDisallowXRP = 0x00080000
lsfDisableMaster = 0x00100000
lsfNoFreeze = 0x00200000
lsfGlobalFreeze = 0x00400000
lsfDefaultRipple = 0x00800000
lsfDepositAuth = 0x01000000
lsfDisallowIncomingNFTokenOffer = 0x04000000
lsfDisallowIncomingCheck = 0x08000000
lsfDisallowIncomingPayChan = 0x10000000
lsfDisallowIncomingTrustline = 0x20000000
lsfAllowTrustLineLocking = 0x40000000
lsfAllowTrustLineClawback = 0x80000000
lsfPassive = 0x00010000
lsfSell = 0x00020000
lsfHybrid = 0x00040000
lsfLowReserve = 0x00010000
lsfHighReserve = 0x00020000
lsfLowAuth = 0x00040000
lsfHighAuth = 0x00080000
lsfLowNoRipple = 0x00100000
lsfHighNoRipple = 0x00200000
lsfLowFreeze = 0x00400000
lsfHighFreeze = 0x00800000
lsfAMMNode = 0x01000000
lsfLowDeepFreeze = 0x02000000
lsfHighDeepFreeze = 0x04000000
lsfOneOwnerCount = 0x00010000
lsfNFTokenBuyOffers = 0x00000001
lsfNFTokenSellOffers = 0x00000002
lsfSellNFToken = 0x00000001
lsfMPTLocked = 0x00000001
lsfMPTCanLock = 0x00000002
lsfMPTRequireAuth = 0x00000004
lsfMPTCanEscrow = 0x00000008
lsfMPTCanTrade = 0x00000010
lsfMPTCanTransfer = 0x00000020
lsfMPTCanClawback = 0x00000040
lsfMPTCanHoldConfidentialBalance = 0x00000080
lsmfMPTCanEnableCanLock = 0x00000002
lsmfMPTCanEnableRequireAuth = 0x00000004
lsmfMPTCanEnableCanEscrow = 0x00000008
lsmfMPTCanEnableCanTrade = 0x00000010
lsmfMPTCanEnableCanTransfer = 0x00000020
lsmfMPTCanEnableCanClawback = 0x00000040
lsmfMPTCannotEnableCanHoldConfidentialBalance = 0x00000080
lsmfMPTCanMutateMetadata = 0x00010000
lsmfMPTCanMutateTransferFee = 0x00020000
lsfMPTAuthorized = 0x00000002
lsfMPTAMM = 0x00000004
lsfAccepted = 0x00010000
lsfVaultPrivate = 0x00010000
lsfLoanDefault = 0x00010000
lsfLoanImpaired = 0x00020000
lsfLoanOverpayment = 0x00040000

ENTRY_FLAGS: dict[str, dict[str, int]] = {
    "AccountRoot": {
        "lsfPasswordSpent": lsfPasswordSpent,
        "lsfRequireDestTag": lsfRequireDestTag,
        "lsfRequireAuth": lsfRequireAuth,
        "lsfDisallowXRP": lsfDisallowXRP,
        "lsfDisableMaster": lsfDisableMaster,
        "lsfNoFreeze": lsfNoFreeze,
        "lsfGlobalFreeze": lsfGlobalFreeze,
        "lsfDefaultRipple": lsfDefaultRipple,
        "lsfDepositAuth": lsfDepositAuth,
        "lsfDisallowIncomingNFTokenOffer": lsfDisallowIncomingNFTokenOffer,
        "lsfDisallowIncomingCheck": lsfDisallowIncomingCheck,
        "lsfDisallowIncomingPayChan": lsfDisallowIncomingPayChan,
        "lsfDisallowIncomingTrustline": lsfDisallowIncomingTrustline,
        "lsfAllowTrustLineLocking": lsfAllowTrustLineLocking,
        "lsfAllowTrustLineClawback": lsfAllowTrustLineClawback,
    },
    "Offer": {"lsfPassive": lsfPassive, "lsfSell": lsfSell, "lsfHybrid": lsfHybrid},
    "RippleState": {
        "lsfLowReserve": lsfLowReserve,
        "lsfHighReserve": lsfHighReserve,
        "lsfLowAuth": lsfLowAuth,
        "lsfHighAuth": lsfHighAuth,
        "lsfLowNoRipple": lsfLowNoRipple,
        "lsfHighNoRipple": lsfHighNoRipple,
        "lsfLowFreeze": lsfLowFreeze,
        "lsfHighFreeze": lsfHighFreeze,
        "lsfAMMNode": lsfAMMNode,
        "lsfLowDeepFreeze": lsfLowDeepFreeze,
        "lsfHighDeepFreeze": lsfHighDeepFreeze,
    },
    "SignerList": {"lsfOneOwnerCount": lsfOneOwnerCount},
    "DirectoryNode": {
        "lsfNFTokenBuyOffers": lsfNFTokenBuyOffers,
        "lsfNFTokenSellOffers": lsfNFTokenSellOffers,
    },
    "NFTokenOffer": {"lsfSellNFToken": lsfSellNFToken},
    "MPTokenIssuance": {
        "lsfMPTLocked": lsfMPTLocked,
        "lsfMPTCanLock": lsfMPTCanLock,
        "lsfMPTRequireAuth": lsfMPTRequireAuth,
        "lsfMPTCanEscrow": lsfMPTCanEscrow,
        "lsfMPTCanTrade": lsfMPTCanTrade,
        "lsfMPTCanTransfer": lsfMPTCanTransfer,
        "lsfMPTCanClawback": lsfMPTCanClawback,
        "lsfMPTCanHoldConfidentialBalance": lsfMPTCanHoldConfidentialBalance,
    },
    "MPTokenIssuanceMutable": {
        "lsmfMPTCanEnableCanLock": lsmfMPTCanEnableCanLock,
        "lsmfMPTCanEnableRequireAuth": lsmfMPTCanEnableRequireAuth,
        "lsmfMPTCanEnableCanEscrow": lsmfMPTCanEnableCanEscrow,
        "lsmfMPTCanEnableCanTrade": lsmfMPTCanEnableCanTrade,
        "lsmfMPTCanEnableCanTransfer": lsmfMPTCanEnableCanTransfer,
        "lsmfMPTCanEnableCanClawback": lsmfMPTCanEnableCanClawback,
        "lsmfMPTCannotEnableCanHoldConfidentialBalance": lsmfMPTCannotEnableCanHoldConfidentialBalance,
        "lsmfMPTCanMutateMetadata": lsmfMPTCanMutateMetadata,
        "lsmfMPTCanMutateTransferFee": lsmfMPTCanMutateTransferFee,
    },
    "MPToken": {"lsfMPTLocked": lsfMPTLocked, "lsfMPTAuthorized": lsfMPTAuthorized, "lsfMPTAMM": lsfMPTAMM},
    "Credential": {"lsfAccepted": lsfAccepted},
    "Vault": {"lsfVaultPrivate": lsfVaultPrivate},
    "Loan": {
        "lsfLoanDefault": lsfLoanDefault,
        "lsfLoanImpaired": lsfLoanImpaired,
        "lsfLoanOverpayment": lsfLoanOverpayment,
    },
}
"""The flags of each type of ledger entry."""

asfRequireDest = 1
asfRequireAuth = 2
asfDisallowXRP = 3
asfDisableMaster = 4
asfAccountTxnID = 5
asfNoFreeze = 6
asfGlobalFreeze = 7
asfDefaultRipple = 8
asfDepositAuth = 9
asfAuthorizedNFTokenMinter = 10
asfTshCollect = 11
asfDisallowIncomingNFTokenOffer = 12
asfDisallowIncomingCheck = 13
asfDisallowIncomingPayChan = 14
asfDisallowIncomingTrustline = 15
asfAllowTrustLineClawback = 16
asfAllowTrustLineLocking = 17

ACCOUNT_SETTINGS: dict[str, int] = {
    "asfRequireDest": asfRequireDest,
    "asfRequireAuth": asfRequireAuth,
    "asfDisallowXRP": asfDisallowXRP,
    "asfDisableMaster": asfDisableMaster,
    "asfAccountTxnID": asfAccountTxnID,
    "asfNoFreeze": asfNoFreeze,
    "asfGlobalFreeze": asfGlobalFreeze,
    "asfDefaultRipple": asfDefaultRipple,
    "asfDepositAuth": asfDepositAuth,
    "asfAuthorizedNFTokenMinter": asfAuthorizedNFTokenMinter,
    "asfTshCollect": asfTshCollect,
    "asfDisallowIncomingNFTokenOffer": asfDisallowIncomingNFTokenOffer,
    "asfDisallowIncomingCheck": asfDisallowIncomingCheck,
    "asfDisallowIncomingPayChan": asfDisallowIncomingPayChan,
    "asfDisallowIncomingTrustline": asfDisallowIncomingTrustline,
    "asfAllowTrustLineClawback": asfAllowTrustLineClawback,
    "asfAllowTrustLineLocking": asfAllowTrustLineLocking,
}
"""The numbers that SetFlag and ClearFlag take."""
