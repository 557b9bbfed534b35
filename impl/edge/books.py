"""Order books as the API shows them: each offer, and how much of it its owner can fund.

An owner's funds serve all of the owner's offers in the book, the best first; what is left for each is shown
where it is not enough. Whoever takes an offer pays the transfer fee of what the offer gives.

Source: NetworkOPs.cpp (getBookPage), BookOffers.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from impl.boundary import LedgerView
from impl.edge import assets, errors, funds, render
from impl.edge.errors import ApiError, Json, Refusal
from impl.edge.reading import reading
from spec import directories, keylets, quality, rates
from spec.addresses import parse_hex
from spec.amounts import compare, difference_in, from_number, minimum, signum, zero_of
from spec.entries import DirectoryNode, Offer
from spec.keylets import Keylet
from spec.number import LargeNumber
from spec.rates import PARITY
from spec.trust_lines import is_globally_frozen, transfer_rate
from spec.values import (
    ACCOUNT_ONE,
    ACCOUNT_ZERO,
    XRP_CURRENCY,
    Account,
    Amount,
    Asset,
    Currency,
    Hash256,
    Issue,
    asset_of,
)
from spec.views import StateView


class Book(Struct, frozen=True):
    """What one pays and what one gets for it, as whoever takes an offer sees it; perhaps within a domain."""

    pays: Issue
    gets: Issue
    domain: Hash256 | None = None

    @property
    def reversed(self) -> Book:
        """The book in which the same two assets go the other way."""
        return Book(self.gets, self.pays, self.domain)


def bad_market(book: Book) -> bool:
    """Whether both sides are the same."""
    return book.pays == book.gets


def currency(given: Json, name: str, error: ApiError) -> Currency:
    """The currency of one side of a book, as book_offers has it. Raises Refusal."""
    found = assets.try_currency(given["currency"])
    if found is None:
        raise Refusal(error, f"Invalid field '{name}.currency', bad currency.")
    return found


def issue(code: Currency, given: Json, name: str, error: ApiError) -> Issue:
    """One side of a book: XRP has no issuer, and everything else one. Raises Refusal."""
    issuer = ACCOUNT_ZERO
    if "issuer" in given:
        if not isinstance(given["issuer"], str):
            raise errors.invalid_field(f"{name}.issuer", "string")
        found = assets.try_issuer(given["issuer"])
        if found is None:
            raise Refusal(error, f"Invalid field '{name}.issuer', bad issuer.")
        issuer = found
        if issuer == ACCOUNT_ONE:
            raise Refusal(error, f"Invalid field '{name}.issuer', bad issuer account one.")
    if code == XRP_CURRENCY and issuer != ACCOUNT_ZERO:
        raise Refusal(error, f"Unneeded field '{name}.issuer' for XRP currency specification.")
    if code != XRP_CURRENCY and issuer == ACCOUNT_ZERO:
        raise Refusal(error, f"Invalid field '{name}.issuer', expected non-XRP issuer.")
    return Issue(code, issuer)


def domain_of(value: Any) -> Hash256:
    """A domain's identifier. Raises Refusal."""
    found = parse_hex(value, 32) if isinstance(value, str) else None
    if found is None:
        raise Refusal(errors.domainMalformed, "Unable to parse domain.")
    return found


def _offers(state: StateView, book: Book) -> Iterator[tuple[Hash256, Offer]]:
    """The offers of a book with the directory that each stands in, the best first."""
    base = keylets.book_base(book.pays, book.gets, book.domain)
    end = (int.from_bytes(base[:24], "big") + 1).to_bytes(24, "big") + bytes(8)
    tip = state.successor(base, end)
    while tip is not None:
        for entry in directories.entries(state, Keylet(tip, DirectoryNode)):
            if isinstance(entry, Offer):
                yield tip, entry
        tip = state.successor(tip, end)


def page(view: LedgerView, book: Book, taker: Account, limit: int) -> list[Json]:
    """The best offers of a book, as the taker sees them."""
    state = reading(view)
    walk = _Walk(state, book, taker)
    shown: list[Json] = []
    if limit > 0:
        for tip, offer in _offers(state, book):
            shown.append(walk.show(tip, offer))
            if len(shown) == limit:
                break
    return shown


def _product(one: Amount, other: Amount, asset: Asset) -> Amount:
    """The product as so much of an asset; no transaction is in progress, and it is that of large Numbers."""
    return from_number(asset, LargeNumber.from_amount(one) * LargeNumber.from_amount(other))


class _Walk:
    """What is known while one goes through a book: what each owner has left."""

    def __init__(self, state: StateView, book: Book, taker: Account) -> None:
        self.state = state
        self.book = book
        self.frozen = any(is_globally_frozen(state, issue.issuer) for issue in (book.gets, book.pays))
        self.rate = transfer_rate(state, book.gets.issuer)
        self.free = taker == book.gets.issuer
        self.left: dict[Account, Amount] = {}

    def show(self, tip: Hash256, offer: Offer) -> Json:
        """An offer, and what is left of its owner's funds for it."""
        issuer = self.book.gets.issuer
        first = offer.account == issuer or self.frozen or offer.account not in self.left
        available = self._funds(offer)
        rate = PARITY if self.free or offer.account == issuer else self.rate
        limit = rates.divide(available, rate)
        shown = render.entry(offer)
        directory_rate = quality.amount_from_quality(keylets.quality_of(tip))
        funded = offer.taker_gets
        if compare(limit, offer.taker_gets) < 0:
            funded = limit
            cost = _product(funded, directory_rate, asset_of(offer.taker_pays))
            shown["taker_gets_funded"] = render.amount(funded)
            shown["taker_pays_funded"] = render.amount(minimum(offer.taker_pays, cost))
        spent = funded
        if rate != PARITY:
            spent = minimum(available, _product(funded, rates.as_amount(rate), asset_of(funded)))
        self.left[offer.account] = difference_in(LargeNumber, available, spent)
        shown["quality"] = render.text(directory_rate)
        if first:
            shown["owner_funds"] = render.text(available)
        return shown

    def _funds(self, offer: Offer) -> Amount:
        if offer.account == self.book.gets.issuer:
            return offer.taker_gets
        if self.frozen:
            return zero_of(self.book.gets)
        if offer.account in self.left:
            return self.left[offer.account]
        holds = funds.usable(self.state, offer.account, self.book.gets)
        return holds if signum(holds) > 0 else zero_of(self.book.gets)
