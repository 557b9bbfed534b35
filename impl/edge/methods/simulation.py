"""simulate: what a transaction would do to the open ledger, without doing it.

Source: Simulate.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

import msgspec

from impl.boundary import StoredTransaction
from impl.edge import errors, loose
from impl.edge import transaction_request as requests
from impl.edge.assets import try_account
from impl.edge.dispatch import Condition, method
from impl.edge.errors import Json, Refusal, TokenOnly
from impl.edge.reading import reading
from impl.edge.secrets import MASKED
from impl.edge.service import Request
from impl.edge.transaction_json import Metadata, body, hash_text
from spec import ledger, results
from spec.engine import Mode
from spec.json_format import JsonError, to_json, transaction_from_json
from spec.lengths import DecodeError
from spec.objects import decode_free_form
from spec.transaction import Transaction

_WOULD_APPLY = "The simulated transaction would have been applied."
_SECRETS = ("secret", "seed", "seed_hex", "passphrase")

assert set(_SECRETS) == set(MASKED)


@method("simulate", "tx_blob", "tx_json", "binary", condition=Condition.CURRENT)
def simulate(request: Request) -> Json:
    """The result and the metadata that a transaction would have."""
    binary = request.get("binary") if "binary" in request else False
    if not isinstance(binary, bool):
        raise errors.invalid_field("binary")
    for name in _SECRETS:
        if name in request:
            raise errors.invalid_field(name)
    tx_json = _read(request)
    _complete(request, tx_json)
    try:
        tx = transaction_from_json(tx_json)
    except JsonError as reason:
        if reason.fits:
            raise errors.invalid_parameters(str(reason)) from None
        raise TokenOnly("invalidTransaction", {"error_exception": str(reason)}) from None
    if tx.type_name == "Batch":
        raise Refusal(errors.notImpl)
    return _run(request, tx, binary=binary)


def _read(request: Request) -> Json:
    if "tx_blob" in request:
        if "tx_json" in request:
            raise errors.invalid_parameters("Can only include one of `tx_blob` and `tx_json`.")
        text = request.get("tx_blob")
        blob = loose.unhex(text) if isinstance(text, str) else None
        if not blob:
            raise errors.invalid_field("tx_blob")
        try:
            tx_json: Any = to_json(decode_free_form(blob))
        except DecodeError:
            raise errors.invalid_field("tx_blob") from None
    elif "tx_json" in request:
        tx_json = requests.copy_of(request.get("tx_json"))
        if not isinstance(tx_json, dict):
            raise errors.invalid_field("tx_json", "object")
    else:
        raise errors.invalid_parameters("Neither `tx_blob` nor `tx_json` included.")
    for name in ("TransactionType", "Account"):
        if name not in tx_json:
            raise errors.missing_field(f"tx.{name}")
    return dict(tx_json)


def _complete(request: Request, tx_json: Json) -> None:
    """Fill in what a transaction needs, and refuse one that is signed. Raises Refusal."""
    if "Fee" not in tx_json:
        tx_json["Fee"] = requests.usual_fee(request, tx_json)
    tx_json.setdefault("SigningPubKey", "")
    if "Signers" in tx_json:
        if not isinstance(tx_json["Signers"], list):
            raise errors.invalid_field("tx.Signers")
        tx_json["Signers"] = [_unsigned(each, place) for place, each in enumerate(tx_json["Signers"])]
    if tx_json.setdefault("TxnSignature", "") != "":
        raise Refusal(errors.transactionSigned)
    if "Sequence" not in tx_json:
        address = tx_json["Account"]
        account = try_account(address) if isinstance(address, str) else None
        if not isinstance(address, str):
            raise errors.invalid_field("tx.Account")
        if account is None:
            raise Refusal(errors.srcActMalformed, "Invalid field 'tx.Account'.")
        root = requests.root_of(request.service.ledger.open_ledger(), account)
        requests.fill_sequence(request, tx_json, root)
    requests.fill_network(request, tx_json)


def _unsigned(element: Any, place: int) -> Json:
    signer = element.get("Signer") if isinstance(element, dict) else None
    if not isinstance(signer, dict):
        raise errors.invalid_field(f"tx.Signers[{place}]")
    filled = {"SigningPubKey": "", "TxnSignature": ""} | signer
    if filled["TxnSignature"] != "":
        raise Refusal(errors.transactionSigned)
    return {**element, "Signer": filled}


def _run(request: Request, tx: Transaction, *, binary: bool) -> Json:
    view = request.service.ledger.open_ledger()
    draft = ledger.begin(reading(view), view.info)
    outcome = ledger.apply(draft, tx, network_id=request.service.settings.network_id, mode=Mode(dry_run=True))
    result = outcome.result
    answer: Json = {
        "applied": outcome.applied,
        "ledger_index": view.info.sequence,
        "engine_result": result.name,
        "engine_result_code": result.code,
        "engine_result_message": _WOULD_APPLY if result is results.tesSUCCESS else result.message,
    }
    if outcome.metadata is not None:
        index = sum(1 for _ in view.transactions())
        metadata = msgspec.structs.replace(outcome.metadata, index=index).encode()
        if binary:
            answer["meta_blob"] = hash_text(metadata)
        else:
            stored = StoredTransaction(
                tx=tx,
                metadata=metadata,
                result=result,
                ledger_sequence=view.info.sequence,
                ledger_hash=b"",
                close_time=view.info.close_time,
                index=index,
            )
            answer["meta"] = Metadata(stored).with_everything()
    if binary:
        answer["tx_blob"] = hash_text(tx.blob)
    else:
        answer["tx_json"] = body(tx, 1)
        answer["tx_json"].pop("DeliverMax", None)
    return answer
