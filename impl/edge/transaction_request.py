"""Transactions that requests describe in JSON: completed, checked, and signed.

What is missing is filled in: the fee, the account's next sequence number, the network. The checks run in a
fixed order, and the first that fails gives the answer.

Source: TransactionSign.cpp (3.1.1).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from impl.boundary import LedgerView
from impl.edge import errors, loose, render
from impl.edge.assets import try_account
from impl.edge.errors import Json, Refusal
from impl.edge.reading import reading
from impl.edge.service import Request
from impl.edge.transaction_json import body, hash_text
from spec import engine, keylets, keys, signing, validity
from spec.addresses import parse_hex
from spec.entries import AccountRoot
from spec.flags import lsfDisableMaster
from spec.inner import Signer
from spec.json_format import JsonError, transaction_from_json
from spec.json_values import InvalidValue, amount_from_json
from spec.keys import KeyPair, KeyType
from spec.transaction import Transaction
from spec.values import Account

MAX_LEGACY_NETWORK_ID = 1_024
"""Transactions of networks up to this number do not name their network."""
FEE_FACTOR = 10
"""How many times the usual fee may be filled in, when the request does not say."""

SIGNING_PARAMETERS = ("tx_json", "offline", "build_path", "fee_mult_max", "fee_div_max", "signature_target")


def copy_of(tx_json: Any) -> Any:
    """The transaction of a request, so that filling in does not change the request that is repeated."""
    return dict(tx_json) if isinstance(tx_json, dict) else tx_json


def source_account(tx_json: Any) -> Account:
    """The account that sends the transaction. Raises Refusal."""
    if not isinstance(tx_json, dict):
        raise errors.invalid_field("tx_json", "object")
    if "TransactionType" not in tx_json:
        raise errors.missing_field("tx_json.TransactionType")
    if "Account" not in tx_json:
        raise Refusal(errors.srcActMissing, "Missing field 'tx_json.Account'.")
    found = try_account(loose.text(tx_json["Account"]))
    if found is None:
        raise Refusal(errors.srcActMalformed, "Invalid field 'tx_json.Account'.")
    return found


def root_of(view: LedgerView, account: Account) -> AccountRoot | None:
    """The account's entry."""
    return reading(view).read(keylets.account(account))


def fill_sequence(request: Request, tx_json: Json, root: AccountRoot | None) -> None:
    """The account's next sequence number, unless a ticket stands for it. Raises Refusal."""
    if "Sequence" in tx_json:
        return
    if "TicketSequence" in tx_json:
        tx_json["Sequence"] = 0
    elif root is None:
        raise Refusal(errors.srcActNotFound)
    else:
        tx_json["Sequence"] = root.sequence


def fill_network(request: Request, tx_json: Json) -> None:
    """The network's number, where transactions must name it."""
    network_id = request.service.settings.network_id
    if network_id > MAX_LEGACY_NETWORK_ID:
        tx_json.setdefault("NetworkID", network_id)


def usual_fee(request: Request, tx_json: Json) -> int:
    """What the transaction costs in the open ledger; the base fee, where it cannot be read yet."""
    view = request.service.ledger.open_ledger()
    draft: Json = {"Fee": "0", "Sequence": 0, "SigningPubKey": "", "TxnSignature": ""} | tx_json
    signers = draft.get("Signers")
    if isinstance(signers, list):
        draft["Signers"] = [_with_empty_signature(each) for each in signers]
    try:
        tx = transaction_from_json(draft)
    except JsonError:
        return view.info.fees.base
    if validity.local_fault(tx) is not None:
        return view.info.fees.base
    return max(engine.base_fee(tx, reading(view)), view.info.fees.base)


def _with_empty_signature(element: Any) -> Any:
    if not isinstance(element, dict) or not isinstance(element.get("Signer"), dict):
        return element
    return {"Signer": {"SigningPubKey": "", "TxnSignature": ""} | element["Signer"]}


