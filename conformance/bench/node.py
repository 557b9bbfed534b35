"""The node as a process: from start to first answer, and how much memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.request import Request, urlopen

from conformance.bench.figures import Figure
from impl import genesis
from impl.node_store import NodeStore
from spec import keylets, ledger
from spec.entries import AccountRoot
from spec.hashing import ripesha
from spec.shamap import LeafKind, root_hash

PART = "node"
ACCOUNTS = 100_000
PATIENCE = 60.0
"""Seconds that an answer may take."""
_ASK = b'{"method": "server_info"}'
_ALL = (
    b'{"method": "ledger_data", "params": [{"ledger_index": "validated", "binary": true, "limit": 100000}]}'
)


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Seconds to the first answer, and megabytes, of a new ledger and of one with many accounts."""
    count = 100 if quick else ACCOUNTS
    with TemporaryDirectory() as folder:
        seconds, idle, _ = _run(Path(folder) / "new")
        many = Path(folder) / "many"
        _fill(many, count)
        again, opened, read = _run(many)
    yield Figure(PART, "start to first answer, new ledger", seconds, "s")
    yield Figure(PART, "memory, idle", idle, "MB")
    yield Figure(
        PART, f"start to first answer, {count} accounts", again, "s", again / seconds, "a new ledger"
    )
    yield Figure(PART, f"memory, {count} accounts stored", opened, "MB", opened / idle, "a new ledger")
    yield Figure(PART, f"memory that {count} accounts take when all were read", read - opened, "MB")


def _fill(data: Path, count: int) -> None:
    """A store with a ledger of many accounts."""
    data.mkdir()
    start = genesis.Genesis()
    entries = ledger.genesis_entries(genesis.master_account(), start.amendments, start.fees)
    for number in range(count):
        owner = ripesha(number.to_bytes(4, "big"))
        entries.append(AccountRoot(keylets.account(owner).key, account=owner, sequence=1, balance=10**9))
    root = root_hash(LeafKind.STATE, {entry.key: entry.encode() for entry in entries})
    store = NodeStore.at(data)
    genesis.take_over(store, ledger.genesis_header(root), entries)
    store.close()


def _run(data: Path) -> tuple[float, float, float]:
    """Seconds to the first answer, megabytes then, and megabytes when the whole ledger was read."""
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
        for line in process.stderr:
            event = json.loads(line)
            if event["event"] == "serving":
                break
        else:
            raise RuntimeError(f"the node ended with {process.wait()}")
        _answer(event["rpc"], _ASK)
        seconds = perf_counter() - begin
        idle = _megabytes(process.pid)
        _answer(event["rpc"], _ALL)
        return seconds, idle, _megabytes(process.pid)
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def _answer(url: str, request: bytes) -> None:
    with urlopen(Request(url, data=request), timeout=PATIENCE) as answer:
        answer.read()


def _megabytes(pid: int) -> float:
    """What a process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1_000
