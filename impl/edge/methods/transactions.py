"""Methods about transactions in ledgers: tx, transaction_entry, account_tx, tx_history.

Source: Tx.cpp, TransactionEntry.cpp, AccountTx.cpp, TxHistory.cpp, Transaction.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.boundary import LedgerView, StoredTransaction
from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.dispatch import LEDGER, Condition, method
from impl.edge.errors import Json, Refusal, TokenOnly
from impl.edge.service import Request
from impl.edge.transaction_json import Metadata, body, concise_id, hash_text
from spec import ctid
from spec.addresses import parse_hex

MAX_RANGE = 1000
"""How many ledgers beyond the first a search may cover."""
PAGE = 200
BINARY_PAGE = 500
"""How many transactions account_tx shows when no limit is given, and to others than the administrator at
most."""
HISTORY = 20
MAX_HISTORY_START = 10_000


def dated(request: Request, stored: StoredTransaction) -> Json:
    """A transaction's fields, with the ledger that it stands in."""
    shown = body(stored.tx, request.version)
    if request.version == 1:
        shown["inLedger"] = stored.ledger_sequence
    shown["ledger_index"] = stored.ledger_sequence
    shown["date"] = stored.close_time
    identifier = concise_id(stored, request.service.settings.network_id)
    if identifier is not None:
        shown["ctid"] = identifier
    return shown


@method("tx", "transaction", "ctid", "binary", "min_ledger", "max_ledger", condition=Condition.NETWORK)
def tx(request: Request) -> Json:
    """A transaction, by its identifier or its CTID."""
    if "transaction" in request and "ctid" in request:
        raise Refusal(errors.invalidParams)
    by_ctid = None
    transaction_id: bytes | None = None
    if "transaction" in request:
        transaction_id = parse_hex(loose.text(request.get("transaction")), 32)
        if transaction_id is None:
            raise Refusal(errors.notImpl)
    elif "ctid" in request:
        by_ctid = _read_ctid(request)
    else:
        raise Refusal(errors.invalidParams)
    span = _read_range(request)
    side = request.service.ledger
    stored = _by_ctid(request, by_ctid) if by_ctid is not None else side.transaction(transaction_id or b"")
    if stored is not None and span is not None and not span[0] <= stored.ledger_sequence <= span[1]:
        stored = None
    if stored is None:
        members: Json = {}
        if span is not None:
            first, last = side.complete_ledgers()
            members["searched_all"] = first <= span[0] and span[1] <= last
        raise Refusal(errors.txnNotFound, members=members)
    return _found(request, stored)


def _read_ctid(request: Request) -> ctid.CTID:
    value = request.get("ctid")
    try:
        found = ctid.decode(loose.text(value))
    except ctid.CTIDError:
        raise Refusal(errors.invalidParams) from None
    if found.network != request.service.settings.network_id:
        raise Refusal(
            errors.wrongNetwork,
            f"Wrong network. You should submit this request to a node running on NetworkID: {found.network}",
        )
    return found


def _read_range(request: Request) -> tuple[int, int] | None:
    if "min_ledger" not in request or "max_ledger" not in request:
        return None
    try:
        first, last = loose.uint(request.get("min_ledger")), loose.uint(request.get("max_ledger"))
    except Refusal:
        raise Refusal(errors.invalidLgrRange) from None
    if last < first:
        raise Refusal(errors.invalidLgrRange)
    if last - first > MAX_RANGE:
        raise Refusal(errors.excessiveLgrRange)
    return first, last


def _by_ctid(request: Request, identifier: ctid.CTID) -> StoredTransaction | None:
    view = request.service.ledger.ledger_by_sequence(identifier.ledger)
    if view is None:
        return None
    return next((each for each in view.transactions() if each.index == identifier.index), None)


