"""The table of methods, and the way of a request to its handler.

A handler is a function from a request to the members of the answer, declared with ``@method``: who may call
it, what must hold of the node, which API versions have it, and which parameters it reads. It raises
``Refusal`` to answer with an error. Whatever else it raises is answered with ``internal`` and logged: one bad
request never harms another.

Source: Handler.cpp, RPCHandler.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import NamedTuple, TypeVar

import structlog
import trio

from impl import metrics
from impl.edge import errors
from impl.edge.errors import Json, Refusal
from impl.edge.service import API_VERSIONS, Request, Role

log = structlog.get_logger("edge")

Handler = Callable[[Request], Json]
T = TypeVar("T")

LEDGER = ("ledger_hash", "ledger_index", "ledger")
"""The parameters that say which ledger is meant."""


class Condition(Enum):
    """What must hold of the node for a method to work."""

    NONE = "nothing"
    NETWORK = "connected to the network"
    CURRENT = "an open ledger"
    CLOSED = "a closed ledger"


class Method(NamedTuple):
    """A row of the table."""

    name: str
    handler: Handler
    role: Role
    condition: Condition
    versions: tuple[int, ...]
    parameters: tuple[str, ...]
    """What it reads, for documentation; unknown parameters are ignored, as the established server does."""
    long: bool = False
    """Whether it may take so long that it needs a thread of its own."""


_NOT_AS_DECLARED = frozenset({"invalidParams", "unknownCmd", "invalidTransaction"})
"""Errors that say that a request is not what its method declares."""

METHODS: dict[str, Method] = {}

GROUPS = (
    "account_objects",
    "accounts",
    "channels",
    "fees",
    "gateways",
    "keys",
    "ledger_entries",
    "ledgers",
    "lines",
    "nfts",
    "offers",
    "paths",
    "pools",
    "server",
    "signing",
    "simulation",
    "streams",
    "submission",
    "transactions",
)
"""The modules in ``impl.edge.methods``."""


def method(
    name: str,
    *parameters: str,
    role: Role = Role.GUEST,
    condition: Condition = Condition.NONE,
    versions: tuple[int, ...] = API_VERSIONS,
    long: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a handler; ``role`` is the least that may call it."""

    def declare(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, role, condition, versions, parameters, long)
        return handler

    return declare


def find(name: str, version: int) -> Method | None:
    """The method of this name in an API version; None where there is none."""
    found = METHODS.get(name)
    return found if found is not None and version in found.versions else None


def answer(request: Request) -> Json:
    """The members of the answer to a request; where it is refused, with ``error`` among them."""
    try:
        return _find_allowed(request).handler(request)
    except Refusal as refusal:
        if refusal.error.token in _NOT_AS_DECLARED:
            metrics.REFUSED_INPUTS.labels(refusal.error.token).inc()
            log.debug("input refused", kind=refusal.error.token, method=request.method)
        return refusal.answer()
    except Exception:
        log.exception("handler failed", method=request.method)
        return Refusal(errors.internal).answer()


def _find_allowed(request: Request) -> Method:
    params = request.params
    if "command" not in params and "method" not in params:
        raise Refusal(errors.commandMissing)
    if "command" in params and "method" in params and params["command"] != params["method"]:
        raise Refusal(errors.unknownCmd)
    found = find(request.method, request.version)
    if found is None:
        raise Refusal(errors.unknownCmd)
    if found.role is Role.ADMIN and request.role is not Role.ADMIN:
        raise Refusal(errors.noPermission)
    return found


def takes_long(name: object) -> bool:
    """Whether the method of this name may take long; False where there is none."""
    found = METHODS.get(name) if isinstance(name, str) else None
    return found is not None and found.long


async def perform(call: Callable[[], T]) -> T:
    """Do work of the ledger side.

    Everything that the network side wants of the ledger side passes here, so that it can move to another
    process in one place. In process it runs at once; other connections have their turn before it.
    """
    await trio.lowlevel.checkpoint()
    return call()


for _group in GROUPS:
    import_module(f"impl.edge.methods.{_group}")
