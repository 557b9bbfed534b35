"""The errors that the API answers with: token, number, message, and the HTTP status of those who ask for one.

An answer names an error by its token; the number and the message come with it. A few old errors are a token
alone. HTTP answers have status 200 even for errors, unless the request says ``ripplerpc`` 3.0 or later.

Source: ErrorCodes.h, ErrorCodes.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any, NamedTuple

Json = dict[str, Any]
"""A JSON object."""


class ApiError(NamedTuple):
    """One kind of error."""

    token: str
    code: int
    message: str
    http_status: int = 200


class Refusal(Exception):
    """A request is answered with an error.

    ``members`` are what the answer says besides, such as the ledger that was looked at.
    """

    def __init__(self, error: ApiError, message: str | None = None, members: Json | None = None) -> None:
        super().__init__(error.token)
        self.error = error
        self.message = error.message if message is None else message
        self.members = members or {}

    def answer(self) -> Json:
        """The members of the answer."""
        return {
            **self.members,
            "error": self.error.token,
            "error_code": self.error.code,
            "error_message": self.message,
        }


class TokenOnly(Refusal):
    """One of the old errors that have a token and neither number nor message."""

    def __init__(self, token: str, members: Json | None = None) -> None:
        super().__init__(ApiError(token, 0, ""), members=members)

    def answer(self) -> Json:
        """The members of the answer."""
        return {**self.members, "error": self.error.token}


badSyntax = ApiError("badSyntax", 1, "Syntax error.", 400)
json_rpc = ApiError("json_rpc", 2, "JSON-RPC transport error.", 500)
forbidden = ApiError("forbidden", 3, "Bad credentials.", 403)
wrongNetwork = ApiError("wrongNetwork", 4, "Wrong network.", 503)
noPermission = ApiError("noPermission", 6, "You don't have permission for this command.", 401)
noEvents = ApiError("noEvents", 7, "Current transport does not support events.", 405)
tooBusy = ApiError("tooBusy", 9, "The server is too busy to help you now.", 503)
slowDown = ApiError("slowDown", 10, "You are placing too much load on the server.", 429)
highFee = ApiError("highFee", 11, "Current transaction fee exceeds your limit.", 402)
notEnabled = ApiError("notEnabled", 12, "Not enabled in configuration.", 501)
notReady = ApiError("notReady", 13, "Not ready to handle this request.", 503)
amendmentBlocked = ApiError("amendmentBlocked", 14, "Amendment blocked, need upgrade.", 503)
noClosed = ApiError("noClosed", 15, "Closed ledger is unavailable.", 503)
noCurrent = ApiError("noCurrent", 16, "Current ledger is unavailable.", 503)
noNetwork = ApiError("noNetwork", 17, "Not synced to the network.", 503)
notSynced = ApiError("notSynced", 18, "Not synced to the network.", 503)
actNotFound = ApiError("actNotFound", 19, "Account not found.")
lgrNotFound = ApiError("lgrNotFound", 21, "Ledger not found.", 404)
lgrNotValidated = ApiError("lgrNotValidated", 22, "Ledger not validated.", 202)
masterDisabled = ApiError("masterDisabled", 23, "Master key is disabled.", 403)
txnNotFound = ApiError("txnNotFound", 29, "Transaction not found.", 404)
invalidHotWallet = ApiError("invalidHotWallet", 30, "Invalid hotwallet.", 400)
invalidParams = ApiError("invalidParams", 31, "Invalid parameters.", 400)
unknownCmd = ApiError("unknownCmd", 32, "Unknown method.", 405)
noPathRequest = ApiError("noPathRequest", 33, "No pathfinding request in progress.", 404)
actMalformed = ApiError("actMalformed", 35, "Account malformed.")
alreadyMultisig = ApiError("alreadyMultisig", 36, "Already multisigned.")
alreadySingleSig = ApiError("alreadySingleSig", 37, "Already single-signed.")
badFeature = ApiError("badFeature", 40, "Feature unknown or invalid.", 500)
badIssuer = ApiError("badIssuer", 41, "Issuer account malformed.", 400)
badMarket = ApiError("badMarket", 42, "No such market.", 404)
badSecret = ApiError("badSecret", 43, "Secret does not match account.", 403)
badSeed = ApiError("badSeed", 44, "Disallowed seed.", 403)
channelMalformed = ApiError("channelMalformed", 45, "Payment channel is malformed.", 400)
channelAmtMalformed = ApiError("channelAmtMalformed", 46, "Payment channel amount is malformed.", 400)
commandMissing = ApiError("commandMissing", 47, "Missing command entry.", 400)
dstActMalformed = ApiError("dstActMalformed", 48, "Destination account is malformed.", 400)
dstActMissing = ApiError("dstActMissing", 49, "Destination account not provided.", 400)
dstActNotFound = ApiError("dstActNotFound", 50, "Destination account not found.", 404)
dstAmtMalformed = ApiError("dstAmtMalformed", 51, "Destination amount/currency/issuer is malformed.", 400)
dstAmtMissing = ApiError("dstAmtMissing", 52, "Destination amount/currency/issuer is missing.", 400)
dstIsrMalformed = ApiError("dstIsrMalformed", 53, "Destination issuer is malformed.", 400)
lgrIdxsInvalid = ApiError("lgrIdxsInvalid", 57, "Ledger indexes invalid.", 400)
lgrIdxMalformed = ApiError("lgrIdxMalformed", 58, "Ledger index malformed.", 400)
publicMalformed = ApiError("publicMalformed", 62, "Public key is malformed.", 400)
signingMalformed = ApiError("signingMalformed", 63, "Signing of transaction is malformed.", 400)
sendMaxMalformed = ApiError("sendMaxMalformed", 64, "SendMax amount malformed.", 400)
srcActMalformed = ApiError("srcActMalformed", 65, "Source account is malformed.", 400)
srcActMissing = ApiError("srcActMissing", 66, "Source account not provided.", 400)
srcActNotFound = ApiError("srcActNotFound", 67, "Source account not found.", 404)
delegateActNotFound = ApiError("delegateActNotFound", 68, "Delegate account not found.", 404)
srcCurMalformed = ApiError("srcCurMalformed", 69, "Source currency is malformed.", 400)
srcIsrMalformed = ApiError("srcIsrMalformed", 70, "Source issuer is malformed.", 400)
malformedStream = ApiError("malformedStream", 71, "Stream malformed.", 400)
deprecated = ApiError("deprecated", 72, "Use the new API or specify a ledger range.", 400)
internal = ApiError("internal", 73, "Internal error.", 500)
notImpl = ApiError("notImpl", 74, "Not implemented.", 501)
notSupported = ApiError("notSupported", 75, "Operation not supported.", 501)
badKeyType = ApiError("badKeyType", 76, "Bad key type.", 400)
dbDeserialization = ApiError("dbDeserialization", 77, "Database deserialization error.", 502)
excessiveLgrRange = ApiError("excessiveLgrRange", 78, "Ledger range exceeds 1000.", 400)
invalidLgrRange = ApiError("invalidLgrRange", 79, "Ledger range is invalid.", 400)
unlBlocked = ApiError("unlBlocked", 80, "Validator list expired.", 503)
objectNotFound = ApiError("objectNotFound", 92, "The requested object was not found.", 404)
issueMalformed = ApiError("issueMalformed", 93, "Issue is malformed.", 400)
oracleMalformed = ApiError("oracleMalformed", 94, "Oracle request is malformed.", 400)
badCredentials = ApiError(
    "badCredentials", 95, "Credentials do not exist, are not accepted, or have expired.", 400
)
transactionSigned = ApiError("transactionSigned", 96, "Transaction should not be signed.", 400)
domainMalformed = ApiError("domainMalformed", 97, "Domain is malformed.", 400)
entryNotFound = ApiError("entryNotFound", 98, "Entry not found.", 400)
unexpectedLedgerType = ApiError("unexpectedLedgerType", 99, "Unexpected ledger type.", 400)

ERRORS: dict[str, ApiError] = {
    name: value for name, value in globals().items() if isinstance(value, ApiError)
}
"""Every error with a number, by its token."""
BY_CODE: dict[int, ApiError] = {error.code: error for error in ERRORS.values()}


def missing_field(name: str) -> Refusal:
    """A parameter that must be there is not."""
    return Refusal(invalidParams, f"Missing field '{name}'.")


def invalid_field(name: str, expected: str | None = None) -> Refusal:
    """A parameter is not what it must be."""
    return Refusal(invalidParams, f"Invalid field '{name}'" + (f", not {expected}." if expected else "."))


def invalid_parameters(message: str) -> Refusal:
    """The parameters are wrong in the way that the message says."""
    return Refusal(invalidParams, message)
