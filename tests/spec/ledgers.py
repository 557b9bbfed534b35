"""Small ledgers to try transactions on: accounts by name, and one transaction after the other.

ledger = SmallLedger("alice", "bob")
assert ledger.apply(Payment, "alice", destination=account("bob"), amount=5) is tesSUCCESS
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from reference.node import LawfulDraft
from spec import amendments, amounts, engine, keylets, keys, ledger
from spec.amendments import Amendment, Rules
from spec.engine import FINAL, Mode, Outcome
from spec.entries import AccountRoot, Entry
from spec.hashing import sha512_half
from spec.ledger import DEFAULT_FEES, Draft
from spec.results import Result
from spec.transaction import Transaction
from spec.values import Account, Hash256, IssuedAmount, MPTAmount
from spec.views import Fees, LedgerInfo, StateView

import_module("spec.transactions")

XRP = 1_000_000
"""Drops."""
SEQUENCE = 1_000
"""Of the ledger that transactions are tried on."""
NOW = 800_000_000
"""When its parent closed, in seconds since 2000."""


@cache
def public_key(name: str) -> bytes:
    """The key that an account signs with, as good as any: signatures are not checked here."""
    return b"\xed" + sha512_half(name.encode())


@cache
def account(name: str) -> Account:
    """The account of that name."""
    return keys.account_id(public_key(name))


def currency(code: str) -> bytes:
    """A currency of three letters."""
    return bytes(12) + code.encode() + bytes(5)


def issued(value: int, issuer: str, code: str = "USD", exponent: int = 0) -> IssuedAmount:
    """So much of what an account issues."""
    return amounts.issued(value, exponent, currency(code), account(issuer))


def mpt(value: int, issuance_id: bytes) -> MPTAmount:
    """So much of a multi-purpose token."""
    return MPTAmount(value, issuance_id)


def rules(*also: Amendment, without: Iterable[Amendment] = ()) -> Rules:
    """The main network's rules, with some amendments more or fewer."""
    return Rules(frozenset(one.id for one in (*amendments.MAINNET, *also) if one not in tuple(without)))


class EntryMap:
    """A state that is a dictionary."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = {entry.key: entry for entry in entries}

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key."""
        return self.entries.get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key with an entry."""
        ordered = sorted(self.entries)
        place = bisect_right(ordered, key)
        found = ordered[place] if place < len(ordered) else None
        return found if found is not None and (end is None or found < end) else None


class SmallLedger:
    """A ledger with a few accounts, to which transactions are put one by one.

    Each is held to the laws, unless the ledger is one that broke them before.
    """

    def __init__(
        self,
        *names: str,
        also: Iterable[Amendment] = (),
        without: Iterable[Amendment] = (),
        fees: Fees = DEFAULT_FEES,
        is_open: bool = False,
        lawful: bool = True,
    ) -> None:
        info = LedgerInfo(
            sequence=SEQUENCE,
            parent_hash=sha512_half(b"parent"),
            parent_close_time=NOW,
            rules=rules(*also, without=without),
            fees=fees,
            is_open=is_open,
            close_time=NOW + 10,
        )
        kind = LawfulDraft if lawful else Draft
        self.draft = ledger.begin(StateView(EntryMap(), info), info, kind)
        self.last: Outcome | None = None
        """What became of the last transaction."""
        for name in names:
            self.fund(name)

    def fund(self, name: str, drops: int = 1_000 * XRP) -> None:
        """Make an account that holds so much XRP."""
        keylet = keylets.account(account(name))
        self.draft.insert(AccountRoot(keylet.key, account=account(name), sequence=10, balance=drops))

    def root(self, name: str) -> AccountRoot:
        """The account's root."""
        root = self.draft.read(keylets.account(account(name)))
        assert root is not None
        return root

    def change(self, name: str, **fields: Any) -> None:
        """Change fields of an account's root, whatever the rules say."""
        root = self.draft.edit(keylets.account(account(name)))
        assert root is not None
        for attribute, value in fields.items():
            setattr(root, attribute, value)

    def spare(self, name: str, drops: int) -> None:
        """Leave the account with so much above its reserve; less than nothing is below it."""
        root = self.root(name)
        reserve = self.draft.info.fees.account_reserve(root.owner_count)
        self.change(name, balance=reserve + drops)

    def wait(self, seconds: int) -> None:
        """Let time go by, as if the parent had closed later."""
        self.draft.info = replace(
            self.draft.info, parent_close_time=self.draft.info.parent_close_time + seconds
        )

    def make(self, kind: type[Transaction], sender: str, **fields: Any) -> Transaction:
        """A transaction that could be applied next: with the right sequence number and fee."""
        tx = kind(**{"account": account(sender), "signing_pub_key": public_key(sender), **fields})
        if "sequence" not in fields:
            root = self.draft.read(keylets.account(tx.account))
            tx.sequence = 0 if tx.ticket_sequence is not None else root.sequence if root is not None else 1
        if "fee" not in fields:
            tx.fee = engine.base_fee(tx, self.draft)
        return tx

    def apply(self, kind: type[Transaction], sender: str, *, mode: Mode = FINAL, **fields: Any) -> Result:
        """Put a transaction to the ledger. Gives its result."""
        self.last = ledger.apply(self.draft, self.make(kind, sender, **fields), mode=mode)
        return self.last.result
