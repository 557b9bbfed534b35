"""The offers of an order book, best first, without those that are dead.

A book is a sequence of directories, one for each quality, whose keys end with the quality, and each of which
lists offers in the order in which they came. The stream gives one live offer after the other, and takes each
out of the ledger when it is asked for the next. What is dead is passed over, and so taken out too:

- what is not there, or has expired, or asks or gives nothing;
- offers of whoever may not receive what they ask for, because the line for it is deeply frozen;
- offers of whoever is no longer in the domain of the book;
- offers whose owner has nothing of what they give;
- offers of which so little is left that rounding makes them worse than the quality at which they stand.

An offer whose owner has nothing may have been *found* so, or may have *become* so through this payment. What
was found dead is remembered, to be taken out even if the strand or the payment fails. To tell, the stream
looks at the ledger before the strand was executed.

Source: OfferStream.cpp, BookTip.cpp, Offer.h (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec import accounts, amendments, amounts, credentials, directories, keylets, offers, tokens, trust_lines
from spec.amendments import Rules
from spec.amounts import NumberOverflow, difference_in
from spec.entries import DirectoryNode, Offer
from spec.flags import lsfHybrid
from spec.keylets import Keylet
from spec.quality import (
    Amounts,
    Quality,
    ceil_in,
    ceil_in_strict,
    ceil_out,
    ceil_out_strict,
)
from spec.rates import Rate
from spec.termination import Variant
from spec.values import XRP, Account, Amount, Hash256, Issue, asset_of
from spec.views import Layer, ReadView

MAX_OFFERS_CONSIDERED_BY_STEP = 1_000
"""The stream ends after so many offers, dead ones included."""
_QUALITIES = 2**64


class Book(Struct, frozen=True):
    """An order book: what its offers ask for, what they give, and the domain that it belongs to."""

    in_: Issue
    out: Issue
    domain: Hash256 | None = None


class BookOffer:
    """An offer that stands in a book: a ``TakenOffer``."""

    waives_fee = False

    def __init__(self, entry: Offer, quality: Quality, rules: Rules) -> None:
        self.key: Hash256 = entry.key
        self.owner: Account = entry.account
        self.quality = quality
        """That of the directory: what the offer was placed with, whatever is left of it."""
        self.amounts = Amounts(entry.taker_pays, entry.taker_gets)
        self._rules = rules

    @property
    def is_funded(self) -> bool:
        """Whether the owner issues what the offer gives."""
        gives = asset_of(self.amounts.out)
        return isinstance(gives, Issue) and gives.issuer == self.owner

    @property
    def is_consumed(self) -> bool:
        """Whether nothing is left of it."""
        return self.amounts.is_empty()

    def rates(self, rate_in: Rate, rate_out: Rate) -> tuple[Rate, Rate]:
        """The transfer rates: the owner pays as anybody."""
        return rate_in, rate_out

    def limit_in(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` goes in, at the offer's quality."""
        if self._rules.in_transaction(amendments.fixReducedOffersV2):
            return ceil_in_strict(self.quality, amounts, limit, round_up)
        return ceil_in(self.quality, amounts, limit)

    def limit_out(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` comes out, at the offer's quality."""
        if self._rules.in_transaction(amendments.fixReducedOffersV1):
            return ceil_out_strict(self.quality, amounts, limit, round_up)
        return ceil_out(self.quality, amounts, limit)

    def is_sound(self, taken: Amounts) -> bool:
        """Whether no more is taken than there is."""
        return not self._rules.in_transaction(amendments.fixAMMv1_3) or not self._is_less_than(taken)

    def _is_less_than(self, taken: Amounts) -> bool:
        left = self.amounts
        return amounts.compare(taken.in_, left.in_) > 0 or amounts.compare(taken.out, left.out) > 0

    def consume(self, view: Layer, taken: Amounts) -> None:
        """Note what was taken. Raises NumberOverflow where it is more than there was."""
        entry = view.edit(Keylet(self.key, Offer))
        if entry is None or self._is_less_than(taken):
            raise NumberOverflow(f"{taken} is taken of an offer that has {self.amounts}")
        of, numbers = self.amounts, self._rules.numbers
        self.amounts = Amounts(
            difference_in(numbers, of.in_, taken.in_), difference_in(numbers, of.out, taken.out)
        )
        entry.taker_pays, entry.taker_gets = self.amounts.in_, self.amounts.out


class BookTip(Struct, frozen=True):
    """The first offer of a book."""

    directory: Hash256
    """The directory of its quality."""
    page: Hash256
    """The page that lists it."""
    key: Hash256

    @property
    def quality(self) -> Quality:
        """That of the directory."""
        return Quality(keylets.quality_of(self.directory))


def tip_of(view: ReadView, book: Book) -> BookTip | None:
    """The first offer of the book."""
    base = keylets.book_base(book.in_, book.out, book.domain)
    end = _end_of(base)
    directory = view.successor(base, end)
    return None if directory is None else _first_offer(view, directory, end)


def _end_of(base: Hash256) -> Hash256:
    """The first key behind the book's directories."""
    return (int.from_bytes(base, "big") + _QUALITIES).to_bytes(32, "big")


def _first_offer(view: ReadView, directory: Hash256, end: Hash256) -> BookTip | None:
    """The first offer in this directory or in one that comes after it. None should be empty."""
    variant = Variant("qualities left in the book")
    following: Hash256 | None = directory
    while following is not None:
        variant.decrease_to(_QUALITIES - 1 - keylets.quality_of(following))
        for number, page in directories.pages(view, Keylet(following, DirectoryNode)):
            if page.indexes:
                return BookTip(following, keylets.page(following, number).key, page.indexes[0])
        following = view.successor(following, end)
    return None


class OfferStream:
    """The live offers of a book, one after the other.

    ``step`` goes to the next one, and takes the one before out of ``view``. After it gave True, ``offer`` is
    the offer and ``funds`` is what its owner has of what it gives.
    """

    offer: BookOffer
    funds: Amount

    def __init__(self, view: Layer, all_funds: Layer, book: Book) -> None:
        self.view = view
        self.all_funds = all_funds
        self.book = book
        self.count = 0
        """How many offers were looked at."""
        self.removable: set[Hash256] = set()
        """Those that were found dead."""
        base = keylets.book_base(book.in_, book.out, book.domain)
        self._end = _end_of(base)
        self._directory: Hash256 | None = view.successor(base, self._end)
        self._current: Keylet[Offer] | None = None

    def step(self) -> bool:
        """Go to the next live offer. Gives whether there is one, within the limit.

        Raises Failure, and NumberOverflow.
        """
        while self.count <= MAX_OFFERS_CONSIDERED_BY_STEP:
            if self._current is not None:
                offers.delete(self.view, self._current)
            tip = self._next_tip()
            if tip is None:
                self._current = None
                return False
            self._current = keylet = Keylet(tip.key, Offer)
            if self.count == MAX_OFFERS_CONSIDERED_BY_STEP:
                return False
            self.count += 1
            entry = self.view.read(keylet)
            if entry is None:
                self._strike(self.view, tip)
                self._strike(self.all_funds, tip)
            elif self._is_live(BookOffer(entry, tip.quality, self.view.info.rules), entry):
                return True
        return False

    def _next_tip(self) -> BookTip | None:
        """The first offer that is left at the quality of the one before, or at the next quality."""
        directory = self._directory
        if directory is None:
            return None
        if not self.view.exists(Keylet(directory, DirectoryNode)):
            directory = self.view.successor(directory, self._end)
        tip = None if directory is None else _first_offer(self.view, directory, self._end)
        self._directory = None if tip is None else tip.directory
        return tip

    @staticmethod
    def _strike(view: Layer, tip: BookTip) -> None:
        """Take an offer that is not there out of its page; the page stays, even if that leaves it empty."""
        page = view.edit(Keylet(tip.page, DirectoryNode))
        if page is not None and tip.key in page.indexes:
            page.indexes = tuple(key for key in page.indexes if key != tip.key)

    def _is_live(self, offer: BookOffer, entry: Offer) -> bool:
        view = self.view
        asked = asset_of(offer.amounts.in_)
        if (
            accounts.expired(view, entry.expiration)
            or offer.is_consumed
            or (isinstance(asked, Issue) and trust_lines.is_deep_frozen(view, offer.owner, asked))
            or self._has_left_domain(entry)
        ):
            self.removable.add(offer.key)
            return False
        funds = tokens.account_funds(view, offer.owner, offer.amounts.out, zero_if_frozen=True)
        if amounts.signum(funds) <= 0 or _is_spoilt_by_rounding(offer, funds):
            if self._had(offer, funds):
                self.removable.add(offer.key)
            return False
        self.offer, self.funds = offer, funds
        return True

    def _had(self, offer: BookOffer, funds: Amount) -> bool:
        """Whether the owner had just as much before the strand was executed."""
        before = tokens.account_funds(self.all_funds, offer.owner, offer.amounts.out, zero_if_frozen=True)
        return amounts.equal(before, funds)

    def _has_left_domain(self, entry: Offer) -> bool:
        """Whether the offer belongs to a domain that no longer lets its owner in.

        Since fixCleanup3_3_0 that does not concern a hybrid offer's place in the open book.
        """
        rules = self.view.info.rules
        if entry.domain_id is None:
            return False
        if self.book.domain is None and rules.enabled(amendments.fixCleanup3_3_0):
            return False
        if entry.flags & lsfHybrid:
            books = entry.additional_books
            if books is None or (rules.enabled(amendments.fixCleanup3_1_3) and len(books) != 1):
                return True
        return not credentials.account_in_domain(self.view, entry.domain_id, entry.account)


def _is_spoilt_by_rounding(offer: BookOffer, funds: Amount) -> bool:
    """Whether the offer is so small that it would be taken at a quality worse than its own.

    It stands in the way of the offers behind it, and nobody wants it. What gives XRP cannot get much worse,
    nor can what asks for more units than it gives.
    """
    quality, of = offer.quality, offer.amounts
    into, out = asset_of(of.in_), asset_of(of.out)
    if out == XRP:
        return False
    if into != XRP and _value_compare(of.in_, of.out) >= 0:
        return False
    if not offer.is_funded and amounts.compare(funds, of.out) < 0:
        of = ceil_out_strict(quality, of, funds, False)
    if of.is_empty():
        return True
    if amounts.compare(of.in_, amounts.smallest_of(into)) > 0:
        return False
    return Quality.of(of) < quality


def _value_compare(a: Amount, b: Amount) -> int:
    """Compare two issued amounts as mere numbers, whatever their currencies."""
    x, y = amounts.mantissa_of(a), amounts.mantissa_of(b)
    p, q = amounts.exponent_of(a), amounts.exponent_of(b)
    return ((p, x) > (q, y)) - ((p, x) < (q, y))
