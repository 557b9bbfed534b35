"""Transactions that are not in a ledger yet and are tried again.

*Held* ones came too early, or failed in a way that another ledger or another transaction of their sender may
cure. *Local* ones were submitted here: they are put to every new open ledger until a closed one has them,
they can no longer succeed, or five more ledgers have gone by.

Source: LedgerMaster.cpp, CanonicalTXSet.cpp, LocalTxs.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Container
from typing import TypeAlias

from sortedcontainers import SortedDict

from spec import keylets
from spec.hashing import ZERO_HASH
from spec.ledger import canonical_key, canonical_order
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ReadView

HOLD_LEDGERS = 5
"""A local transaction is tried until so many ledgers after the one that was open have closed."""
POPPED_LIMIT = 10
"""So many held transactions a successful one takes along."""

_Key: TypeAlias = tuple[bytes, bool, int, Hash256]


class HeldTransactions:
    """What came too early, in the order in which a ledger would take it."""

    def __init__(self, salt: Hash256 = ZERO_HASH) -> None:
        self._salt = salt
        self._by_key: SortedDict[_Key, Transaction] = SortedDict()

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_key.values())

    def add(self, tx: Transaction) -> None:
        """Hold a transaction."""
        self._by_key[canonical_key(tx, self._salt)] = tx

    def take_all(self, next_salt: Hash256) -> list[Transaction]:
        """All of them in order; from now on others are ordered by another salt."""
        taken = list(self._by_key.values())
        self._by_key.clear()
        self._salt = next_salt
        return taken

    def pop_after(self, tx: Transaction) -> Transaction | None:
        """Take out what its sender's next transaction is: the following sequence number, or else the first
        ticket."""
        if not self._by_key:
            return None
        sender, uses_ticket, number, _ = canonical_key(tx, self._salt)
        place = self._by_key.bisect_left((sender, uses_ticket, number, ZERO_HASH))
        if place == len(self._by_key):
            return None
        key: _Key
        found: Transaction
        key, found = self._by_key.peekitem(place)
        if key[0] != sender or not (found.uses_ticket or key[2] == number + 1):
            return None
        del self._by_key[key]
        return found


class LocalTransactions:
    """What was submitted here and is in no closed ledger yet."""

    def __init__(self) -> None:
        self._by_id: dict[Hash256, tuple[Transaction, int]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, tx: Transaction, open_sequence: int) -> None:
        """Note a transaction that was submitted while the ledger ``open_sequence`` was open."""
        last = open_sequence + HOLD_LEDGERS
        if tx.last_ledger_sequence is not None:
            last = min(last, tx.last_ledger_sequence + 1)
        self._by_id.setdefault(tx.id, (tx, last))

    def missing_from(self, transactions: Container[Hash256]) -> list[Transaction]:
        """Those that the ledger does not have, in the order in which they are tried."""
        return canonical_order((tx for tx, _ in self._by_id.values() if tx.id not in transactions), ZERO_HASH)

    def sweep(self, view: ReadView, transactions: Container[Hash256]) -> None:
        """Forget what a closed ledger has, what is too old, and what can never succeed after that ledger."""
        sequence = view.info.sequence
        self._by_id = {
            transaction_id: (tx, last)
            for transaction_id, (tx, last) in self._by_id.items()
            if transaction_id not in transactions and sequence <= last and _may_succeed(tx, view)
        }


def _may_succeed(tx: Transaction, view: ReadView) -> bool:
    """Whether the sequence number or ticket is not used up."""
    root = view.read(keylets.account(tx.account))
    if root is None:
        return True
    number = tx.sequence_or_ticket
    if not tx.uses_ticket:
        return root.sequence <= number
    return root.sequence <= number or view.exists(keylets.ticket(tx.account, number))
