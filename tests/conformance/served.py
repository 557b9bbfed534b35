"""The node as a process of its own, on free ports."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.shared import ROOT


@contextmanager
def running_node(data: Path, *options: str) -> Iterator[str]:
    """Starts the node over a data directory and closes ledgers only when told to. Gives its URL."""
    command = [sys.executable, "-m", "canon", "run", "--data", str(data), "--close", "manual"]
    command += ["--rpc-port", "0", "--ws-port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield url_of(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def url_of(process: subprocess.Popen[str]) -> str:
    """Where it serves, once it says so."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        event = json.loads(line)
        if event["event"] == "serving":
            return str(event["rpc"])
    raise AssertionError(f"the node ended before it served: {said}")
