"""The recorded API answers, against ours or those of a server at a URL.

Each recorded request is answered in process, from the recorded ledgers, or by a server that stands at the
last of them, and the whole answer is compared. Members that the recording left out because they change from
run to run are left out of the answer as well.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from conformance import vectors
from conformance.recorded_ledger import FIRST_LEDGER, RecordedLedgerSide
from conformance.remote.server import Server
from conformance.runs import Case, Difference
from impl.edge import envelope
from impl.edge.searches import Searches
from impl.edge.service import Role, Service, Settings
from impl.edge.subscriptions import Subscriptions
from impl.ports import SeededRandomness, VirtualClock

Json = dict[str, Any]

DROPPED = ("request", "type", "api_version", "id")
"""Members of the envelope that the recording left out."""
DROPPED_INSIDE = ("ledger_current_index", "id")
"""Members of the answer that it left out, and what it left out of the request only: how long the server
waited, and by what the client knew the request."""
DEPENDS_ON_FIRST = ("ledger_index_min",)
"""Members that tell of the first ledger that the server has; the recorded one had all from the beginning."""


class Asked(Struct, frozen=True):
    """Somebody who answers the requests of one vector."""

    answer: Callable[[Json], Json]
    away: str | None = None
    """Why the requests of this vector cannot be put to it."""
    uncompared: tuple[str, ...] = ()
    """Members of answers that cannot be the recorded ones."""


def recorded_pairs(data: Json) -> list[tuple[Json, Json]]:
    """The requests of a vector with their answers; none, where it has none."""
    return [(each["request"], each["response"]) for each in data.get("rpc", ())]


def read(path: Path) -> Json:
    """All that a vector's file holds.

    Raises:
        VectorError: it cannot be read, or is no vector.

    """
    try:
        with gzip.open(path, "rt") as file:
            data = json.load(file)
    except (OSError, EOFError, ValueError) as error:
        raise vectors.VectorError(f"{path} is not a recorded vector: {error}") from error
    if not isinstance(data, dict):
        raise vectors.VectorError(f"{path} is not a recorded vector: expected a JSON object")
    return data


def service_for(path: Path) -> Service:
    """A node that stands after the last ledger of a vector."""
    return Service(
        ledger=RecordedLedgerSide(vectors.load(path)),
        clock=VirtualClock(),
        randomness=SeededRandomness(0),
        settings=Settings(),
        subscriptions=Subscriptions(),
        searches=Searches(VirtualClock()),
        stop=lambda: None,
    )


def ours(path: Path) -> Asked:
    """Our node, standing after the last ledger of a vector."""
    service = service_for(path)
    return Asked(lambda request: envelope.websocket_answer(service, dict(request), Role.ADMIN, None))


def theirs(server: Server, path: Path) -> Asked:
    """A server at a URL, which must stand at the last ledger of the vector. Raises ServerError."""
    vector = vectors.load(path)
    last = vector.ledgers[-1] if vector.ledgers else vector.parent
    closed = server.call("ledger_closed")
    wanted = last.hash.hex().upper()
    if closed.get("ledger_hash") != wanted:
        away = f"the server's last ledger is not the vector's last, {wanted}"
        return Asked(server.answer, away)
    first = str(server.call("server_state")["state"].get("complete_ledgers", "")).partition("-")[0]
    has_all = first == str(FIRST_LEDGER)
    return Asked(server.answer, uncompared=() if has_all else DEPENDS_ON_FIRST)


def answer(asked: Asked, request: Json) -> Json:
    """The answer to a request, without what the recording left out."""
    got = asked.answer(request)
    got = {name: value for name, value in got.items() if name not in DROPPED}
    return json.loads(json.dumps(got))  # type: ignore[no-any-return]


def compare(path: Path, ask: Callable[[Path], Asked] = ours) -> Iterable[Case]:
    """Answer the recorded requests of a vector, and compare: a case for each method.

    Raises:
        VectorError: the file is no vector.
        ServerError: the server cannot be asked.

    """
    pairs = recorded_pairs(read(path))
    if not pairs:
        return
    asked = ask(path)
    by_method: dict[str, list[tuple[Json, Json]]] = {}
    for request, expected in pairs:
        by_method.setdefault(str(request.get("command")), []).append((request, expected))
    for method, same in by_method.items():
        yield _case(vectors.name_of(path), method, same, asked)


def _case(name: str, method: str, pairs: list[tuple[Json, Json]], asked: Asked) -> Case:
    reason = asked.away
    if reason is not None:
        return Case(name, method, total=len(pairs), skipped=len(pairs), reason=reason)
    differences = []
    for request, expected in pairs:
        got = answer(asked, request)
        for each in (got, expected):
            _drop(each, (*DROPPED_INSIDE, *asked.uncompared))
        if got != expected:
            differences.append(Difference(f"the answer to {method}", name, expected, got, request))
    return Case(name, method, len(pairs), len(differences), differences=tuple(differences))


def _drop(whole: Json, names: tuple[str, ...]) -> None:
    for members in (whole, whole.get("result")):
        if isinstance(members, dict):
            for name in names:
                members.pop(name, None)
