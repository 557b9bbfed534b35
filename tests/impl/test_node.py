"""The node as a whole: starting, closing ledgers by the clock, stopping in good order."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import trio
from trio.testing import MockClock
from websockets.exceptions import ConnectionClosed
from websockets.trio.client import connect

from impl.cli import EXIT_CORRUPT, EXIT_DATA, EXIT_PORT, read_amendments
from impl.edge.service import Settings
from impl.node import Listen, Node, PortUnavailable, Running, close_regularly
from impl.node_store import WriteFailed
from impl.ports import SeededRandomness, VirtualClock
from spec.amendments import AMENDMENTS, MAINNET
from tests.impl.standing import Listener, ledger_side, standing_service
from tests.shared import ROOT

ANYWHERE = Listen(rpc_port=0, ws_port=0)


def node(**changed: Any) -> Node:
    return Node(ledger_side(), Settings(), clock=VirtualClock(), randomness=SeededRandomness(1), **changed)


@pytest.mark.trio
async def test_ledgers_close_by_the_clock(autojump_clock: MockClock) -> None:
    service, listener = standing_service(), Listener()
    service.subscriptions.join_stream("ledger", listener)
    with trio.move_on_after(35):
        await close_regularly(service, 10)
    assert [each["ledger_index"] for each in listener.messages] == [3, 4, 5]
    times = [each["ledger_time"] for each in listener.messages]
    assert times == sorted(set(times))


@pytest.mark.trio
async def test_a_disk_that_refuses_does_not_end_the_node(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = standing_service()
    refusals = iter([True, True])
    close = service.ledger.close

    def refusing(close_time: int | None = None) -> Any:
        if next(refusals, False):
            raise WriteFailed("the disk is full")
        return close(close_time)

    monkeypatch.setattr(service.ledger, "close", refusing)
    with trio.move_on_after(35):
        await close_regularly(service, 10)
    assert service.ledger.closed_ledger().info.sequence == 3


@pytest.mark.trio
async def test_a_client_asks_the_node_to_stop_and_is_answered() -> None:
    ours = node()
    async with trio.open_nursery() as nursery:
        running: Running = await nursery.start(ours.run, ANYWHERE)
        async with connect(f"ws://127.0.0.1:{running.ws_port}") as client:
            await client.send('{"command":"stop"}')
            answer = json.loads(await client.recv())
            assert answer["result"] == {"message": "canon server stopping"}
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1001


@pytest.mark.trio
async def test_idle_clients_do_not_hold_the_node_up() -> None:
    ours = node()
    async with trio.open_nursery() as nursery:
        running: Running = await nursery.start(ours.run, ANYWHERE)
        idle = [await trio.open_tcp_stream("127.0.0.1", running.rpc_port) for _ in range(3)]
        await trio.sleep(0.05)
        ours.stop()
        with trio.fail_after(5):
            for stream in idle:
                assert await stream.receive_some() == b""


@pytest.mark.trio
async def test_a_port_that_is_taken_is_named() -> None:
    taken = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = taken[0].socket.getsockname()[1]
    for where in (Listen(rpc_port=port, ws_port=0), Listen(rpc_port=0, ws_port=port)):
        with pytest.raises(PortUnavailable, match=f"127.0.0.1 port {port}: another program listens there"):
            await node().run(where)
    for each in taken:
        await each.aclose()


# --- the command


@contextmanager
def run(*options: str) -> Iterator[subprocess.Popen[str]]:
    """``canon run``, killed at the end if it still runs."""
    command = [sys.executable, "canon.py", "run", "--rpc-port", "0", "--ws-port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def events(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stderr is not None
    for line in process.stderr:
        yield json.loads(line)


def ask(url: str, method: str, **params: Any) -> Any:
    body = json.dumps({"method": method, "params": [params]}).encode()
    with urlopen(Request(url, body), timeout=10) as answer:
        return json.load(answer)["result"]


def until(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    return next(each for each in events(process) if each["event"] == event)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_and_it_goes_on_where_it_was(tmp_path: Path, how: signal.Signals) -> None:
    options = ("--data", str(tmp_path), "--close", "manual", "--network-id", "21337", "--reserve-base", "5")
    with run(*options) as process:
        url = until(process, "serving")["rpc"]
        assert ask(url, "ledger_accept") == {"ledger_current_index": 4, "status": "success"}
        closed = ask(url, "ledger_closed")
        info = ask(url, "server_info")["info"]
        assert info["network_id"] == 21337
        assert info["validated_ledger"]["reserve_base_xrp"] == 0.000005
        process.send_signal(how)
        assert until(process, "stopped")
        assert process.wait(10) == 0
    with run(*options) as process:
        assert ask(until(process, "serving")["rpc"], "ledger_closed") == closed


def test_ledgers_close_by_themselves(tmp_path: Path) -> None:
    with run("--data", str(tmp_path), "--close-interval", "0.1") as process:
        assert [until(process, "closed")["ledger"] for _ in range(3)] == [3, 4, 5]


def refusal(*options: str) -> tuple[int, str]:
    """The exit status and what it says, when it cannot start."""
    with run(*options) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        return process.wait(30), said


def test_a_taken_port_is_a_clear_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = refusal("--data", str(tmp_path), "--ws-port", port)
    assert status == EXIT_PORT
    assert f"Error: cannot listen on 127.0.0.1 port {port}: another program listens there" in said
    assert "Traceback" not in said


def test_a_data_directory_that_is_in_use_or_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    with run("--data", str(tmp_path)) as process:
        until(process, "serving")
        status, said = refusal("--data", str(tmp_path))
        assert status == EXIT_DATA
        assert "Traceback" not in said
    (tmp_path / "file").write_text("x")
    status, said = refusal("--data", str(tmp_path / "file" / "data"))
    assert status == EXIT_DATA
    assert said.startswith("Error: the data directory")


def test_a_damaged_store_is_a_clear_error(tmp_path: Path) -> None:
    with run("--data", str(tmp_path), "--close", "manual") as process:
        until(process, "serving")
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    for path in tmp_path.iterdir():
        if path.suffix in {".log", ".ldb"} or path.name.startswith("MANIFEST"):
            data = bytearray(path.read_bytes())
            data[len(data) // 3 : 2 * len(data) // 3] = bytes(len(data) // 3)
            path.write_bytes(bytes(data))
    status, said = refusal("--data", str(tmp_path))
    assert status in {EXIT_CORRUPT, EXIT_DATA}
    assert said.startswith("Error: ")
    assert "Traceback" not in said


def test_amendments_are_chosen_by_set_or_by_file(tmp_path: Path) -> None:
    assert read_amendments("none") == ()
    assert set(read_amendments("mainnet")) <= {each.id for each in MAINNET}
    assert set(read_amendments("mainnet")) < set(read_amendments("all"))
    listed = tmp_path / "amendments"
    did = AMENDMENTS["DID"].id
    for text in ("# these\nDID\n\n", '["DID"]', did.hex()):
        listed.write_text(text)
        assert read_amendments(str(listed)) == (did,)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--genesis-amendments", "nowhere"), "neither mainnet, all, none nor a file"),
        (("--close-interval", "0"), "Invalid value for '--close-interval'"),
        (("--rpc-port", "70000"), "Invalid value for '--rpc-port'"),
        (("--close", "never"), "Invalid value for '--close'"),
    ],
)
def test_wrong_options_are_clear_errors(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    status, text = refusal("--data", str(tmp_path), *options)
    assert (status, said in text) == (2, True)
