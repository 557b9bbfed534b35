"""The recorded API answers, against ours.

Each recorded request is answered in process, from the recorded ledgers, and the whole answer is compared.
Members that the recording left out because they change from run to run are left out of ours as well.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from conformance import vectors
from conformance.recorded_ledger import RecordedLedgerSide
from impl.edge import dispatch, envelope
from impl.edge.service import Role, Service, Settings
from impl.edge.subscriptions import Subscriptions
from impl.ports import SeededRandomness, VirtualClock

Json = dict[str, Any]

UNSUPPORTED = frozenset({"ripple_path_find"})
"""Methods that are not there yet."""
DROPPED = ("request", "type", "api_version", "id")
"""Members of the envelope that the recording left out."""
DROPPED_INSIDE = ("ledger_current_index",)
"""Members of the answer that it left out: they depend on how long the server waited."""


class Difference(Struct, frozen=True):
    """An answer that is not the recorded one."""

    vector: str
    request: Json
    expected: Json
    got: Json

    def places(self) -> list[str]:
        """Where the two differ, in words."""
        return list(_differences(self.expected, self.got, ""))


class Report(Struct):
    """What came out, by method."""

    total: Counter[str]
    passed: Counter[str]
    skipped: Counter[str]
    differences: list[Difference]

    @classmethod
    def empty(cls) -> Report:
        """Nothing yet."""
        return cls(Counter(), Counter(), Counter(), [])

    def failed(self, method: str) -> int:
        """How many answers of a method differ."""
        return self.total[method] - self.passed[method] - self.skipped[method]

    def lines(self) -> Iterator[str]:
        """A table: total, passed, failed, skipped by method."""
        yield f"{'method':24}{'total':>8}{'passed':>8}{'failed':>8}{'skipped':>9}"
        for method, total in sorted(self.total.items()):
            counts = (total, self.passed[method], self.failed(method))
            yield f"{method:24}{counts[0]:8}{counts[1]:8}{counts[2]:8}{self.skipped[method]:9}"
        failed = sum(self.failed(method) for method in self.total)
        yield (f"{'all':24}{self.total.total():8}{self.passed.total():8}{failed:8}{self.skipped.total():9}")


def recorded_pairs(path: Path) -> list[tuple[Json, Json]]:
    """The requests of a vector with their answers; none, where it has none."""
    with gzip.open(path, "rt") as file:
        data = json.load(file)
    return [(each["request"], each["response"]) for each in data.get("rpc", ())]


def service_for(path: Path) -> Service:
    """A node that stands after the last ledger of a vector."""
    return Service(
        ledger=RecordedLedgerSide(vectors.load(path)),
        clock=VirtualClock(),
        randomness=SeededRandomness(0),
        settings=Settings(),
        subscriptions=Subscriptions(),
        stop=lambda: None,
    )


def answer(service: Service, request: Json) -> Json:
    """Our answer to a request over WebSocket, without what the recording left out."""
    got = envelope.websocket_answer(service, dict(request), Role.ADMIN, None)
    got = {name: value for name, value in got.items() if name not in DROPPED}
    for members in (got, got.get("result")):
        if isinstance(members, dict):
            for name in DROPPED_INSIDE:
                members.pop(name, None)
    return json.loads(json.dumps(got))  # type: ignore[no-any-return]


def compare(paths: Iterable[Path]) -> Report:
    """Answer the recorded requests of vectors, and compare."""
    report = Report.empty()
    for path in paths:
        pairs = recorded_pairs(path)
        service = service_for(path) if pairs else None
        for request, expected in pairs:
            assert service is not None
            method = str(request.get("command"))
            report.total[method] += 1
            if method in UNSUPPORTED and method not in dispatch.METHODS:
                report.skipped[method] += 1
                continue
            got = answer(service, request)
            if got == expected:
                report.passed[method] += 1
            else:
                report.differences.append(Difference(path.name, request, expected, got))
    return report


def _differences(expected: Any, got: Any, place: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in sorted(expected.keys() | got.keys()):
            inside = f"{place}.{name}"
            if name not in got:
                yield f"{inside}: missing, expected {_short(expected[name])}"
            elif name not in expected:
                yield f"{inside}: {_short(got[name])}, expected nothing"
            else:
                yield from _differences(expected[name], got[name], inside)
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield f"{place}: {len(got)} items, expected {len(expected)}"
        for index, (one, other) in enumerate(zip(expected, got, strict=False)):
            yield from _differences(one, other, f"{place}[{index}]")
    elif expected != got or type(expected) is not type(got):
        yield f"{place}: {_short(got)}, expected {_short(expected)}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 100 else text[:97] + "..."
