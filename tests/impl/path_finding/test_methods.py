"""ripple_path_find and path_find, through the running edge."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from websockets.trio.client import ClientConnection, connect

from impl.edge import searches
from impl.edge.access import Access
from impl.edge.service import Role, Service
from impl.edge.websocket import WebSocketServer
from impl.path_finding.alternatives import Finder
from impl.path_finding.effort import Abandoned, Effort
from tests.impl.standing import MASTER, STRANGER, Listener, ask, pay, standing_service

Json = dict[str, Any]
QUESTION: Json = {
    "source_account": MASTER,
    "destination_account": STRANGER,
    "destination_amount": {"currency": "USD", "issuer": STRANGER, "value": "5"},
}
NOBODY = "rrrrrrrrrrrrrrrrrrrrBZbvji"


@pytest.fixture
def service() -> Service:
    """A ledger in which the stranger exists."""
    found = standing_service()
    pay(found)
    found.close_ledger()
    return found


def without(name: str) -> Json:
    return {key: value for key, value in QUESTION.items() if key != name}


def test_an_answer_repeats_the_question_and_names_the_ledger(service: Service) -> None:
    answer = ask(service, "ripple_path_find", **QUESTION, ledger_index="validated", id=7)
    assert answer["alternatives"] == []
    assert answer["full_reply"] is True
    assert answer["id"] == 7
    assert answer["destination_currencies"] == ["XRP"]
    assert {name: answer[name] for name in QUESTION} == QUESTION
    assert answer["validated"] is True


@pytest.mark.parametrize(
    ("params", "error"),
    [
        (without("source_account"), "srcActMissing"),
        (without("destination_account"), "dstActMissing"),
        (without("destination_amount"), "dstAmtMissing"),
        (QUESTION | {"source_account": "x"}, "srcActMalformed"),
        (QUESTION | {"source_account": 7}, "srcActMalformed"),
        (QUESTION | {"destination_account": "x"}, "dstActMalformed"),
        (QUESTION | {"destination_amount": "0"}, "dstAmtMalformed"),
        (QUESTION | {"destination_amount": "-5"}, "dstAmtMalformed"),
        (QUESTION | {"destination_amount": []}, "dstAmtMalformed"),
        (QUESTION | {"destination_amount": {"mpt_issuance_id": "00" * 24, "value": "1"}}, "dstAmtMalformed"),
        (QUESTION | {"send_max": "5"}, "dstAmtMalformed"),
        (QUESTION | {"destination_amount": "-1", "send_max": "0"}, "sendMaxMalformed"),
        (QUESTION | {"source_currencies": []}, "srcCurMalformed"),
        (QUESTION | {"source_currencies": [{"currency": "XRP"}] * 19}, "srcCurMalformed"),
        (QUESTION | {"source_currencies": ["XRP"]}, "srcCurMalformed"),
        (QUESTION | {"source_currencies": [{"currency": "toolong"}]}, "srcCurMalformed"),
        (QUESTION | {"source_currencies": [{"currency": "USD", "issuer": "x"}]}, "srcIsrMalformed"),
        (QUESTION | {"source_currencies": [{"currency": "XRP", "issuer": MASTER}]}, "srcCurMalformed"),
        (QUESTION | {"domain": "x"}, "domainMalformed"),
        (QUESTION | {"source_account": NOBODY}, "srcActNotFound"),
        (QUESTION | {"destination_account": NOBODY}, "actNotFound"),
        (QUESTION | {"destination_account": NOBODY, "destination_amount": "9999999"}, "dstAmtMalformed"),
    ],
)
def test_what_cannot_be_asked(service: Service, params: Json, error: str) -> None:
    answer = ask(service, "ripple_path_find", **params)
    assert answer["error"] == error
    assert answer["validated"] is False


def test_all_that_there_is_can_be_converted(service: Service) -> None:
    params = QUESTION | {"destination_amount": "-1", "send_max": "5"}
    assert ask(service, "ripple_path_find", **params)["destination_amount"] == "-1"
    params["source_currencies"] = [{"currency": "USD"}]
    assert ask(service, "ripple_path_find", **params)["alternatives"] == []


def test_only_a_few_search_at_a_time(service: Service) -> None:
    with service.searches.place(unlimited=False), service.searches.place(unlimited=False):
        assert ask(service, "ripple_path_find", Role.GUEST, **QUESTION)["error"] == "tooBusy"
        assert "error" not in ask(service, "ripple_path_find", **QUESTION)
    assert "error" not in ask(service, "ripple_path_find", Role.GUEST, **QUESTION)


def test_path_find_needs_a_connection_that_can_be_told(service: Service) -> None:
    assert ask(service, "path_find", **QUESTION)["error"] == "invalidParams"
    assert ask(service, "path_find", **QUESTION, subcommand="create")["error"] == "noEvents"


# Over WebSocket


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[str]:
    server = WebSocketServer(service, Access())
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with trio.open_nursery() as nursery:
        await nursery.start(server.serve, listeners)
        nursery.start_soon(service.searches.keep_answering)
        yield f"ws://127.0.0.1:{listeners[0].socket.getsockname()[1]}"
        service.searches.stop()
        nursery.cancel_scope.cancel()


async def request(client: ClientConnection, command: str, **params: Any) -> Json:
    await client.send(json.dumps({"command": command, **params}))
    return await told(client)


async def told(client: ClientConnection) -> Json:
    with trio.fail_after(10):
        message: Json = json.loads(await client.recv())
    return message


@pytest.mark.trio
async def test_a_request_is_answered_again_with_each_ledger_until_it_is_closed(service: Service) -> None:
    async with served(service) as url, connect(url) as client:
        assert (await request(client, "path_find", subcommand="status"))["error"] == "noPathRequest"
        created = await request(client, "path_find", subcommand="create", **QUESTION)
        assert created["result"]["full_reply"] is False
        assert "destination_currencies" not in created["result"]
        for _ in range(2):
            service.close_ledger()
            update = await told(client)
            assert (update["type"], update["full_reply"]) == ("path_find", True)
            assert update["source_account"] == MASTER
        status = await request(client, "path_find", subcommand="status")
        assert status["result"]["full_reply"] is True
        closed = await request(client, "path_find", subcommand="close")
        assert closed["result"]["closed"] is True
        service.close_ledger()
        assert (await request(client, "ping"))["type"] == "response"
        assert (await request(client, "path_find", subcommand="close"))["error"] == "noPathRequest"
        assert (await request(client, "path_find", subcommand="x"))["error"] == "invalidParams"


@pytest.mark.trio
async def test_a_request_that_fails_begins_nothing(service: Service) -> None:
    async with served(service) as url, connect(url) as client:
        refused = await request(client, "path_find", subcommand="create", **without("source_account"))
        assert refused["error"] == "srcActMissing"
        assert (await request(client, "path_find", subcommand="status"))["error"] == "noPathRequest"


@pytest.mark.trio
async def test_who_has_gone_is_forgotten(service: Service) -> None:
    async with served(service) as url:
        async with connect(url) as client:
            await request(client, "path_find", subcommand="create", **QUESTION)
        with trio.fail_after(5):
            while service.searches.requests:
                await trio.sleep(0.01)
        service.close_ledger()


# A search that goes on and on


class Slow:
    """A search in the place of the real one, that ends only when nobody waits for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Event()
        self.abandoned = threading.Event()
        monkeypatch.setattr(Finder, "find", self.find)

    def find(self, lines: Any, books: Any, effort: Effort, level: int) -> Any:
        self.begun.set()
        try:
            while effort.spend(0):
                self.abandoned.wait(0.001)
        except Abandoned:
            self.abandoned.set()
            raise


