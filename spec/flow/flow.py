"""The passes of a payment over its strands.

Each pass tries the strands in the order of the best quality that they could have, and uses the first one that
gives something. What it took in and put out is added up; the rest is for the passes that follow.

Source: Flow.cpp, StrandFlow.h (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec import amendments, amounts, offers
from spec.amm.formulas import is_near_quality
from spec.amounts import compare, difference_in, signum
from spec.entries import Offer
from spec.flow.liquidity import AMMContext
from spec.flow.quality_function import QualityFunction
from spec.flow.sandbox import PaymentSandbox
from spec.flow.step import Crossing, Debt, composed
from spec.flow.strand import Request, Route, Strand, strands_of
from spec.flow.taking import AscendingSum
from spec.flow.xrp_endpoint import PARITY_QUALITY
from spec.keylets import Keylet
from spec.number import Number
from spec.quality import Amounts, Quality
from spec.results import (
    Failure,
    Result,
    tecPATH_DRY,
    tecPATH_PARTIAL,
    tefEXCEPTION,
    telFAILED_PROCESSING,
    tesSUCCESS,
)
from spec.termination import bounded
from spec.values import XRP, Amount, Asset, Hash256, Issue, IssuedAmount, asset_of
from spec.views import Layer, ReadView

MAX_PASSES = 1_000
"""A payment that needs as many fails."""
MAX_OFFERS_CONSIDERED = 1_500
"""No pass follows once so many offers were looked at in all attempts."""
_SAME_AMOUNT = Number.of(1, -9)
_SAME_QUALITY = Number.of(1, -7)


class FlowResult(Struct, frozen=True):
    """What became of a request."""

    result: Result
    actual_in: Amount
    """What was spent. Of a failure that says nothing of amounts, nothing."""
    actual_out: Amount
    """What has arrived."""
    removable: tuple[Hash256, ...] = ()
    """Offers that were found dead, if the request failed: then they are still there."""


class StrandResult(Struct):
    """What one execution of a strand did."""

    removable: set[Hash256]
    offers_used: int
    amounts: Amounts | None = None
    """What went in and what came out; none if nothing did."""
    sandbox: PaymentSandbox | None = None
    inactive: bool = False
    """Whether the strand is not to be used again."""


def flow(view: Layer, request: Request) -> FlowResult:
    """Do what is requested, in ``view``; if that fails, leave it as it was.

    Raises ArithmeticError where an amount gets out of range.
    """
    deliver = _issue_of(request.deliver)
    if request.send_max is not None:
        send: Issue | None = _issue_of(request.send_max)
        spent = _issue_of(request.send_max)
    else:
        send = None
        spent = XRP if deliver == XRP else Issue(deliver.currency, request.source)
    route = Route(request, view, AMMContext(request.source), deliver, send)
    payment = _Passes(route, spent)
    try:
        strands = strands_of(route)
    except Failure as failure:
        return payment.failed(failure.result)
    return payment.run(strands)


def _issue_of(amount: Amount) -> Issue:
    asset: Asset = asset_of(amount)
    if not isinstance(asset, Issue):
        raise ValueError(f"{asset} does not flow")
    return asset


class _Passes:
    """The passes of one payment, and what they come to."""

    def __init__(self, route: Route, spent: Issue) -> None:
        request = route.request
        self.request = request
        self.amm = route.amm
        self.view = route.view
        self.spent = spent
        self.delivered = route.deliver
        self.sandbox = PaymentSandbox(route.view)
        self.numbers = self.view.info.rules.numbers
        self.ins = AscendingSum(amounts.zero_of(spent), self.numbers)
        self.outs = AscendingSum(amounts.zero_of(route.deliver), self.numbers)
        self.remaining_in = request.send_max
        self.remaining_out: Amount = request.deliver
        self.removable: set[Hash256] = set()
        self.offers_considered = 0

    def run(self, strands: list[Strand]) -> FlowResult:
        """Make passes until they come to an end, and judge the outcome.

        Raises ArithmeticError.
        """
        self.amm.multi_path = len(strands) > 1
        active = strands
        for number in bounded(MAX_PASSES, "passes of a payment"):
            if not self._is_wanting():
                break
            if number + 1 >= MAX_PASSES:
                return self.failed(telFAILED_PROCESSING)
            active, more = self._pass(self._by_quality(active))
            if not more:
                break
        return self._judge()

    def _is_wanting(self) -> bool:
        """Whether something is still to be delivered, and something may still be spent."""
        if signum(self.remaining_out) <= 0:
            return False
        return self.remaining_in is None or signum(self.remaining_in) > 0

    def _by_quality(self, strands: list[Strand]) -> list[Strand]:
        """The strands that can give something of a quality that is accepted, the best first."""
        if len(strands) < 2:
            return strands
        limit = self.request.limit_quality
        bounds = [(quality_upper_bound(self.sandbox, strand), strand) for strand in strands]
        possible = [
            (quality.value, strand)
            for quality, strand in bounds
            if quality is not None and (limit is None or quality >= limit)
        ]
        return [strand for _, strand in sorted(possible, key=lambda one: one[0])]

    def _pass(self, strands: list[Strand]) -> tuple[list[Strand], bool]:
        """One pass. Gives the strands for the next one, and whether there should be one."""
        limit = self.request.limit_quality
        self.amm.multi_path = len(strands) > 1
        wanted = self.remaining_out
        if len(strands) == 1 and limit is not None:
            wanted = _limit_out(self.sandbox, strands[0], wanted, limit)
        is_limited = compare(wanted, self.remaining_out) != 0
        removable: set[Hash256] = set()
        following: list[Strand] = []
        done = False
        for index, strand in enumerate(strands):
            self.amm.clear()
            if self.request.crossing and limit is not None:
                bound = quality_upper_bound(self.sandbox, strand)
                if bound is None or bound < limit:
                    continue
            found = execute(self.sandbox, strand, self.remaining_in, wanted)
            removable |= found.removable
            self.offers_considered += found.offers_used
            if found.amounts is None or found.sandbox is None or amounts.is_zero(found.amounts.out):
                continue
            if not self._is_good_enough(found.amounts, is_limited=is_limited):
                continue
            following = ([] if found.inactive else [strand]) + strands[index + 1 :]
            self._use(found.sandbox, found.amounts)
            done = True
            break
        self._remove(removable)
        return following, done and self.offers_considered < MAX_OFFERS_CONSIDERED

    def _is_good_enough(self, moved: Amounts, *, is_limited: bool) -> bool:
        """Whether a strand's quality is accepted. What was cut to the limit may miss it by rounding."""
        limit = self.request.limit_quality
        if limit is None:
            return True
        quality = Quality.of(moved)
        if quality >= limit:
            return True
        return is_limited and is_near_quality(self.numbers, quality, limit, _SAME_QUALITY)

    def _use(self, sandbox: PaymentSandbox, moved: Amounts) -> None:
        """Make what a strand did part of the payment."""
        self.ins.add(moved.in_)
        self.outs.add(moved.out)
        self.remaining_out = difference_in(self.numbers, self.request.deliver, self.outs.total)
        if self.request.send_max is not None:
            self.remaining_in = difference_in(self.numbers, self.request.send_max, self.ins.total)
        sandbox.commit()
        self.amm.update()

    def _remove(self, removable: set[Hash256]) -> None:
        """Take out the offers that were found dead, whether or not the strand was used that found them."""
        self.removable |= removable
        for key in sorted(removable):
            offers.delete(self.sandbox, Keylet(key, Offer))

    def failed(self, result: Result) -> FlowResult:
        """A failure that says nothing of amounts."""
        zero_in, zero_out = amounts.zero_of(self.spent), amounts.zero_of(self.delivered)
        return FlowResult(result, zero_in, zero_out, tuple(sorted(self.removable)))

    def _judge(self) -> FlowResult:
        """Whether what was done is what was requested. If so it is done.

        An offer that is to be filled or killed must get all that it asks for; one that sells must give all
        that it has. Before fixFillOrKill the latter was asked of both.
        """
        request = self.request
        actual_in, actual_out = _as(self.spent, self.ins.total), _as(self.delivered, self.outs.total)
        all_or_nothing = not request.partial
        fill_or_kill = bool(request.crossing) and all_or_nothing
        is_fixed = self.view.info.rules.enabled(amendments.fixFillOrKill)
        by_out = is_fixed and request.crossing is not Crossing.SELL
        difference = compare(actual_out, request.deliver)
        partial = FlowResult(tecPATH_PARTIAL, actual_in, actual_out, tuple(sorted(self.removable)))
        if difference > 0:
            return self.failed(tefEXCEPTION)
        if difference < 0:
            if all_or_nothing and (not fill_or_kill or by_out):
                return partial
            if request.partial and amounts.is_zero(actual_out):
                return self.failed(tecPATH_DRY)
        if fill_or_kill and not by_out and self.remaining_in is not None and signum(self.remaining_in):
            return partial
        self.sandbox.commit()
        return FlowResult(tesSUCCESS, actual_in, actual_out)


