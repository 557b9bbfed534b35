"""What a client library was told of validated ledgers holds after the node stopped, and after a kill."""

from __future__ import annotations

import json
import subprocess
from itertools import islice
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.clients.conftest import CLIENTS_PYTHON, HERE, Running, Served, last_json, xrpl_js, xrpl_py

pytestmark = pytest.mark.clients

RICH = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
KILLS = 3
TOLD = 25
"""So many payments are validated before each kill."""


def last_ledger(node: Served) -> int:
    request = Request(node.rpc, data=b'{"method":"ledger_closed"}')
    with urlopen(request) as answer:
        found: int = json.load(answer)["result"]["ledger_index"]
        return found


def answers(node: Served, last: int) -> Any:
    return last_json(
        xrpl_py((HERE / "ask_xrpl_py.py").read_text(encoding="utf-8"), node.rpc, RICH, str(last))
    )


def test_a_node_that_stopped_gives_the_same_answers(running: Running) -> None:
    node = running.start()
    xrpl_js(HERE / "tour_xrpl_js.mjs", node.ws)
    last = last_ledger(node)
    before = answers(node, last)
    assert len(before[2]) == 4
    running.stop()
    node = running.start()
    assert last_ledger(node) >= last
    assert answers(node, last) == before
    xrpl_js(HERE / "tour_xrpl_js.mjs", node.ws)


@pytest.mark.failure_mode(80)
def test_a_node_killed_under_load_has_all_that_was_validated(running: Running) -> None:
    if not CLIENTS_PYTHON.exists():
        pytest.skip("xrpl-py is not installed: `make clients` does it")
    told: dict[str, str] = {}
    for _ in range(KILLS):
        node = running.start()
        load = subprocess.Popen(
            [str(CLIENTS_PYTHON), str(HERE / "load_xrpl_py.py"), node.rpc], stdout=subprocess.PIPE, text=True
        )
        assert load.stdout is not None
        lines = list(islice(load.stdout, TOLD))
        running.kill()
        *rest, end = load.stdout
        load.stdout.close()
        assert load.wait(60) == 0
        assert json.loads(end) == "the node has gone"
        told |= {one["hash"]: one["ledger"] for one in map(json.loads, [*lines, *rest])}
    node = running.start()
    assert len(told) >= KILLS * TOLD
    found = {
        one["hash"]: one["ledger_hash"] for one in answers(node, last_ledger(node))[3] if one["validated"]
    }
    assert told.items() <= found.items()
