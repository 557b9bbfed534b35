"""Which assets can be bought with which: the order books and pools of a ledger.

Books have no list in the ledger. They are found by a walk through all its entries, once; from then on those
that came with each ledger are added. A book that is empty by now does no harm: no payment gets through it.

Source: OrderBookDB.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from impl.boundary import LedgerView, StoredTransaction
from impl.path_finding.effort import Abandoned
from spec.entries import AMM, DirectoryNode, Entry
from spec.objects import decode_free_form
from spec.values import ACCOUNT_ZERO, XRP, XRP_CURRENCY, Hash256, Issue

_FIRST_KEY = bytes(32)
_FIELDS = {DirectoryNode.code: DirectoryNode, AMM.code: AMM}


class OrderBooks:
    """What can be bought with what, in the open books and in those of each domain."""

    def __init__(self) -> None:
        self._outs: dict[tuple[Issue, Hash256 | None], dict[Issue, None]] = {}

    @classmethod
    def of(cls, view: LedgerView, abandoned: Callable[[], bool]) -> OrderBooks:
        """The books of a ledger. Raises Abandoned."""
        books = cls()
        key = view.successor(_FIRST_KEY)
        while key is not None:
            if abandoned():
                raise Abandoned
            entry = view.get(key)
            if entry is not None:
                books.add_entry(entry)
            key = view.successor(key)
        return books

    def add_entry(self, entry: Entry) -> None:
        """Note the book that a directory begins, or those that a pool stands in for."""
        if isinstance(entry, AMM):
            if isinstance(entry.asset, Issue) and isinstance(entry.asset2, Issue):
                self.add(entry.asset, entry.asset2, None)
                self.add(entry.asset2, entry.asset, None)
        elif isinstance(entry, DirectoryNode) and entry.exchange_rate is not None:
            is_token = entry.taker_pays_mpt is not None or entry.taker_gets_mpt is not None
            if entry.root_index == entry.key and not is_token:
                pays = _issue(entry.taker_pays_currency, entry.taker_pays_issuer)
                gets = _issue(entry.taker_gets_currency, entry.taker_gets_issuer)
                self.add(pays, gets, entry.domain_id)

    def add_created(self, transactions: Iterable[StoredTransaction]) -> None:
        """Note the books and pools that transactions created."""
        for stored in transactions:
            for element in decode_free_form(stored.metadata).__dict__.get("affected_nodes", ()):
                node = element.record.__dict__
                entry_type = _FIELDS.get(node.get("ledger_entry_type"))
                fields = node.get("new_fields")
                if entry_type is not None and fields is not None:
                    self.add_entry(entry_type(node["ledger_index"], **fields.__dict__))

    def add(self, pays: Issue, gets: Issue, domain: Hash256 | None) -> None:
        """Note a book."""
        self._outs.setdefault((pays, domain), {})[gets] = None

    def bought_with(self, issue: Issue, domain: Hash256 | None) -> list[Issue]:
        """What can be bought with an asset; of the established server's hash table, the order in which it
        lists the latest first."""
        return list(reversed(self._outs.get((issue, domain), {})))

    def count(self, issue: Issue, domain: Hash256 | None) -> int:
        """How many assets can be bought with one."""
        return len(self._outs.get((issue, domain), ()))

    def sells_xrp(self, issue: Issue, domain: Hash256 | None) -> bool:
        """Whether XRP can be bought with an asset."""
        return XRP in self._outs.get((issue, domain), ())


def _issue(currency: bytes | None, issuer: bytes | None) -> Issue:
    return Issue(currency or XRP_CURRENCY, issuer or ACCOUNT_ZERO)
