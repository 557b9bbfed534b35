"""ledger_entry: one entry of a ledger, found by its key or by what it is about.

Each type of entry has a selector named after it; a selector takes the key in hexadecimal, and most also an
object that says what the key is made of. The table at the end lists them.

Source: LedgerEntry.cpp, LedgerEntryHelpers.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from impl.edge import assets, errors, ledger_choice, loose, render
from impl.edge.assets import try_account
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import ApiError, Json, Refusal, TokenOnly
from impl.edge.service import Request
from spec import entries, keylets
from spec.addresses import parse_hex
from spec.entries import Entry
from spec.values import Account, Hash256, XChainBridge

MAX_CREDENTIAL_TYPE = 64
MAX_CREDENTIALS = 8

MALFORMED = "malformedRequest"


def malformed(token: str, message: str) -> NoReturn:
    """Refuse with one of this method's own tokens. Raises Refusal."""
    raise Refusal(ApiError(token, errors.invalidParams.code, message))


def wrong_field(token: str, name: str, expected: str) -> NoReturn:
    """Refuse a selector's field. Raises Refusal."""
    malformed(token, f"Invalid field '{name}', not {expected}.")


def need(params: Json, name: str, token: str = MALFORMED) -> Any:
    """A field that a selector must have. Raises Refusal."""
    if params.get(name) is None:
        malformed(token, f"Missing field '{name}'.")
    return params[name]


def _hash(value: Any, size: int = 32) -> bytes | None:
    return parse_hex(value, size) if isinstance(value, str) else None


def _account(value: Any) -> Account | None:
    found = try_account(value) if isinstance(value, str) else None
    return found if found is not None and any(found) else None


def need_account(params: Json, name: str, token: str) -> Account:
    """A field that is an account, and not the zero one. Raises Refusal."""
    found = _account(need(params, name))
    if found is None:
        wrong_field(token, name, "AccountID")
    return found


def need_number(params: Json, name: str, token: str) -> int:
    """A field that is a number of 32 bits, or the text of one. Raises Refusal."""
    value = need(params, name)
    number = loose.parse_uint(value) if isinstance(value, str) else value
    if not isinstance(number, int) or not loose.is_unsigned(number):
        wrong_field(token, name, "number")
    return number


def need_blob(params: Json, name: str, most: int, token: str) -> bytes:
    """A field that is some bytes in hexadecimal. Raises Refusal."""
    value = need(params, name)
    found = loose.unhex(value) if isinstance(value, str) else None
    if not found or len(found) > most:
        wrong_field(token, name, "hex string")
    return found


def key_only(value: Any, name: str, expected: str = "hex string") -> Hash256:
    """The key itself. Raises Refusal."""
    found = _hash(value)
    if found is None:
        wrong_field(MALFORMED, name, expected)
    return found


Parse = Callable[[Any, str], Hash256]


def or_key(parse: Callable[[Json], Hash256], expected: str = "hex string or object") -> Parse:
    """A selector that takes an object, or the key."""

    def select(value: Any, name: str) -> Hash256:
        return parse(value) if isinstance(value, dict) else key_only(value, name, expected)

    return select


def of_account(keylet: Callable[[Account], keylets.Keylet[Any]]) -> Parse:
    """A selector that takes an address and nothing else."""

    def select(value: Any, name: str) -> Hash256:
        account = _account(value)
        if account is None:
            wrong_field("malformedAddress", name, "AccountID")
        return keylet(account).key

    return select


def numbered(
    keylet: Callable[[Account, int], keylets.Keylet[Any]],
    owner: str,
    number: str,
    owner_token: str,
    number_token: str,
    expected: str = "hex string or object",
) -> Parse:
    """A selector for entries that an account's transaction of some number made."""

    def parse(params: Json) -> Hash256:
        account = need_account(params, owner, owner_token)
        return keylet(account, need_number(params, number, number_token)).key

    return or_key(parse, expected)


def _amm(params: Json) -> Hash256:
    need(params, "asset")
    need(params, "asset2")
    try:
        return keylets.amm(assets.issue(params["asset"]), assets.issue(params["asset2"])).key
    except assets.InvalidAsset:
        malformed(MALFORMED, "")


def _bridge_spec(params: Json) -> XChainBridge:
    for name in ("LockingChainDoor", "LockingChainIssue", "IssuingChainDoor", "IssuingChainIssue"):
        need(params, name)
    doors = [
        need_account(params, f"{chain}ChainDoor", f"malformed{chain}ChainDoor")
        for chain in ("Locking", "Issuing")
    ]
    issues = []
    for name in ("LockingChainIssue", "IssuingChainIssue"):
        try:
            issues.append(assets.issue(params[name]))
        except assets.InvalidAsset:
            wrong_field("malformedIssue", name, "Issue")
    return XChainBridge(doors[0], issues[0], doors[1], issues[1])