def _found(request: Request, stored: StoredTransaction) -> Json:
    binary = loose.flag(request.get("binary"))
    version = request.version
    identifier = concise_id(stored, request.service.settings.network_id)
    if version == 1:
        shown = (
            {
                "tx": hash_text(stored.tx.blob),
                "hash": hash_text(stored.tx.id),
                "inLedger": stored.ledger_sequence,
                "ledger_index": stored.ledger_sequence,
                "date": stored.close_time,
            }
            if binary
            else dated(request, stored)
        )
    else:
        shown = {"tx_blob": hash_text(stored.tx.blob)} if binary else {"tx_json": dated(request, stored)}
        shown |= {
            "ledger_hash": hash_text(stored.ledger_hash),
            "hash": hash_text(stored.tx.id),
            "ledger_index": stored.ledger_sequence,
            "close_time_iso": render.time_iso(stored.close_time),
        }
    if binary:
        shown["meta_blob" if version > 1 else "meta"] = hash_text(stored.metadata)
    else:
        shown["meta"] = Metadata(stored).with_everything()
    shown["validated"] = True
    if identifier is not None:
        shown["ctid"] = identifier
    return shown


@method("transaction_entry", "tx_hash", *LEDGER)
def transaction_entry(request: Request) -> Json:
    """A transaction of one closed ledger."""
    view, members = ledger_choice.choose(request)
    if "tx_hash" not in request:
        raise TokenOnly("fieldNotFoundTransaction", members)
    if view.hash is None:
        raise TokenOnly("notYetImplemented", members)
    transaction_id = parse_hex(loose.text(request.get("tx_hash")), 32)
    if transaction_id is None:
        raise TokenOnly("malformedRequest", members)
    stored = view.transaction(transaction_id)
    if stored is None:
        raise TokenOnly("transactionNotFound", members)
    members["tx_json"] = body(stored.tx, request.version)
    if request.version > 1:
        members["hash"] = hash_text(stored.tx.id)
        members["close_time_iso"] = render.time_iso(view.header.close_time)
    members["meta" if request.version > 1 else "metadata"] = Metadata(stored).json()
    return members


@method(
    "account_tx",
    "account",
    "ledger_index_min",
    "ledger_index_max",
    "ledger_index",
    "ledger_hash",
    "binary",
    "forward",
    "limit",
    "marker",
)
def account_tx(request: Request) -> Json:
    """The transactions that affected an account, newest first unless ``forward`` is said."""
    if request.version > 1:
        for name in ("binary", "forward"):
            if name in request and not isinstance(request.get(name), bool):
                raise errors.invalid_field(name)
    asked = loose.uint(request.get("limit"))
    binary = loose.flag(request.get("binary"))
    forward = loose.flag(request.get("forward"))
    address = request.need_text("account")
    account_id = owned.account(address)
    chosen = _single_ledger(request)
    marker = _account_marker(request)
    first, last = _account_range(request, chosen)
    usual = BINARY_PAGE if binary else PAGE
    limit = usual if asked in (0, loose.MAX_UINT) or (asked > usual and not request.role.unlimited) else asked
    page = request.service.ledger.account_transactions(
        account_id, first=first, last=last, forward=forward, limit=limit, marker=marker
    )
    answer: Json = {
        "account": address,
        "ledger_index_min": first,
        "ledger_index_max": last,
        "limit": asked,
        "validated": True,
        "transactions": [_account_item(request, each, binary=binary) for each in page.transactions],
    }
    if page.marker is not None:
        answer["marker"] = {"ledger": page.marker[0], "seq": page.marker[1]}
    return answer


