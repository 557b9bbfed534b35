"""``canon run``: a ledger on this machine."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
from pathlib import Path

import click
import structlog
import trio

from impl.edge.service import Settings
from impl.genesis import Genesis, main_network_amendments
from impl.ledger_side import LedgerNode
from impl.node import Listen, Node, PortUnavailable
from impl.node_store import CorruptNode, MissingNode, NodeStore, NodeStoreError
from impl.ports import SystemClock, SystemRandomness
from spec.addresses import parse_hex
from spec.amendments import AMENDMENTS, BY_ID, Status
from spec.ledger import DEFAULT_FEES
from spec.values import Hash256
from spec.views import Fees

EXIT_PORT = 3
EXIT_DATA = 4
EXIT_CORRUPT = 5

DROPS = click.IntRange(0, 10**17)

_ALL = (Status.ENABLED, Status.VOTING)

_EPILOG = f"""Exit status: 0 after an orderly stop, 1 after an unexpected failure, 2 for wrong options,
{EXIT_PORT} when a port is taken, {EXIT_DATA} when the data directory cannot be used, {EXIT_CORRUPT} when
what is stored there is damaged."""


class Refused(click.ClickException):
    """The node cannot start; the exit status says why."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]


def read_amendments(choice: str) -> tuple[Hash256, ...]:
    """The amendments that a new network begins with: a set by name, or those that a file lists.

    Raises:
        BadParameter: the file cannot be read, or names what is no amendment.

    """
    if choice == "none":
        return ()
    if choice == "mainnet":
        return main_network_amendments()
    if choice == "all":
        return tuple(each.id for each in AMENDMENTS.values() if each.status in _ALL)
    try:
        text = Path(choice).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise _bad_amendments(f"{choice} is neither mainnet, all, none nor a file: {reason}") from None
    return tuple(_amendment(name, choice) for name in _names(text))


def _bad_amendments(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--genesis-amendments")


def _names(text: str) -> list[str]:
    """The names in a JSON array, or one on each line."""
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except ValueError as reason:
            raise _bad_amendments(f"{reason}: expected a JSON array") from None
        return [str(each) for each in listed]
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _amendment(name: str, place: str) -> Hash256:
    found = AMENDMENTS.get(name) or BY_ID.get(parse_hex(name, 32) or b"")
    if found is None:
        raise _bad_amendments(f"{place} lists {name!r}: no such amendment")
    return found.id


def configure_log(level: str) -> None:
    """Send events to standard error: for people on a terminal, otherwise as lines of JSON."""
    terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *([] if terminal else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def open_ledger_side(data: Path, network_id: int, begin: Genesis) -> LedgerNode:
    """The ledger side over the data directory, which is made if it is not there. Raises Refused."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise Refused(f"the data directory {data} cannot be used: {reason.strerror}", EXIT_DATA) from None
    store = None
    try:
        store = NodeStore.at(data)
        return LedgerNode(store, clock=SystemClock(), network_id=network_id, begin=begin)
    except NodeStoreError as reason:
        if store is not None:
            store.close()
        damaged = isinstance(reason, CorruptNode | MissingNode)
        hint = " Restore it from a copy, or start anew in another directory." if damaged else ""
        raise Refused(f"{reason}.{hint}", EXIT_CORRUPT if damaged else EXIT_DATA) from None


async def _run(node: Node, where: Listen) -> None:
    async with trio.open_nursery() as nursery:

        async def wait_for_signal() -> None:
            with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                async for _ in signals:
                    node.stop()

        nursery.start_soon(wait_for_signal)
        await node.run(where)
        nursery.cancel_scope.cancel()


@click.command(epilog=_EPILOG)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("canon-data"),
    show_default=True,
    help="Where the ledger is kept.",
)
@click.option(
    "--close",
    type=click.Choice(["auto", "manual"]),
    default="auto",
    show_default=True,
    help="Close ledgers by the clock, or only when ledger_accept is called.",
)
@click.option(
    "--close-interval",
    type=click.FloatRange(min=0.05, max=3600),
    default=4.0,
    show_default=True,
    help="Seconds between ledgers, with --close auto.",
)
@click.option(
    "--genesis-amendments",
    default="mainnet",
    show_default=True,
    metavar="mainnet|all|none|FILE",
    help="Which amendments a new ledger begins with.",
)
@click.option(
    "--reserve-base",
    type=DROPS,
    default=DEFAULT_FEES.reserve,
    show_default=True,
    help="What an account of a new ledger must hold, in drops.",
)
@click.option(
    "--reserve-inc",
    type=DROPS,
    default=DEFAULT_FEES.increment,
    show_default=True,
    help="What it must hold besides for each object that it owns.",
)
@click.option(
    "--fee",
    type=DROPS,
    default=DEFAULT_FEES.base,
    show_default=True,
    help="What a new ledger charges for the simplest transaction, in drops.",
)
@click.option("--network-id", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--rpc-port", type=click.IntRange(0, 65535), default=5005, show_default=True)
@click.option("--ws-port", type=click.IntRange(0, 65535), default=6006, show_default=True)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
)
def run(
    data: Path,
    close: str,
    close_interval: float,
    genesis_amendments: str,
    reserve_base: int,
    reserve_inc: int,
    fee: int,
    network_id: int,
    host: str,
    rpc_port: int,
    ws_port: int,
    log_level: str,
) -> None:
    """Serve a ledger on this machine: JSON-RPC and WebSocket, standing alone.

    The first start makes a new ledger, in which the account of the passphrase "masterpassphrase" holds all
    XRP; later starts go on from the last closed one. Whoever connects from this machine is its administrator.
    """
    configure_log(log_level)
    begin = Genesis(amendments=read_amendments(genesis_amendments), fees=Fees(fee, reserve_base, reserve_inc))
    ledger = open_ledger_side(data, network_id, begin)
    node = Node(
        ledger,
        Settings(network_id=network_id, host_name=socket.gethostname()),
        clock=SystemClock(),
        randomness=SystemRandomness(),
        close_interval=close_interval if close == "auto" else None,
    )
    try:
        trio.run(_run, node, Listen(host, rpc_port, ws_port))
    except* PortUnavailable as group:
        ledger.stop()
        raise Refused(str(_first(group)), EXIT_PORT) from None


def _first(group: BaseExceptionGroup[PortUnavailable]) -> BaseException:
    """The exception in nested groups."""
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    return inner