def _as(issue: Issue, amount: Amount) -> Amount:
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(amount.mantissa, amount.exponent, issue.currency, issue.issuer)
    return amount


# One strand.


def quality_upper_bound(view: ReadView, strand: Strand) -> Quality | None:
    """A quality that the strand cannot surpass; none where it is dry. Raises NumberOverflow."""
    quality = PARITY_QUALITY
    debt = Debt.ISSUES
    for step in strand:
        of_step, debt = step.quality_upper_bound(view, debt)
        if of_step is None:
            return None
        quality = composed(quality, of_step)
    return quality


def _limit_out(view: ReadView, strand: Strand, wanted: Amount, limit: Quality) -> Amount:
    """As much of what is wanted as has the limit's quality on average, where pools make that a question.

    Raises NumberOverflow.
    """
    if not any(step.has_pool for step in strand):
        return wanted
    function: QualityFunction | None = None
    debt = Debt.ISSUES
    for step in strand:
        of_step, debt = step.quality_function(view, debt)
        if of_step is None:
            return wanted
        function = of_step if function is None else function.then(of_step)
    if function is None or function.is_constant:
        return wanted
    number = function.out_of_average(limit)
    if number is None:
        return wanted
    out = number.to_amount(asset_of(wanted))
    if compare(out, wanted) == 0 or _is_near_amount(view.info.rules.numbers, out, wanted):
        return wanted
    return amounts.minimum(out, wanted)


