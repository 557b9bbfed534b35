"""Results: what can become of a transaction.

The name's first three letters tell the class, and the number is in the class's range:

- ``tel``: refused by this server alone, for now (-399 to -300);
- ``tem``: malformed, and so never valid anywhere (-299 to -200);
- ``tef``: failed, and will not succeed later (-199 to -100);
- ``ter``: not now, but perhaps later (-99 to -1);
- ``tes``: succeeded (0);
- ``tec``: failed, but claimed its fee and used up its sequence number (100 to 255).

Only ``tes`` and ``tec`` ever stand in a ledger, so only their numbers are part of the protocol.

Source: TER.h, TER.cpp (3.1.1).
"""

from __future__ import annotations

from typing import NoReturn


class Result:
    """One result. There is exactly one object for each, so results compare by identity."""

    __slots__ = ("code", "message", "name")

    def __init__(self, name: str, code: int, message: str) -> None:
        self.name = name
        self.code = code
        self.message = message
        """The sentence that the API gives with it."""
        RESULTS[name] = self

    def __repr__(self) -> str:
        return self.name

    @property
    def is_tec(self) -> bool:
        """Failed, but claimed its fee."""
        return self.code >= 100

    @property
    def is_tem(self) -> bool:
        """Malformed: cannot succeed in any ledger."""
        return -300 < self.code <= -200

    @property
    def is_ter(self) -> bool:
        """Might succeed later."""
        return -100 < self.code < 0

    @property
    def claims_fee(self) -> bool:
        """Stands in a ledger."""
        return self.code >= 0


RESULTS: dict[str, Result] = {}
"""Every result by its name."""


