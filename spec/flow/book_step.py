"""The step through an order book: one asset goes in, another comes out.

In one execution a step takes offers of one quality only, that of the best; offers of the next quality are
for the next pass, in which another strand may be better.

Who takes offers pays the transfer fee of what goes in, if the step before redeems it: what the owner gets has
to pass through the issuer. The fee of what comes out is the owner's if ``owner_pays_transfer_fee``, otherwise
the next step sees to it.

Source: BookStep.cpp (3.1.1).
"""

from __future__ import annotations

from functools import partial

from spec import accounts, amendments, amounts, keylets, tokens, trust_lines
from spec.amm.liquidity import pool_of
from spec.amounts import zero_of
from spec.flags import lsfRequireAuth
from spec.flow.liquidity import AMMOffer, TakenOffer
from spec.flow.offer_stream import MAX_OFFERS_CONSIDERED_BY_STEP, Book, OfferStream, tip_of
from spec.flow.quality_function import QualityFunction
from spec.flow.step import Debt, InOut, Step, StrandContext, composed, quality_of_rates, scaled
from spec.flow.taking import TakingBackwards, TakingForwards, Terms
from spec.flow.xrp_endpoint import PARITY_QUALITY
from spec.quality import Amounts, Quality
from spec.rates import PARITY, Rate
from spec.results import (
    fail,
    require,
    tecINVARIANT_FAILED,
    tecNO_ISSUER,
    temBAD_PATH,
    temBAD_PATH_LOOP,
    terNO_LINE,
    terNO_RIPPLE,
)
from spec.trust_lines import AUTHORIZED, NO_RIPPLE
from spec.values import XRP, Account, Amount, Hash256, Issue, IssuedAmount
from spec.views import Layer, ReadView


class _Execution:
    """One execution of a book step: its offers, and the quality at which they are taken."""

    def __init__(self, view: Layer, all_funds: Layer, book: Book) -> None:
        self.view = view
        self.all_funds = all_funds
        self.stream = OfferStream(view, all_funds, book)
        self.quality: Quality | None = None
        self.attempted = False
        """Whether an offer was tried: from then on the quality is fixed."""

    def remove(self, offer: TakenOffer) -> None:
        """Have the offer taken out whatever happens; if none was tried yet, any quality may come next."""
        if offer.key is not None:
            self.stream.removable.add(offer.key)
        if not self.attempted:
            self.quality = None


