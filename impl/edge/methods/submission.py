"""Methods that submit: submit, submit_multisigned.

Source: Submit.cpp, SubmitMultiSigned.cpp, TransactionSign.cpp, NetworkOPs.cpp (3.1.1).
"""

from __future__ import annotations

from impl.boundary import Submission
from impl.edge import errors, loose
from impl.edge import transaction_request as requests
from impl.edge.dispatch import Condition, method
from impl.edge.errors import Json, Refusal, TokenOnly
from impl.edge.methods.signing import check_several, signed
from impl.edge.reading import reading
from impl.edge.secrets import SECRETS
from impl.edge.service import Request
from impl.edge.transaction_json import body, hash_text
from impl.edge.transaction_request import SIGNING_PARAMETERS
from spec import engine, validity
from spec.lengths import DecodeError
from spec.transaction import MAX_SIZE, MIN_SIZE, Transaction, decode_transaction

KNOWN_AS_BAD = "Transaction has bad signature."
DEPRECATED = (
    "Signing support in the 'submit' command has been deprecated and will be removed in a future version "
    "of the server. Please migrate to a standalone signing tool."
)


@method("submit", "tx_blob", "fail_hard", *SIGNING_PARAMETERS, *SECRETS, condition=Condition.CURRENT)
def submit(request: Request) -> Json:
    """Send a transaction to the open ledger: a signed one, or one that the server signs first."""
    if "tx_blob" not in request:
        return _sign_and_submit(request)
    blob = loose.unhex(loose.text(request.get("tx_blob")))
    if not blob:
        raise Refusal(errors.invalidParams)
    tx = _decode(blob)
    fault = None
    if request.service.settings.check_signatures:
        fault = _signature_fault(request, tx)
    fault = fault or validity.local_fault(tx)
    if fault is not None:
        raise _invalid(f"fails local checks: {fault}")
    done = hand_over(request, tx)
    answer: Json = {"tx_json": shown(tx), "tx_blob": hash_text(tx.blob)} | result_of(done)
    answer |= {
        "accepted": done.applied or done.broadcast or done.queued or done.kept,
        "applied": done.applied,
        "broadcast": done.broadcast,
        "queued": done.queued,
        "kept": done.kept,
    }
    return answer | _account_state(request, tx)


def _signature_fault(request: Request, tx: Transaction) -> str | None:
    """Why the signatures do not hold; ``None`` when they do. They are verified once, the good and the bad."""
    known = request.service.signed.get(tx.id)
    if known is not None:
        return None if known else KNOWN_AS_BAD
    fault = validity.signature_fault(tx)
    request.service.signed.put(tx.id, fault is None)
    return fault


def _decode(blob: bytes) -> Transaction:
    if not MIN_SIZE <= len(blob) <= MAX_SIZE:
        raise _invalid("Transaction length invalid")
    try:
        return decode_transaction(blob, canonical=False)
    except DecodeError as reason:
        raise _invalid(str(reason)) from None


def _invalid(reason: str) -> TokenOnly:
    return TokenOnly("invalidTransaction", {"error_exception": reason})


def shown(tx: Transaction) -> Json:
    """The transaction as submit shows it, in every API version."""
    members = body(tx, 1)
    members.pop("DeliverMax", None)
    return members


def hand_over(request: Request, tx: Transaction) -> Submission:
    """Give the transaction to the ledger side, and tell subscribers when it was taken."""
    service = request.service
    done = service.ledger.submit(tx, fail_hard=loose.flag(request.get("fail_hard")), signature_checked=True)
    if done.applied:
        service.subscriptions.publish_proposed(service.ledger.open_ledger(), tx, done.result)
    return done


def result_of(done: Submission) -> Json:
    """The members that name the result."""
    return {
        "engine_result": done.result.name,
        "engine_result_code": done.result.code,
        "engine_result_message": done.result.message,
    }


def _account_state(request: Request, tx: Transaction) -> Json:
    """What the sender's next transaction needs."""
    ledger = request.service.ledger
    view = ledger.open_ledger()
    root = requests.root_of(view, tx.account)
    following = 0 if root is None else root.sequence
    return {
        "account_sequence_next": following,
        "account_sequence_available": following,
        "open_ledger_cost": str(engine.base_fee(tx, reading(view))),
        "validated_ledger_index": ledger.closed_ledger().info.sequence,
    }


def _sign_and_submit(request: Request) -> Json:
    requests.permit_signing(request)
    try:
        tx = signed(request)
        answer = requests.show(request, tx) | result_of(hand_over(request, tx))
    except Refusal as refusal:
        answer = refusal.answer()
    return answer | {"deprecated": DEPRECATED}


@method("submit_multisigned", "tx_json", "fail_hard", condition=Condition.CURRENT)
def submit_multisigned(request: Request) -> Json:
    """Send a transaction that several signed."""
    tx_json = requests.copy_of(request.need("tx_json"))
    if not isinstance(tx_json, dict):
        raise errors.invalid_field("tx_json", "object")
    check_several(tx_json)
    account = requests.source_account(tx_json)
    if requests.root_of(request.service.ledger.open_ledger(), account) is None:
        raise Refusal(errors.srcActNotFound)
    requests.fill_fee(request, tx_json, allowed=False)
    requests.check_payment(request, tx_json, paths_allowed=False)
    tx = requests.read(tx_json)
    if tx.txn_signature is not None:
        raise Refusal(errors.signingMalformed)
    if not isinstance(tx.fee, int):
        raise errors.invalid_parameters("Invalid Fee field.  Fees must be specified in XRP.")
    if tx.fee <= 0:
        raise errors.invalid_parameters("Invalid Fee field.  Fees must be greater than zero.")
    if tx.signers is None:
        raise errors.missing_field("tx_json.Signers")
    if not tx.signers:
        raise errors.invalid_parameters("tx_json.Signers array may not be empty.")
    tx = tx.replace(signers=requests.sorted_signers(tx.signers, account))
    requests.check_signatures(request, tx)
    return requests.show(request, tx) | result_of(hand_over(request, tx))
