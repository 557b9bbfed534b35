"""The gate around CrossHair: it reads what CrossHair reports, because its exit status says too little.

CrossHair exits with 0 when it could not confirm a contract, when it met no contract at all, and when Python
runs without asserts or our contracts are switched off. So each function is looked at by itself, every one of
its promises has to be reported on, and coroutines, which CrossHair does not await, are refused.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from proofs.replacing import contracts_of, full_name, plain
from proofs.standing import Standing

REPORT = re.compile(r"^.*?:\d+: (?P<level>info|error|warning): (?P<text>.*)$", re.MULTILINE)
NOT_MET = "Unable to meet precondition"


class Search(Struct):
    """What CrossHair found about one function."""

    function: str
    standing: Standing
    seconds: float
    note: str = ""
    """A counterexample, or why nothing can be said."""


def search(function: Callable[..., Any], seconds: float) -> Search:
    """Let CrossHair look for arguments against which a contract does not hold, so long for each promise."""
    name = full_name(plain(function))
    if inspect.iscoroutinefunction(plain(function)):
        return Search(name, Standing.UNKNOWN, 0.0, "CrossHair does not await coroutines")
    promises = len(contracts_of(function)[1])
    if not promises:
        return Search(name, Standing.UNKNOWN, 0.0, "the contract promises nothing")
    started = time.monotonic()
    text, status = run_crosshair(name, seconds, promises)
    standing, note = read(text, status, promises)
    return Search(name, standing, time.monotonic() - started, note)


def run_crosshair(name: str, seconds: float, promises: int) -> tuple[str, int]:
    """What CrossHair prints about a function, and its exit status."""
    options = ("--report_all", "--analysis_kind", "icontract", "--per_condition_timeout", str(seconds))
    command = [sys.executable, "-m", "proofs.searcher", "check", *options, name]
    environment = {key: value for key, value in os.environ.items() if key != "CANON_CONTRACTS"}
    try:
        done = subprocess.run(  # noqa: S603 - Python itself, on our own functions
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=60 + 20 * seconds * promises,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return "CrossHair did not end", -1
    return done.stdout + done.stderr, done.returncode


def read(text: str, status: int, promises: int) -> tuple[Standing, str]:
    """What a report of CrossHair says about a function with so many promises, and why no better."""
    found = [(match["level"], match["text"]) for match in REPORT.finditer(text)]
    errors = [message for level, message in found if level == "error"]
    if errors:
        return Standing.BROKEN, errors[0]
    if status != 0 or len(found) != promises:
        last = text.strip().rsplit("\n", 1)[-1]
        return Standing.UNKNOWN, f"{len(found)} of {promises} promises reported, exit status {status}: {last}"
    for _, message in found:
        if NOT_MET in message:
            return Standing.UNKNOWN, message
    confirmed = all(message.startswith("Confirmed over all paths") for _, message in found)
    return (Standing.CONFIRMED if confirmed else Standing.SEARCHED), ""
