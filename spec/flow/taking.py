"""How much a book step takes of each offer.

Backwards, a step takes offers until what comes out is what is wanted; forwards, until what goes in is used
up. Of the last one it takes a part. What goes in and comes out of several offers is summed up from the
smallest to the largest, so that rounding does not depend on the order in which they came.

Source: BookStep.cpp (3.1.1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from msgspec import Struct

from spec import amounts
from spec.amounts import compare, difference_in, sum_in
from spec.flow.liquidity import TakenOffer
from spec.flow.step import InOut, scaled
from spec.number import Number
from spec.quality import Amounts
from spec.rates import PARITY, Rate
from spec.values import Amount, IssuedAmount


class AscendingSum:
    """The sum of amounts that are not negative, added up from the smallest to the largest."""

    __slots__ = ("_amounts", "_numbers", "_orders", "_sums", "_zero")

    def __init__(self, zero: Amount, numbers: type[Number] = Number) -> None:
        self._zero = zero
        self._numbers = numbers
        self._orders: list[tuple[int, int]] = []
        self._amounts: list[Amount] = []
        self._sums: list[Amount] = []
        """The sum up to each amount. Of these only the ones behind a new amount change."""

    @property
    def total(self) -> Amount:
        """The sum of all."""
        return self._sums[-1] if self._sums else self._zero

    def add(self, amount: Amount) -> None:
        """One more amount. Raises NumberOverflow."""
        order = _order(amount)
        place = bisect_right(self._orders, order)
        self._orders.insert(place, order)
        self._amounts.insert(place, amount)
        self._sum_from(place)

    def remove(self, amount: Amount) -> None:
        """One amount less; it must have been added. Raises NumberOverflow."""
        place = bisect_right(self._orders, _order(amount)) - 1
        del self._orders[place], self._amounts[place]
        self._sum_from(place)

    def _sum_from(self, place: int) -> None:
        del self._sums[place:]
        for amount in self._amounts[place:]:
            self._sums.append(sum_in(self._numbers, self._sums[-1], amount) if self._sums else amount)


def _order(amount: Amount) -> tuple[int, int]:
    if isinstance(amount, IssuedAmount):
        return amount.exponent, amount.mantissa
    return 0, amounts.mantissa_of(amount)


class Terms(Struct, frozen=True):
    """On which terms an offer is taken, or a part of it."""

    offer: Amounts
    """What the owner gets, and what of the offer's promise is kept."""
    step: Amounts
    """What the step takes in, transfer fee included, and what it puts out."""
    owner_gives: Amount
    """What it costs the owner, transfer fee included."""
    rate_in: Rate
    rate_out: Rate


def limit_in(offer: TakenOffer, terms: Terms, limit: Amount) -> Terms:
    """The terms when the step takes in no more than ``limit``. Raises NumberOverflow."""
    if compare(limit, terms.step.in_) >= 0:
        return terms
    to_owner = scaled(limit, PARITY, terms.rate_in, round_up=False)
    taken = offer.limit_in(terms.offer, to_owner, round_up=False)
    gives = scaled(taken.out, terms.rate_out, PARITY, round_up=False)
    return Terms(taken, Amounts(limit, taken.out), gives, terms.rate_in, terms.rate_out)


def limit_out(offer: TakenOffer, terms: Terms, limit: Amount, *, round_up: bool = True) -> Terms:
    """The terms when the step puts out no more than ``limit``. Raises NumberOverflow."""
    if compare(limit, terms.step.out) >= 0:
        return terms
    gives = scaled(limit, terms.rate_out, PARITY, round_up=False)
    taken = offer.limit_out(terms.offer, limit, round_up=round_up)
    into = scaled(taken.in_, terms.rate_in, PARITY, round_up=True)
    return Terms(taken, Amounts(into, limit), gives, terms.rate_in, terms.rate_out)


Consume = Callable[[TakenOffer, Terms], None]