class BookStep(Step):
    """Offers of a book, and a pool beside it, are taken."""

    book: Book

    def __init__(self, context: StrandContext, issue_in: Issue, issue_out: Issue) -> None:
        self.previous = context.previous
        self.book = Book(issue_in, issue_out, context.domain)
        self.source, self.destination = context.source, context.destination
        self.owner_pays_transfer_fee = context.owner_pays_transfer_fee
        self.pool = pool_of(context.view, issue_in, issue_out, context.amm)
        self.has_pool = self.pool is not None
        self._zero_in, self._zero_out = zero_of(issue_in), zero_of(issue_out)

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells this step from others."""
        return BookStep, self.book

    @property
    def ends(self) -> tuple[Account, Account]:
        """The issuers of what goes in and of what comes out."""
        return self.book.in_.issuer, self.book.out.issuer

    # Building a strand.

    def check(self, context: StrandContext) -> None:
        """The book can be used where it is in the strand; no two books put out the same issue, for the offers
        of one could use up the funds of the other's.

        Raises Failure with temBAD_PATH, temBAD_PATH_LOOP, tecNO_ISSUER, terNO_LINE or terNO_RIPPLE.
        """
        view, into, out = context.view, self.book.in_, self.book.out
        require(into != out, temBAD_PATH)
        require(all(any(one.currency) == any(one.issuer) for one in (into, out)), temBAD_PATH)
        require(out not in context.book_outs, temBAD_PATH_LOOP)
        context.book_outs.add(out)
        require(out not in context.direct_sources, temBAD_PATH_LOOP)
        require(out not in context.direct_destinations, temBAD_PATH_LOOP)
        for one in (into, out):
            require(one == XRP or view.exists(keylets.account(one.issuer)), tecNO_ISSUER)
        before = self.previous.direct_source if self.previous is not None else None
        if before is not None:
            line = trust_lines.read(view, into.issuer, before, into.currency)
            require(line is not None, terNO_LINE)
            require(line is not None and not line.has(NO_RIPPLE), terNO_RIPPLE)

    # Prices.

    def debt_direction(self, view: ReadView, forward: bool) -> Debt:
        """What comes out has been redeemed by the offer's owner, unless its fee is paid already."""
        return Debt.ISSUES if self.owner_pays_transfer_fee else Debt.REDEEMS

    def _rate(self, view: ReadView, issue: Issue) -> Rate:
        """The transfer rate; the strand's destination pays none for what it issues itself."""
        if issue == XRP or issue.issuer == self.destination:
            return PARITY
        return trust_lines.transfer_rate(view, issue.issuer)

    def _offer_of_pool(self, view: ReadView, competing: Quality | None) -> AMMOffer | None:
        if self.pool is None:
            return None
        if self.book.domain is not None and view.info.rules.enabled(amendments.fixCleanup3_3_0):
            return None
        return self.pool.offer(view, competing)

    def _tip(self, view: ReadView) -> Quality | AMMOffer | None:
        """The quality of the book's best offer, or the pool's offer if that is better."""
        tip = tip_of(view, self.book)
        quality = None if tip is None else tip.quality
        if self.pool is None:
            return quality
        competing = None
        if quality is not None and view.info.rules.enabled(amendments.fixAMMv1_1):
            competing = self._quality_to_beat(quality)
        offer = self._offer_of_pool(view, competing)
        return offer if offer is not None and (quality is None or offer.quality > quality) else quality

    def quality_upper_bound(self, view: ReadView, previous: Debt) -> tuple[Quality | None, Debt]:
        """The best quality in the book or of the pool, with fees."""
        debt = self.debt_direction(view, forward=True)
        tip = self._tip(view)
        if tip is None:
            return None, debt
        if isinstance(tip, Quality):
            return self._with_fees(view, tip, previous, of_pool=False), debt
        return self._with_fees(view, tip.quality, previous, of_pool=True), debt

    def quality_function(self, view: ReadView, previous: Debt) -> tuple[QualityFunction | None, Debt]:
        """That of the best offer, with fees."""
        debt = self.debt_direction(view, forward=True)
        tip = self._tip(view)
        if tip is None:
            return None, debt
        numbers = view.info.rules.numbers
        function = (
            QualityFunction.constant(tip, numbers) if isinstance(tip, Quality) else tip.quality_function()
        )
        if function.quality is not None:
            quality = self._with_fees(view, function.quality, previous, of_pool=False)
            return QualityFunction.constant(quality, numbers), debt
        fees = self._with_fees(view, PARITY_QUALITY, previous, of_pool=True)
        if fees == PARITY_QUALITY:
            return function, debt
        return QualityFunction.constant(fees, numbers).then(function), debt

    # What differs between paying and crossing.

    def _with_fees(self, view: ReadView, quality: Quality, previous: Debt, *, of_pool: bool) -> Quality:
        """The quality of an offer with the transfer fees that it costs."""
        rate_in = self._rate(view, self.book.in_) if previous is Debt.REDEEMS else PARITY
        rate_out = PARITY
        if self.owner_pays_transfer_fee and not of_pool:
            rate_out = self._rate(view, self.book.out)
        return composed(quality_of_rates(rate_out, rate_in), quality)

    def _quality_to_beat(self, of_book: Quality) -> Quality | None:
        """The quality that a pool's offer should have at least."""
        return of_book

    def _is_own(self, offer: TakenOffer) -> bool:
        """Whether the offer is to be taken out, because it is the taker's own."""
        return False

    def _accepts(self, quality: Quality) -> bool:
        """Whether offers of this quality are taken."""
        return True

    def _rates_of(self, offer: TakenOffer, rate_in: Rate, rate_out: Rate) -> tuple[Rate, Rate]:
        """The transfer rates for an offer."""
        return rate_in, rate_out

    # Execution.

    def reverse(self, view: Layer, all_funds: Layer, removable: set[Hash256], out: Amount) -> InOut:
        """Take offers of one quality until what is wanted comes out. Raises Failure, NumberOverflow."""
        self.cached_in = self.cached_out = None
        debt = self.previous.debt_direction(view, False) if self.previous is not None else Debt.ISSUES
        consume, numbers = partial(self._consume, view), view.info.rules.numbers
        taking = TakingBackwards(self._zero_in, self._zero_out, out, consume, numbers)
        self._take_offers(_Execution(view, all_funds, self.book), removable, debt, taking)
        return self._remember(*taking.result())

    def forward(self, view: Layer, all_funds: Layer, removable: set[Hash256], into: Amount) -> InOut:
        """Take offers of one quality until what is given is used up. Raises Failure, NumberOverflow."""
        debt = self.previous.debt_direction(view, True) if self.previous is not None else Debt.ISSUES
        backwards = (
            self._zero_in if self.cached_in is None else self.cached_in,
            self._zero_out if self.cached_out is None else self.cached_out,
        )
        consume, numbers = partial(self._consume, view), view.info.rules.numbers
        taking = TakingForwards(self._zero_in, self._zero_out, into, backwards, consume, numbers)
        self._take_offers(_Execution(view, all_funds, self.book), removable, debt, taking)
        return self._remember(*taking.result())

    def _take_offers(
        self,
        execution: _Execution,
        removable: set[Hash256],
        previous: Debt,
        taking: TakingBackwards | TakingForwards,
    ) -> None:
        """Go through the offers. A pool's offer, if it is better, comes first, once.

        The stream ends within its limit; a step that reaches it is not used in later passes.
        """
        view, stream = execution.view, execution.stream
        rate_in = self._rate(view, self.book.in_) if previous is Debt.REDEEMS else PARITY
        rate_out = self._rate(view, self.book.out) if self.owner_pays_transfer_fee else PARITY
        take = partial(self._take, execution, taking, rate_in, rate_out)
        if not stream.step():
            self._take_of_pool(execution, None, take)
        elif self._take_of_pool(execution, stream.offer.quality, take):
            while take(stream.offer) and stream.step():
                pass
        self.offers_used = stream.count
        removable |= stream.removable
        if stream.count >= MAX_OFFERS_CONSIDERED_BY_STEP:
            self.inactive = True

    def _take_of_pool(self, execution: _Execution, of_book: Quality | None, take: partial[bool]) -> bool:
        """Take the pool's offer if it is better than the book's. Gives whether the book's offers follow."""
        if self.pool is None or self.book.domain is not None:
            return True
        if of_book is not None and execution.view.info.rules.enabled(amendments.fixAMMv1_1):
            of_book = self._quality_to_beat(of_book)
        offer = self._offer_of_pool(execution.view, of_book)
        return offer is None or take(offer)

    def _take(
        self,
        execution: _Execution,
        taking: TakingBackwards | TakingForwards,
        rate_in: Rate,
        rate_out: Rate,
        offer: TakenOffer,
    ) -> bool:
        """Take an offer, if it has the quality of those before. Gives whether the next one should follow."""
        if execution.quality is None:
            execution.quality = offer.quality
        elif execution.quality != offer.quality:
            return False
        if self._is_own(offer) or not self._may_receive(execution.all_funds, offer.owner):
            execution.remove(offer)
            return True
        if not self._accepts(offer.quality):
            return False
        rate_in, rate_out = offer.rates(*self._rates_of(offer, rate_in, rate_out))
        of = offer.amounts
        gives = scaled(of.out, rate_out, PARITY, round_up=False)
        out = of.out
        funds = gives if offer.is_funded else execution.stream.funds
        if amounts.compare(funds, gives) < 0:
            gives = funds
            out = scaled(gives, PARITY, rate_out, round_up=False)
            of = offer.limit_out(of, out, round_up=False)
        into = scaled(of.in_, rate_in, PARITY, round_up=True)
        execution.attempted = True
        return taking.take(offer, Terms(of, Amounts(into, out), gives, rate_in, rate_out))

    def _may_receive(self, view: ReadView, owner: Account) -> bool:
        """Whether the issuer of what goes in lets the owner hold it."""
        issue = self.book.in_
        if issue == XRP or owner == issue.issuer:
            return True
        if not accounts.has_flag(view, issue.issuer, lsfRequireAuth):
            return True
        line = trust_lines.read(view, issue.issuer, owner, issue.currency)
        return line is not None and line.has(AUTHORIZED)

    def _consume(self, view: Layer, offer: TakenOffer, terms: Terms) -> None:
        """Let the owner have what goes in and give what comes out. Transfer fees remain with the issuers.

        Raises Failure, NumberOverflow.
        """
        if not offer.is_sound(terms.offer) and view.info.rules.enabled(amendments.fixAMMOverflowOffer):
            fail(tecINVARIANT_FAILED)
        into, out = self.book.in_, self.book.out
        got, given = _of(into, terms.offer.in_), _of(out, terms.owner_gives)
        tokens.account_send(view, into.issuer, offer.owner, got, waive_fee=offer.waives_fee)
        tokens.account_send(view, offer.owner, out.issuer, given, waive_fee=offer.waives_fee)
        offer.consume(view, terms.offer)