class Failure(Exception):
    """A rule was broken: the transaction ends with ``result``."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.name)
        self.result = result


def require(condition: object, result: Result) -> None:
    """End the transaction with ``result`` unless the condition holds. Raises Failure."""
    if not condition:
        raise Failure(result)


def fail(result: Result) -> NoReturn:
    """End the transaction with ``result``. Raises Failure."""
    raise Failure(result)


telLOCAL_ERROR = Result("telLOCAL_ERROR", -399, "Local failure.")
telBAD_DOMAIN = Result("telBAD_DOMAIN", -398, "Domain too long.")
telBAD_PATH_COUNT = Result("telBAD_PATH_COUNT", -397, "Malformed: Too many paths.")
telBAD_PUBLIC_KEY = Result("telBAD_PUBLIC_KEY", -396, "Public key is not valid.")
telFAILED_PROCESSING = Result("telFAILED_PROCESSING", -395, "Failed to correctly process transaction.")
telINSUF_FEE_P = Result("telINSUF_FEE_P", -394, "Fee insufficient.")
telNO_DST_PARTIAL = Result("telNO_DST_PARTIAL", -393, "Partial payment to create account not allowed.")
telCAN_NOT_QUEUE = Result("telCAN_NOT_QUEUE", -392, "Can not queue at this time.")
telCAN_NOT_QUEUE_BALANCE = Result(
    "telCAN_NOT_QUEUE_BALANCE",
    -391,
    "Can not queue at this time: insufficient balance to pay all queued fees.",
)
telCAN_NOT_QUEUE_BLOCKS = Result(
    "telCAN_NOT_QUEUE_BLOCKS", -390, "Can not queue at this time: would block later queued transaction(s)."
)
telCAN_NOT_QUEUE_BLOCKED = Result(
    "telCAN_NOT_QUEUE_BLOCKED", -389, "Can not queue at this time: blocking transaction in queue."
)
telCAN_NOT_QUEUE_FEE = Result(
    "telCAN_NOT_QUEUE_FEE",
    -388,
    "Can not queue at this time: fee insufficient to replace queued transaction.",
)
telCAN_NOT_QUEUE_FULL = Result("telCAN_NOT_QUEUE_FULL", -387, "Can not queue at this time: queue is full.")
telWRONG_NETWORK = Result(
    "telWRONG_NETWORK", -386, "Transaction specifies a Network ID that differs from that of the local node."
)
telREQUIRES_NETWORK_ID = Result(
    "telREQUIRES_NETWORK_ID",
    -385,
    "Transactions submitted to this node/network must include a correct NetworkID field.",
)
telNETWORK_ID_MAKES_TX_NON_CANONICAL = Result(
    "telNETWORK_ID_MAKES_TX_NON_CANONICAL",
    -384,
    "Transactions submitted to this node/network must NOT include a NetworkID field.",
)
telENV_RPC_FAILED = Result("telENV_RPC_FAILED", -383, "Unit test RPC failure.")

temMALFORMED = Result("temMALFORMED", -299, "Malformed transaction.")
temBAD_AMOUNT = Result("temBAD_AMOUNT", -298, "Malformed: Bad amount.")
temBAD_CURRENCY = Result("temBAD_CURRENCY", -297, "Malformed: Bad currency.")
temBAD_EXPIRATION = Result("temBAD_EXPIRATION", -296, "Malformed: Bad expiration.")
temBAD_FEE = Result("temBAD_FEE", -295, "Invalid fee, negative or not XRP.")
temBAD_ISSUER = Result("temBAD_ISSUER", -294, "Malformed: Bad issuer.")
temBAD_LIMIT = Result("temBAD_LIMIT", -293, "Limits must be non-negative.")
temBAD_OFFER = Result("temBAD_OFFER", -292, "Malformed: Bad offer.")
temBAD_PATH = Result("temBAD_PATH", -291, "Malformed: Bad path.")
temBAD_PATH_LOOP = Result("temBAD_PATH_LOOP", -290, "Malformed: Loop in path.")
temBAD_REGKEY = Result("temBAD_REGKEY", -289, "Malformed: Regular key cannot be same as master key.")
temBAD_SEND_XRP_LIMIT = Result(
    "temBAD_SEND_XRP_LIMIT", -288, "Malformed: Limit quality is not allowed for XRP to XRP."
)
temBAD_SEND_XRP_MAX = Result(
    "temBAD_SEND_XRP_MAX", -287, "Malformed: Send max is not allowed for XRP to XRP."
)
temBAD_SEND_XRP_NO_DIRECT = Result(
    "temBAD_SEND_XRP_NO_DIRECT", -286, "Malformed: No Ripple direct is not allowed for XRP to XRP."
)
temBAD_SEND_XRP_PARTIAL = Result(
    "temBAD_SEND_XRP_PARTIAL", -285, "Malformed: Partial payment is not allowed for XRP to XRP."
)
temBAD_SEND_XRP_PATHS = Result(
    "temBAD_SEND_XRP_PATHS", -284, "Malformed: Paths are not allowed for XRP to XRP."
)
temBAD_SEQUENCE = Result("temBAD_SEQUENCE", -283, "Malformed: Sequence is not in the past.")
temBAD_SIGNATURE = Result("temBAD_SIGNATURE", -282, "Malformed: Bad signature.")
temBAD_SRC_ACCOUNT = Result("temBAD_SRC_ACCOUNT", -281, "Malformed: Bad source account.")
temBAD_TRANSFER_RATE = Result(
    "temBAD_TRANSFER_RATE", -280, "Malformed: Transfer rate must be >= 1.0 and <= 2.0"
)
temDST_IS_SRC = Result("temDST_IS_SRC", -279, "Destination may not be source.")
temDST_NEEDED = Result("temDST_NEEDED", -278, "Destination not specified.")
temINVALID = Result("temINVALID", -277, "The transaction is ill-formed.")
temINVALID_FLAG = Result("temINVALID_FLAG", -276, "The transaction has an invalid flag.")
temREDUNDANT = Result("temREDUNDANT", -275, "The transaction is redundant.")
temRIPPLE_EMPTY = Result("temRIPPLE_EMPTY", -274, "PathSet with no paths.")
temDISABLED = Result("temDISABLED", -273, "The transaction requires logic that is currently disabled.")
temBAD_SIGNER = Result("temBAD_SIGNER", -272, "Malformed: No signer may duplicate account or other signers.")
temBAD_QUORUM = Result("temBAD_QUORUM", -271, "Malformed: Quorum is unreachable.")
temBAD_WEIGHT = Result("temBAD_WEIGHT", -270, "Malformed: Weight must be a positive value.")
temBAD_TICK_SIZE = Result("temBAD_TICK_SIZE", -269, "Malformed: Tick size out of range.")
temINVALID_ACCOUNT_ID = Result(
    "temINVALID_ACCOUNT_ID", -268, "Malformed: A field contains an invalid account ID."
)
temCANNOT_PREAUTH_SELF = Result(
    "temCANNOT_PREAUTH_SELF", -267, "Malformed: An account may not preauthorize itself."
)
temINVALID_COUNT = Result("temINVALID_COUNT", -266, "Malformed: Count field outside valid range.")
temUNCERTAIN = Result("temUNCERTAIN", -265, "In process of determining result. Never returned.")
temUNKNOWN = Result("temUNKNOWN", -264, "The transaction requires logic that is not implemented yet.")
temSEQ_AND_TICKET = Result(
    "temSEQ_AND_TICKET", -263, "Transaction contains a TicketSequence and a non-zero Sequence."
)
temBAD_NFTOKEN_TRANSFER_FEE = Result(
    "temBAD_NFTOKEN_TRANSFER_FEE",
    -262,
    "Malformed: The NFToken transfer fee must be between 1 and 5000, inclusive.",
)
temBAD_AMM_TOKENS = Result("temBAD_AMM_TOKENS", -261, "Malformed: Invalid LPTokens.")
temXCHAIN_EQUAL_DOOR_ACCOUNTS = Result(
    "temXCHAIN_EQUAL_DOOR_ACCOUNTS", -260, "Malformed: Bridge must have unique door accounts."
)
temXCHAIN_BAD_PROOF = Result("temXCHAIN_BAD_PROOF", -259, "Malformed: Bad cross-chain claim proof.")
temXCHAIN_BRIDGE_BAD_ISSUES = Result("temXCHAIN_BRIDGE_BAD_ISSUES", -258, "Malformed: Bad bridge issues.")
temXCHAIN_BRIDGE_NONDOOR_OWNER = Result(
    "temXCHAIN_BRIDGE_NONDOOR_OWNER", -257, "Malformed: Bridge owner must be one of the door accounts."
)
temXCHAIN_BRIDGE_BAD_MIN_ACCOUNT_CREATE_AMOUNT = Result(
    "temXCHAIN_BRIDGE_BAD_MIN_ACCOUNT_CREATE_AMOUNT", -256, "Malformed: Bad min account create amount."
)
temXCHAIN_BRIDGE_BAD_REWARD_AMOUNT = Result(
    "temXCHAIN_BRIDGE_BAD_REWARD_AMOUNT", -255, "Malformed: Bad reward amount."
)
temEMPTY_DID = Result("temEMPTY_DID", -254, "Malformed: No DID data provided.")
temARRAY_EMPTY = Result("temARRAY_EMPTY", -253, "Malformed: Array is empty.")
temARRAY_TOO_LARGE = Result("temARRAY_TOO_LARGE", -252, "Malformed: Array is too large.")
temBAD_TRANSFER_FEE = Result("temBAD_TRANSFER_FEE", -251, "Malformed: Transfer fee is outside valid range.")
temINVALID_INNER_BATCH = Result("temINVALID_INNER_BATCH", -250, "Malformed: Invalid inner batch transaction.")
temBAD_MPT = Result("temBAD_MPT", -249, "Malformed: Bad MPT.")
temBAD_CIPHERTEXT = Result("temBAD_CIPHERTEXT", -248, "Malformed: Bad ciphertext.")

tefFAILURE = Result("tefFAILURE", -199, "Failed to apply.")
tefALREADY = Result("tefALREADY", -198, "The exact transaction was already in this ledger.")
tefBAD_ADD_AUTH = Result("tefBAD_ADD_AUTH", -197, "Not authorized to add account.")
tefBAD_AUTH = Result("tefBAD_AUTH", -196, "Transaction's public key is not authorized.")
tefBAD_LEDGER = Result("tefBAD_LEDGER", -195, "Ledger in unexpected state.")
tefCREATED = Result("tefCREATED", -194, "Can't add an already created account.")
tefEXCEPTION = Result("tefEXCEPTION", -193, "Unexpected program state.")
tefINTERNAL = Result("tefINTERNAL", -192, "Internal error.")
tefNO_AUTH_REQUIRED = Result("tefNO_AUTH_REQUIRED", -191, "Auth is not required.")
tefPAST_SEQ = Result("tefPAST_SEQ", -190, "This sequence number has already passed.")
tefWRONG_PRIOR = Result("tefWRONG_PRIOR", -189, "This previous transaction does not match.")
tefMASTER_DISABLED = Result("tefMASTER_DISABLED", -188, "Master key is disabled.")
tefMAX_LEDGER = Result("tefMAX_LEDGER", -187, "Ledger sequence too high.")
tefBAD_SIGNATURE = Result("tefBAD_SIGNATURE", -186, "A signature is provided for a non-signer.")
tefBAD_QUORUM = Result("tefBAD_QUORUM", -185, "Signatures provided do not meet the quorum.")
tefNOT_MULTI_SIGNING = Result(
    "tefNOT_MULTI_SIGNING", -184, "Account has no appropriate list of multi-signers."
)
tefBAD_AUTH_MASTER = Result(
    "tefBAD_AUTH_MASTER", -183, "Auth for unclaimed account needs correct master key."
)
tefINVARIANT_FAILED = Result(
    "tefINVARIANT_FAILED", -182, "Fee claim violated invariants for the transaction."
)
tefTOO_BIG = Result("tefTOO_BIG", -181, "Transaction affects too many items.")
tefNO_TICKET = Result("tefNO_TICKET", -180, "Ticket is not in ledger.")
tefNFTOKEN_IS_NOT_TRANSFERABLE = Result(
    "tefNFTOKEN_IS_NOT_TRANSFERABLE", -179, "The specified NFToken is not transferable."
)
tefINVALID_LEDGER_FIX_TYPE = Result(
    "tefINVALID_LEDGER_FIX_TYPE", -178, "The LedgerFixType field has an invalid value."
)
tefNO_DST_PARTIAL = Result("tefNO_DST_PARTIAL", -177, "Partial payment to create account not allowed.")
tefBAD_PATH_COUNT = Result("tefBAD_PATH_COUNT", -176, "Malformed: Too many paths.")

terRETRY = Result("terRETRY", -99, "Retry transaction.")
terFUNDS_SPENT = Result("terFUNDS_SPENT", -98, "DEPRECATED.")
terINSUF_FEE_B = Result("terINSUF_FEE_B", -97, "Account balance can't pay fee.")
terNO_ACCOUNT = Result("terNO_ACCOUNT", -96, "The source account does not exist.")
terNO_AUTH = Result("terNO_AUTH", -95, "Not authorized to hold IOUs.")
terNO_LINE = Result("terNO_LINE", -94, "No such line.")
terOWNERS = Result("terOWNERS", -93, "Non-zero owner count.")
terPRE_SEQ = Result("terPRE_SEQ", -92, "Missing/inapplicable prior transaction.")
terLAST = Result("terLAST", -91, "DEPRECATED.")
terNO_RIPPLE = Result("terNO_RIPPLE", -90, "Path does not permit rippling.")
terQUEUED = Result("terQUEUED", -89, "Held until escalated fee drops.")
terPRE_TICKET = Result("terPRE_TICKET", -88, "Ticket is not yet in ledger.")
terNO_AMM = Result("terNO_AMM", -87, "AMM doesn't exist for the asset pair.")
terADDRESS_COLLISION = Result("terADDRESS_COLLISION", -86, "Failed to allocate an unique account address.")
terNO_DELEGATE_PERMISSION = Result(
    "terNO_DELEGATE_PERMISSION", -85, "Delegated account lacks permission to perform this transaction."
)
terLOCKED = Result("terLOCKED", -84, "Fund is locked.")

tesSUCCESS = Result("tesSUCCESS", 0, "The transaction was applied. Only final in a validated ledger.")

tecCLAIM = Result("tecCLAIM", 100, "Fee claimed. Sequence used. No action.")
tecPATH_PARTIAL = Result("tecPATH_PARTIAL", 101, "Path could not send full amount.")
tecUNFUNDED_ADD = Result("tecUNFUNDED_ADD", 102, "DEPRECATED.")
tecUNFUNDED_OFFER = Result("tecUNFUNDED_OFFER", 103, "Insufficient balance to fund created offer.")
tecUNFUNDED_PAYMENT = Result("tecUNFUNDED_PAYMENT", 104, "Insufficient XRP balance to send.")
tecFAILED_PROCESSING = Result("tecFAILED_PROCESSING", 105, "Failed to correctly process transaction.")
tecDIR_FULL = Result("tecDIR_FULL", 121, "Can not add entry to full directory.")
tecINSUF_RESERVE_LINE = Result("tecINSUF_RESERVE_LINE", 122, "Insufficient reserve to add trust line.")
tecINSUF_RESERVE_OFFER = Result("tecINSUF_RESERVE_OFFER", 123, "Insufficient reserve to create offer.")
tecNO_DST = Result("tecNO_DST", 124, "Destination does not exist. Send XRP to create it.")
tecNO_DST_INSUF_XRP = Result(
    "tecNO_DST_INSUF_XRP", 125, "Destination does not exist. Too little XRP sent to create it."
)
tecNO_LINE_INSUF_RESERVE = Result(
    "tecNO_LINE_INSUF_RESERVE", 126, "No such line. Too little reserve to create it."
)
tecNO_LINE_REDUNDANT = Result("tecNO_LINE_REDUNDANT", 127, "Can't set non-existent line to default.")
tecPATH_DRY = Result("tecPATH_DRY", 128, "Path could not send partial amount.")
tecUNFUNDED = Result("tecUNFUNDED", 129, "Not enough XRP to satisfy the reserve requirement.")
tecNO_ALTERNATIVE_KEY = Result(
    "tecNO_ALTERNATIVE_KEY",
    130,
    "The operation would remove the ability to sign transactions with the account.",
)
tecNO_REGULAR_KEY = Result("tecNO_REGULAR_KEY", 131, "Regular key is not set.")
tecOWNERS = Result("tecOWNERS", 132, "Non-zero owner count.")
tecNO_ISSUER = Result("tecNO_ISSUER", 133, "Issuer account does not exist.")
tecNO_AUTH = Result("tecNO_AUTH", 134, "Not authorized to hold asset.")
tecNO_LINE = Result("tecNO_LINE", 135, "No such line.")
tecINSUFF_FEE = Result("tecINSUFF_FEE", 136, "Insufficient balance to pay fee.")
tecFROZEN = Result("tecFROZEN", 137, "Asset is frozen.")
tecNO_TARGET = Result("tecNO_TARGET", 138, "Target account does not exist.")
tecNO_PERMISSION = Result("tecNO_PERMISSION", 139, "No permission to perform requested operation.")
tecNO_ENTRY = Result("tecNO_ENTRY", 140, "No matching entry found.")
tecINSUFFICIENT_RESERVE = Result(
    "tecINSUFFICIENT_RESERVE", 141, "Insufficient reserve to complete requested operation."
)
tecNEED_MASTER_KEY = Result("tecNEED_MASTER_KEY", 142, "The operation requires the use of the Master Key.")
tecDST_TAG_NEEDED = Result("tecDST_TAG_NEEDED", 143, "A destination tag is required.")
tecINTERNAL = Result("tecINTERNAL", 144, "An internal error has occurred during processing.")
tecOVERSIZE = Result("tecOVERSIZE", 145, "Object exceeded serialization limits.")
tecCRYPTOCONDITION_ERROR = Result(
    "tecCRYPTOCONDITION_ERROR", 146, "Malformed, invalid, or mismatched conditional or fulfillment."
)
tecINVARIANT_FAILED = Result(
    "tecINVARIANT_FAILED", 147, "One or more invariants for the transaction were not satisfied."
)
tecEXPIRED = Result("tecEXPIRED", 148, "Expiration time is passed.")
tecDUPLICATE = Result("tecDUPLICATE", 149, "Ledger object already exists.")
tecKILLED = Result("tecKILLED", 150, "No funds transferred and no offer created.")
tecHAS_OBLIGATIONS = Result(
    "tecHAS_OBLIGATIONS", 151, "The account cannot be deleted since it has obligations."
)
tecTOO_SOON = Result("tecTOO_SOON", 152, "It is too early to attempt the requested operation. Please wait.")
tecHOOK_REJECTED = Result("tecHOOK_REJECTED", 153, "Rejected by hook.")
tecMAX_SEQUENCE_REACHED = Result("tecMAX_SEQUENCE_REACHED", 154, "The maximum sequence number was reached.")
tecNO_SUITABLE_NFTOKEN_PAGE = Result(
    "tecNO_SUITABLE_NFTOKEN_PAGE", 155, "A suitable NFToken page could not be located."
)
tecNFTOKEN_BUY_SELL_MISMATCH = Result(
    "tecNFTOKEN_BUY_SELL_MISMATCH", 156, "The 'Buy' and 'Sell' NFToken offers are mismatched."
)
tecNFTOKEN_OFFER_TYPE_MISMATCH = Result(
    "tecNFTOKEN_OFFER_TYPE_MISMATCH", 157, "The type of NFToken offer is incorrect."
)
tecCANT_ACCEPT_OWN_NFTOKEN_OFFER = Result(
    "tecCANT_ACCEPT_OWN_NFTOKEN_OFFER", 158, "An NFToken offer cannot be claimed by its owner."
)
tecINSUFFICIENT_FUNDS = Result(
    "tecINSUFFICIENT_FUNDS", 159, "Not enough funds available to complete requested transaction."
)
tecOBJECT_NOT_FOUND = Result("tecOBJECT_NOT_FOUND", 160, "A requested object could not be located.")
tecINSUFFICIENT_PAYMENT = Result("tecINSUFFICIENT_PAYMENT", 161, "The payment is not sufficient.")
tecUNFUNDED_AMM = Result("tecUNFUNDED_AMM", 162, "Insufficient balance to fund AMM.")
tecAMM_BALANCE = Result("tecAMM_BALANCE", 163, "AMM has invalid balance.")
tecAMM_FAILED = Result("tecAMM_FAILED", 164, "AMM transaction failed.")
tecAMM_INVALID_TOKENS = Result("tecAMM_INVALID_TOKENS", 165, "AMM invalid LP tokens.")
tecAMM_EMPTY = Result("tecAMM_EMPTY", 166, "AMM is in empty state.")
tecAMM_NOT_EMPTY = Result("tecAMM_NOT_EMPTY", 167, "AMM is not in empty state.")
tecAMM_ACCOUNT = Result("tecAMM_ACCOUNT", 168, "This operation is not allowed on an AMM Account.")
tecINCOMPLETE = Result(
    "tecINCOMPLETE", 169, "Some work was completed, but more submissions required to finish."
)
tecXCHAIN_BAD_TRANSFER_ISSUE = Result("tecXCHAIN_BAD_TRANSFER_ISSUE", 170, "Bad xchain transfer issue.")
tecXCHAIN_NO_CLAIM_ID = Result("tecXCHAIN_NO_CLAIM_ID", 171, "No such xchain claim id.")
tecXCHAIN_BAD_CLAIM_ID = Result("tecXCHAIN_BAD_CLAIM_ID", 172, "Bad xchain claim id.")
tecXCHAIN_CLAIM_NO_QUORUM = Result(
    "tecXCHAIN_CLAIM_NO_QUORUM", 173, "Quorum was not reached on the xchain claim."
)
tecXCHAIN_PROOF_UNKNOWN_KEY = Result("tecXCHAIN_PROOF_UNKNOWN_KEY", 174, "Unknown key for the xchain proof.")
tecXCHAIN_CREATE_ACCOUNT_NONXRP_ISSUE = Result(
    "tecXCHAIN_CREATE_ACCOUNT_NONXRP_ISSUE", 175, "Only XRP may be used for xchain create account."
)
tecXCHAIN_WRONG_CHAIN = Result(
    "tecXCHAIN_WRONG_CHAIN", 176, "XChain Transaction was submitted to the wrong chain."
)
tecXCHAIN_REWARD_MISMATCH = Result(
    "tecXCHAIN_REWARD_MISMATCH",
    177,
    "The reward amount must match the reward specified in the xchain bridge.",
)
tecXCHAIN_NO_SIGNERS_LIST = Result(
    "tecXCHAIN_NO_SIGNERS_LIST", 178, "The account did not have a signers list."
)
tecXCHAIN_SENDING_ACCOUNT_MISMATCH = Result(
    "tecXCHAIN_SENDING_ACCOUNT_MISMATCH",
    179,
    "The sending account did not match the expected sending account.",
)
tecXCHAIN_INSUFF_CREATE_AMOUNT = Result(
    "tecXCHAIN_INSUFF_CREATE_AMOUNT", 180, "Insufficient amount to create an account."
)
tecXCHAIN_ACCOUNT_CREATE_PAST = Result(
    "tecXCHAIN_ACCOUNT_CREATE_PAST", 181, "The account create count has already passed."
)
tecXCHAIN_ACCOUNT_CREATE_TOO_MANY = Result(
    "tecXCHAIN_ACCOUNT_CREATE_TOO_MANY",
    182,
    "There are too many pending account create transactions to submit a new one.",
)
tecXCHAIN_PAYMENT_FAILED = Result(
    "tecXCHAIN_PAYMENT_FAILED", 183, "Failed to transfer funds in a xchain transaction."
)
tecXCHAIN_SELF_COMMIT = Result("tecXCHAIN_SELF_COMMIT", 184, "Account cannot commit funds to itself.")
tecXCHAIN_BAD_PUBLIC_KEY_ACCOUNT_PAIR = Result(
    "tecXCHAIN_BAD_PUBLIC_KEY_ACCOUNT_PAIR", 185, "Bad public key account pair in an xchain transaction."
)
tecXCHAIN_CREATE_ACCOUNT_DISABLED = Result(
    "tecXCHAIN_CREATE_ACCOUNT_DISABLED", 186, "This bridge does not support account creation."
)
tecEMPTY_DID = Result("tecEMPTY_DID", 187, "The DID object did not have a URI or DIDDocument field.")
tecINVALID_UPDATE_TIME = Result(
    "tecINVALID_UPDATE_TIME", 188, "The Oracle object has invalid LastUpdateTime field."
)
tecTOKEN_PAIR_NOT_FOUND = Result("tecTOKEN_PAIR_NOT_FOUND", 189, "Token pair is not found in Oracle object.")
tecARRAY_EMPTY = Result("tecARRAY_EMPTY", 190, "Array is empty.")
tecARRAY_TOO_LARGE = Result("tecARRAY_TOO_LARGE", 191, "Array is too large.")
tecLOCKED = Result("tecLOCKED", 192, "Fund is locked.")
tecBAD_CREDENTIALS = Result("tecBAD_CREDENTIALS", 193, "Bad credentials.")
tecWRONG_ASSET = Result("tecWRONG_ASSET", 194, "Wrong asset given.")
tecLIMIT_EXCEEDED = Result("tecLIMIT_EXCEEDED", 195, "Limit exceeded.")
tecPSEUDO_ACCOUNT = Result(
    "tecPSEUDO_ACCOUNT", 196, "This operation is not allowed against a pseudo-account."
)
tecPRECISION_LOSS = Result("tecPRECISION_LOSS", 197, "The amounts used by the transaction cannot interact.")
tecNO_DELEGATE_PERMISSION = Result(
    "tecNO_DELEGATE_PERMISSION", 198, "Delegated account lacks permission to perform this transaction."
)
tecBAD_PROOF = Result("tecBAD_PROOF", 199, "Proof cannot be verified.")

BY_CODE: dict[int, Result] = {result.code: result for result in RESULTS.values()}
"""Every result by its number."""
