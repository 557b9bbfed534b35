"""JSON-RPC over HTTP, and the page for browsers.

Everything that a client does has a limit: how long it takes to send a request, how large the request is, how
long it takes to read the answer, how long a connection is idle, how many connections there are. A client that
goes beyond one loses its connection and nobody else notices.

Source: ServerHandler.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import h11
import structlog
import trio

from impl import metrics
from impl.edge import envelope, page
from impl.edge.access import Access
from impl.edge.dispatch import perform, takes_long
from impl.edge.envelope import MAX_BODY, HttpError
from impl.edge.searches import aside
from impl.edge.service import SOFTWARE, VERSION, Role, Service

T = TypeVar("T")

log = structlog.get_logger("http")

MAX_CONNECTIONS = 10_000
"""How many connections there may be; more are closed at once."""
MAX_HEADERS = 16 * 1024
"""Bytes of a request's first line and headers."""
HEADER_DEADLINE = 10.0
"""Seconds from a request's first byte to the end of its headers."""
BODY_DEADLINE = 30.0
"""Seconds from the end of the headers to the end of the body."""
SEND_DEADLINE = 30.0
"""Seconds that a client may take to read an answer."""
IDLE_LIMIT = 120.0
"""Seconds that a connection may wait between requests."""
STOP_GRACE = 2.0
"""Seconds that answers under way have when the node stops."""

LINGER = 1.0
"""Seconds that a connection stays after an answer to a request that was not read to its end."""

_READ = 64 * 1024
_MOST_DRAINED = 64
_JSON = "application/json; charset=UTF-8"
_TEXT = "text/plain; charset=UTF-8"
_HTML = "text/html; charset=UTF-8"
_SERVER = f"{SOFTWARE}/{VERSION}"
_BAD_REQUEST = 400
_GONE = (trio.BrokenResourceError, trio.ClosedResourceError)


class HttpServer:
    """Answers on connections that it is given."""

    def __init__(self, service: Service, access: Access) -> None:
        self.service = service
        self.access = access
        self.stopping = False
        self.connections: set[_Connection] = set()
        self._empty = trio.Event()

    async def handle(self, stream: trio.abc.HalfCloseableStream, remote: str) -> None:
        """Serve one connection until it ends. Never raises but for cancellation."""
        if self.stopping or len(self.connections) >= MAX_CONNECTIONS:
            await trio.aclose_forcefully(stream)
            return
        connection = _Connection(self, stream, remote)
        self.connections.add(connection)
        try:
            with connection.scope:
                await connection.run()
        except Exception:
            log.exception("connection failed", remote=remote)
        finally:
            self.connections.discard(connection)
            if not self.connections:
                self._empty.set()
            await trio.aclose_forcefully(stream)

    async def finished(self) -> None:
        """Wait until the last connection is gone. Call ``stop`` first."""
        if self.connections:
            self._empty = trio.Event()
            await self._empty.wait()

    def stop(self) -> None:
        """Take no more requests; connections that are answering may finish."""
        self.stopping = True
        for connection in list(self.connections):
            if not connection.busy:
                connection.scope.cancel()