def _single_ledger(request: Request) -> LedgerView | bool | None:
    """The one ledger that is meant; False when a range is, None when nothing is said. Raises Refusal."""
    ranged = "ledger_index_min" in request or "ledger_index_max" in request
    if ranged:
        if request.version > 1 and ("ledger_hash" in request or "ledger_index" in request):
            raise errors.invalid_parameters("invalidParams")
        return False
    side = request.service.ledger
    if "ledger_hash" in request:
        text = request.get("ledger_hash")
        if not isinstance(text, str):
            raise errors.invalid_parameters("ledgerHashNotString")
        ledger_hash = parse_hex(text, 32)
        if ledger_hash is None:
            raise errors.invalid_parameters("ledgerHashMalformed")
        view = side.ledger_by_hash(ledger_hash)
        if view is None:
            raise Refusal(errors.lgrNotFound, "ledgerNotFound")
        return view
    if "ledger_index" in request:
        index = request.get("ledger_index")
        if isinstance(index, int | float):
            return ledger_choice.by_sequence(side, loose.uint(index))
        view = ledger_choice.by_name(side, loose.text(index))
        if view is None:
            raise errors.invalid_parameters("ledger_index string malformed")
        return view
    return None


def _account_marker(request: Request) -> tuple[int, int] | None:
    if "marker" not in request:
        return None
    token: Any = request.get("marker")
    if token is None:
        token = {}
    values = (token.get("ledger"), token.get("seq")) if isinstance(token, dict) else (None, None)
    present = isinstance(token, dict) and "ledger" in token and "seq" in token
    if not present or any(isinstance(each, str | list | dict) for each in values):
        raise errors.invalid_parameters(
            "invalid marker. Provide ledger index via ledger field, and "
            "transaction sequence number via seq field"
        )
    return loose.uint(values[0]), loose.uint(values[1])


def _account_range(request: Request, chosen: LedgerView | bool | None) -> tuple[int, int]:
    first, last = request.service.ledger.complete_ledgers()
    if isinstance(chosen, bool):
        low, high = (
            max(loose.sint(request.get(name)), -1) if name in request else -1
            for name in ("ledger_index_min", "ledger_index_max")
        )
        if request.version > 1 and (high > last or 0 < low < first):
            raise Refusal(errors.lgrIdxMalformed)
        first = max(first, low)
        last = last if high < 0 else min(last, high)
        if last < first:
            raise request.refuse(errors.lgrIdxsInvalid, errors.invalidLgrRange)
    elif chosen is not None:
        sequence = chosen.info.sequence
        if not chosen.validated or not first <= sequence <= last:
            raise Refusal(errors.lgrNotValidated)
        first = last = sequence
    return first, last


def _account_item(request: Request, stored: StoredTransaction, *, binary: bool) -> Json:
    version = request.version
    if binary:
        return {
            "tx_blob": hash_text(stored.tx.blob),
            "meta_blob" if version > 1 else "meta": hash_text(stored.metadata),
            "ledger_index": stored.ledger_sequence,
            "validated": True,
        }
    shown: Json = {"validated": True, "meta": Metadata(stored).with_everything()}
    if version == 1:
        shown["tx"] = dated(request, stored)
        return shown
    return shown | {
        "tx_json": dated(request, stored),
        "hash": hash_text(stored.tx.id),
        "ledger_index": stored.ledger_sequence,
        "ledger_hash": hash_text(stored.ledger_hash),
        "close_time_iso": render.time_iso(stored.close_time),
    }


@method("tx_history", "start", versions=(1,))
def tx_history(request: Request) -> Json:
    """Some of the newest transactions of all."""
    if "start" not in request:
        raise Refusal(errors.invalidParams)
    start = loose.uint(request.get("start"))
    if start > MAX_HISTORY_START and not request.role.unlimited:
        raise Refusal(errors.noPermission)
    side = request.service.ledger
    first, last = side.complete_ledgers()
    shown: list[Json] = []
    skipped = 0
    for sequence in range(last, first - 1, -1):
        view = side.ledger_by_sequence(sequence)
        for stored in view.transactions() if view is not None else ():
            if skipped < start:
                skipped += 1
            elif len(shown) < HISTORY:
                entry = body(stored.tx, 1)
                entry |= {"inLedger": stored.ledger_sequence, "ledger_index": stored.ledger_sequence}
                shown.append(entry)
        if len(shown) == HISTORY:
            break
    return {"index": start, "txs": shown}