def _of(issue: Issue, amount: Amount) -> Amount:
    """The same value of an issue."""
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(amount.mantissa, amount.exponent, issue.currency, issue.issuer)
    return amount


class CrossingBookStep(BookStep):
    """The same in crossing an offer: no offer is taken of a worse quality than that of the new one.

    The taker's own offers, where the new one would cross them, are taken out instead. They cannot be passed
    over: they would stand in the way of those behind them.
    """

    def __init__(self, context: StrandContext, issue_in: Issue, issue_out: Issue) -> None:
        super().__init__(context, issue_in, issue_out)
        self.is_default_path = context.is_default_path
        if context.limit_quality is None:
            raise ValueError("an offer is crossed without a quality")
        self.threshold = context.limit_quality

    def _is_own(self, offer: TakenOffer) -> bool:
        """Whether the new offer would cross an earlier one of the same account, not by way of XRP."""
        own = self.source == offer.owner and self.destination == offer.owner
        return self.is_default_path and offer.quality >= self.threshold and own

    def _accepts(self, quality: Quality) -> bool:
        """By way of XRP the quality of each book says nothing yet."""
        return not self.is_default_path or quality >= self.threshold

    def _quality_to_beat(self, of_book: Quality) -> Quality | None:
        """Where the book has nothing good enough, a pool that is the only path gives what it can."""
        if self.pool is not None and not self.pool.context.multi_path and self.threshold > of_book:
            return None
        return of_book

    def _rates_of(self, offer: TakenOffer, rate_in: Rate, rate_out: Rate) -> tuple[Rate, Rate]:
        """No fee is paid where an account pays itself."""
        previous = self.previous
        if previous is None:
            return rate_in, rate_out
        if previous.direct_source == offer.owner:
            rate_in = PARITY
        if previous.book is not None and offer.owner == self.destination:
            rate_out = PARITY
        return rate_in, rate_out

    def _with_fees(self, view: ReadView, quality: Quality, previous: Debt, *, of_pool: bool) -> Quality:
        """No fee is counted, for whoever is paid by itself pays none, and the bound has to be a bound.

        What goes into a pool that is the only path is an exception since fixAMMv1_1.
        """
        if not of_pool or not view.info.rules.enabled(amendments.fixAMMv1_1):
            return quality
        if self.pool is not None and self.pool.context.multi_path:
            return quality
        rate_in = self._rate(view, self.book.in_) if previous is Debt.REDEEMS else PARITY
        return composed(quality_of_rates(PARITY, rate_in), quality)
