"""Methods about order books: book_offers, book_changes.

Source: BookOffers.cpp, BookChanges.h (3.1.1).
"""

from __future__ import annotations

from impl.edge import books, errors, ledger_choice, owned, stream_messages
from impl.edge.assets import try_account
from impl.edge.books import Book
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.owned import Limit
from impl.edge.service import Request
from spec.values import ACCOUNT_ZERO

LIMIT = Limit(0, 60, 100)


@method("book_offers", "taker_pays", "taker_gets", "taker", "domain", "limit", "marker", *LEDGER)
def book_offers(request: Request) -> Json:
    """The offers of an order book, the best first."""
    view, members = ledger_choice.choose(request)
    book = _book(request)
    taker = ACCOUNT_ZERO
    if "taker" in request:
        address = request.get("taker")
        if not isinstance(address, str):
            raise errors.invalid_field("taker", "string")
        found = try_account(address)
        if found is None:
            raise errors.invalid_field("taker")
        taker = found
    if "domain" in request:
        book = Book(book.pays, book.gets, books.domain_of(request.get("domain")))
    if books.bad_market(book):
        raise Refusal(errors.badMarket)
    limit = owned.read_limit(request, LIMIT)
    members["offers"] = books.page(view, book, taker, limit)
    return members


def _book(request: Request) -> Book:
    given = {name: request.need(name) for name in ("taker_pays", "taker_gets")}
    for name, value in given.items():
        if not isinstance(value, dict | None):
            raise Refusal(errors.invalidParams, f"Invalid field '{name}', not object.")
    for name, value in given.items():
        if "currency" not in (value or {}):
            raise errors.missing_field(f"{name}.currency")
        if not isinstance(value["currency"], str):
            raise errors.invalid_field(f"{name}.currency", "string")
    pays_currency = books.currency(given["taker_pays"], "taker_pays", errors.srcCurMalformed)
    gets_currency = books.currency(given["taker_gets"], "taker_gets", errors.dstAmtMalformed)
    pays = books.issue(pays_currency, given["taker_pays"], "taker_pays", errors.srcIsrMalformed)
    gets = books.issue(gets_currency, given["taker_gets"], "taker_gets", errors.dstIsrMalformed)
    return Book(pays, gets)


@method("book_changes", *LEDGER)
def book_changes(request: Request) -> Json:
    """What was traded in a ledger, book by book."""
    view, _ = ledger_choice.choose(request)
    return stream_messages.book_changes(view)
