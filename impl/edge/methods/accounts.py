"""Methods about one account: account_info, deposit_authorized, owner_info.

Source: AccountInfo.cpp, DepositAuthorized.cpp, OwnerInfo.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.assets import try_account
from impl.edge.dispatch import LEDGER, Condition, method
from impl.edge.errors import Json, Refusal
from impl.edge.reading import reading
from impl.edge.service import Request
from spec import amendments, flags, keylets
from spec.accounts import expired
from spec.addresses import encode_account, parse_hex
from spec.entries import AccountRoot, Credential, Offer, RippleState
from spec.values import Account, Hash256
from spec.views import StateView

ACCOUNT_FLAGS = {
    "defaultRipple": flags.lsfDefaultRipple,
    "depositAuth": flags.lsfDepositAuth,
    "disableMasterKey": flags.lsfDisableMaster,
    "disallowIncomingXRP": flags.lsfDisallowXRP,
    "globalFreeze": flags.lsfGlobalFreeze,
    "noFreeze": flags.lsfNoFreeze,
    "passwordSpent": flags.lsfPasswordSpent,
    "requireAuthorization": flags.lsfRequireAuth,
    "requireDestinationTag": flags.lsfRequireDestTag,
    "disallowIncomingNFTokenOffer": flags.lsfDisallowIncomingNFTokenOffer,
    "disallowIncomingCheck": flags.lsfDisallowIncomingCheck,
    "disallowIncomingPayChan": flags.lsfDisallowIncomingPayChan,
    "disallowIncomingTrustline": flags.lsfDisallowIncomingTrustline,
}
GATED_FLAGS = (
    ("allowTrustLineClawback", flags.lsfAllowTrustLineClawback, amendments.Clawback),
    ("allowTrustLineLocking", flags.lsfAllowTrustLineLocking, amendments.TokenEscrow),
)
PSEUDO_ACCOUNTS = {"amm_id": "AMM", "vault_id": "Vault", "loan_broker_id": "LoanBroker"}

MAX_CREDENTIALS = 8


def account_or_ident(request: Request) -> str:
    """The text of ``account``, or of its old name ``ident``. Raises Refusal."""
    name = "account" if "account" in request or "ident" not in request else "ident"
    return request.need_text(name)


@method("account_info", "account", "ident", "signer_lists", "queue", *LEDGER)
def account_info(request: Request) -> Json:
    """An account's entry, with its flags spelled out."""
    address = account_or_ident(request)
    view, members = ledger_choice.choose(request)
    account_id = owned.account(address, members)
    state = reading(view)
    root = state.read(keylets.account(account_id))
    if root is None:
        raise Refusal(errors.actNotFound, members=members | {"account": encode_account(account_id)})
    queue = loose.flag(request.get("queue"))
    if queue and not view.info.is_open:
        raise Refusal(errors.invalidParams, members=members)
    members["account_data"] = render.account_root(root)
    members["account_flags"] = _flags(root, state)
    for attribute, kind in PSEUDO_ACCOUNTS.items():
        if getattr(root, attribute) is not None:
            members["pseudo_account"] = {"type": kind}
            break
    wants_signers = request.get("signer_lists")
    if request.version > 1 and "signer_lists" in request and not isinstance(wants_signers, bool):
        raise Refusal(errors.invalidParams, members=members)
    if loose.flag(wants_signers):
        signers = state.read(keylets.signer_list(account_id))
        place = members["account_data"] if request.version == 1 else members
        place["signer_lists"] = [] if signers is None else [render.entry(signers)]
    if queue:
        members["queue_data"] = {"txn_count": 0}
    return members


def _flags(root: AccountRoot, state: StateView) -> Json:
    shown = {name: bool(root.flags & flag) for name, flag in ACCOUNT_FLAGS.items()}
    for name, flag, gate in GATED_FLAGS:
        if state.info.rules.enabled(gate):
            shown[name] = bool(root.flags & flag)
    return shown


@method("owner_info", "account", "ident", condition=Condition.CURRENT)
def owner_info(request: Request) -> Json:
    """The offers and trust lines of an account, in the last closed ledger and in the open one."""
    name = "account" if "account" in request or "ident" not in request else "ident"
    account_id = try_account(loose.text(request.need(name)))
    answer: Json = {}
    for label, view in (
        ("accepted", request.service.ledger.closed_ledger()),
        ("current", request.service.ledger.open_ledger()),
    ):
        if account_id is None:
            answer[label] = Refusal(errors.actMalformed).answer()
            continue
        listed: dict[str, list[Any]] = {}
        for entry in owned.after(reading(view), keylets.owner_directory(account_id), None, 0):
            if isinstance(entry, Offer):
                listed.setdefault("offers", []).append(render.entry(entry))
            elif isinstance(entry, RippleState):
                listed.setdefault("ripple_lines", []).append(render.entry(entry))
        answer[label] = listed
    return answer


@method("deposit_authorized", "source_account", "destination_account", "credentials", *LEDGER)
def deposit_authorized(request: Request) -> Json:
    """Whether one account may pay another that accepts deposits from known accounts only."""
    source, destination = (
        _deposit_party(request, name) for name in ("source_account", "destination_account")
    )
    view, members = ledger_choice.choose(request)
    state = reading(view)
    if not state.exists(keylets.account(source)):
        raise Refusal(errors.srcActNotFound, members=members)
    root = state.read(keylets.account(destination))
    if root is None:
        raise Refusal(errors.dstActNotFound, members=members)
    members["source_account"] = request.get("source_account")
    members["destination_account"] = request.get("destination_account")
    credentials = None
    if "credentials" in request:
        credentials = _credentials(request, state, source, members)
        members["credentials"] = request.get("credentials")
    members["deposit_authorized"] = (
        not root.flags & flags.lsfDepositAuth
        or source == destination
        or state.exists(keylets.deposit_preauth(destination, source))
        or (
            credentials is not None
            and state.exists(keylets.deposit_preauth_credentials(destination, credentials))
        )
    )
    return members


def _deposit_party(request: Request, name: str) -> Account:
    address = request.need(name)
    if not isinstance(address, str):
        raise errors.invalid_field(name, "a string")
    return owned.account(address)


def _credentials(
    request: Request, state: StateView, source: Account, members: Json
) -> set[tuple[Account, bytes]]:
    """Issuer and type of each credential that is named. Raises Refusal."""
    texts = request.get("credentials")
    if not isinstance(texts, list) or not texts:
        raise errors.invalid_field("credentials", "is non-empty array of CredentialID(hash256)")
    if len(texts) > MAX_CREDENTIALS:
        raise errors.invalid_field("credentials", "array too long")
    named = {key: members[key] for key in members if key not in ("source_account", "destination_account")}
    found: set[tuple[Account, bytes]] = set()
    for each in texts:
        key: Hash256 | None = parse_hex(each, 32) if isinstance(each, str) else None
        if key is None:
            raise errors.invalid_field("credentials", "an array of CredentialID(hash256)")
        entry = state.get(key)
        if not isinstance(entry, Credential):
            raise Refusal(errors.badCredentials, "credentials don't exist", named)
        pair = (entry.issuer, entry.credential_type)
        for fault, message in (
            (not entry.flags & flags.lsfAccepted, "credentials aren't accepted"),
            (expired(state, entry.expiration), "credentials are expired"),
            (entry.subject != source, "credentials doesn't belong to the root account"),
            (pair in found, "duplicates in credentials"),
        ):
            if fault:
                raise Refusal(errors.badCredentials, message, named)
        found.add(pair)
    return found
