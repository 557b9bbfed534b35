"""Who wants to be told what, and the telling.

A subscriber takes encoded messages and must take each at once: a connection that cannot keep up is its own to
drop, and never holds up the others. Messages go out in a fixed order: the ledger, then its transactions as
they were executed, each to the streams, to the books that it touched, and to the accounts that it affected.

Source: NetworkOPs.cpp, OrderBookDB.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

import msgspec

from impl.affected import affected_accounts, mentioned_accounts
from impl.boundary import Closed, LedgerView, StoredTransaction
from impl.edge import stream_messages
from impl.edge.books import Book
from impl.edge.errors import Json
from impl.edge.transaction_json import Metadata
from spec.entries import Offer
from spec.results import Result, tesSUCCESS
from spec.transaction import Transaction
from spec.values import Account, Amount, Issue, MPTIssue, asset_of

K = TypeVar("K")

STREAMS = {
    "book_changes": "book_changes",
    "consensus": "consensus",
    "ledger": "ledger",
    "manifests": "manifests",
    "peer_status": "peer_status",
    "rt_transactions": "transactions_proposed",
    "server": "server",
    "transactions": "transactions",
    "transactions_proposed": "transactions_proposed",
    "validations": "validations",
}
"""The streams by their names, old ones included."""
ADMIN_STREAMS = frozenset({"peer_status"})

MAX_SUBSCRIPTIONS = 10_000
"""How many accounts and books one connection may follow."""

_encode = msgspec.json.Encoder().encode
_CHANGED_FIELDS = {
    "CreatedNode": "new_fields",
    "ModifiedNode": "previous_fields",
    "DeletedNode": "final_fields",
}


class Subscriber(Protocol):
    """A connection that takes messages that it did not ask for."""

    version: int
    """The API version in which it last subscribed."""

    def deliver(self, message: bytes) -> None:
        """Take a message, now. Must not raise."""


class _Message:
    """A message that is put together once for each API version, when the first one wants it."""

    def __init__(self, build: Callable[[int], Json]) -> None:
        self._build = build
        self._encoded: dict[int, bytes] = {}

    def send(self, receivers: Iterable[Subscriber]) -> None:
        for each in list(receivers):
            message = self._encoded.get(each.version)
            if message is None:
                message = self._encoded[each.version] = _encode(self._build(each.version))
            each.deliver(message)


Receivers = dict[Subscriber, None]
"""A set that keeps the order in which they came."""


class Subscriptions:
    """The subscriptions of all connections."""

    def __init__(self, network_id: int = 0, state: str = "full") -> None:
        self.network_id = network_id
        self.state = state
        """What ``serverStatus`` says: the server's state."""
        self.streams: dict[str, Receivers] = {name: {} for name in STREAMS.values()}
        self.accounts: dict[Account, Receivers] = {}
        self.accounts_proposed: dict[Account, Receivers] = {}
        self.books: dict[Book, Receivers] = {}
        self._followed: dict[Subscriber, int] = {}
        self._told_base_fee: int | None = None

    # --- joining and leaving

    def join_stream(self, name: str, subscriber: Subscriber) -> None:
        """Follow a stream, by its canonical name."""
        self.streams[name][subscriber] = None

    def leave_stream(self, name: str, subscriber: Subscriber) -> None:
        """No longer follow it; nothing, where it was not followed."""
        self.streams[name].pop(subscriber, None)

    def join_account(self, account: Account, subscriber: Subscriber, *, proposed: bool) -> bool:
        """Follow an account's validated transactions, or also those that are only proposed.

        False when the connection follows too much already.
        """
        return self._join(self.accounts_proposed if proposed else self.accounts, account, subscriber)

    def leave_account(self, account: Account, subscriber: Subscriber, *, proposed: bool) -> None:
        """No longer follow an account."""
        self._leave(self.accounts_proposed if proposed else self.accounts, account, subscriber)

    def join_book(self, book: Book, subscriber: Subscriber) -> bool:
        """Follow a book. False when the connection follows too much already."""
        return self._join(self.books, book, subscriber)

    def leave_book(self, book: Book, subscriber: Subscriber) -> None:
        """No longer follow a book."""
        self._leave(self.books, book, subscriber)

    def _join(self, table: dict[K, Receivers], key: K, subscriber: Subscriber) -> bool:
        receivers = table.setdefault(key, {})
        if subscriber not in receivers:
            if self._followed.get(subscriber, 0) >= MAX_SUBSCRIPTIONS:
                return False
            self._followed[subscriber] = self._followed.get(subscriber, 0) + 1
            receivers[subscriber] = None
        return True

    def _leave(self, table: dict[K, Receivers], key: K, subscriber: Subscriber) -> None:
        receivers = table.get(key, {})
        if subscriber in receivers:
            del receivers[subscriber]
            self._followed[subscriber] -= 1
            if not receivers:
                del table[key]

    def forget(self, subscriber: Subscriber) -> None:
        """End all of a connection's subscriptions."""
        for receivers in self.streams.values():
            receivers.pop(subscriber, None)
        if self._followed.pop(subscriber, 0):
            _drop(self.accounts, subscriber)
            _drop(self.accounts_proposed, subscriber)
            _drop(self.books, subscriber)

    # --- telling

    def publish_closed(self, closed: Closed, complete: str) -> None:
        """Tell of a ledger that was validated, and of its transactions in the order of execution."""
        view = closed.view
        if self.streams["ledger"]:
            count = len(closed.transactions)
            _Message(
                lambda version: stream_messages.ledger_closed(view, count, self.network_id, complete)
            ).send(self.streams["ledger"])
        if self.streams["book_changes"]:
            _Message(lambda version: stream_messages.book_changes(view)).send(self.streams["book_changes"])
        if any((self.streams["transactions"], self.streams["transactions_proposed"], self._followed)):
            for stored in closed.transactions:
                self._publish_validated(view, stored)

    def _publish_validated(self, view: LedgerView, stored: StoredTransaction) -> None:
        message = _Message(
            lambda version: stream_messages.validated_transaction(view, stored, self.network_id, version)
        )
        message.send(self.streams["transactions"])
        message.send(self.streams["transactions_proposed"])
        if not self._followed:
            return
        metadata = Metadata(stored)
        if self.books and stored.result is tesSUCCESS:
            message.send(self._followers_of_books(metadata))
        receivers: Receivers = {}
        for account in affected_accounts(metadata.record):
            receivers |= self.accounts.get(account, {})
            receivers |= self.accounts_proposed.get(account, {})
        message.send(receivers)

    def _followers_of_books(self, metadata: Metadata) -> Receivers:
        """Who follows a book of which the transaction touched an offer.

        A book is followed under what its offers' owners pay and get, which is the other way round than the
        book in which a taker finds them.
        """
        receivers: Receivers = {}
        for kind, node in metadata.nodes(Offer):
            record = node.__dict__.get(_CHANGED_FIELDS[kind])
            fields = {} if record is None else record.__dict__
            if "taker_pays" in fields and "taker_gets" in fields:
                pays, gets = _issue(fields["taker_gets"]), _issue(fields["taker_pays"])
                if pays is not None and gets is not None:
                    receivers |= self.books.get(Book(pays, gets, fields.get("domain_id")), {})
        return receivers

    def publish_proposed(self, view: LedgerView, tx: Transaction, result: Result) -> None:
        """Tell of a transaction that the open ledger took."""
        message = _Message(lambda version: stream_messages.proposed_transaction(view, tx, result, version))
        message.send(self.streams["transactions_proposed"])
        if self.accounts_proposed:
            receivers: Receivers = {}
            for account in mentioned_accounts(tx):
                receivers |= self.accounts_proposed.get(account, {})
            message.send(receivers)
        self._publish_status(view)

    def _publish_status(self, view: LedgerView) -> None:
        """Tell how loaded the server is, if that is not what was told last."""
        base_fee = view.info.fees.base
        if self.streams["server"] and base_fee != self._told_base_fee:
            self._told_base_fee = base_fee
            _Message(lambda version: stream_messages.server_status(self.state, base_fee)).send(
                self.streams["server"]
            )


def _issue(amount: Amount) -> Issue | None:
    asset = asset_of(amount)
    return None if isinstance(asset, MPTIssue) else asset


def _drop(table: dict[K, Receivers], subscriber: Subscriber) -> None:
    for key in [key for key, receivers in table.items() if subscriber in receivers]:
        del table[key][subscriber]
        if not table[key]:
            del table[key]
