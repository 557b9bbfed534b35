"""The boundary between the edge, which faces the network, and the ledger side, which owns the state.

What crosses it is small and plain: byte strings, integers and the spec's immutable values. In process today;
the same calls become messages when the ledger side moves to a process of its own, so nothing here hands out
anything that could be changed.

Every call is synchronous and runs to its end; the edge decides on which thread or process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from spec.entries import Entry
from spec.header import LedgerHeader
from spec.results import Result
from spec.transaction import Transaction
from spec.values import Account, Hash256
from spec.views import LedgerInfo


class StoredTransaction(Struct, frozen=True):
    """A transaction as a closed ledger holds it."""

    tx: Transaction
    metadata: bytes
    result: Result
    ledger_sequence: int
    ledger_hash: Hash256
    close_time: int
    index: int
    """Its place in the order of execution."""


class LedgerView(Protocol):
    """One ledger, open or closed, as queries see it. It never changes."""

    @property
    def info(self) -> LedgerInfo:
        """Sequence, rules, fees, and whether it is open."""

    @property
    def header(self) -> LedgerHeader:
        """The header; of an open ledger, what is known of it so far, with zero roots."""

    @property
    def hash(self) -> Hash256 | None:
        """The ledger's hash, or none while it is open."""

    @property
    def validated(self) -> bool:
        """Whether the network agreed on it; in standalone mode every closed ledger is."""

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed."""

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""

    def transactions(self) -> Iterator[StoredTransaction]:
        """Its transactions in the order of their identifiers; of an open ledger with empty metadata."""

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """One of its transactions."""

    def apart(self) -> LedgerView:
        """The same ledger, for another thread to read: it shares nothing with this one that changes."""


class Submission(Struct, frozen=True):
    """What became of a transaction that was submitted."""

    result: Result
    applied: bool
    """Whether it stands in the open ledger now."""
    queued: bool = False
    kept: bool = False
    """Whether it is held to be tried again."""
    broadcast: bool = False


class AccountPage(Struct, frozen=True):
    """Some of an account's transactions, and where the next ones begin."""

    transactions: tuple[StoredTransaction, ...]
    marker: tuple[int, int] | None
    """Ledger sequence and transaction index of the next one."""


class Closed(Struct, frozen=True):
    """The event that a ledger was closed and is validated."""

    view: LedgerView
    transactions: tuple[StoredTransaction, ...]
    """In the order of execution."""


class LedgerSide(Protocol):
    """What the edge may ask of the ledger side."""

    def submit(
        self, tx: Transaction, *, fail_hard: bool = False, signature_checked: bool = False
    ) -> Submission:
        """Try a transaction on the open ledger. A bad one is answered with its result and never raises."""

    def close(self, close_time: int | None = None) -> Closed:
        """Close the open ledger and open the next one; standalone. Everything is on disk when it returns.

        ``close_time`` is seconds since 2000; by default what the clock says, and in any case later than the
        parent's.
        """

    def open_ledger(self) -> LedgerView:
        """The open ledger as it is now."""

    def closed_ledger(self) -> LedgerView:
        """The last closed ledger."""

    def ledger_by_sequence(self, sequence: int) -> LedgerView | None:
        """A closed ledger."""

    def ledger_by_hash(self, ledger_hash: Hash256) -> LedgerView | None:
        """A closed ledger."""

    def complete_ledgers(self) -> tuple[int, int]:
        """The first and the last closed ledger that is at hand."""

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """A transaction of any closed ledger."""

    def account_transactions(
        self,
        account: Account,
        *,
        first: int,
        last: int,
        forward: bool,
        limit: int,
        marker: tuple[int, int] | None = None,
    ) -> AccountPage:
        """The transactions of closed ledgers ``first`` to ``last`` that affected an account, newest first by
        default."""

    def stop(self) -> None:
        """Put everything on disk and let go of it. Nothing may be called afterwards."""