class TakingBackwards:
    """Take offers until ``wanted`` comes out."""

    def __init__(
        self,
        zero_in: Amount,
        zero_out: Amount,
        wanted: Amount,
        consume: Consume,
        numbers: type[Number] = Number,
    ) -> None:
        self._numbers = numbers
        self.wanted = self.remaining = wanted
        self._nothing = zero_out
        self._ins, self._outs = AscendingSum(zero_in, numbers), AscendingSum(zero_out, numbers)
        self._consume = consume
        self._out = zero_out

    def take(self, offer: TakenOffer, terms: Terms) -> bool:
        """Take of the offer what is still wanted. Gives whether the stream should go on.

        Raises Failure, NumberOverflow.
        """
        if amounts.signum(self.remaining) <= 0:
            return False
        if compare(terms.step.out, self.remaining) <= 0:
            self._ins.add(terms.step.in_)
            self._outs.add(terms.step.out)
            self._out = self._outs.total
            self.remaining = difference_in(self._numbers, self.wanted, self._out)
            self._consume(offer, terms)
            # Even if nothing more is wanted: going on takes the offer out of the ledger.
            return True
        terms = limit_out(offer, terms, self.remaining)
        self.remaining = self._nothing
        self._ins.add(terms.step.in_)
        self._out = self.wanted
        self._consume(offer, terms)
        # Rounding can leave nothing of an offer that was not to be used up.
        return offer.is_consumed

    def result(self) -> InOut:
        """What the step takes in and puts out."""
        left = amounts.signum(self.remaining)
        if left < 0:
            return amounts.zero_like(self._ins.total), self._nothing
        return self._ins.total, self.wanted if left == 0 else self._out


class TakingForwards:
    """Take offers until what is ``given`` is used up."""

    def __init__(
        self,
        zero_in: Amount,
        zero_out: Amount,
        given: Amount,
        backwards: InOut,
        consume: Consume,
        numbers: type[Number] = Number,
    ) -> None:
        self._numbers = numbers
        self.given = self.remaining = given
        self.backwards = backwards
        """What the step took in and put out when it was executed backwards."""
        self._nothing = zero_in
        self._ins, self._outs = AscendingSum(zero_in, numbers), AscendingSum(zero_out, numbers)
        self._consume = consume
        self._in, self._out = zero_in, zero_out

    def take(self, offer: TakenOffer, terms: Terms) -> bool:
        """Take of the offer what can still be paid. Gives whether the stream should go on.

        Raises Failure, NumberOverflow.
        """
        if amounts.signum(self.remaining) <= 0:
            return False
        whole = compare(terms.step.in_, self.remaining) <= 0
        taken = terms if whole else limit_in(offer, terms, self.remaining)
        self._ins.add(terms.step.in_ if whole else self.remaining)
        self._outs.add(taken.step.out)
        self._out = self._outs.total
        self._in = self._ins.total if whole else self.given
        if compare(self._out, self.backwards[1]) > 0 and compare(self._in, self.backwards[0]) <= 0:
            taken = self._not_above_backwards(offer, terms, taken)
        self.remaining = difference_in(self._numbers, self.given, self._in)
        self._consume(offer, taken)
        return whole or offer.is_consumed

    def _not_above_backwards(self, offer: TakenOffer, terms: Terms, taken: Terms) -> Terms:
        """Forwards no more should come out than did backwards, for no more that goes in.

        If what came out backwards costs just what is left to give, that is what is taken.
        """
        self._outs.remove(taken.step.out)
        wanted = difference_in(self._numbers, self.backwards[1], self._outs.total)
        exact = limit_out(offer, terms, wanted)
        if compare(exact.step.in_, self.remaining) != 0:
            self._outs.add(taken.step.out)
            return taken
        self._in, self._out = self.given, self.backwards[1]
        nothing_out = amounts.zero_like(self._out)
        self._ins = AscendingSum(self._nothing, self._numbers)
        self._outs = AscendingSum(nothing_out, self._numbers)
        self._ins.add(self._in)
        self._outs.add(self._out)
        return Terms(
            exact.offer, Amounts(self.remaining, wanted), exact.owner_gives, terms.rate_in, terms.rate_out
        )

    def result(self) -> InOut:
        """What the step takes in and puts out."""
        left = amounts.signum(self.remaining)
        if left < 0:
            return self._nothing, amounts.zero_like(self._out)
        return self.given if left == 0 else self._in, self._out