def _bridge(params: Json, name: str) -> Hash256:
    """The one selector that reads two parameters of the request: the bridge, and which of its doors."""
    if isinstance(params["bridge"], str):
        return key_only(params, name, "hex string or object")
    if not isinstance(params["bridge"], dict):
        malformed(MALFORMED, "Missing field 'LockingChainDoor'.")
    spec = _bridge_spec(params["bridge"])
    door = need_account(params, "bridge_account", "malformedBridgeAccount")
    if door == spec.locking_chain_door:
        issue = spec.locking_chain_issue
    elif door == spec.issuing_chain_door:
        issue = spec.issuing_chain_issue
    else:
        malformed(MALFORMED, "")
    return keylets.bridge(door, issue.currency).key


def _credential(params: Json) -> Hash256:
    subject = need_account(params, "subject", MALFORMED)
    issuer = need_account(params, "issuer", MALFORMED)
    kind = need_blob(params, "credential_type", MAX_CREDENTIAL_TYPE, MALFORMED)
    return keylets.credential(subject, issuer, kind).key


def _delegate(params: Json) -> Hash256:
    account = need_account(params, "account", "malformedAddress")
    return keylets.delegate(account, need_account(params, "authorize", "malformedAddress")).key


def _deposit_preauth(params: Json) -> Hash256:
    if ("authorized" in params) == ("authorized_credentials" in params):
        malformed(MALFORMED, "Must have exactly one of `authorized` and `authorized_credentials`.")
    owner = need_account(params, "owner", "malformedOwner")
    if "authorized" in params:
        authorized = _account(params["authorized"])
        if authorized is None:
            wrong_field("malformedAuthorized", "authorized", "AccountID")
        return keylets.deposit_preauth(owner, authorized).key
    return keylets.deposit_preauth_credentials(owner, _credentials(params["authorized_credentials"])).key


def _credentials(listed: Any) -> set[tuple[Account, bytes]]:
    token = "malformedAuthorizedCredentials"  # noqa: S105 - an error token
    found: list[tuple[Account, bytes]] = []
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict):
            break
        need(each, "issuer", token)
        need(each, "credential_type", token)
        issuer = need_account(each, "issuer", token)
        found.append((issuer, need_blob(each, "credential_type", MAX_CREDENTIAL_TYPE, token)))
    complete = isinstance(listed, list) and len(found) == len(listed) == len(set(found))
    if not complete or not 0 < len(found) <= MAX_CREDENTIALS:
        wrong_field(token, "authorized_credentials", "array")
    return set(found)


def _directory(params: Json) -> Hash256:
    index = params.get("sub_index", 0)
    fits = index is None or loose.is_unsigned(index) or (isinstance(index, float) and index.is_integer())
    if not fits:
        wrong_field(MALFORMED, "sub_index", "number")
    if ("owner" in params) == ("dir_root" in params):
        malformed(MALFORMED, "Must have exactly one of `owner` and `dir_root` fields.")
    number = loose.uint(index)
    if "dir_root" in params:
        root = _hash(params["dir_root"])
        if root is None:
            wrong_field("malformedDirRoot", "dir_root", "hash")
        return keylets.page(root, number).key
    owner = _account(params["owner"])
    if owner is None:
        wrong_field("malformedAddress", "owner", "AccountID")
    return keylets.page(keylets.owner_directory(owner).key, number).key


def _loan(params: Json) -> Hash256:
    broker = _hash(need(params, "loan_broker_id"))
    if broker is None:
        wrong_field("malformedBroker", "loan_broker_id", "Hash256")
    return keylets.loan(broker, need_number(params, "loan_seq", "malformedSeq")).key


def _mptoken(params: Json) -> Hash256:
    issuance = _hash(need(params, "mpt_issuance_id"), 24)
    if issuance is None:
        wrong_field("malformedMPTIssuanceID", "mpt_issuance_id", "Hash192")
    return keylets.mptoken(issuance, need_account(params, "account", "malformedAccount")).key


def _mpt_issuance(value: Any, name: str) -> Hash256:
    issuance = _hash(value, 24)
    if issuance is None:
        wrong_field("malformedMPTokenIssuance", name, "Hash192")
    return keylets.mptoken_issuance(issuance).key


def _line(params: Json) -> Hash256:
    need(params, "currency")
    need(params, "accounts")
    accounts = params["accounts"]
    if not isinstance(accounts, list) or len(accounts) != 2:
        wrong_field(MALFORMED, "accounts", "length-2 array of Accounts")
    one, other = (_account(each) for each in accounts)
    if one is None or other is None:
        wrong_field("malformedAddress", "accounts", "array of Accounts")
    if one == other:
        malformed(MALFORMED, "Cannot have a trustline to self.")
    text = params["currency"]
    currency = assets.try_currency(text) if isinstance(text, str) and text else None
    if currency is None:
        wrong_field("malformedCurrency", "currency", "Currency")
    return keylets.line(one, other, currency).key


