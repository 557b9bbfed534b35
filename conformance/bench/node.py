"""The node as a process: from start to first answer, and how much memory it takes. Time is the clock's."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.request import Request, urlopen

from msgspec import Struct

from conformance.bench.figures import Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import NotAsMeant, funded
from conformance.traffic.beginnings import of_entries
from impl import genesis
from impl.node_store import NodeStore
from spec.hashing import ripesha

PATIENCE = 60.0
"""Seconds that an answer may take."""
A_HUNDRED_THOUSAND = 100_000


class _Running(Struct, frozen=True):
    """A node that answers."""

    pid: int
    url: str
    seconds: float
    """From start to first answer."""

    def memory(self) -> int:
        """Bytes that the process holds in memory."""
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True)
        return int(shown.stdout) * 1024


def measure(size: Size) -> Iterator[Section]:
    """Seconds to the first answer, and memory, of a new ledger and of one with many accounts."""
    bare = _interpreter()
    python = "an interpreter that does nothing"
    with TemporaryDirectory() as folder:
        with _running(Path(folder) / "new") as new:
            idle = new.memory()
        many = Path(folder) / "many"
        _fill(many, size.accounts)
        with _running(many) as full:
            opened = full.memory()
            _read_all(full.url)
            held = full.memory() - opened
    accounts = f"with {size.accounts:,} accounts"
    figures = [
        Figure("start to first answer, new ledger", new.seconds, ratio=new.seconds / bare, to=python),
        Figure(f"the same, {accounts}", full.seconds, ratio=full.seconds / new.seconds, to="a new ledger's"),
        Figure("memory, new ledger", idle, "B"),
        Figure(f"memory, {accounts}", opened, "B", ratio=opened / idle, to="a new ledger's"),
        Figure("more, for 100,000 accounts that were read", held * A_HUNDRED_THOUSAND / size.accounts, "B"),
    ]
    yield Section("node", "the node as a process, standing alone", figures, ["time is the clock's"])


def _interpreter() -> float:
    begin = perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return perf_counter() - begin


def _fill(data: Path, accounts: int) -> None:
    """A store with a ledger of so many accounts."""
    data.mkdir()
    beginning = of_entries(funded([ripesha(number.to_bytes(4, "big")) for number in range(accounts)]))
    store = NodeStore.at(data)
    genesis.take_over(store, beginning.header, beginning.entries)
    store.close()


@contextmanager
def _running(data: Path) -> Iterator[_Running]:
    """A node over a data directory, from its first answer on, at ports that nobody uses."""
    options = ["--data", str(data), "--close", "manual", "--rpc-port", "0", "--ws-port", "0"]
    begin = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "canon", "run", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        events = (json.loads(line) for line in process.stderr)
        serving = next((event for event in events if event["event"] == "serving"), None)
        if serving is None:
            raise NotAsMeant(f"the node does not serve; its exit status is {process.wait()}")
        _ask(serving["rpc"], "server_info")
        yield _Running(process.pid, serving["rpc"], perf_counter() - begin)
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def _ask(url: str, method: str, **params: Any) -> dict[str, Any]:
    """The answer of the node."""
    body = json.dumps({"method": method, "params": [params]}).encode()
    with urlopen(Request(url, data=body), timeout=PATIENCE) as answer:
        result: dict[str, Any] = json.load(answer)["result"]
        return result


def _read_all(url: str) -> None:
    """Have the node read every entry of its ledger."""
    marker: dict[str, Any] = {}
    while True:
        answer = _ask(url, "ledger_data", ledger_index="validated", binary=True, limit=2048, **marker)
        if answer["status"] != "success":
            raise NotAsMeant(f"the node does not tell of its ledger: {answer}")
        if "marker" not in answer:
            return
        marker = {"marker": answer["marker"]}