def fill_fee(request: Request, tx_json: Json, *, allowed: bool) -> None:
    """The fee, unless it is more than the request permits. Raises Refusal."""
    if "Fee" in tx_json:
        return
    if not allowed:
        raise errors.missing_field("tx_json.Fee")
    multiplier = _fee_limit(request, "fee_mult_max", FEE_FACTOR, least=0)
    divisor = _fee_limit(request, "fee_div_max", 1, least=1)
    fee = usual_fee(request, tx_json)
    if fee > fee * multiplier // divisor:
        message = f"Fee of {fee} exceeds the requested tx limit of {fee * multiplier // divisor}"
        raise Refusal(errors.highFee, message)
    tx_json["Fee"] = fee


def _fee_limit(request: Request, name: str, otherwise: int, *, least: int) -> int:
    if name not in request:
        return otherwise
    value = request.get(name)
    message = f"Invalid field '{name}', not a positive integer."
    if not loose.is_integer(value) or value > loose.MAX_INT:
        raise Refusal(errors.highFee, message)
    if value < least:
        raise errors.invalid_parameters(message)
    return int(value)


def check_payment(request: Request, tx_json: Json, *, paths_allowed: bool) -> None:
    """A payment's amount has two names, and its destination must be one. Raises Refusal."""
    if tx_json["TransactionType"] != "Payment":
        return
    if "DeliverMax" in tx_json:
        if tx_json.setdefault("Amount", tx_json["DeliverMax"]) != tx_json["DeliverMax"]:
            raise errors.invalid_parameters("Cannot specify differing 'Amount' and 'DeliverMax'")
        del tx_json["DeliverMax"]
    if "Amount" not in tx_json:
        raise errors.missing_field("tx_json.Amount")
    try:
        amount_from_json(tx_json["Amount"])
    except InvalidValue:
        raise errors.invalid_field("tx_json.Amount") from None
    if "Destination" not in tx_json:
        raise errors.missing_field("tx_json.Destination")
    if try_account(loose.text(tx_json["Destination"])) is None:
        raise errors.invalid_field("tx_json.Destination")
    if "build_path" in request:
        if not paths_allowed:
            raise errors.invalid_parameters("Field 'build_path' not allowed in this context.")
        if "Paths" in tx_json:
            raise errors.invalid_parameters("Cannot specify both 'tx_json.Paths' and 'build_path'")
    if "DomainID" in tx_json:
        text = tx_json["DomainID"]
        if not isinstance(text, str) or parse_hex(text, 32) is None:
            raise Refusal(errors.domainMalformed, "Unable to parse 'DomainID'.")
    if "build_path" in request and "Paths" not in tx_json:
        raise Refusal(errors.notSupported)


def match_key(root: AccountRoot | None, account: Account, public_key: bytes) -> None:
    """The key may sign for the account. Raises Refusal."""
    signer = keys.account_id(public_key)
    if signer == account:
        if root is not None and root.flags & lsfDisableMaster:
            raise Refusal(errors.masterDisabled)
    elif root is None or root.regular_key != signer:
        raise Refusal(errors.badSecret)


def read(tx_json: Json) -> Transaction:
    """The transaction that the JSON is. Raises Refusal."""
    try:
        tx = transaction_from_json(tx_json)
    except JsonError as reason:
        raise from_json_error(reason) from None
    fault = validity.local_fault(tx)
    if fault is not None:
        raise errors.invalid_parameters(fault)
    return tx


def from_json_error(reason: JsonError) -> Refusal:
    """The answer to JSON that is no transaction."""
    if reason.fits:
        return errors.invalid_parameters(str(reason))
    return Refusal(errors.internal, "Exception occurred constructing serialized transaction")