def _claim(
    name: str, token: str, keylet: Callable[[XChainBridge, int], keylets.Keylet[Any]]
) -> Callable[[Json], Hash256]:
    def parse(params: Json) -> Hash256:
        spec = _bridge_spec(params)
        return keylet(spec, need_number(params, name, token)).key

    return parse


_CLAIM = "xchain_owned_claim_id"
_CREATE = "xchain_owned_create_account_claim_id"

SELECTORS: dict[str, tuple[Parse, type[Entry]]] = {
    "nft_offer": (key_only, entries.NFTokenOffer),
    "check": (key_only, entries.Check),
    "did": (of_account(keylets.did), entries.DID),
    "nunl": (key_only, entries.NegativeUNL),
    "nft_page": (key_only, entries.NFTokenPage),
    "signer_list": (key_only, entries.SignerList),
    "ticket": (
        numbered(keylets.ticket, "account", "ticket_seq", "malformedAddress", MALFORMED),
        entries.Ticket,
    ),
    "account": (of_account(keylets.account), entries.AccountRoot),
    "directory": (or_key(_directory), entries.DirectoryNode),
    "amendments": (key_only, entries.Amendments),
    "hashes": (key_only, entries.LedgerHashes),
    "bridge": (_bridge, entries.Bridge),
    "offer": (numbered(keylets.offer, "account", "seq", "malformedAddress", MALFORMED), entries.Offer),
    "deposit_preauth": (or_key(_deposit_preauth), entries.DepositPreauth),
    _CLAIM: (
        or_key(_claim(_CLAIM, "malformedXChainOwnedClaimID", keylets.xchain_claim_id)),
        entries.XChainOwnedClaimID,
    ),
    "state": (or_key(_line), entries.RippleState),
    "fee": (key_only, entries.FeeSettings),
    _CREATE: (
        or_key(
            _claim(
                _CREATE, "malformedXChainOwnedCreateAccountClaimID", keylets.xchain_create_account_claim_id
            )
        ),
        entries.XChainOwnedCreateAccountClaimID,
    ),
    "escrow": (numbered(keylets.escrow, "owner", "seq", "malformedOwner", "malformedSeq"), entries.Escrow),
    "payment_channel": (key_only, entries.PayChannel),
    "amm": (or_key(_amm), entries.AMM),
    "mpt_issuance": (_mpt_issuance, entries.MPTokenIssuance),
    "mptoken": (or_key(_mptoken), entries.MPToken),
    "oracle": (
        numbered(keylets.oracle, "account", "oracle_document_id", "malformedAccount", "malformedDocumentID"),
        entries.Oracle,
    ),
    "credential": (or_key(_credential), entries.Credential),
    "permissioned_domain": (
        numbered(keylets.permissioned_domain, "account", "seq", "malformedAddress", MALFORMED),
        entries.PermissionedDomain,
    ),
    "delegate": (or_key(_delegate), entries.Delegate),
    "vault": (numbered(keylets.vault, "owner", "seq", "malformedOwner", MALFORMED), entries.Vault),
    "loan_broker": (
        numbered(keylets.loan_broker, "owner", "seq", "malformedOwner", "malformedSeq", "hex string"),
        entries.LoanBroker,
    ),
    "loan": (or_key(_loan, "hex string"), entries.Loan),
    "index": (key_only, Entry),
    "account_root": (of_account(keylets.account), entries.AccountRoot),
    "ripple_state": (or_key(_line), entries.RippleState),
}


@method("ledger_entry", *SELECTORS, "bridge_account", "binary", *LEDGER)
def ledger_entry(request: Request) -> Json:
    """One entry."""
    given = [name for name in SELECTORS if name in request]
    if len(given) > 1:
        raise errors.invalid_parameters("Too many fields provided.")
    view, members = ledger_choice.choose(request)
    if not given:
        if request.version == 1:
            raise TokenOnly("unknownOption", members)
        raise errors.invalid_parameters("No ledger_entry params provided.")
    name = given[0]
    parse, expected = SELECTORS[name]
    key = parse(request.params if name == "bridge" else request.get(name), name)
    entry = view.get(key)
    binary = loose.flag(request.get("binary"))
    if entry is None:
        raise Refusal(errors.entryNotFound)
    if not isinstance(entry, expected):
        raise Refusal(errors.unexpectedLedgerType)
    if binary:
        members["node_binary"] = entry.encode().hex().upper()
    else:
        members["node"] = render.entry(entry)
    members["index"] = key.hex().upper()
    return members
