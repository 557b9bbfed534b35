"""What stands around a request and its answer: over WebSocket, and over HTTP as JSON-RPC.

Over WebSocket a request's members are its parameters, and an answer's members stand under ``result`` beside
``status``; an error's members stand in the answer itself. Over HTTP the parameters are the one element of
``params``, and all of an answer stands under ``result``. Both repeat a request that is refused, with its
secrets masked.

Source: ServerHandler.cpp (3.1.1).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import structlog

from impl import metrics
from impl.edge import dispatch, errors, loose
from impl.edge.errors import Json
from impl.edge.searches import Wait
from impl.edge.secrets import MASKED
from impl.edge.service import API_VERSIONS, Request, Role, Service
from impl.edge.subscriptions import Subscriber

log = structlog.get_logger("edge")

MAX_BODY = 1_000_000
"""Bytes of a request, over either transport."""
MAX_BATCH = 1_000
"""How many requests a batch may hold. The established server has no such limit but the size of the body."""

MAX_DEPTH = 25
"""How deep a value may stand inside arrays and objects."""

METHOD_NOT_FOUND = -32601
FORBIDDEN = -32605
WRONG_VERSION = -32606

MASK = "<masked>"
_ECHOED = ("id", "jsonrpc", "ripplerpc")

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]]|[^\s,:{}\[\]"]+', re.DOTALL)
_decode = msgspec.json.Decoder().decode
encode = msgspec.json.Encoder().encode


class Malformed(ValueError):
    """A body is not the JSON of an object."""


class HttpError(Exception):
    """A request over HTTP is answered with a status and a plain text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def parse(body: bytes | str) -> Json:
    """The object in a body. Raises Malformed."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(text)
    try:
        value = _decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as reason:
        raise _refused(str(reason)) from None
    if not isinstance(value, dict):
        raise _refused("expected an object")
    _check_numbers(value)
    return value


def _refused(reason: str) -> Malformed:
    """What is raised for a body that is not what it should be, counted."""
    metrics.REFUSED_INPUTS.labels("json").inc()
    log.debug("input refused", kind="json", reason=reason)
    return Malformed(reason)


def _check_depth(text: str) -> None:
    """Refuse what nests too deep, before anything is made of it. Raises Malformed."""
    depth = 0
    for match in _TOKENS.finditer(text):
        if match[0] in ("}", "]"):
            depth -= 1
            continue
        if depth > MAX_DEPTH:
            raise _refused(f"nested deeper than {MAX_DEPTH}")
        if match[0] in ("{", "["):
            depth += 1


def _check_numbers(value: Any) -> None:
    """Refuse whole numbers that do not fit 32 bits. Raises Malformed."""
    if isinstance(value, int):
        if not loose.MIN_INT <= value <= loose.MAX_UINT:
            raise _refused(f"the number {value} does not fit 32 bits")
    elif isinstance(value, dict):
        for each in value.values():
            _check_numbers(each)
    elif isinstance(value, list):
        for each in value:
            _check_numbers(each)


def masked(request: Json) -> Json:
    """A request as answers repeat it: without secrets."""
    return {name: MASK if name in MASKED else value for name, value in request.items()}


def read_version(params: Json) -> int | None:
    """The API version that is asked for, 1 where none is; None when there is none of that number."""
    version = params.get("api_version", API_VERSIONS[0])
    known = isinstance(version, int) and not isinstance(version, bool) and version in API_VERSIONS
    return version if known else None


def websocket_answer(
    service: Service, params: Json, role: Role, subscriber: Subscriber | None, wait: Wait | None = None
) -> Json:
    """The answer to a request over WebSocket."""
    version = read_version(params)
    method = _command(params)
    if version is None or method is None:
        refused: Json = {
            "error": "invalid_API_version" if version is None else "missingCommand",
            "request": masked(params),
            "status": "error",
        }
        return _echo(params, refused)
    request = Request(
        service=service,
        method=method,
        params=params,
        version=version,
        role=role,
        subscriber=subscriber,
        wait=wait,
    )
    members = dispatch.answer(request)
    if "error" in members:
        return _echo(params, members | {"request": masked(params), "status": "error"})
    return _echo(params, {"result": members, "status": "success"})


def _command(params: Json) -> str | None:
    """The method in ``command``, or in ``method``; None where there is none, or both differ."""
    named = [params[name] for name in ("command", "method") if name in params]
    first = named[0] if named else None
    return first if isinstance(first, str) and all(each == first for each in named) else None


def _echo(params: Json, shown: Json) -> Json:
    for name in (*_ECHOED, "api_version"):
        if name in params:
            shown[name] = params[name]
    shown["type"] = "response"
    return shown


def websocket_invalid(text: str) -> Json:
    """The answer to what is no request at all."""
    return {"type": "error", "error": "jsonInvalid", "value": text}


def parse_http(body: bytes) -> Json:
    """The object in the body of a request over HTTP. Raises HttpError."""
    try:
        outer = parse(body)
    except Malformed as reason:
        raise HttpError(400, f"Unable to parse request: {reason}") from None
    if not outer:
        raise HttpError(400, "Unable to parse request: ")
    return outer


def batch_items(outer: Json) -> list[Any] | None:
    """The requests of a batch; None when it is a single request. Raises HttpError."""
    if outer.get("method") != "batch":
        return None
    items = outer.get("params")
    if not isinstance(items, list) or len(items) > MAX_BATCH:
        raise HttpError(400, "Malformed batch request")
    return items


def http_answer(service: Service, outer: Json, role: Role, wait: Wait | None = None) -> tuple[int, Json]:
    """The status and the answer to a single request over HTTP.

    Raises:
        HttpError: it cannot be answered in JSON.

    """
    params = outer.get("params")
    version = read_version(_first_object(params))
    if version is None:
        raise HttpError(400, "invalid_API_version")
    method = _method_name(outer)
    answer = _run(service, method, _read_params(params), version, role, wait=wait)
    return _status(answer), answer


def _first_object(params: Any) -> Json:
    """The first of the parameters, if it is an object."""
    return params[0] if isinstance(params, list) and params and isinstance(params[0], dict) else {}


def _method_name(outer: Json) -> str:
    method = outer.get("method")
    if method is None:
        raise HttpError(400, "Null method")
    if not isinstance(method, str):
        raise HttpError(400, "method is not string")
    if not method:
        raise HttpError(400, "method is empty")
    return method


def _read_params(params: Any) -> Json:
    if params in (None, "", [], {}):
        return {}
    if not isinstance(params, list) or len(params) != 1 or not isinstance(params[0], dict | None):
        raise HttpError(400, "params unparseable")
    inner = dict(params[0] or {})
    if not isinstance(inner.get("ripplerpc", ""), str):
        raise HttpError(400, "ripplerpc is not a string")
    return inner


def batch_answer(service: Service, item: Any, role: Role, wait: Wait | None = None) -> Json:
    """One answer of a batch. Its parameters stand in the item itself, beside the method."""
    if not isinstance(item, dict):
        return {"request": item} | _batch_error(METHOD_NOT_FOUND, "Method not found")
    params = item.get("params")
    version = read_version(_first_object(params))
    if version == API_VERSIONS[0]:
        version = read_version(item)
    if version is None:
        return {"request": masked(item)} | _batch_error(WRONG_VERSION, "invalid_API_version")
    try:
        method = _method_name(item)
        if not isinstance(item.get("ripplerpc", ""), str):
            raise HttpError(400, "ripplerpc is not a string")
    except HttpError as reason:
        return masked(item) | _batch_error(METHOD_NOT_FOUND, reason.text)
    found = dispatch.find(method, version)
    if found is not None and found.role is Role.ADMIN and role is not Role.ADMIN:
        return masked(item) | _batch_error(FORBIDDEN, "Forbidden")
    return _run(service, method, dict(item), version, role, forbidden=False, wait=wait)


def _batch_error(code: int, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def _run(
    service: Service,
    method: str,
    params: Json,
    version: int,
    role: Role,
    *,
    forbidden: bool = True,
    wait: Wait | None,
) -> Json:
    found = dispatch.find(method, version)
    if forbidden and found is not None and found.role is Role.ADMIN and role is not Role.ADMIN:
        raise HttpError(403, "Forbidden")
    params["command"] = method
    members = dispatch.answer(
        Request(service=service, method=method, params=params, version=version, role=role, wait=wait)
    )
    failed = "error" in members
    if params.get("ripplerpc", "1.0") >= "2.0":
        shown = _newer(members, failed=failed)
    elif failed:
        shown = {"result": members | {"status": "error", "request": masked(params)}}
    else:
        shown = {"result": members | {"status": "success"}}
    for name in _ECHOED:
        if name in params:
            shown[name] = params[name]
    return shown


def _newer(members: Json, *, failed: bool) -> Json:
    """As ``ripplerpc`` 2.0 wants it: errors beside results, not among them."""
    if not failed:
        return {"result": members | {"status": "success"}}
    moved = {name: value for name, value in members.items() if name != "error_message"}
    moved |= {
        "status": "error",
        "code": members.get("error_code"),
        "message": members.get("error_message"),
    }
    return {"error": moved}


def _status(answer: Json) -> int:
    """The HTTP status: that of the error, for those who speak ``ripplerpc`` 3.0, and 200 for all others."""
    asked = answer.get("ripplerpc")
    if not isinstance(asked, str) or asked < "3.0" or "error" not in answer:
        return 200
    known = errors.BY_CODE.get(answer["error"].get("error_code"))
    return known.http_status if known is not None else 200
