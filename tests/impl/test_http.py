"""JSON-RPC over HTTP: what is answered, and what each limit does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from impl.edge import http
from impl.edge.access import Access
from impl.edge.envelope import MAX_BODY
from impl.edge.http import HttpServer
from tests.impl.standing import standing_service

LOCAL = "127.0.0.1"
AFAR = "192.0.2.7"


@asynccontextmanager
async def connected(
    server: HttpServer | None = None, remote: str = LOCAL
) -> AsyncIterator[tuple[HttpServer, trio.StapledStream[Any, Any]]]:
    """A client's end of a connection to a server."""
    server = server or HttpServer(standing_service(), Access())
    ours, theirs = memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.handle, theirs, remote)
        yield server, ours
        nursery.cancel_scope.cancel()


def post(body: bytes | dict[str, Any], *headers: str) -> bytes:
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    lines = ["POST / HTTP/1.1", "Host: x", f"Content-Length: {len(content)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


async def read_answer(stream: trio.abc.ReceiveStream) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = await stream.receive_some()
        if not part:
            return 0, {}, data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += await stream.receive_some()
    return int(first.split()[1]), headers, body


async def drip(stream: trio.abc.SendStream, byte: bytes) -> None:
    """Send a byte a second, for ever."""
    while True:
        await stream.send_all(byte)
        await trio.sleep(1)


async def ended(stream: trio.abc.ReceiveStream) -> bool:
    """Whether the server closed the connection."""
    try:
        return not await stream.receive_some()
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        return True


@pytest.mark.trio
async def test_a_request_is_answered_in_json_and_the_connection_stays() -> None:
    async with connected() as (_, stream):
        for _ in range(3):
            await stream.send_all(post({"method": "ledger_current"}))
            status, headers, body = await read_answer(stream)
            assert (status, headers["content-type"]) == (200, "application/json; charset=UTF-8")
            assert body.endswith(b"}\n")
            assert json.loads(body)["result"] == {"ledger_current_index": 3, "status": "success"}


@pytest.mark.trio
async def test_requests_may_come_all_at_once() -> None:
    async with connected() as (_, stream):
        await stream.send_all(post({"method": "ping"}) + post({"method": "ledger_closed"}))
        assert json.loads((await read_answer(stream))[2])["result"]["role"] == "admin"
        assert "ledger_hash" in json.loads((await read_answer(stream))[2])["result"]


@pytest.mark.trio
async def test_a_browser_sees_a_page() -> None:
    async with connected() as (_, stream):
        await stream.send_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        status, headers, body = await read_answer(stream)
        assert (status, headers["content-type"]) == (200, "text/html; charset=UTF-8")
        assert b"<h1>canon" in body
        await stream.send_all(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        data = await stream.receive_some()
        assert data.startswith(b"HTTP/1.1 200")
        assert data.endswith(b"\r\n\r\n")


@pytest.mark.trio
async def test_connection_close_is_obeyed() -> None:
    async with connected() as (_, stream):
        await stream.send_all(post({"method": "ping"}, "Connection: close"))
        assert (await read_answer(stream))[0] == 200
        assert await ended(stream)


@pytest.mark.trio
@pytest.mark.parametrize(
    ("request_", "status", "text"),
    [
        (post(b"no json"), 400, b"Unable to parse request: "),
        (post(b"[]"), 400, b"Unable to parse request: "),
        (post({"method": 7}), 400, b"method is not string"),
        (post({"method": "batch", "params": 7}), 400, b"Malformed batch request"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405, b"Method Not Allowed"),
    ],
)
async def test_what_cannot_be_answered_in_json(request_: bytes, status: int, text: bytes) -> None:
    async with connected() as (_, stream):
        await stream.send_all(request_)
        got, headers, body = await read_answer(stream)
        assert got == status
        assert headers["content-type"].startswith("text/plain")
        assert body.startswith(text)


@pytest.mark.trio
async def test_a_batch_is_answered_in_order() -> None:
    async with connected() as (_, stream):
        items = [{"method": "ping", "id": n} for n in range(5)]
        await stream.send_all(post({"method": "batch", "params": items}))
        assert [each["id"] for each in json.loads((await read_answer(stream))[2])] == [0, 1, 2, 3, 4]


@pytest.mark.trio
@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        (LOCAL, (), 200),
        ("::1", (), 200),
        ("::ffff:127.0.0.1", (), 200),
        (LOCAL, ("Origin: http://localhost:3000",), 200),
        (AFAR, (), 403),
        ("nonsense", (), 403),
        (LOCAL, ("X-Forwarded-For: 192.0.2.7",), 403),
        (LOCAL, ("Origin: http://elsewhere.example",), 403),
        (LOCAL, ("Origin: null",), 403),
    ],
)
async def test_only_this_machine_is_the_administrator(
    remote: str, headers: tuple[str, ...], status: int
) -> None:
    async with connected(remote=remote) as (_, stream):
        await stream.send_all(post({"method": "wallet_propose"}, *headers))
        assert (await read_answer(stream))[0] == status


# --- limits


