"""Searches for paths among few and many trust lines.

Several gateways issue one currency to the same holders. The payer has some of what each of them issues, and
the payee wants what the last one does; the others have a line with that one, so there is a path through each,
and every line of a gateway has to be looked at to find it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conformance.bench.clock import best
from conformance.bench.figures import Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import NotAsMeant, currency, funded, node_of
from conformance.traffic.beginnings import of_entries
from impl.edge import render
from impl.edge.path_requests import PathRequest
from impl.ledgers import ClosedLedger
from impl.path_finding.effort import LIMIT, Effort
from impl.path_finding.order_books import OrderBooks
from spec import amounts, trust_lines
from spec.entries import Entry
from spec.hashing import ripesha
from spec.ledger import Draft
from spec.values import ACCOUNT_ONE, Account, IssuedAmount
from spec.views import StateView

GATEWAYS = 10
USD = currency("USD")
HELD, LIMIT_OF_LINE, WANTED = 100, 1_000, 10
ROUNDS = 3


def measure(size: Size) -> Iterator[Section]:
    """What one search costs, and what it costs to find the books of a ledger in the first place."""
    searches: list[Figure] = []
    walks: list[Figure] = []
    notes = []
    for count in size.lines:
        ledger, payer, payee, issuer = _ledger(count)
        wanted = amounts.issued(WANTED, 0, USD, issuer)
        params = {
            "source_account": render.account(payer),
            "destination_account": render.account(payee),
            "destination_amount": render.amount(wanted),
        }
        books = OrderBooks.of(ledger, lambda: False)
        effort = Effort()
        found = PathRequest(params).update(ledger, books, effort, fast=False, legacy=True)["alternatives"]
        if not found:
            raise NotAsMeant(f"no path was found among {count} trust lines")
        ways = sum(len(one["paths_computed"]) for one in found)
        notes.append(f"{count:,} lines: {ways} paths, {LIMIT - effort.left:,} of {LIMIT:,} units of work")
        _add(searches, f"one search, {count:,} lines", best(partial(_search, params, ledger, books), ROUNDS))
        _add(walks, f"finding the books, {count:,} lines", best(partial(_walk, ledger), ROUNDS))
    yield Section("path-finding", "path finding", searches + walks, notes)


def _add(figures: list[Figure], name: str, seconds: float) -> None:
    first = figures[0] if figures else None
    ratio = seconds / first.value if first else 1.0
    figures.append(Figure(name, seconds, each=True, ratio=ratio, to=first.name if first else name))


def _search(params: dict[str, object], ledger: ClosedLedger, books: OrderBooks) -> None:
    PathRequest(params).update(ledger, books, Effort(), fast=False, legacy=True)


def _walk(ledger: ClosedLedger) -> None:
    OrderBooks.of(ledger, lambda: False)


def _ledger(lines: int) -> tuple[ClosedLedger, Account, Account, Account]:
    """A ledger with so many lines, one that has something, one that wants something, and who issues that."""
    gateways = [_account(f"gateway {number}") for number in range(GATEWAYS)]
    holders = [_account(f"holder {number}") for number in range(max(1, lines // GATEWAYS))]
    payer, payee = _account("payer"), _account("payee")
    begin = node_of(of_entries(funded([*gateways, *holders, payer, payee]))).closed_ledger()
    draft = Draft(StateView(begin, begin.info), begin.info)
    for gateway in gateways:
        for holder in holders:
            _open(draft, holder, gateway)
    for gateway in gateways[:-1]:
        _open(draft, payer, gateway)
        _open(draft, gateway, gateways[-1])
    _open(draft, payee, gateways[-1])
    entries: dict[bytes, Entry] = {leaf.key: _entry(begin, leaf.key) for leaf in begin.state.tree}
    entries |= draft.entries
    return node_of(of_entries(entries.values())).closed_ledger(), payer, payee, gateways[-1]


def _open(draft: Draft, holder: Account, gateway: Account) -> None:
    limit = amounts.issued(LIMIT_OF_LINE, 0, USD, gateway)
    held = amounts.issued(HELD, 0, USD, ACCOUNT_ONE)
    assert isinstance(limit, IssuedAmount)
    trust_lines.create(draft, holder, gateway, limit, balance=held)


def _entry(ledger: ClosedLedger, key: bytes) -> Entry:
    entry = ledger.get(key)
    assert entry is not None
    return entry


def _account(name: str) -> Account:
    return ripesha(name.encode())
