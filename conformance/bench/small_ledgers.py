"""Ledgers in memory to measure on: a node over a new ledger, and accounts that send transactions.

Signatures are left out, here and only here: what is measured is what the engine and the ledger cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from conformance.traffic.actors import actor
from conformance.traffic.beginnings import MASTER, Beginning, of_entries
from impl import genesis
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from spec import amounts, keylets, ledger
from spec.amendments import MAINNET
from spec.entries import AccountRoot, Entry
from spec.flags import lsfDefaultRipple
from spec.ledger import DEFAULT_FEES
from spec.results import tesSUCCESS
from spec.transaction import Transaction
from spec.values import Account, Currency, IssuedAmount
from spec.views import StateView

T = TypeVar("T", bound=Transaction)

FEE = 10
FUNDS = 10**11
"""What each account begins with, in drops."""


class NotAsMeant(RuntimeError):
    """What is to be measured did not happen: a figure would be of something else."""


def node_of(beginning: Beginning) -> LedgerNode:
    """A node in memory that goes on from a ledger."""
    disk = MemoryDisk()
    store = NodeStore(lambda: disk)
    genesis.take_over(store, beginning.header, beginning.entries)
    return LedgerNode(store)


def funded(accounts: Sequence[Account]) -> list[Entry]:
    """The entries of a ledger in which everybody has plenty of XRP, and what they issue ripples."""
    entries = ledger.genesis_entries(MASTER, tuple(one.id for one in MAINNET), DEFAULT_FEES)
    master = entries[0]
    assert isinstance(master, AccountRoot)
    master.balance -= FUNDS * len(accounts)
    for account in accounts:
        root = AccountRoot(keylets.account(account).key, account=account, sequence=1, balance=FUNDS)
        root.flags = lsfDefaultRipple
        entries.append(root)
    return entries


class SmallLedger:
    """A node, and people on it who send transactions."""

    def __init__(self, *names: str) -> None:
        self.people = {name: actor(name) for name in names}
        self.node = node_of(of_entries(funded([one.account for one in self.people.values()])))
        self._sent: dict[str, int] = {}

    def account(self, name: str) -> Account:
        """The account that somebody has."""
        return self.people[name].account

    def make(self, kind: type[T], name: str, **fields: object) -> T:
        """The next transaction of somebody, ready to be submitted."""
        self._sent[name] = sequence = self._sent.get(name, 0) + 1
        who = self.people[name]
        tx = kind(account=who.account, sequence=sequence, fee=FEE, **fields)
        tx.signing_pub_key = who.pair.public_key
        return tx

    def submit(self, transactions: Iterable[Transaction]) -> None:
        """Submit transactions that must succeed. Raises NotAsMeant."""
        for tx in transactions:
            result = self.node.submit(tx, signature_checked=True).result
            if result is not tesSUCCESS:
                raise NotAsMeant(f"{tx!r} ended with {result.name}: expected tesSUCCESS")

    def close(self, count: int | None = None) -> None:
        """Close the ledger, with so many transactions that succeeded. Raises NotAsMeant."""
        results = [one.result for one in self.node.close().transactions]
        good = results.count(tesSUCCESS)
        if good != len(results) or (count is not None and good != count):
            raise NotAsMeant(f"{good} of {len(results)} transactions succeeded: expected {count or 'all'}")

    def do(self, kind: type[Transaction], name: str, **fields: object) -> None:
        """Have somebody send a transaction, which must succeed. Raises NotAsMeant."""
        self.submit([self.make(kind, name, **fields)])

    def token(self, code: str, issuer: str, units: int) -> IssuedAmount:
        """So many units of what somebody issues under a code."""
        return amounts.issued(units, 0, currency(code), self.account(issuer))

    def root(self, name: str) -> AccountRoot:
        """Somebody's account in the last closed ledger."""
        closed = self.node.closed_ledger()
        root = StateView(closed, closed.info).read(keylets.account(self.account(name)))
        assert root is not None
        return root


def currency(code: str) -> Currency:
    """A currency by its three letters."""
    return bytes(12) + code.encode() + bytes(5)
