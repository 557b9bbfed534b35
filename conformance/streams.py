"""The recorded messages to subscribers, against ours.

The recording tells in which order things came: a proposed transaction, a closed ledger. Each is published
again, and what our subscriber is told must be what the recorded one was, message by message. What the sender
of a proposed offer has left depends on the open ledger, which the recording does not hold: that member is not
compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from conformance import vectors
from conformance.recorded_ledger import RecordedLedgerSide
from conformance.rpc import read, service_for
from conformance.runs import Case, Difference
from impl.boundary import Closed
from impl.edge import envelope
from impl.edge.service import Role, Service
from spec.results import RESULTS
from spec.transaction import Transaction, decode_transaction

Json = dict[str, Any]

LOOSE = "serverStatus"
"""The messages that the server sends from a task of its own, so that others may come before them."""
MESSAGE = "message"
VOLATILE = ("random", "hostid", "pubkey_node")
"""Members of an answer to subscribe that differ from server to server."""


class Listener:
    """A subscriber that keeps what it is told."""

    version = 1

    def __init__(self) -> None:
        self.messages: list[Json] = []

    def deliver(self, message: bytes) -> None:
        """Keep a message."""
        self.messages.append(json.loads(message))

    def take(self) -> list[Json]:
        """What was told since the last time."""
        taken, self.messages = self.messages, []
        return taken


def compare(path: Path) -> Iterable[Case]:
    """Publish what a vector recorded, and compare what subscribers are told: a case for each kind of message.

    Raises:
        VectorError: the file is no vector.

    """
    data = read(path)
    total: Counter[str] = Counter()
    differences: dict[str, list[Difference]] = {}
    for recorded in data.get("streams", ()):
        run = _Run(path, data["streams_from"], recorded)
        run.run()
        total += run.total
        for difference in run.differences:
            differences.setdefault(difference.what, []).append(difference)
    for what, count in sorted(total.items()):
        found = tuple(differences.get(what, ()))
        yield Case(vectors.name_of(path), what, count, len(found), differences=found)


def skipped(path: Path, reason: str) -> Iterable[Case]:
    """What is told of a vector whose messages cannot be compared."""
    for recorded in read(path).get("streams", ()):
        count = len(recorded["answers"]) + len(recorded["messages"])
        yield Case(vectors.name_of(path), "subscriptions", count, skipped=count, reason=reason)


class _Run:
    """One recorded connection."""

    def __init__(self, path: Path, first: int, recorded: Json) -> None:
        self.name = f"{vectors.name_of(path)}, API version {recorded['api_version']}"
        self.first = first
        self.recorded = recorded
        self.total: Counter[str] = Counter()
        self.differences: list[Difference] = []
        self.service: Service = service_for(path)
        assert isinstance(self.service.ledger, RecordedLedgerSide)
        self.side = self.service.ledger
        self.listener = Listener()
        self.known = _transactions(path)

    def run(self) -> None:
        """Subscribe, and publish everything that the recording tells of."""
        self.side.stand_on(self.first - 1)
        for request, expected in zip(self.recorded["requests"], self.recorded["answers"], strict=True):
            self._subscribe(request, expected)
        told = [each for each in self.recorded["messages"] if each["type"] != LOOSE]
        loose = [each for each in self.recorded["messages"] if each["type"] == LOOSE]
        while told:
            self._publish(told[0])
            for got in self.listener.take():
                following = loose if got["type"] == LOOSE else told
                self._check(MESSAGE, following.pop(0) if following else {}, got)
        for expected in loose:
            self._check(MESSAGE, expected, {})

    def _subscribe(self, request: Json, expected: Json) -> None:
        params = request | {"api_version": self.recorded["api_version"]}
        got = envelope.websocket_answer(self.service, params, Role.ADMIN, self.listener)
        got.pop("request", None)
        for answer in (got, expected):
            for name in VOLATILE:
                answer.get("result", {}).pop(name, None)
        self._check("answer to subscribe", expected, got, request)

    def _publish(self, message: Json) -> None:
        """Publish what the next message tells of."""
        subscriptions = self.service.subscriptions
        if message["type"] == "ledgerClosed":
            self.side.stand_on(message["ledger_index"])
            view = self.side.closed_ledger()
            subscriptions.publish_closed(Closed(view, view.executed), self.service.complete_ledgers())
        elif message.get("status") == "proposed":
            name = message.get("hash") or message["transaction"]["hash"]
            result = RESULTS[message["engine_result"]]
            subscriptions.publish_proposed(self.side.open_ledger(), self.known[name], result)
        if not self.listener.messages:
            self.listener.messages.append({"type": "nothing"})

    def _check(self, kind: str, expected: Json, got: Json, about: Json | None = None) -> None:
        what = f"{kind} {expected.get('type', '(none)')}" if kind == MESSAGE else kind
        self.total[what] += 1
        if expected.get("status") == "proposed":
            for each in (expected, got):
                (each.get("transaction") or each.get("tx_json") or {}).pop("owner_funds", None)
        if expected != got:
            self.differences.append(Difference(what, self.name, expected, got, about))


def _transactions(path: Path) -> dict[str, Transaction]:
    """Every transaction of the scenario, by its identifier."""
    vector = vectors.load(path)
    blobs = [each.blob for ledger in vector.ledgers for each in ledger.transactions]
    blobs += [each.blob for each in vector.refused if each.result != vectors.INVALID]
    decoded = (decode_transaction(blob, canonical=False) for blob in blobs)
    return {tx.id.hex().upper(): tx for tx in decoded}
