"""Methods about ledgers: ledger, ledger_closed, ledger_current, ledger_header, ledger_data, ledger_accept.

Source: LedgerHandler.cpp, LedgerData.cpp, LedgerHeader.cpp, LedgerClosed.cpp, LedgerCurrent.cpp,
LedgerAccept.cpp (3.1.1).
"""

from __future__ import annotations

from impl.edge import entry_types, errors, ledger_choice, ledger_json, loose, render
from impl.edge.dispatch import LEDGER, Condition, method
from impl.edge.errors import Json, Refusal, TokenOnly
from impl.edge.ledger_json import Fill
from impl.edge.service import Request, Role
from impl.edge.transaction_json import hash_text
from spec import header
from spec.addresses import parse_hex

MOST_IN_JSON = 256
MOST_IN_BINARY = 2048
"""How many entries an answer of ledger_data shows at most, for whoever is not the administrator."""


@method("ledger", "full", "accounts", "transactions", "expand", "binary", "owner_funds", "queue", *LEDGER)
def ledger(request: Request) -> Json:
    """A ledger; without any choice, the headers of the last closed one and of the open one."""
    side = request.service.ledger
    if not any(name in request for name in LEDGER):
        return {
            name: {"ledger": ledger_json.ledger(view, Fill(), request.version)}
            for name, view in (("closed", side.closed_ledger()), ("open", side.open_ledger()))
        }
    view, members = ledger_choice.choose(request)
    wanted = {
        name: loose.flag(request.get(name))
        for name in ("full", "transactions", "accounts", "expand", "binary", "owner_funds", "queue")
    }
    if (wanted["full"] or wanted["accounts"]) and not request.role.unlimited:
        raise Refusal(errors.noPermission)
    if wanted["queue"] and not view.info.is_open:
        raise Refusal(errors.invalidParams)
    fill = Fill(
        full=wanted["full"],
        expand=wanted["expand"],
        transactions=wanted["transactions"],
        state=wanted["accounts"],
        binary=wanted["binary"],
        owner_funds=wanted["owner_funds"],
    )
    members["ledger"] = ledger_json.ledger(view, fill, request.version)
    return members


@method("ledger_closed", condition=Condition.CLOSED)
def ledger_closed(request: Request) -> Json:
    """The last closed ledger."""
    view = request.service.ledger.closed_ledger()
    assert view.hash is not None
    return {"ledger_index": view.info.sequence, "ledger_hash": hash_text(view.hash)}


@method("ledger_current", condition=Condition.CURRENT)
def ledger_current(request: Request) -> Json:
    """The sequence of the open ledger."""
    return {"ledger_current_index": request.service.ledger.open_ledger().info.sequence}


@method("ledger_header", *LEDGER, versions=(1,))
def ledger_header(request: Request) -> Json:
    """The bytes of a ledger's header."""
    view, members = ledger_choice.choose(request)
    members["ledger_data"] = hash_text(header.serialise(view.header))
    members["ledger"] = ledger_json.ledger(view, Fill(), request.version)
    return members


@method("ledger_accept", role=Role.ADMIN, condition=Condition.CURRENT)
def ledger_accept(request: Request) -> Json:
    """Close the open ledger now; on a node that stands alone."""
    if not request.service.settings.standalone:
        raise TokenOnly("notStandAlone")
    request.service.close_ledger()
    return ledger_current(request)


@method("ledger_data", "binary", "limit", "marker", "type", *LEDGER)
def ledger_data(request: Request) -> Json:
    """A ledger's state, entry by entry. The type filters what the limit has counted."""
    view, members = ledger_choice.choose(request)
    key = bytes(32)
    if "marker" in request:
        text = request.get("marker")
        marker = parse_hex(text, 32) if isinstance(text, str) else None
        if marker is None:
            raise errors.invalid_field("marker", "valid")
        key = marker
    binary = loose.flag(request.get("binary"))
    limit = _entry_limit(request, MOST_IN_BINARY if binary else MOST_IN_JSON)
    members["ledger_hash"] = hash_text(view.hash or bytes(32))
    members["ledger_index"] = view.info.sequence
    if "marker" not in request:
        members["ledger"] = ledger_json.ledger(view, Fill(binary=binary), request.version)
    wanted = entry_types.choose(request)
    state: list[Json] = []
    members["state"] = state
    following = view.successor(key)
    while following is not None:
        if limit <= 0:
            before = int.from_bytes(following, "big") - 1
            members["marker"] = f"{before:064X}"
            break
        limit -= 1
        entry = view.get(following)
        assert entry is not None
        if wanted is None or type(entry) is wanted:
            if binary:
                state.append({"data": hash_text(entry.encode()), "index": hash_text(following)})
            else:
                state.append(render.entry(entry))
        following = view.successor(following)
    return members


def _entry_limit(request: Request, most: int) -> int:
    if "limit" not in request:
        return most
    asked = request.get("limit")
    if not isinstance(asked, int):
        raise errors.invalid_field("limit", "integer")
    limit = loose.sint(asked)
    return most if limit < 0 or (limit > most and not request.role.unlimited) else limit
