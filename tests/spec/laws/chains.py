"""Ledgers that the reference closes, one after the other, from a new one on."""

from __future__ import annotations

from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec import ledger
from spec.header import ledger_hash
from spec.results import Result
from spec.transaction import Transaction
from spec.views import Fees
from tests.impl.traffic import MASTER, START, XRP, Wallet, wallet

FEES = Fees(base=10, reserve=10 * XRP, increment=2 * XRP)


def genesis(amendments: tuple[bytes, ...] = ()) -> ClosedLedger:
    """The first ledger, where the master account has everything."""
    state = DictState.of(ledger.genesis_entries(MASTER.account, amendments, FEES))
    header = ledger.genesis_header(state.root())
    return ClosedLedger(header, ledger_hash(header), state)


class Chain:
    """A reference node with a few funded accounts, and the ledgers that it closed."""

    def __init__(self, accounts: int = 0) -> None:
        self.node = ReferenceNode(genesis())
        self.ledgers = [self.node.last]
        for number in range(accounts):
            self.send(MASTER.pay(wallet(number).account, 1_000 * XRP, number + 1))
        self.close()

    def send(self, *transactions: Transaction) -> list[Result]:
        """Submit transactions to the open ledger."""
        return [self.node.submit(tx) for tx in transactions]

    def close(self, count: int = 1) -> ClosedLedger:
        """Close the open ledger, and empty ones after it."""
        for _ in range(count):
            last = self.node.last.header
            self.ledgers.append(self.node.close(max(START, last.close_time + 10)))
        return self.node.last


__all__ = ["MASTER", "XRP", "Chain", "Wallet", "genesis", "wallet"]
