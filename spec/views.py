"""Views: how rules see the ledger.

Rules do not know where entries are kept. They read through a view, and a rule that changes the ledger does so
in a ``Layer``: a view that keeps what was changed on top of another view that stays as it was. A layer can
stand on a layer; it is either committed to the one below or forgotten.

Inside one layer there is one object for each entry, whoever asks for it. ``read`` gives an entry that must
not be changed; ``edit`` gives the layer's own copy, which counts as modified from then on.

Source: ReadView.h, ApplyView.h, ApplyStateTable.cpp (3.1.1).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from enum import Enum
from typing import Protocol, TypeVar

from msgspec import Struct

from spec.amendments import Rules
from spec.entries import Entry
from spec.keylets import Keylet
from spec.results import Failure, Result
from spec.values import Account, Amount, Drops, Hash256

T = TypeVar("T", bound=Entry)
A = TypeVar("A", bound=Amount)

NORMAL_LOAD = 256
"""The load factor of a server that is not busy."""


class Fees(Struct, frozen=True):
    """What the network charges, in drops."""

    base: Drops
    """The cost of the simplest transaction."""
    reserve: Drops
    """What an account must hold to exist."""
    increment: Drops
    """What it must hold besides for each object that it owns."""

    def account_reserve(self, owner_count: int) -> Drops:
        """What an account that owns so many objects must hold."""
        return self.reserve + owner_count * self.increment


class LedgerInfo(Struct, frozen=True):
    """What rules may know of the ledger that is being built, besides its entries."""

    sequence: int
    parent_hash: Hash256
    parent_close_time: int
    """Seconds since 2000: what the protocol takes for the time of a transaction."""
    rules: Rules
    fees: Fees
    is_open: bool = False
    """Whether this is an open ledger, whose results are provisional."""
    close_time: int = 0
    """Seconds since 2000; an estimate while the ledger is being built."""
    load_factor: int = NORMAL_LOAD
    """How much more than the base fee an open ledger asks for, in 256ths."""

    def scaled_fee(self, base: Drops) -> Drops:
        """What an open ledger asks for where ``base`` is the lowest fee."""
        return base * self.load_factor // NORMAL_LOAD


class State(Protocol):
    """Where entries come from: a map from key to entry, in the order of the keys."""

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed."""

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""


class ReadView(Protocol):
    """A ledger as rules see it that only look."""

    @property
    def info(self) -> LedgerInfo:
        """The ledger's sequence, times, rules and fees."""

    def get(self, key: Hash256) -> Entry | None:
        """The entry of whatever type at the key. It must not be changed."""

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""

    def read(self, keylet: Keylet[T]) -> T | None:
        """The entry at the key if it is of the keylet's type. It must not be changed."""

    def need(self, keylet: Keylet[T], otherwise: Result) -> T:
        """The entry at the key. It must not be changed. Raises Failure with ``otherwise`` where there is
        none."""

    def exists(self, keylet: Keylet[T]) -> bool:
        """Whether the entry is there and of the keylet's type."""

    def balance_hook(self, account: Account, issuer: Account, amount: A) -> A:
        """How much of a balance may be used; see ``Layer.credit_hook``. The issuer of XRP is
        ``ACCOUNT_ZERO``."""

    def owner_count_hook(self, account: Account, count: int) -> int:
        """How many objects an account counts as owning; see ``Layer.adjust_owner_count_hook``."""


class _Reading:
    """What every view derives from ``get``."""

    def get(self, key: Hash256) -> Entry | None:
        raise NotImplementedError

    def balance_hook(self, account: Account, issuer: Account, amount: A) -> A:
        """How much of a balance may be used: all of it."""
        return amount

    def owner_count_hook(self, account: Account, count: int) -> int:
        """How many objects an account counts as owning: as many as it owns."""
        return count

    def read(self, keylet: Keylet[T]) -> T | None:
        """The entry at the key if it is of the keylet's type. It must not be changed."""
        entry = self.get(keylet.key)
        return entry if entry is not None and isinstance(entry, keylet.type) else None

    def need(self, keylet: Keylet[T], otherwise: Result) -> T:
        """The entry at the key. It must not be changed. Raises Failure with ``otherwise`` where there is
        none."""
        entry = self.get(keylet.key)
        if entry is None or not isinstance(entry, keylet.type):
            raise Failure(otherwise)
        return entry

    def exists(self, keylet: Keylet[T]) -> bool:
        """Whether the entry is there and of the keylet's type."""
        return isinstance(self.get(keylet.key), keylet.type)


class StateView(_Reading):
    """A ledger that stands still: its state and what is known about it."""

    def __init__(self, state: State, info: LedgerInfo) -> None:
        self.state = state
        self._info = info
        self.get = state.get  # type: ignore[method-assign]
        self.successor = state.successor

    @property
    def info(self) -> LedgerInfo:
        """The ledger's sequence, times, rules and fees."""
        return self._info


class Change(Enum):
    """What a layer did to an entry."""

    INSERTED = "inserted"
    MODIFIED = "modified"
    ERASED = "erased"


