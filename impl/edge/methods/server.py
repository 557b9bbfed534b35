"""Methods about the server itself: ping, random, version, server_info, server_state, server_definitions,
feature, manifest, stop.

Source: Ping.cpp, Random.cpp, Version.h, NetworkOPs.cpp (getServerInfo), ServerInfo.cpp, Feature1.cpp,
AmendmentTable.cpp, DoManifest.cpp, Stop.cpp (3.1.1).
"""

from __future__ import annotations

from impl.boundary import LedgerView
from impl.edge import errors, loose, render
from impl.edge.dispatch import method
from impl.edge.errors import Json, Refusal
from impl.edge.service import API_VERSIONS, COMPATIBLE_VERSION, SOFTWARE, VERSION, Request, Role
from impl.edge.stream_messages import LOAD_BASE
from impl.edge.transaction_json import hash_text
from impl.ports import ledger_time
from spec import keylets
from spec.addresses import Token, decode_token, parse_hex
from spec.amendments import AMENDMENTS, BY_ID, Amendment, Status
from spec.base58 import AddressError
from spec.definitions import definitions
from spec.entries import Amendments

MODES = ("connected", "disconnected", "full", "syncing", "tracking")
DROPS_PER_XRP = 1_000_000
UNKNOWN_AGE = 1_000_000
"""A validated ledger that is older than this, in seconds, is shown with the age 0."""


@method("ping")
def ping(request: Request) -> Json:
    """Whether anybody is there, and who one is to it."""
    if request.role is not Role.ADMIN:
        return {}
    answer: Json = {"role": "admin"}
    if request.subscriber is not None:
        answer["unlimited"] = True
    return answer


@method("random")
def random(request: Request) -> Json:
    """256 random bits."""
    return {"random": hash_text(request.service.randomness.bytes(32))}


@method("version")
def version(request: Request) -> Json:
    """The API versions that are spoken."""
    if request.version == 1:
        return {"version": {"first": "1.0.0", "good": "1.0.0", "last": "1.0.0"}}
    return {"version": {"first": API_VERSIONS[0], "last": API_VERSIONS[-1]}}


@method("server_info", "counters")
def server_info(request: Request) -> Json:
    """The state of the server, for people to read."""
    service, view = request.service, request.service.ledger.closed_ledger()
    info = _common(request)
    age = max(ledger_time(service.clock) - view.header.close_time, 0)
    fees = view.info.fees
    info |= {
        "hostid": service.settings.host_name,
        "load_factor": 1,
        "last_close": {"converge_time_s": 0, "proposers": 0},
        "validated_ledger": _ledger(view)
        | {
            "age": age if age < UNKNOWN_AGE else 0,
            "base_fee_xrp": fees.base / DROPS_PER_XRP,
            "reserve_base_xrp": _xrp(fees.reserve),
            "reserve_inc_xrp": _xrp(fees.increment),
        },
    }
    if request.role is Role.ADMIN:
        info["validator_list"] = {"count": 0, "expiration": "unknown", "status": "unknown"}
    return {"info": info}


@method("server_state", "counters")
def server_state(request: Request) -> Json:
    """The state of the server, for programs to read."""
    view = request.service.ledger.closed_ledger()
    state = _common(request)
    fees = view.info.fees
    state |= {
        "load_base": LOAD_BASE,
        "load_factor": LOAD_BASE,
        "load_factor_server": LOAD_BASE,
        "load_factor_fee_escalation": LOAD_BASE,
        "load_factor_fee_queue": LOAD_BASE,
        "load_factor_fee_reference": LOAD_BASE,
        "last_close": {"converge_time": 0, "proposers": 0},
        "validated_ledger": _ledger(view)
        | {
            "base_fee": fees.base,
            "reserve_base": fees.reserve,
            "reserve_inc": fees.increment,
            "close_time": view.header.close_time,
        },
    }
    if request.role is Role.ADMIN:
        state["validator_list_expires"] = 0
    return {"state": state}


