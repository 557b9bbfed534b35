"""A node as a user starts it, and the programs that drive it with the client libraries."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
CLIENTS_PYTHON = ROOT / ".venv-clients/bin/python"
PATIENCE = 120
"""Seconds that a program may take."""


class Served(NamedTuple):
    """Where a node answers."""

    rpc: str
    ws: str


class Running:
    """A node as a process of its own, over a data directory that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Served:
        """Start the node, with a ledger twice a second, and wait until it serves."""
        options = ["--rpc-port", "0", "--ws-port", "0", "--close-interval", "0.5"]
        with self._log.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "canon", "run", "--data", str(self._data), *options],
                cwd=ROOT,
                stderr=errors,
                stdin=subprocess.DEVNULL,
            )
        return _wait_until_it_serves(self._process, self._log)

    def stop(self) -> None:
        """Ask the node to stop; it must do so in good order."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(20) == 0, self._log.read_text()

    def kill(self) -> None:
        """End the node at once, whatever it is doing; nothing where it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A node with a new ledger that serves for the whole run."""
    running = Running(tmp_path_factory.mktemp("node"))
    try:
        yield running.start()
        running.stop()
    finally:
        running.kill()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A node that the test starts, stops and kills."""
    found = Running(tmp_path)
    try:
        yield found
    finally:
        found.kill()


def _wait_until_it_serves(process: subprocess.Popen[bytes], log: Path) -> Served:
    with log.open() as lines:
        while process.poll() is None:
            line = lines.readline()
            if not line.endswith("\n"):
                _pause(process)
                lines.seek(lines.tell() - len(line))
                continue
            event = json.loads(line)
            if event["event"] == "serving":
                return Served(event["rpc"], event["ws"])
    pytest.fail(f"the node ended with {process.returncode}:\n{log.read_text()}")


def _pause(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return


def xrpl_py(program: str, *arguments: str) -> str:
    """What a program prints in the environment that has xrpl-py."""
    if not CLIENTS_PYTHON.exists():
        pytest.skip("xrpl-py is not installed: `make clients` does it")
    return _output([str(CLIENTS_PYTHON), "-c", program, *arguments])


def xrpl_js(program: Path, *arguments: str) -> str:
    """What a program prints in Node, beside xrpl.js."""
    node_js = which("node")
    if node_js is None:
        pytest.skip("xrpl.js needs Node, which is not on this machine")
    if not (HERE / "node_modules/xrpl").exists():
        pytest.skip("xrpl.js is not installed: `make clients` does it")
    return _output([node_js, str(program), *arguments])


def _output(command: list[str]) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    ended = subprocess.run(
        command, capture_output=True, check=False, text=True, timeout=PATIENCE, cwd=HERE, env=environment
    )
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def last_json(output: str) -> Any:
    """The JSON object in the last line."""
    return json.loads(output.strip().splitlines()[-1])