class _Connection:
    """One client."""

    def __init__(self, server: HttpServer, stream: trio.abc.HalfCloseableStream, remote: str) -> None:
        self.server = server
        self.stream = stream
        self.remote = remote
        self.scope = trio.CancelScope()
        self.busy = False
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEADERS)

    async def run(self) -> None:
        """Answer one request after another."""
        try:
            while await self._serve_one() and not self.server.stopping:
                self.http.start_next_cycle()
        except h11.RemoteProtocolError as reason:
            await self._refuse(reason.error_status_hint, "malformed request")
        except h11.LocalProtocolError:
            pass  # the client went away in the middle of a request
        except trio.TooSlowError:
            log.info("client too slow", remote=self.remote)
        except _GONE:
            pass
        else:
            await self._drain()

    async def _drain(self) -> None:
        """Let a client that is still sending read what it was told, before the connection goes."""
        if self.http.their_state not in (h11.SEND_BODY, h11.ERROR):
            return
        with trio.move_on_after(LINGER):
            try:
                await self.stream.send_eof()
                for _ in range(_MOST_DRAINED):
                    if not await self.stream.receive_some(_READ):
                        return
            except _GONE:
                return

    async def _serve_one(self) -> bool:
        """Answer a request; whether there may be another one after it."""
        request = await self._read_request()
        if not isinstance(request, h11.Request):
            return False
        self.busy = True
        try:
            await self._answer(request)
        finally:
            self.busy = False
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE

    async def _read_request(self) -> Any:
        """The next request: its first byte may take as long as a connection may idle, the rest not."""
        if not self.http.trailing_data[0]:
            with trio.move_on_after(IDLE_LIMIT) as idle:
                await self._receive()
            if idle.cancelled_caught:
                return None
        with trio.fail_after(HEADER_DEADLINE):
            return await self._next_event()

    async def _receive(self) -> None:
        self.http.receive_data(bytes(await self.stream.receive_some(_READ)))

    async def _next_event(self) -> Any:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[], http_version=b"1.1"))
            await self._receive()

    async def _read_body(self) -> bytes:
        """The body of the request. Raises HttpError when it is too large."""
        parts: list[bytes] = []
        size = 0
        with trio.fail_after(BODY_DEADLINE):
            while True:
                event = await self._next_event()
                if not isinstance(event, h11.Data):
                    return b"".join(parts)
                size += len(event.data)
                if size > MAX_BODY:
                    raise HttpError(_BAD_REQUEST, f"Unable to parse request: more than {MAX_BODY} bytes")
                parts.append(bytes(event.data))

    async def _answer(self, request: h11.Request) -> None:
        try:
            body = await self._read_body()
            status, kind, content = await self._respond(request, body)
        except HttpError as reason:
            status, kind, content = reason.status, _TEXT, reason.text.encode() + b"\n"
        except (trio.TooSlowError, h11.ProtocolError, *_GONE):
            raise
        except Exception:
            log.exception("request failed", remote=self.remote)
            status, kind, content = 500, _TEXT, b"Internal Server Error\n"
        await self._reply(status, kind, content, bare=request.method == b"HEAD")

    async def _respond(self, request: h11.Request, body: bytes) -> tuple[int, str, bytes]:
        service = self.server.service
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers]
        role = self.server.access.role(self.remote, headers)
        if request.method in (b"GET", b"HEAD"):
            if request.target == b"/metrics" and role is Role.ADMIN:
                return 200, metrics.CONTENT_TYPE, metrics.exposition()
            return 200, _HTML, await perform(lambda: page.render(service))
        if request.method != b"POST":
            raise HttpError(405, "Method Not Allowed")
        outer = envelope.parse_http(body)
        items = envelope.batch_items(outer)
        if items is None:
            status, answer = await self._perform(envelope.http_answer, outer, role)
            return status, _JSON, envelope.encode(answer) + b"\n"
        answers = [await self._perform(envelope.batch_answer, item, role) for item in items]
        return 200, _JSON, envelope.encode(answers) + b"\n"

    async def _perform(self, answer: Callable[..., T], request: Any, role: Role) -> T:
        service = self.server.service
        call = partial(answer, service, request, role)
        if not (isinstance(request, dict) and takes_long(request.get("method"))):
            return await perform(call)
        wait = service.searches.waiting()
        return await aside(partial(call, wait), wait)

    async def _reply(self, status: int, kind: str, content: bytes, *, bare: bool = False) -> None:
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(content))),
            ("Server", _SERVER),
        ]
        if self.server.stopping or self.http.their_state is not h11.DONE:
            headers.append(("Connection", "close"))
        parts = [h11.Response(status_code=status, headers=headers)]
        await self._send(*parts, *([] if bare else [h11.Data(data=content)]), h11.EndOfMessage())

    async def _refuse(self, status: int, text: str) -> None:
        """Say what was wrong with a request that could not be read, if that can still be said."""
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            try:
                await self._reply(status, _TEXT, text.encode() + b"\n")
            except (trio.TooSlowError, h11.LocalProtocolError, *_GONE):
                return

    async def _send(self, *events: Any) -> None:
        data = b"".join(self.http.send(event) or b"" for event in events)
        with trio.fail_after(SEND_DEADLINE):
            await self.stream.send_all(data)