def _common(request: Request) -> Json:
    """What both show. ``build_version`` is that of the server whose behaviour this one has."""
    service = request.service
    settings = service.settings
    uptime = int(service.clock.elapsed() - service.started)
    mode = service.subscriptions.state
    accounting = {name: {"duration_us": "0", "transitions": "0"} for name in MODES}
    accounting[mode] = {"duration_us": str(uptime * 1_000_000), "transitions": "1"}
    shown: Json = {
        "build_version": COMPATIBLE_VERSION,
        "software": {"name": SOFTWARE, "version": VERSION},
        "complete_ledgers": service.complete_ledgers(),
        "initial_sync_duration_us": "0",
        "io_latency_ms": 1,
        "jq_trans_overflow": "0",
        "network_id": settings.network_id,
        "peer_disconnects": "0",
        "peer_disconnects_resources": "0",
        "peers": 0,
        "ports": [{"port": str(each.port), "protocol": list(each.protocols)} for each in settings.ports],
        "pubkey_node": settings.node_name,
        "server_state": mode,
        "server_state_duration_us": str(uptime * 1_000_000),
        "state_accounting": accounting,
        "time": render.time_precise(service.clock.now()),
        "uptime": uptime,
        "validation_quorum": 0,
    }
    if request.role is Role.ADMIN:
        shown["pubkey_validator"] = "none"
        shown["node_size"] = "medium"
        shown["load"] = {"threads": 1, "job_types": []}
    return shown


def _ledger(view: LedgerView) -> Json:
    return {"seq": view.info.sequence, "hash": hash_text(view.hash or b"")}


def _xrp(drops: int) -> float:
    """XRP as a number, whole where it can be."""
    return drops // DROPS_PER_XRP if drops % DROPS_PER_XRP == 0 else drops / DROPS_PER_XRP


@method("server_definitions", "hash")
def server_definitions(request: Request) -> Json:
    """The fields, types and results of the protocol; only their hash for whoever names it."""
    if "hash" in request:
        text = request.get("hash")
        known = parse_hex(text, 32) if isinstance(text, str) else None
        if known is None:
            raise errors.invalid_field("hash")
        if hash_text(known) == definitions()["hash"]:
            return {"hash": hash_text(known)}
    return dict(definitions())


@method("feature", "feature", "vetoed")
def feature(request: Request) -> Json:
    """The amendments that the server knows, and which are enabled."""
    entry = request.service.ledger.closed_ledger().get(keylets.amendments().key)
    entry = entry if isinstance(entry, Amendments) else None
    if "feature" not in request:
        return {"features": {hash_text(each.id): _feature(request, each, entry) for each in BY_ID.values()}}
    wanted = request.get("feature")
    if not isinstance(wanted, str):
        raise Refusal(errors.invalidParams)
    found = AMENDMENTS.get(wanted) or BY_ID.get(parse_hex(wanted, 32) or b"")
    if found is None:
        raise Refusal(errors.badFeature)
    if "vetoed" in request:
        if request.role is not Role.ADMIN:
            raise Refusal(errors.noPermission)
        # a server that stands alone has no vote: there is nothing to veto
        loose.flag(request.get("vetoed"))
    return {hash_text(found.id): _feature(request, found, entry)}


def _feature(request: Request, amendment: Amendment, entry: Amendments | None) -> Json:
    enabled = entry is not None and amendment.id in (entry.amendments or ())
    shown: Json = {
        "name": amendment.name,
        "enabled": enabled,
        "supported": amendment.status is not Status.DEVELOPMENT,
    }
    if not enabled and request.role is Role.ADMIN:
        shown["vetoed"] = "Obsolete" if amendment.status is Status.OBSOLETE else True
    for majority in (entry.majorities or ()) if entry is not None else ():
        if majority.amendment == amendment.id:
            shown["majority"] = majority.close_time
    return shown


@method("manifest", "public_key")
def manifest(request: Request) -> Json:
    """What a validator says of its keys. A server that stands alone has heard from none."""
    requested = loose.text(request.need("public_key"))
    try:
        decode_token(Token.NODE_PUBLIC, requested)
    except AddressError:
        raise Refusal(errors.invalidParams, members={"requested": requested}) from None
    return {"requested": requested}


@method("stop", role=Role.ADMIN)
def stop(request: Request) -> Json:
    """Stop the server in good order."""
    request.service.stop()
    return {"message": f"{SOFTWARE} server stopping"}
