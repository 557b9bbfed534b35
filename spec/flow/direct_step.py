"""The step along a trust line: one account pays another, in debt of one of the two.

While the source holds what the destination issued, it *redeems* it: gives it back. After that it *issues*:
the destination comes to hold what the source issued, up to its limit. One execution does only one of the two.

What goes in and what comes out need not be equal:

- an account that passes on what it issues, from one holder to another, keeps its transfer fee;
- each side of a line may have set a quality in, what it credits for a unit that comes in, and a quality out,
  what it asks for a unit that goes out.

Source: DirectStep.cpp (3.1.1).
"""

from __future__ import annotations

from typing import cast

from spec import amounts, keylets, trust_lines
from spec.flags import lsfRequireAuth
from spec.flow.step import Debt, InOut, Step, StrandContext, check_freeze, quality_of_rates, scaled
from spec.quality import Quality
from spec.rates import PARITY, Rate
from spec.results import (
    require,
    tecPATH_DRY,
    temBAD_PATH,
    temBAD_PATH_LOOP,
    terNO_ACCOUNT,
    terNO_AUTH,
    terNO_LINE,
    terNO_RIPPLE,
)
from spec.trust_lines import AUTHORIZED, NO_RIPPLE
from spec.values import Account, Amount, Currency, Hash256, Issue, IssuedAmount
from spec.views import Layer, ReadView

_SMALL = (10**15, -24)
"""10**-9: forwards, an excess up to this counts as rounding."""
_DOUBLES = 2**53
_FIRST_ABOVE = 2 * 4_548_635_623_644_201 + 1
"""Over 2**53, the least quotient that is more than 1.01 as the server sees it, in doubles: half a unit above
the double 1.01, which is odd."""