def prepare(
    request: Request, tx_json: Any, pair: KeyPair, kind: KeyType, signer: Account | None = None
) -> Transaction:
    """A transaction that is ready to be signed: by its own account, or by ``signer`` as one of several.

    Raises Refusal.
    """
    if "tx_json" not in request:
        raise errors.missing_field("tx_json")
    if "signature_target" in request:
        raise errors.invalid_parameters(loose.text(request.get("signature_target")))
    verify = not loose.flag(request.get("offline"))
    several = signer is not None
    account = source_account(tx_json)
    if not verify and "Sequence" not in tx_json:
        raise errors.missing_field("tx_json.Sequence")
    view = request.service.ledger.open_ledger()
    root = root_of(view, account) if verify else None
    if verify and root is None:
        raise Refusal(errors.srcActNotFound)
    if not several:
        fill_sequence(request, tx_json, root)
        fill_network(request, tx_json)
    fill_fee(request, tx_json, allowed=verify and not several)
    check_payment(request, tx_json, paths_allowed=verify and not several)
    if several and "TxnSignature" in tx_json:
        raise Refusal(errors.alreadySingleSig)
    if not several and "Signers" in tx_json:
        raise Refusal(errors.alreadyMultisig)
    if verify and not several:
        _match_sender(view, tx_json, account, root, pair.public_key)
    tx_json["SigningPubKey"] = "" if several else pair.public_key.hex().upper()
    return read(tx_json)


def _match_sender(
    view: LedgerView, tx_json: Json, account: Account, root: AccountRoot | None, public_key: bytes
) -> None:
    if "Delegate" not in tx_json:
        match_key(root, account, public_key)
        return
    address = tx_json["Delegate"]
    delegate = try_account(address) if isinstance(address, str) else None
    if delegate is None:
        raise Refusal(errors.srcActMalformed, "Invalid field 'tx_json.Delegate'.")
    delegate_root = root_of(view, delegate)
    if delegate_root is None:
        raise Refusal(errors.delegateActNotFound)
    match_key(delegate_root, delegate, public_key)


def sign(tx: Transaction, pair: KeyPair, kind: KeyType) -> Transaction:
    """The transaction with the signature of its only signer."""
    message = signing.transaction(tx.encode_for_signing())
    return tx.replace(txn_signature=keys.sign(message, pair.secret, kind))


def sign_as(tx: Transaction, pair: KeyPair, kind: KeyType, signer: Account) -> Transaction:
    """The transaction with one more signature. Raises Refusal."""
    message = signing.for_signer(signing.multisigned(tx.encode_for_signing()), signer)
    added = Signer(
        account=signer,
        signing_pub_key=pair.public_key,
        txn_signature=keys.sign(message, pair.secret, kind),
    )
    return tx.replace(signers=sorted_signers((*(tx.signers or ()), added), tx.account))


def sorted_signers(signers: tuple[Signer, ...], account: Account) -> tuple[Signer, ...]:
    """Signers in the order of their accounts, each once, and none of them the account itself. Raises
    Refusal."""
    if not signers:
        raise errors.invalid_parameters("Signers array may not be empty.")
    ordered = sorted(signers, key=lambda each: each.account)
    for one, other in pairwise(ordered):
        if one.account == other.account:
            address = render.account(one.account)
            raise errors.invalid_parameters(
                f"Duplicate Signers:Signer:Account entries ({address}) are not allowed."
            )
    if any(each.account == account for each in ordered):
        address = render.account(account)
        raise errors.invalid_parameters(f"A Signer may not be the transaction's Account ({address}).")
    return tuple(ordered)


def check_signatures(request: Request, tx: Transaction) -> None:
    """The transaction's signatures hold. Raises Refusal."""
    if request.service.settings.check_signatures and validity.signature_fault(tx) is not None:
        raise Refusal(errors.internal, "Invalid signature.")


def show(request: Request, tx: Transaction) -> Json:
    """A signed transaction as an answer."""
    answer: Json = {"tx_json": body(tx, request.version), "tx_blob": hash_text(tx.blob)}
    if request.version > 1:
        answer["hash"] = hash_text(tx.id)
    return answer


def permit_signing(request: Request) -> None:
    """Only who runs the server may send it secrets, unless it was set up for others. Raises Refusal."""
    if not request.role.unlimited and not request.service.settings.signing:
        raise Refusal(errors.notSupported, "Signing is not supported by this server.")
