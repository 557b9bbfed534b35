"""The API over WebSocket: requests, and messages to those who subscribed.

What goes to a client waits in a queue of limited size. A client that reads too slowly finds its connection
closed, and may come again: nothing is kept for it, and nobody waits for it.

Source: ServerHandler.cpp, BaseWSPeer.h (3.1.1).
"""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from http import HTTPStatus

import structlog
import trio
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request as HandshakeRequest
from websockets.http11 import Response
from websockets.trio.server import Server, ServerConnection, serve

from impl.edge import envelope, page
from impl.edge.access import Access
from impl.edge.dispatch import perform, takes_long
from impl.edge.envelope import MAX_BODY, Malformed
from impl.edge.searches import Wait, aside
from impl.edge.service import Role, Service

log = structlog.get_logger("websocket")

MAX_CONNECTIONS = 10_000
"""How many connections there may be; more are refused."""
MAX_MESSAGE = 4 * MAX_BODY
"""Bytes of a message beyond which the connection is closed; up to there it is answered that it is too
large."""
MAX_QUEUED_BYTES = 16 * 1024 * 1024
"""Bytes that may wait for one client. One answer may be larger, if nothing else waits."""
MAX_QUEUED = 10_000
"""Messages that may wait for one client."""
SEND_DEADLINE = 30.0
"""Seconds that a client may take to read a message."""
OPEN_DEADLINE = 10.0
"""Seconds that the opening handshake may take."""
CLOSE_DEADLINE = 2.0
PING_INTERVAL = 20.0
SHOWN_TEXT = 1_000
"""Characters of an unreadable message that its answer repeats."""

# Clients that fail the handshake are no news; what matters is logged here.
_quiet = logging.getLogger("canon.websocket")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


class Client:
    """A connection, as those see it who have something to tell it."""

    def __init__(self, connection: ServerConnection, remote: str, role: Role) -> None:
        self.connection = connection
        self.remote = remote
        self.role = role
        self.version = 1
        self.dropped = False
        self._queue: deque[bytes] = deque()
        self._queued_bytes = 0
        self._wake = trio.Event()
        self._room = trio.Event()
        self.scope = trio.CancelScope()

    def deliver(self, message: bytes) -> None:
        """Put a message into the queue; when there is no room for it, the connection ends."""
        if self.dropped:
            return
        if self._queue and not self._fits(message):
            self.dropped = True
            log.info("client too slow", remote=self.remote, queued=len(self._queue))
            self.scope.cancel()
            return
        self._queue.append(message)
        self._queued_bytes += len(message)
        self._wake.set()

    def _fits(self, message: bytes) -> bool:
        return len(self._queue) < MAX_QUEUED and self._queued_bytes + len(message) <= MAX_QUEUED_BYTES

    async def answer(self, message: bytes) -> None:
        """Put an answer into the queue, once there is room: a client that asks has to read, too."""
        while self._queue and not self._fits(message):
            self._room = trio.Event()
            await self._room.wait()
        self.deliver(message)

    async def send_queued(self) -> None:
        """Send what is queued, for ever. Raises TooSlowError."""
        while True:
            while self._queue:
                message = self._queue[0]
                with trio.fail_after(SEND_DEADLINE):
                    await self.connection.send(message, text=True)
                self._queue.popleft()
                self._queued_bytes -= len(message)
                self._room.set()
            self._wake = trio.Event()
            await self._wake.wait()


class WebSocketServer:
    """Answers on the connections of its listeners."""

    def __init__(self, service: Service, access: Access) -> None:
        self.service = service
        self.access = access
        self.clients: set[Client] = set()
        self.stopping = False

    async def serve(
        self,
        listeners: list[trio.SocketListener],
        task_status: trio.TaskStatus[Server] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Serve until cancelled."""
        await serve(
            self.handle,
            listeners=listeners,
            compression=None,
            process_request=self._before_handshake,
            open_timeout=OPEN_DEADLINE,
            close_timeout=CLOSE_DEADLINE,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_INTERVAL,
            max_size=MAX_MESSAGE,
            max_queue=4,
            server_header=None,
            logger=_quiet,
            task_status=task_status,
        )

    async def _before_handshake(
        self, connection: ServerConnection, request: HandshakeRequest
    ) -> Response | None:
        if "Upgrade" not in request.headers:
            body = await perform(partial(page.render, self.service))
            headers = Headers(
                {
                    "Content-Type": "text/html; charset=UTF-8",
                    "Content-Length": str(len(body)),
                    "Connection": "close",
                }
            )
            return Response(HTTPStatus.OK, "OK", headers, body)
        if self.stopping or len(self.clients) >= MAX_CONNECTIONS:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Server is overloaded\n")
        return None

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one connection until it ends. Never raises but for cancellation."""
        remote = str(connection.remote_address[0])
        request = connection.request
        headers = list(request.headers.raw_items()) if request is not None else []
        client = Client(connection, remote, self.access.role(remote, headers))
        self.clients.add(client)
        try:
            with client.scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._send, client, nursery.cancel_scope)
                    await self._receive(client)
                    nursery.cancel_scope.cancel()
        except Exception:
            log.exception("connection failed", remote=remote)
        finally:
            self.clients.discard(client)
            self.service.subscriptions.forget(client)
            self.service.searches.forget(client)
            if client.dropped:
                await trio.aclose_forcefully(connection.stream)

    async def _send(self, client: Client, end: trio.CancelScope) -> None:
        try:
            await client.send_queued()
        except trio.TooSlowError:
            client.dropped = True
            log.info("client too slow", remote=client.remote)
        except (ConnectionClosed, trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        except Exception:
            log.exception("sending failed", remote=client.remote)
        end.cancel()

    async def _receive(self, client: Client) -> None:
        try:
            while True:
                message = await client.connection.recv()
                text = message if isinstance(message, str) else message.decode("utf-8", "replace")
                await client.answer(await self._answer(client, text))
        except ConnectionClosed:
            pass

    async def _answer(self, client: Client, text: str) -> bytes:
        try:
            if len(text) > MAX_BODY:
                raise Malformed("too large")
            params = envelope.parse(text)
        except Malformed:
            return envelope.encode(envelope.websocket_invalid(text[:SHOWN_TEXT]))
        call = partial(envelope.websocket_answer, self.service, params, client.role, client)
        if not takes_long(params.get("command", params.get("method"))):
            return envelope.encode(await perform(call))
        wait = self.service.searches.waiting()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_end_with, client.connection, wait)
            answer = await aside(partial(call, wait), wait)
            nursery.cancel_scope.cancel()
        return envelope.encode(answer)


async def _end_with(connection: ServerConnection, wait: Wait) -> None:
    await connection.wait_closed()
    wait.end()
