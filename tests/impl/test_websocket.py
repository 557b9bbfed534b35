"""The API over WebSocket: requests, subscriptions, and what becomes of clients that misbehave."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from websockets.exceptions import ConnectionClosed
from websockets.trio.client import ClientConnection, connect

from impl.edge import envelope, websocket
from impl.edge.access import Access
from impl.edge.envelope import MAX_BODY
from impl.edge.service import Service
from impl.edge.websocket import WebSocketServer
from tests.impl.standing import MASTER, pay, standing_service

Json = dict[str, Any]


class Served:
    """A server on some port of this machine."""

    def __init__(self, server: WebSocketServer, port: int) -> None:
        self.server = server
        self.service: Service = server.service
        self.url = f"ws://127.0.0.1:{port}"
        self.port = port


@asynccontextmanager
async def serving() -> AsyncIterator[Served]:
    server = WebSocketServer(standing_service(), Access())
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with trio.open_nursery() as nursery:
        await nursery.start(server.serve, listeners)
        yield Served(server, listeners[0].socket.getsockname()[1])
        nursery.cancel_scope.cancel()


async def ask(client: ClientConnection, **request: Any) -> Json:
    await client.send(json.dumps(request))
    return await told(client)


async def told(client: ClientConnection) -> Json:
    with trio.fail_after(5):
        message: Json = json.loads(await client.recv())
    return message


async def send_for_ever(client: ClientConnection, message: str) -> None:
    while True:
        await client.send(message)


async def settle() -> None:
    """Let the server's tasks see what happened on their sockets."""
    for _ in range(20):
        await trio.sleep(0.005)