def _is_near_amount(numbers: type[Number], one: Amount, other: Amount) -> bool:
    low, high = (one, other) if compare(one, other) < 0 else (other, one)
    distance = numbers.from_amount(difference_in(numbers, high, low))
    return distance / numbers.from_amount(high) < _SAME_AMOUNT


def execute(base: PaymentSandbox, strand: Strand, max_in: Amount | None, out: Amount) -> StrandResult:
    """Put as much as is wanted out of a strand, or as much as there is, taking in no more than ``max_in``.

    Raises ArithmeticError.
    """
    removable: set[Hash256] = set()
    done: tuple[PaymentSandbox, Amounts] | None = None
    if not _is_direct_xrp(strand):
        try:
            done = _execute(base, strand, max_in, out, removable)
        except Failure:
            done = None
    used = sum(step.offers_used for step in strand)
    if done is None:
        return StrandResult(removable, used)
    sandbox, moved = done
    return StrandResult(removable, used, moved, sandbox, any(step.inactive for step in strand))


def _is_direct_xrp(strand: Strand) -> bool:
    """XRP that stays XRP does not need the engine."""
    return len(strand) == 2 and all(step.book is None and step.direct_source is None for step in strand)


def _execute(
    base: PaymentSandbox, strand: Strand, max_in: Amount | None, out: Amount, removable: set[Hash256]
) -> tuple[PaymentSandbox, Amounts] | None:
    """Backwards through the strand, again from each step that limits it, then forwards from the last of
    these. Nothing, where the strand is dry.

    Raises Failure, ArithmeticError.
    """
    sandbox, all_funds = PaymentSandbox(base), PaymentSandbox(base)
    limiting = len(strand)
    limited_out = wanted = out
    for index in range(len(strand) - 1, -1, -1):
        step = strand[index]
        into, actual = step.reverse(sandbox, all_funds, removable, wanted)
        if amounts.is_zero(actual):
            return None
        if index == 0 and max_in is not None and compare(max_in, into) < 0:
            sandbox, limiting = PaymentSandbox(base), index
            into, actual = step.forward(sandbox, all_funds, removable, max_in)
            limited_out = actual
            if amounts.is_zero(actual) or compare(into, max_in) != 0:
                return None
        elif compare(actual, wanted) != 0:
            sandbox, all_funds, limiting = PaymentSandbox(base), PaymentSandbox(base), index
            wanted = actual
            into, actual = step.reverse(sandbox, all_funds, removable, wanted)
            limited_out = actual
            if amounts.is_zero(actual) or compare(actual, wanted) != 0:
                return None
        wanted = into
    given = limited_out
    for step in strand[limiting + 1 :]:
        into, actual = step.forward(sandbox, all_funds, removable, given)
        if amounts.is_zero(actual) or compare(into, given) != 0:
            return None
        given = actual
    first, last = strand[0].cached_in, strand[-1].cached_out
    return None if first is None or last is None else (sandbox, Amounts(first, last))
