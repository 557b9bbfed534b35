"""The node: ledger side, edge and clock put together, from the first listener to the last byte on disk.

Source: Application.cpp (3.1.1).
"""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable

import structlog
import trio
from msgspec import Struct

from impl.boundary import LedgerSide
from impl.edge.access import Access
from impl.edge.dispatch import perform
from impl.edge.http import STOP_GRACE, HttpServer
from impl.edge.searches import Searches
from impl.edge.service import Port, Service, Settings
from impl.edge.subscriptions import Subscriptions
from impl.edge.websocket import WebSocketServer
from impl.node_store import NodeStoreError
from impl.ports import Clock, Randomness
from spec.addresses import Token, encode_token
from spec.keys import SEED_SIZE, node_keys

log = structlog.get_logger("node")

BACKLOG = 1024
"""Connections that may wait to be accepted."""


class PortUnavailable(Exception):
    """The node cannot listen where it should."""


class Listen(Struct, frozen=True):
    """Where the node listens; port 0 is any that is free."""

    host: str = "127.0.0.1"
    rpc_port: int = 5005
    ws_port: int = 6006


async def listen(host: str, port: int) -> list[trio.SocketListener]:
    """Listeners on a port. Raises PortUnavailable."""
    try:
        return await trio.open_tcp_listeners(port, host=host, backlog=BACKLOG)
    except OSError as reason:
        known = {
            errno.EADDRINUSE: "another program listens there",
            errno.EACCES: "this user may not listen there",
            errno.EADDRNOTAVAIL: "this machine does not have that address",
        }
        why = known.get(reason.errno or 0, str(reason))
        raise PortUnavailable(f"cannot listen on {host} port {port}: {why}") from None


def port_of(listeners: list[trio.SocketListener]) -> int:
    """The port of listeners, which the system chose where it was given as 0."""
    return int(listeners[0].socket.getsockname()[1])


class Running(Struct, frozen=True):
    """A node that serves."""

    service: Service
    rpc_port: int
    ws_port: int


class Node:
    """A node that stands alone."""

    def __init__(
        self,
        ledger: LedgerSide,
        settings: Settings,
        *,
        clock: Clock,
        randomness: Randomness,
        close_interval: float | None = None,
        access: Access | None = None,
    ) -> None:
        """``close_interval``: seconds between ledgers; None where only ledger_accept closes them."""
        self.ledger = ledger
        self.settings = settings
        self.clock = clock
        self.randomness = randomness
        self.close_interval = close_interval
        self.access = access or Access()
        self._stop = trio.Event()

    def stop(self) -> None:
        """Ask the node to stop in good order."""
        self._stop.set()

    async def run(
        self, where: Listen, *, task_status: trio.TaskStatus[Running] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Serve until asked to stop; then everything is on disk.

        Raises:
            PortUnavailable: it cannot listen where it should.

        """
        rpc = await listen(where.host, where.rpc_port)
        try:
            websocket = await listen(where.host, where.ws_port)
        except PortUnavailable:
            await _close(rpc)
            raise
        service = self._service(port_of(rpc), port_of(websocket))
        try:
            await self._serve(service, rpc, websocket, task_status)
        finally:
            self.ledger.stop()
            log.info("stopped")

    def _service(self, rpc_port: int, ws_port: int) -> Service:
        name = encode_token(Token.NODE_PUBLIC, node_keys(self.randomness.bytes(SEED_SIZE)).public_key)
        settings = Settings(
            network_id=self.settings.network_id,
            standalone=self.settings.standalone,
            signing=self.settings.signing,
            check_signatures=self.settings.check_signatures,
            ports=(Port(rpc_port, ("http",)), Port(ws_port, ("ws",))),
            host_name=self.settings.host_name,
            node_name=name,
        )
        return Service(
            ledger=self.ledger,
            clock=self.clock,
            randomness=self.randomness,
            settings=settings,
            subscriptions=Subscriptions(settings.network_id),
            searches=Searches(self.clock),
            stop=self.stop,
            started=self.clock.elapsed(),
        )

    async def _serve(
        self,
        service: Service,
        rpc: list[trio.SocketListener],
        websocket: list[trio.SocketListener],
        task_status: trio.TaskStatus[Running],
    ) -> None:
        http = HttpServer(service, self.access)
        sockets = WebSocketServer(service, self.access)
        async with trio.open_nursery() as answering, trio.open_nursery() as accepting:
            accepting.start_soon(_accept, rpc, http.handle, answering)
            ws_server = await answering.start(sockets.serve, websocket)
            if self.close_interval is not None:
                accepting.start_soon(close_regularly, service, self.close_interval)
            accepting.start_soon(service.searches.keep_answering)
            task_status.started(Running(service, port_of(rpc), port_of(websocket)))
            log.info(
                "serving",
                rpc=f"http://{_address(rpc)}",
                ws=f"ws://{_address(websocket)}",
                ledgers=service.complete_ledgers(),
            )
            await self._stop.wait()
            log.info("stopping")
            service.searches.stop()
            accepting.cancel_scope.cancel()
            http.stop()
            sockets.stopping = True
            with trio.move_on_after(STOP_GRACE, shield=True):
                await ws_server.aclose()
                await http.finished()
            answering.cancel_scope.cancel()


async def close_regularly(service: Service, interval: float) -> None:
    """Close a ledger again and again. When the disk refuses, the next one is tried when its time comes."""
    due = trio.current_time()
    while True:
        due = max(due + interval, trio.current_time())
        await trio.sleep_until(due)
        try:
            closed = await perform(service.close_ledger)
        except NodeStoreError as reason:
            log.error("the ledger could not be closed", reason=str(reason))
            continue
        view = closed.view
        log.info("closed", ledger=view.info.sequence, transactions=len(closed.transactions))


def _address(listeners: list[trio.SocketListener]) -> str:
    host, port = listeners[0].socket.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def _close(listeners: list[trio.SocketListener]) -> None:
    for each in listeners:
        await each.aclose()


async def _accept(
    listeners: list[trio.SocketListener],
    handle: Callable[[trio.SocketStream, str], Awaitable[None]],
    answering: trio.Nursery,
) -> None:
    async def serve(stream: trio.SocketStream) -> None:
        try:
            remote = str(stream.socket.getpeername()[0])
        except OSError:  # it is gone already
            await trio.aclose_forcefully(stream)
            return
        await handle(stream, remote)

    await trio.serve_listeners(serve, listeners, handler_nursery=answering)
