"""Amendments: the switches by which the rules change.

An amendment is known by the hash of its name. Validators vote for it, and once it stands in the ledger's
Amendments entry it is on for good; amendments are independent of each other, so a rule asks for the one that
changes it with ``rules.enabled(...)``. Those of which the behaviour without them is no longer described
anywhere are *retired*: their rules hold whether or not the ledger lists them.

Status as on the main network in August 2026.

Source: features.macro (3.3.0-b0), Feature.cpp, and the main network's Amendments entry.
"""

from __future__ import annotations

from enum import Enum

from spec.hashing import sha512_half
from spec.number import LargeNumber, Number
from spec.values import Hash256


class Status(Enum):
    """How far an amendment has come on the main network."""

    RETIRED = "enabled so long ago that its rules hold everywhere"
    ENABLED = "enabled"
    VOTING = "open for voting"
    DEVELOPMENT = "in the source, not open for voting"
    OBSOLETE = "withdrawn before it was enabled"


class Amendment:
    """One amendment. There is exactly one object for each."""

    __slots__ = ("id", "name", "status")

    def __init__(self, name: str, status: Status) -> None:
        self.name = name
        self.id: Hash256 = sha512_half(name.encode("ascii"))
        self.status = status
        AMENDMENTS[name] = self
        BY_ID[self.id] = self

    def __repr__(self) -> str:
        return self.name


AMENDMENTS: dict[str, Amendment] = {}
"""Every amendment by its name, those of the main network in the order in which they were enabled."""
BY_ID: dict[Hash256, Amendment] = {}


class Rules:
    """The rules of one ledger: which amendments are on.

    A server knows of them while it processes a transaction. Outside of transactions, as where it estimates
    what a payment would cost, it asks the ledger at hand for most of them; but some rules of how amounts are
    computed it takes from the transaction in progress, and where there is none, none of these is in force.

    Source: Rules.cpp (3.1.1).
    """

    __slots__ = ("_enabled", "ids", "numbers", "of_transaction")

    def __init__(self, ids: frozenset[Hash256], *, of_transaction: bool = True) -> None:
        self.ids = ids
        """What the ledger's Amendments entry lists."""
        self.of_transaction = of_transaction
        """Whether a transaction is processed."""
        self.numbers: type[Number] = Number if of_transaction else LargeNumber
        """With how many digits is computed."""
        self._enabled = {amendment for amendment in AMENDMENTS.values() if amendment.id in ids} | _RETIRED

    def enabled(self, amendment: Amendment) -> bool:
        """Whether the rule that the amendment brings is in force."""
        return amendment in self._enabled

    def in_transaction(self, amendment: Amendment) -> bool:
        """Whether the rule is in force, where it is one of those that are none outside of transactions."""
        return self.of_transaction and self.enabled(amendment)

    def outside_of_transactions(self) -> Rules:
        """The rules of the same ledger where no transaction is processed."""
        return Rules(self.ids, of_transaction=False)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Rules) and self.ids == other.ids and self.of_transaction == other.of_transaction
        )

    def __hash__(self) -> int:
        return hash(self.ids)