class Layer(_Reading):
    """A view with changes of its own on top of another view."""

    def __init__(self, base: ReadView) -> None:
        self.base = base
        self.info = base.info
        self.entries: dict[Hash256, Entry] = {}
        """The layer's own copy of each entry that it changed; of an erased one, its last version."""
        self.changes: dict[Hash256, Change] = {}
        self._inserted: list[Hash256] = []

    def get(self, key: Hash256) -> Entry | None:
        """The entry of whatever type at the key. It must not be changed."""
        entry = self.entries.get(key)
        if entry is None:
            return self.base.get(key)
        return None if self.changes[key] is Change.ERASED else entry

    def edit(self, keylet: Keylet[T]) -> T | None:
        """This layer's own copy of the entry, to be changed: from now on it counts as modified."""
        key = keylet.key
        entry = self.entries.get(key)
        if entry is None:
            found = self.base.get(key)
            if found is None or not isinstance(found, keylet.type):
                return None
            entry = self.entries[key] = found.copy()
            self.changes[key] = Change.MODIFIED
        elif self.changes[key] is Change.ERASED or not isinstance(entry, keylet.type):
            return None
        return entry

    def edit_needed(self, keylet: Keylet[T], otherwise: Result) -> T:
        """As ``edit``. Raises Failure with ``otherwise`` where there is no such entry."""
        entry = self.edit(keylet)
        if entry is None:
            raise Failure(otherwise)
        return entry

    def insert(self, entry: Entry) -> None:
        """Add an entry, where there is none.

        Raises:
            ValueError: there is one.

        """
        key = entry.key
        if self.get(key) is not None:
            raise ValueError(f"{entry!r} is inserted where an entry is")
        erased_here = key in self.entries
        self.entries[key] = entry
        if erased_here:
            self.changes[key] = Change.MODIFIED
        else:
            self._note_inserted(key)

    def erase(self, keylet: Keylet[T]) -> None:
        """Take an entry out.

        Raises:
            ValueError: there is none.

        """
        key = keylet.key
        entry = self.edit(keylet)
        if entry is None:
            raise ValueError(f"{keylet!r} is erased where no entry is")
        if self.changes[key] is Change.INSERTED:
            self._forget_inserted(key)
        else:
            self.changes[key] = Change.ERASED

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        changes = self.changes
        below = self.base.successor(key, end)
        while below is not None and changes.get(below) is Change.ERASED:
            below = self.base.successor(below, end)
        place = bisect_right(self._inserted, key)
        if place == len(self._inserted):
            return below
        own = self._inserted[place]
        if below is not None and below < own:
            return below
        return own if end is None or own < end else None

    def credit_hook(self, sender: Account, receiver: Account, amount: Amount, before: Amount) -> None:
        """Told of every amount that moves along a trust line or, to and from ``ACCOUNT_ZERO``, into or out of
        XRP.

        ``before`` is the balance from the sender's side. A payment's layers keep account of this, so that
        what one of its steps receives is not used by another; other layers do not.
        """

    def adjust_owner_count_hook(self, account: Account, before: int, after: int) -> None:
        """Told when an account owns more or fewer objects. Only a payment's layers keep account of this."""

    def commit(self, target: Layer | None = None) -> None:
        """Hand every change over to the layer below (or to ``target``). This layer must not be used
        afterwards."""
        if target is None:
            if not isinstance(self.base, Layer):
                raise TypeError("the view below cannot be changed")
            target = self.base
        for key, change in self.changes.items():
            target.put(key, change, self.entries[key])

    def put(self, key: Hash256, change: Change, entry: Entry) -> None:
        """Take a change over from a layer above."""
        before = self.changes.get(key)
        if before is Change.INSERTED:
            if change is Change.ERASED:
                self._forget_inserted(key)
            else:
                self.entries[key] = entry
            return
        self.entries[key] = entry
        if change is Change.INSERTED and before is None:
            self._note_inserted(key)
        else:
            self.changes[key] = Change.ERASED if change is Change.ERASED else Change.MODIFIED

    def _note_inserted(self, key: Hash256) -> None:
        self.changes[key] = Change.INSERTED
        insort(self._inserted, key)

    def _forget_inserted(self, key: Hash256) -> None:
        del self.entries[key], self.changes[key]
        del self._inserted[bisect_left(self._inserted, key)]

    def discard(self) -> None:
        """Forget every change."""
        self.entries.clear()
        self.changes.clear()
        self._inserted.clear()

    def changed(self) -> Iterator[tuple[Hash256, Change, Entry | None, Entry]]:
        """Each change in the order of the keys: key, change, the entry below (none if inserted), the entry
        here."""
        for key in sorted(self.changes):
            change = self.changes[key]
            before = None if change is Change.INSERTED else self.base.get(key)
            yield key, change, before, self.entries[key]


class ApplyView(Layer):
    """The layer in which one transaction does its work, and what its rules know besides the ledger."""

    def __init__(self, base: ReadView, transaction_id: Hash256, prior_balance: Drops = 0) -> None:
        super().__init__(base)
        self.transaction_id = transaction_id
        self.prior_balance = prior_balance
        """The balance of the sending account before the fee was taken."""
        self.delivered: Amount | None = None
        """What a payment delivered, where metadata has to say so."""
