"""A node that stands alone, in memory, for tests of the edge."""

from __future__ import annotations

from typing import Any

from impl.edge import envelope
from impl.edge.searches import Searches
from impl.edge.service import Role, Service, Settings
from impl.edge.subscriptions import Subscriptions
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from impl.ports import SeededRandomness, VirtualClock

MASTER = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
MASTER_SEED = "snoPBrXtMeMyMHUVTgbuqAfg1SUTb"
STRANGER = "rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe"

Json = dict[str, Any]


def ledger_side() -> LedgerNode:
    """A new ledger that is gone with the process."""
    disk = MemoryDisk()
    return LedgerNode(NodeStore(lambda: disk), clock=VirtualClock())


def standing_service(**settings: Any) -> Service:
    """A node's service over a new ledger."""
    return Service(
        ledger=ledger_side(),
        clock=VirtualClock(),
        randomness=SeededRandomness(1),
        settings=Settings(**settings),
        subscriptions=Subscriptions(),
        searches=Searches(VirtualClock()),
        stop=lambda: None,
    )


def ask(service: Service, command: str, role: Role = Role.ADMIN, **params: Any) -> Json:
    """The members of the answer to a request over WebSocket, the envelope taken off."""
    answer = envelope.websocket_answer(service, {"command": command, **params}, role, None)
    result: Json = answer.get("result", answer)
    return result


def pay(service: Service, destination: str = STRANGER, amount: str = "100000000", **fields: Any) -> Json:
    """Sign and submit a payment from the account that holds everything."""
    tx_json = {
        "TransactionType": "Payment",
        "Account": MASTER,
        "Destination": destination,
        "Amount": amount,
        **fields,
    }
    return ask(service, "submit", tx_json=tx_json, secret=MASTER_SEED)


class Listener:
    """A subscriber that keeps what it is told."""

    version = 1

    def __init__(self) -> None:
        self.messages: list[Json] = []

    def deliver(self, message: bytes) -> None:
        """Keep a message."""
        self.messages.append(envelope.parse(message))