@pytest.mark.trio
@pytest.mark.failure_mode(85)
async def test_others_are_answered_while_somebody_searches(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    async with served(service) as url, connect(url) as client, connect(url) as other:
        await client.send(json.dumps({"command": "ripple_path_find", **QUESTION}))
        assert await trio.to_thread.run_sync(slow.begun.wait, 5)
        assert (await request(other, "ping"))["status"] == "success"
        service.close_ledger()
        assert not slow.abandoned.is_set()


@pytest.mark.trio
@pytest.mark.failure_mode(85, "chaos")
async def test_a_search_ends_when_its_client_goes(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    async with served(service) as url:
        async with connect(url) as client:
            await client.send(json.dumps({"command": "ripple_path_find", **QUESTION}))
            assert await trio.to_thread.run_sync(slow.begun.wait, 5)
            assert not slow.abandoned.is_set()
        assert await trio.to_thread.run_sync(slow.abandoned.wait, 5)


@pytest.mark.failure_mode(85)
def test_a_search_has_a_time_limit(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    Slow(monkeypatch)
    monkeypatch.setattr(searches, "TIME_LIMIT", 0.0)
    answer = ask(service, "ripple_path_find", **QUESTION)
    assert (answer["error"], answer["error_message"]) == ("tooBusy", searches.TAKES_LONG)


@pytest.mark.failure_mode(85, "chaos")
def test_a_node_that_stops_lets_every_search_end(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    Slow(monkeypatch)
    service.searches.stop()
    assert ask(service, "ripple_path_find", **QUESTION)["error"] == "tooBusy"


@pytest.mark.trio
async def test_updates_are_told_to_who_asked(service: Service) -> None:
    """Two ask; each is told of its own question."""
    async with served(service) as url, connect(url) as one, connect(url) as other:
        await request(one, "path_find", subcommand="create", **QUESTION, id="one")
        await request(other, "path_find", subcommand="create", **QUESTION, id="other")
        service.close_ledger()
        assert (await told(one))["id"] == "one"
        assert (await told(other))["id"] == "other"


def test_a_listener_is_told_nothing_that_it_did_not_ask_for(service: Service) -> None:
    listener = Listener()
    service.searches.forget(listener)
    service.close_ledger()
    assert listener.messages == []
