"""The libraries that applications use drive the node as they would drive any server."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.clients.conftest import HERE, ROOT, Served, last_json, xrpl_js, xrpl_py

pytestmark = pytest.mark.clients

SEEN = {
    "state": "full",
    "issued": "tesSUCCESS",
    "delivered": "12.5",
    "balance": "12.5",
    "found": [True, True],
    "history": ["Payment", "TrustSet", "Payment"],
    "stranger": "actNotFound",
    "too much": "tecUNFUNDED_PAYMENT",
    "stream": "ledgerClosed",
    "account": True,
    "transactions": True,
}
"""What a newcomer's tour of the ledger finds, whatever the library."""


def check(seen: dict[str, Any]) -> None:
    assert "tecUNFUNDED_PAYMENT" in seen["too much"]
    assert seen | {"too much": "tecUNFUNDED_PAYMENT"} == SEEN


def test_the_first_payment_of_the_readme_works_as_pasted(node: Served) -> None:
    (program,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert program.count("http://localhost:5005") == 1
    printed = xrpl_py(program.replace("http://localhost:5005", node.rpc))
    assert printed.split() == ["tesSUCCESS", "1000000000"]


def test_xrpl_py(node: Served) -> None:
    program = (HERE / "tour_xrpl_py.py").read_text(encoding="utf-8")
    check(last_json(xrpl_py(program, node.rpc, node.ws)))


def test_xrpl_js(node: Served) -> None:
    check(last_json(xrpl_js(HERE / "tour_xrpl_js.mjs", node.ws)))