class DirectStep(Step):
    """The source pays the destination in a currency."""

    def __init__(
        self, context: StrandContext, source: Account, destination: Account, currency: Currency
    ) -> None:
        self.previous = context.previous
        self.source = source
        self.direct_source = source
        self.destination = destination
        self.currency = currency
        self.is_last = context.is_last
        self._redeemed = Issue(currency, destination)
        self._issued = Issue(currency, source)
        self._nothing = amounts.zero_of(self._issued)
        self._numbers = context.view.info.rules.numbers
        self._cached_through: Amount = self._nothing
        """What moved along the line."""
        self._cached_debt = Debt.ISSUES

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells this step from others."""
        return DirectStep, self.source, self.destination, self.currency

    @property
    def ends(self) -> tuple[Account, Account]:
        """The two accounts."""
        return self.source, self.destination

    # Building a strand.

    def check(self, context: StrandContext) -> None:
        """The line may be used where it is in the strand.

        Raises Failure with temBAD_PATH, terNO_ACCOUNT, terNO_LINE, terNO_RIPPLE, temBAD_PATH_LOOP, terNO_AUTH
        or tecPATH_DRY.
        """
        view = context.view
        require(any(self.source) and any(self.destination), temBAD_PATH)
        require(self.source != self.destination, temBAD_PATH)
        root = view.need(keylets.account(self.source), terNO_ACCOUNT)
        if not (context.is_last and context.is_first):  # what is merely issued or redeemed is never frozen
            check_freeze(view, self.source, self.destination, self.currency)
        self._check_no_ripple(view)
        self._check_loop(context)
        self._check_line(view, bool(root.flags & lsfRequireAuth))

    def _check_no_ripple(self, view: ReadView) -> None:
        """The source lets value ripple from the line before to this one: from one of them at least."""
        before = self.previous.direct_source if self.previous is not None else None
        if before is None:
            return
        line_in = trust_lines.read(view, self.source, before, self.currency)
        line_out = trust_lines.read(view, self.source, self.destination, self.currency)
        require(line_in is not None and line_out is not None, terNO_LINE)
        barred = line_in is not None and line_in.has(NO_RIPPLE)
        require(not (barred and line_out is not None and line_out.has(NO_RIPPLE)), terNO_RIPPLE)

    def _check_loop(self, context: StrandContext) -> None:
        """Value leaves and reaches each account once, and leaves a book's issuer only right after it."""
        if self._issued in context.book_outs:
            book = self.previous.book if self.previous is not None else None
            require(self.previous is not None, temBAD_PATH_LOOP)
            require(book is None or book.out == self._issued, temBAD_PATH_LOOP)
        require(self._issued not in context.direct_sources, temBAD_PATH_LOOP)
        context.direct_sources.add(self._issued)
        require(self._redeemed not in context.direct_destinations, temBAD_PATH_LOOP)
        context.direct_destinations.add(self._redeemed)

    def _check_line(self, view: ReadView, requires_auth: bool) -> None:
        """There is a line, it is authorised if it must be, and something can move along it."""
        line = trust_lines.read(view, self.source, self.destination, self.currency)
        require(line is not None, terNO_LINE)
        if line is None:
            return
        if requires_auth and not line.has(AUTHORIZED):
            require(line.balance.mantissa != 0, terNO_AUTH)
        if self.previous is not None and self.previous.book is not None:
            require(not line.has(NO_RIPPLE), terNO_RIPPLE)
        if line.balance.mantissa <= 0:
            owed = amounts.negate(line.balance)
            require(amounts.compare(owed, line.peer_limit) < 0, tecPATH_DRY)

    # What can move, and at which price.

    def _held(self, view: ReadView) -> IssuedAmount:
        """What the source holds of the destination's; negative is what it owes."""
        return trust_lines.account_holds(view, self.source, self._redeemed, zero_if_frozen=False)

    def max_flow(self, view: ReadView, wanted: Amount) -> tuple[Amount, Debt]:
        """How much can move, and which of the two it is."""
        held = self._held(view)
        if held.mantissa > 0:
            return held, Debt.REDEEMS
        limit = trust_lines.credit_limit(view, self.destination, self.source, self.currency)
        return amounts.sum_in(self._numbers, limit, held), Debt.ISSUES

    def quality_in(self, view: ReadView) -> Rate:
        """What the destination credits for a unit."""
        line = trust_lines.read(view, self.destination, self.source, self.currency)
        return PARITY if line is None else line.quality_in or PARITY

    def quality_out(self, view: ReadView) -> Rate:
        """What the source asks for a unit."""
        line = trust_lines.read(view, self.source, self.destination, self.currency)
        return PARITY if line is None else line.quality_out or PARITY

    def line_quality_in(self, view: ReadView) -> Rate:
        """What the destination credits for a unit."""
        return self.quality_in(view)

    def debt_direction(self, view: ReadView, forward: bool) -> Debt:
        """Whether the source redeems; forwards, whether it did when the step was last executed."""
        if forward and self.cached_in is not None:
            return self._cached_debt
        return Debt.REDEEMS if self._held(view).mantissa > 0 else Debt.ISSUES

    def _qualities_of_redeeming(self, view: ReadView) -> tuple[Rate, Rate]:
        """What goes in for a unit that moves, and what comes out.

        The source asks for its quality out, and for no less than it credited for what came in before.
        """
        if self.previous is None:
            return PARITY, PARITY
        return max(self.previous.line_quality_in(view), self.quality_out(view)), PARITY

    def _qualities_of_issuing(self, view: ReadView, previous: Debt) -> tuple[Rate, Rate]:
        """What goes in for a unit that moves, and what comes out.

        The source keeps its transfer fee where another gave back what it now issues. At the end of a strand
        no one gains by a quality in.
        """
        into = trust_lines.transfer_rate(view, self.source) if previous is Debt.REDEEMS else PARITY
        out = self.quality_in(view)
        return into, min(out, PARITY) if self.is_last else out

    def _qualities(self, view: ReadView, debt: Debt, *, forward: bool) -> tuple[Rate, Rate]:
        if debt is Debt.REDEEMS:
            return self._qualities_of_redeeming(view)
        previous = self.previous.debt_direction(view, forward) if self.previous is not None else Debt.ISSUES
        return self._qualities_of_issuing(view, previous)

    def quality_upper_bound(self, view: ReadView, previous: Debt) -> tuple[Quality | None, Debt]:
        """What goes in over what comes out."""
        debt = self.debt_direction(view, forward=True)
        if debt is Debt.REDEEMS:
            into, out = self._qualities_of_redeeming(view)
        else:
            into, out = self._qualities_of_issuing(view, previous)
        return quality_of_rates(out, into), debt

    # Execution.

    def _note(self, into: Amount, through: Amount, out: Amount, debt: Debt) -> InOut:
        self._cached_through, self._cached_debt = through, debt
        return self._remember(into, out)

    def _send(self, view: Layer, through: Amount, debt: Debt) -> None:
        moved = cast(IssuedAmount, through)
        issuer = self.destination if debt is Debt.REDEEMS else self.source
        amount = IssuedAmount(moved.mantissa, moved.exponent, self.currency, issuer)
        trust_lines.direct_send(view, self.source, self.destination, amount)

    def reverse(self, view: Layer, all_funds: Layer, removable: set[Hash256], out: Amount) -> InOut:
        """Move what is wanted, as far as holdings or limit reach. Raises Failure, NumberOverflow."""
        self.cached_in = self.cached_out = None
        most, debt = self.max_flow(view, out)
        rate_in, rate_out = self._qualities(view, debt, forward=False)
        if amounts.signum(most) <= 0:
            return self._note(self._nothing, self._nothing, self._nothing, debt)
        through = scaled(out, PARITY, rate_out, round_up=True)
        if amounts.compare(through, most) > 0:
            through = most
            out = scaled(most, rate_out, PARITY, round_up=False)
        into = scaled(through, rate_in, PARITY, round_up=True)
        result = self._note(into, through, out, debt)
        self._send(view, through, debt)
        return result

    def forward(self, view: Layer, all_funds: Layer, removable: set[Hash256], into: Amount) -> InOut:
        """Move what is given, but not more than came through backwards. Raises Failure, NumberOverflow."""
        most, debt = self.max_flow(view, self._cached_through)
        rate_in, rate_out = self._qualities(view, debt, forward=True)
        if amounts.signum(most) <= 0:
            return self._note(self._nothing, self._nothing, self._nothing, debt)
        through = scaled(into, PARITY, rate_in, round_up=False)
        if amounts.compare(through, most) > 0:
            through = most
            into = scaled(most, rate_in, PARITY, round_up=True)
        out = scaled(through, rate_out, PARITY, round_up=False)
        result = self._note_at_most_backwards(into, through, out, debt)
        self._send(view, self._cached_through, debt)
        return result

    def _note_at_most_backwards(self, into: Amount, through: Amount, out: Amount, debt: Debt) -> InOut:
        """By rounding, more could come out forwards than did backwards. It does not, unless it is so much
        more that rounding cannot be the cause."""
        if self.cached_in is None or self.cached_out is None or self._is_far_above(into, self.cached_in):
            return self._note(into, through, out, debt)
        through = amounts.minimum(through, self._cached_through)
        return self._note(into, through, amounts.minimum(out, self.cached_out), debt)

    def _is_far_above(self, into: Amount, before: Amount) -> bool:
        if amounts.compare(into, before) <= 0:
            return False
        small = IssuedAmount(*_SMALL, self.currency, self.source)
        if amounts.compare(amounts.difference_in(self._numbers, into, before), small) <= 0:
            return False
        if amounts.exponent_of(into) != amounts.exponent_of(before):
            return True
        return _as_double(into) * _DOUBLES >= _as_double(before) * _FIRST_ABOVE


def _as_double(amount: Amount) -> int:
    """The mantissa as a double holds it: 53 bits, a tie to the even."""
    mantissa = amounts.mantissa_of(amount)
    return mantissa if mantissa < _DOUBLES or mantissa % 2 == 0 else mantissa - 2 + mantissa % 4


class CrossingDirectStep(DirectStep):
    """The same in crossing an offer, where whoever places an offer pays itself.

    It asks for no line to exist: the last step makes one, without a limit to what it takes.
    """

    def _check_line(self, view: ReadView, requires_auth: bool) -> None:
        """There need be no line yet."""

    def max_flow(self, view: ReadView, wanted: Amount) -> tuple[Amount, Debt]:
        """At the end as much as is wanted."""
        return (wanted, Debt.ISSUES) if self.is_last else super().max_flow(view, wanted)

    def quality_in(self, view: ReadView) -> Rate:
        """One for one."""
        return PARITY

    def quality_out(self, view: ReadView) -> Rate:
        """One for one."""
        return PARITY