FeeEscalation = Amendment("FeeEscalation", Status.RETIRED)
MultiSign = Amendment("MultiSign", Status.RETIRED)
TrustSetAuth = Amendment("TrustSetAuth", Status.RETIRED)
Flow = Amendment("Flow", Status.RETIRED)
CryptoConditions = Amendment("CryptoConditions", Status.RETIRED)
TickSize = Amendment("TickSize", Status.RETIRED)
Escrow = Amendment("Escrow", Status.RETIRED)
PayChan = Amendment("PayChan", Status.RETIRED)
fix1368 = Amendment("fix1368", Status.RETIRED)
fix1373 = Amendment("fix1373", Status.RETIRED)
EnforceInvariants = Amendment("EnforceInvariants", Status.RETIRED)
SortedDirectories = Amendment("SortedDirectories", Status.RETIRED)
fix1201 = Amendment("fix1201", Status.RETIRED)
fix1512 = Amendment("fix1512", Status.RETIRED)
fix1523 = Amendment("fix1523", Status.RETIRED)
fix1528 = Amendment("fix1528", Status.RETIRED)
DepositAuth = Amendment("DepositAuth", Status.RETIRED)
fix1513 = Amendment("fix1513", Status.RETIRED)
fix1571 = Amendment("fix1571", Status.RETIRED)
fix1623 = Amendment("fix1623", Status.RETIRED)
fix1543 = Amendment("fix1543", Status.RETIRED)
DepositPreauth = Amendment("DepositPreauth", Status.RETIRED)
fix1515 = Amendment("fix1515", Status.RETIRED)
fix1578 = Amendment("fix1578", Status.RETIRED)
fixTakerDryOfferRemoval = Amendment("fixTakerDryOfferRemoval", Status.RETIRED)
MultiSignReserve = Amendment("MultiSignReserve", Status.RETIRED)
fixMasterKeyAsRegularKey = Amendment("fixMasterKeyAsRegularKey", Status.RETIRED)
fixCheckThreading = Amendment("fixCheckThreading", Status.RETIRED)
fixPayChanRecipientOwnerDir = Amendment("fixPayChanRecipientOwnerDir", Status.RETIRED)
DeletableAccounts = Amendment("DeletableAccounts", Status.RETIRED)
Checks = Amendment("Checks", Status.RETIRED)
RequireFullyCanonicalSig = Amendment("RequireFullyCanonicalSig", Status.RETIRED)
fixQualityUpperBound = Amendment("fixQualityUpperBound", Status.RETIRED)
FlowCross = Amendment("FlowCross", Status.RETIRED)
HardenedValidations = Amendment("HardenedValidations", Status.RETIRED)
fix1781 = Amendment("fix1781", Status.RETIRED)
fixAmendmentMajorityCalc = Amendment("fixAmendmentMajorityCalc", Status.RETIRED)
fixSTAmountCanonicalize = Amendment("fixSTAmountCanonicalize", Status.RETIRED)
FlowSortStrands = Amendment("FlowSortStrands", Status.RETIRED)
fixRmSmallIncreasedQOffers = Amendment("fixRmSmallIncreasedQOffers", Status.RETIRED)
TicketBatch = Amendment("TicketBatch", Status.RETIRED)
NegativeUNL = Amendment("NegativeUNL", Status.RETIRED)
ExpandedSignerList = Amendment("ExpandedSignerList", Status.RETIRED)
fixRemoveNFTokenAutoTrustLine = Amendment("fixRemoveNFTokenAutoTrustLine", Status.ENABLED)
NonFungibleTokensV1_1 = Amendment("NonFungibleTokensV1_1", Status.RETIRED)
CheckCashMakesTrustLine = Amendment("CheckCashMakesTrustLine", Status.RETIRED)
DisallowIncoming = Amendment("DisallowIncoming", Status.RETIRED)
ImmediateOfferKilled = Amendment("ImmediateOfferKilled", Status.RETIRED)
fixNonFungibleTokensV1_2 = Amendment("fixNonFungibleTokensV1_2", Status.RETIRED)
fixTrustLinesToSelf = Amendment("fixTrustLinesToSelf", Status.RETIRED)
fixUniversalNumber = Amendment("fixUniversalNumber", Status.RETIRED)
fixReducedOffersV1 = Amendment("fixReducedOffersV1", Status.RETIRED)
fixNFTokenRemint = Amendment("fixNFTokenRemint", Status.RETIRED)
Clawback = Amendment("Clawback", Status.RETIRED)
AMM = Amendment("AMM", Status.ENABLED)
XRPFees = Amendment("XRPFees", Status.ENABLED)
fixInnerObjTemplate = Amendment("fixInnerObjTemplate", Status.RETIRED)
fixAMMOverflowOffer = Amendment("fixAMMOverflowOffer", Status.ENABLED)
fixDisallowIncomingV1 = Amendment("fixDisallowIncomingV1", Status.RETIRED)
fixFillOrKill = Amendment("fixFillOrKill", Status.ENABLED)
fixNFTokenReserve = Amendment("fixNFTokenReserve", Status.RETIRED)
fixAMMv1_1 = Amendment("fixAMMv1_1", Status.ENABLED)
fixEmptyDID = Amendment("fixEmptyDID", Status.ENABLED)
fixPreviousTxnID = Amendment("fixPreviousTxnID", Status.ENABLED)
DID = Amendment("DID", Status.ENABLED)
PriceOracle = Amendment("PriceOracle", Status.ENABLED)
AMMClawback = Amendment("AMMClawback", Status.ENABLED)
fixEnforceNFTokenTrustline = Amendment("fixEnforceNFTokenTrustline", Status.ENABLED)
fixInnerObjTemplate2 = Amendment("fixInnerObjTemplate2", Status.ENABLED)
fixNFTokenPageLinks = Amendment("fixNFTokenPageLinks", Status.ENABLED)
fixAMMv1_2 = Amendment("fixAMMv1_2", Status.ENABLED)
fixReducedOffersV2 = Amendment("fixReducedOffersV2", Status.ENABLED)
NFTokenMintOffer = Amendment("NFTokenMintOffer", Status.ENABLED)
DeepFreeze = Amendment("DeepFreeze", Status.ENABLED)
fixFrozenLPTokenTransfer = Amendment("fixFrozenLPTokenTransfer", Status.ENABLED)
fixInvalidTxFlags = Amendment("fixInvalidTxFlags", Status.ENABLED)
DynamicNFT = Amendment("DynamicNFT", Status.ENABLED)
fixAMMv1_3 = Amendment("fixAMMv1_3", Status.ENABLED)
fixEnforceNFTokenTrustlineV2 = Amendment("fixEnforceNFTokenTrustlineV2", Status.ENABLED)
fixPayChanCancelAfter = Amendment("fixPayChanCancelAfter", Status.ENABLED)
Credentials = Amendment("Credentials", Status.ENABLED)
MPTokensV1 = Amendment("MPTokensV1", Status.ENABLED)
fixDirectoryLimit = Amendment("fixDirectoryLimit", Status.ENABLED)
fixAMMClawbackRounding = Amendment("fixAMMClawbackRounding", Status.ENABLED)
fixIncludeKeyletFields = Amendment("fixIncludeKeyletFields", Status.ENABLED)
fixMPTDeliveredAmount = Amendment("fixMPTDeliveredAmount", Status.ENABLED)
fixPriceOracleOrder = Amendment("fixPriceOracleOrder", Status.ENABLED)
fixTokenEscrowV1 = Amendment("fixTokenEscrowV1", Status.ENABLED)
PermissionedDomains = Amendment("PermissionedDomains", Status.ENABLED)
TokenEscrow = Amendment("TokenEscrow", Status.ENABLED)
PermissionedDEX = Amendment("PermissionedDEX", Status.ENABLED)
fixCleanup3_1_3 = Amendment("fixCleanup3_1_3", Status.ENABLED)
fixCleanup3_2_0 = Amendment("fixCleanup3_2_0", Status.ENABLED)
BatchV1_1 = Amendment("BatchV1_1", Status.VOTING)
ConfidentialTransfer = Amendment("ConfidentialTransfer", Status.VOTING)
DynamicMPT = Amendment("DynamicMPT", Status.VOTING)
LendingProtocol = Amendment("LendingProtocol", Status.VOTING)
PermissionDelegationV1_1 = Amendment("PermissionDelegationV1_1", Status.VOTING)
SingleAssetVault = Amendment("SingleAssetVault", Status.VOTING)
Sponsor = Amendment("Sponsor", Status.VOTING)
XChainBridge = Amendment("XChainBridge", Status.VOTING)
fixCleanup3_3_0 = Amendment("fixCleanup3_3_0", Status.VOTING)
fixXChainRewardRounding = Amendment("fixXChainRewardRounding", Status.VOTING)
fixNFTokenNegOffer = Amendment("fixNFTokenNegOffer", Status.OBSOLETE)
fixNFTokenDirV1 = Amendment("fixNFTokenDirV1", Status.OBSOLETE)
NonFungibleTokensV1 = Amendment("NonFungibleTokensV1", Status.OBSOLETE)
CryptoConditionsSuite = Amendment("CryptoConditionsSuite", Status.OBSOLETE)
fixBatchInnerSigs = Amendment("fixBatchInnerSigs", Status.OBSOLETE)
Batch = Amendment("Batch", Status.OBSOLETE)
PermissionDelegation = Amendment("PermissionDelegation", Status.OBSOLETE)
SHAMapV2 = Amendment("SHAMapV2", Status.OBSOLETE)
Tickets = Amendment("Tickets", Status.OBSOLETE)
OwnerPaysFee = Amendment("OwnerPaysFee", Status.OBSOLETE)
SusPay = Amendment("SusPay", Status.OBSOLETE)
FlowV2 = Amendment("FlowV2", Status.OBSOLETE)
LendingProtocolV1_1 = Amendment("LendingProtocolV1_1", Status.DEVELOPMENT)
MPTokensV2 = Amendment("MPTokensV2", Status.DEVELOPMENT)
fixCleanup3_4_0 = Amendment("fixCleanup3_4_0", Status.DEVELOPMENT)
fixPseudoAccountOwnership = Amendment("fixPseudoAccountOwnership", Status.DEVELOPMENT)

_RETIRED = {amendment for amendment in AMENDMENTS.values() if amendment.status is Status.RETIRED}

MAINNET: tuple[Amendment, ...] = tuple(
    amendment for amendment in AMENDMENTS.values() if amendment.status in (Status.RETIRED, Status.ENABLED)
)
"""What is enabled on the main network, in the order in which it came."""