@pytest.mark.trio
@pytest.mark.failure_mode(89)
async def test_a_body_has_a_limit() -> None:
    fitting = b'{"method":"ping","x":"' + b"a" * (MAX_BODY - 24) + b'"}'
    assert len(fitting) == MAX_BODY
    async with connected() as (_, stream):
        await stream.send_all(post(fitting))
        assert (await read_answer(stream))[0] == 200
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stream.send_all, post(fitting + b" "))
            status, headers, body = await read_answer(stream)
        assert (status, headers["connection"]) == (400, "close")
        assert body.startswith(b"Unable to parse request")
        stream.send_stream.close()
        assert await ended(stream)


@pytest.mark.trio
async def test_headers_have_a_limit() -> None:
    async with connected() as (_, stream):
        await stream.send_all(b"POST / HTTP/1.1\r\nX: " + b"a" * (http.MAX_HEADERS + 1))
        assert (await read_answer(stream))[0] == 431


@pytest.mark.trio
@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01", b"\r\n\r\n\x00", b"GET\r\n\r\n", b"{}\n\n"])
async def test_garbage_ends_the_connection_and_nothing_else(garbage: bytes) -> None:
    async with connected() as (server, stream):
        await stream.send_all(garbage + b"\r\n\r\n")
        status = (await read_answer(stream))[0]
        assert status in (0, 400)
        stream.send_stream.close()
        assert await ended(stream)
        async with connected(server) as (_, another):
            await another.send_all(post({"method": "ping"}))
            assert (await read_answer(another))[0] == 200


@pytest.mark.trio
@pytest.mark.failure_mode(90)
async def test_headers_that_drip_are_cut_off(autojump_clock: MockClock) -> None:
    async with connected() as (_, stream):
        started = trio.current_time()
        with pytest.raises((trio.BrokenResourceError, trio.ClosedResourceError)):
            await drip(stream, b"P")
        assert trio.current_time() - started <= http.HEADER_DEADLINE + 2


@pytest.mark.trio
@pytest.mark.failure_mode(90)
async def test_a_body_that_drips_is_cut_off(autojump_clock: MockClock) -> None:
    async with connected() as (_, stream):
        await stream.send_all(post(b"x" * 1_000)[:-1_000])
        started = trio.current_time()
        with pytest.raises((trio.BrokenResourceError, trio.ClosedResourceError)):
            await drip(stream, b"x")
        assert trio.current_time() - started <= http.BODY_DEADLINE + 2


@pytest.mark.trio
async def test_an_idle_connection_ends(autojump_clock: MockClock) -> None:
    async with connected() as (server, stream):
        assert await ended(stream)
        assert trio.current_time() >= http.IDLE_LIMIT
        assert not server.connections


@pytest.mark.trio
async def test_a_client_that_does_not_read_is_cut_off(autojump_clock: MockClock) -> None:
    ours, theirs = memory_stream_pair()
    blocked = trio.Event()

    async def stuck(data: bytes | bytearray | memoryview) -> None:
        await blocked.wait()

    theirs.send_stream.send_all = stuck  # type: ignore[method-assign]
    server = HttpServer(standing_service(), Access())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.handle, theirs, LOCAL)
        await ours.send_all(post({"method": "ping"}))
        await trio.sleep(http.SEND_DEADLINE + 1)
        assert not server.connections


@pytest.mark.trio
async def test_connections_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 2)
    async with connected() as (server, first), connected(server) as (_, second):
        for stream in (first, second):
            await stream.send_all(post({"method": "ping"}))
            assert (await read_answer(stream))[0] == 200
        async with connected(server) as (_, third):
            assert await ended(third)
        await first.aclose()
        await trio.testing.wait_all_tasks_blocked()
        async with connected(server) as (_, fourth):
            await fourth.send_all(post({"method": "ping"}))
            assert (await read_answer(fourth))[0] == 200


@pytest.mark.trio
@pytest.mark.failure_mode(75)
async def test_thousands_of_idle_connections_disturb_nobody() -> None:
    server = HttpServer(standing_service(), Access())
    async with trio.open_nursery() as nursery:
        held = []
        for _ in range(3_000):
            ours, theirs = memory_stream_pair()
            nursery.start_soon(server.handle, theirs, LOCAL)
            held.append(ours)
        await trio.testing.wait_all_tasks_blocked()
        assert len(server.connections) == 3_000
        with trio.fail_after(2):
            async with connected(server) as (_, stream):
                await stream.send_all(post({"method": "ping"}))
                assert (await read_answer(stream))[0] == 200
        nursery.cancel_scope.cancel()


@pytest.mark.trio
async def test_stopping_lets_an_answer_under_way_finish() -> None:
    async with connected() as (server, stream), connected(server) as (_, idle):
        body = post({"method": "ping"})
        await stream.send_all(body[:-5])
        await trio.testing.wait_all_tasks_blocked()
        server.stop()
        assert await ended(idle)
        await stream.send_all(body[-5:])
        status, headers, _ = await read_answer(stream)
        assert (status, headers["connection"]) == (200, "close")
        with trio.fail_after(1):
            await server.finished()


@pytest.mark.trio
async def test_a_handler_that_fails_is_answered_and_the_connection_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with connected() as (server, stream):
        monkeypatch.setattr(server.service.ledger, "closed_ledger", lambda: 1 // 0)
        await stream.send_all(post({"method": "ledger_closed"}))
        assert json.loads((await read_answer(stream))[2])["result"]["error"] == "internal"
        await stream.send_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await read_answer(stream))[0] == 500