async def subscribe_and_never_read(port: int) -> trio.SocketStream:
    """A client that says hello, subscribes to the ledger stream, and then does nothing."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    lines = ("GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade")
    key = ("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13", "", "")
    request = b'{"command":"subscribe","streams":["ledger"]}'
    frame = bytes((0x81, 0x80 | len(request))) + bytes(4) + request
    await stream.send_all("\r\n".join((*lines, *key)).encode() + frame)
    return stream


@pytest.mark.trio
async def test_requests_are_answered_in_order() -> None:
    async with serving() as served, connect(served.url) as client:
        for n in range(5):
            await client.send(json.dumps({"command": "ping", "id": n}))
        assert [(await told(client))["id"] for _ in range(5)] == [0, 1, 2, 3, 4]
        answer = await ask(client, command="ping", id="x")
        assert answer["result"] == {"role": "admin", "unlimited": True}


@pytest.mark.trio
@pytest.mark.parametrize("text", ["", "nonsense", "[]", "7", '{"command":'])
async def test_what_is_no_request_comes_back(text: str) -> None:
    async with serving() as served, connect(served.url) as client:
        await client.send(text)
        assert await told(client) == {"type": "error", "error": "jsonInvalid", "value": text}
        assert (await ask(client, command="ping"))["status"] == "success"


@pytest.mark.trio
@pytest.mark.failure_mode(89)
async def test_a_request_has_a_limit() -> None:
    async with serving() as served, connect(served.url) as client:
        await client.send('{"command":"ping","x":"' + "a" * MAX_BODY + '"}')
        assert (await told(client))["error"] == "jsonInvalid"
        await client.send("a" * (websocket.MAX_MESSAGE + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await told(client)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        async with connect(served.url) as another:
            assert (await ask(another, command="ping"))["status"] == "success"


@pytest.mark.trio
async def test_a_browser_sees_a_page() -> None:
    async with serving() as served:
        stream = await trio.open_tcp_stream("127.0.0.1", served.port)
        await stream.send_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        data = b""
        with trio.fail_after(5):
            async for part in stream:
                data += part
        assert data.startswith(b"HTTP/1.1 200 OK")
        assert b"<h1>canon" in data


@pytest.mark.trio
async def test_subscribers_are_told_of_transactions_and_ledgers() -> None:
    async with serving() as served, connect(served.url) as client:
        streams = ["ledger", "transactions", "transactions_proposed", "server"]
        answer = await ask(client, command="subscribe", streams=streams, api_version=2)
        assert answer["result"]["ledger_index"] == 2
        assert answer["result"]["stand_alone"] is True
        assert pay(served.service)["engine_result"] == "tesSUCCESS"
        proposed = await told(client)
        assert (proposed["type"], proposed["validated"]) == ("transaction", False)
        assert proposed["tx_json"]["DeliverMax"] == "100000000"
        assert "Amount" not in proposed["tx_json"]
        assert (await told(client))["type"] == "serverStatus"
        served.service.close_ledger()
        closed = await told(client)
        assert (closed["type"], closed["ledger_index"], closed["txn_count"]) == ("ledgerClosed", 3, 1)
        for _ in ("transactions", "transactions_proposed"):
            validated = await told(client)
            assert (validated["hash"], validated["validated"]) == (proposed["hash"], True)
            assert validated["meta"]["delivered_amount"] == "100000000"


@pytest.mark.trio
@pytest.mark.failure_mode(91)
async def test_subscriptions_end_with_the_connection() -> None:
    async with serving() as served:
        for abrupt in (False, True):
            async with connect(served.url) as client:
                await ask(client, command="subscribe", streams=["ledger"], accounts=[MASTER])
                assert served.service.subscriptions.streams["ledger"]
                if abrupt:
                    await trio.aclose_forcefully(client.stream)
            await settle()
            assert not served.service.subscriptions.streams["ledger"]
            assert not served.service.subscriptions.accounts
            assert not served.server.clients


@pytest.mark.trio
@pytest.mark.failure_mode(92)
async def test_a_subscriber_that_does_not_read_is_dropped_and_the_others_are_told_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket, "MAX_QUEUED", 50)
    async with serving() as served, connect(served.url) as honest:
        await ask(honest, command="subscribe", streams=["ledger"])
        lazy = await subscribe_and_never_read(served.port)
        while len(served.service.subscriptions.streams["ledger"]) < 2:
            await trio.sleep(0.005)
        closed = served.service.close_ledger()
        assert (await told(honest))["ledger_index"] == 3
        with trio.fail_after(30):
            while len(served.server.clients) > 1:
                served.service.subscriptions.publish_closed(closed, "2-3" + " " * 20_000)
                assert (await told(honest))["ledger_index"] == 3
        assert (await ask(honest, command="ping"))["status"] == "success"
        assert len(served.service.subscriptions.streams["ledger"]) == 1
        await trio.aclose_forcefully(lazy)


@pytest.mark.trio
async def test_an_answer_that_nobody_reads_in_time_ends_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket, "SEND_DEADLINE", 0.2)
    async with serving() as served, connect(served.url, max_queue=(1, 0)) as client:
        big = json.dumps({"command": "x" * 900_000})
        with trio.fail_after(20), pytest.raises((ConnectionClosed, trio.BrokenResourceError)):
            await send_for_ever(client, big)
        await settle()
        assert not served.server.clients


@pytest.mark.trio
@pytest.mark.failure_mode(75)
async def test_connections_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "MAX_CONNECTIONS", 1)
    async with serving() as served, connect(served.url) as client:
        assert (await ask(client, command="ping"))["status"] == "success"
        with pytest.raises(Exception, match="503"):
            await connect(served.url).__aenter__()
        await client.aclose()
        await settle()
        async with connect(served.url) as another:
            assert (await ask(another, command="ping"))["status"] == "success"


@pytest.mark.trio
@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02", b"POST / HTTP/1.1\r\n\r\n", b"\0" * 70_000])
async def test_garbage_instead_of_a_handshake(garbage: bytes) -> None:
    async with serving() as served:
        stream = await trio.open_tcp_stream("127.0.0.1", served.port)
        await stream.send_all(garbage)
        await stream.send_eof()
        with trio.fail_after(5):
            try:
                async for _ in stream:
                    pass
            except trio.BrokenResourceError:
                pass
        async with connect(served.url) as client:
            assert (await ask(client, command="ping"))["status"] == "success"


@pytest.mark.trio
async def test_an_exception_in_one_connection_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as served, connect(served.url) as client, connect(served.url) as broken:
        monkeypatch.setattr(envelope, "websocket_answer", lambda *_: 1 // 0)
        await broken.send("{}")
        with pytest.raises(ConnectionClosed):
            await told(broken)
        monkeypatch.undo()
        assert (await ask(client, command="ping"))["status"] == "success"
