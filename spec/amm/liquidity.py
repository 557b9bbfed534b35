"""The offers that a pool makes beside the order book of its two assets.

Where a payment has one path only, the pool's price may move as the payment takes from it. Its offer is then
as large as leaves its price as good as that of the book's best offer, and however much of it is taken, the
product of what the pool holds is kept. Where several paths compete, a strand has to have one quality; then
the pool makes offers of fixed quality whose sizes grow, from one pass to the next, as Fibonacci's numbers.

Source: AMMLiquidity.cpp, AMMOffer.cpp (3.1.1), with fixAMMv1_1, fixAMMv1_2 and fixAMMOverflowOffer in force;
vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts, keylets, quality, trust_lines
from spec.amendments import Rules
from spec.amm import formulas, pool
from spec.arithmetic import NumberOverflow
from spec.flow.liquidity import MAX_AMM_ITERATIONS, AMMContext
from spec.flow.quality_function import QualityFunction
from spec.number import DOWNWARD, UPWARD, Number
from spec.quality import Amounts, Quality
from spec.rates import PARITY, Rate
from spec.values import XRP, Account, Amount, Hash256, Issue, IssuedAmount
from spec.views import Layer, ReadView

FIRST_PART = Number.of(25, -5)
"""Which part of what the pool holds is asked for by its first offer where paths compete."""
LARGEST_PART = Number.of(99, -2)
"""Which part of what the pool holds is offered at most."""
NEAR = Number.of(1, -7)
"""A relative difference that is none: of qualities, and of the product of what a pool holds."""


def _fibonacci(count: int) -> tuple[int, ...]:
    numbers = [1, 2]
    while len(numbers) < count:
        numbers.append(numbers[-2] + numbers[-1])
    return tuple(numbers)


GROWTH = _fibonacci(MAX_AMM_ITERATIONS)
"""How many times as much as at first a pool offers, after so many passes and one."""


class PoolOffer:
    """One offer of a pool; it is taken once, whatever part of it is taken."""

    __slots__ = ("amounts", "is_consumed", "liquidity", "pool", "quality")

    def __init__(self, liquidity: PoolLiquidity, amounts: Amounts, held: Amounts, quality: Quality) -> None:
        self.liquidity = liquidity
        self.amounts = amounts
        self.pool = held
        """What the pool holds as it makes the offer."""
        self.quality = quality
        self.is_consumed = False

    @property
    def rules(self) -> Rules:
        """Those by which the offer is computed."""
        return self.liquidity.rules

    @property
    def owner(self) -> Account:
        """The pool's account."""
        return self.liquidity.account

    @property
    def key(self) -> Hash256 | None:
        """The offer is not in the ledger."""
        return None

    @property
    def is_funded(self) -> bool:
        """A pool offers only what it holds."""
        return True

    @property
    def waives_fee(self) -> bool:
        """A pool pays no transfer fee, and none is paid for what moves into it."""
        return True

    def rates(self, rate_in: Rate, rate_out: Rate) -> tuple[Rate, Rate]:
        """Nobody pays a transfer fee for what comes out of a pool."""
        return rate_in, PARITY

    def limit_in(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` goes in."""
        if not self.liquidity.context.multi_path:
            return Amounts(limit, formulas.swap_in(self.rules, self.pool, limit, self.liquidity.fee))
        if self.rules.in_transaction(amendments.fixReducedOffersV2):
            return quality.ceil_in_strict(self.quality, amounts, limit, round_up)
        return quality.ceil_in(self.quality, amounts, limit)

    def limit_out(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` comes out."""
        if not self.liquidity.context.multi_path:
            return Amounts(formulas.swap_out(self.rules, self.pool, limit, self.liquidity.fee), limit)
        if self.rules.in_transaction(amendments.fixReducedOffersV1):
            return quality.ceil_out_strict(self.quality, amounts, limit, round_up)
        return quality.ceil_out(self.quality, amounts, limit)

    def is_sound(self, taken: Amounts) -> bool:
        """No more is taken than was offered, and the product of what the pool holds does not shrink, but for
        a rounding."""
        if self._exceeded(taken):
            return False
        held, numbers = self.pool, self.rules.numbers
        before = numbers.from_amount(held.in_) * numbers.from_amount(held.out)
        more = amounts.sum_in(numbers, held.in_, taken.in_)
        less = amounts.difference_in(numbers, held.out, taken.out)
        after = numbers.from_amount(more) * numbers.from_amount(less)
        return after >= before or formulas.is_near(before, after, NEAR)

    def consume(self, view: Layer, taken: Amounts) -> None:
        """Note that the offer was taken. What the pool holds has changed with the transfer.

        Raises NumberOverflow where it is more than was offered.
        """
        if self._exceeded(taken):
            raise NumberOverflow(f"{taken} is more than the pool offered: {self.amounts}")
        self.is_consumed = True
        self.liquidity.context.used = True

    def _exceeded(self, taken: Amounts) -> bool:
        return (
            amounts.compare(taken.in_, self.amounts.in_) > 0
            or amounts.compare(taken.out, self.amounts.out) > 0
        )

    def quality_function(self) -> QualityFunction:
        """Constant where paths compete, that of the pool elsewhere."""
        if self.liquidity.context.multi_path:
            return QualityFunction.constant(self.quality, self.rules.numbers)
        held, numbers = self.pool, self.rules.numbers
        kept = formulas.kept_of_fee(self.liquidity.fee, numbers)
        return QualityFunction.of_pool(numbers.from_amount(held.in_), numbers.from_amount(held.out), kept)


class PoolLiquidity:
    """The pool beside an order book, for the time of one payment."""

    __slots__ = ("account", "at_first", "context", "fee", "issue_in", "issue_out", "rules")

    def __init__(
        self,
        view: ReadView,
        account: Account,
        fee: int,
        issues: tuple[Issue, Issue],
        context: AMMContext,
    ) -> None:
        self.rules = view.info.rules
        self.account = account
        self.fee = fee
        """The trading fee, in ``formulas.FEE_SCALE``, for whom the payment is made."""
        self.issue_in, self.issue_out = issues
        self.context = context
        self.at_first = self._held(view)
        """What the pool held before the payment."""

    def offer(self, view: ReadView, competing: Quality | None) -> PoolOffer | None:
        """The offer beside a book whose best offer has this quality; none where the pool's price is not
        better, or hardly so, or where nothing can be taken."""
        if self.context.is_exhausted:
            return None
        held = self._held(view)
        if not amounts.signum(held.in_) or not amounts.signum(held.out):
            return None
        price = Quality.of(held)
        if competing is not None and (price <= competing or self._is_near(price, competing)):
            return None
        try:
            offer = self._offer(held, competing)
        except NumberOverflow:
            return None
        if offer is None or amounts.signum(offer.amounts.in_) <= 0 or amounts.signum(offer.amounts.out) <= 0:
            return None
        return offer

    def _is_near(self, price: Quality, competing: Quality) -> bool:
        return formulas.is_near_quality(self.rules.numbers, price, competing, NEAR)

    def _offer(self, held: Amounts, competing: Quality | None) -> PoolOffer | None:
        if self.context.multi_path:
            of = self._growing(held)
            fixed = Quality.of(of)
            return None if competing is not None and fixed < competing else PoolOffer(self, of, held, fixed)
        if competing is None:
            return self._largest(held)
        matching = formulas.offer_to_match(self.rules, held, competing, self.fee)
        if matching is not None:
            return PoolOffer(self, matching, held, Quality.of(matching))
        largest = self._largest(held)
        better = largest is not None and Quality.of(largest.amounts) > competing
        return largest if better else None

    def _largest(self, held: Amounts) -> PoolOffer | None:
        """Nearly all that the pool holds, at the price that it has before anything is taken."""
        part = self._value(held.out) * LARGEST_PART
        out = formulas.to_amount(self.issue_out, part, DOWNWARD)
        if amounts.signum(out) <= 0 or amounts.compare(out, held.out) >= 0:
            return None
        put_in = formulas.swap_out(self.rules, held, out, self.fee)
        return PoolOffer(self, Amounts(put_in, out), held, Quality.of(held))

    def _growing(self, held: Amounts) -> Amounts:
        """An offer whose size depends on the number of passes. Raises NumberOverflow where the pool does not
        hold as much."""
        part = self._value(self.at_first.in_) * FIRST_PART
        put_in = formulas.to_amount(self.issue_in, part, UPWARD)
        out = formulas.swap_in(self.rules, self.at_first, put_in, self.fee)
        if self.context.iterations == 0:
            return Amounts(put_in, out)
        times = GROWTH[self.context.iterations - 1]
        out = formulas.to_amount(self.issue_out, self._value(out) * times, DOWNWARD)
        if amounts.compare(out, held.out) >= 0:
            raise NumberOverflow(f"the pool does not hold {out}")
        return Amounts(formulas.swap_out(self.rules, held, out, self.fee), out)

    def _value(self, amount: Amount) -> Number:
        return self.rules.numbers.from_amount(amount)

    def _held(self, view: ReadView) -> Amounts:
        return Amounts(_held(view, self.account, self.issue_in), _held(view, self.account, self.issue_out))


def _held(view: ReadView, account: Account, issue: Issue) -> Amount:
    """What the pool's account has of an asset, nothing of it put aside; none while it is frozen."""
    nothing = amounts.zero_of(issue)
    if issue == XRP:
        root = view.read(keylets.account(account))
        return nothing if root is None else root.balance
    line = trust_lines.read(view, account, issue.issuer, issue.currency)
    if line is None or trust_lines.is_frozen(view, account, issue):
        return nothing
    return IssuedAmount(line.balance.mantissa, line.balance.exponent, issue.currency, issue.issuer)


def pool_of(view: ReadView, issue_in: Issue, issue_out: Issue, context: AMMContext) -> PoolLiquidity | None:
    """The pool of the two assets, if there is one that is not empty."""
    entry = view.read(keylets.amm(issue_in, issue_out))
    if entry is None or entry.lp_token_balance.mantissa == 0:
        return None
    fee = pool.trading_fee(view, entry, context.account)
    return PoolLiquidity(view, entry.account, fee, (issue_in, issue_out), context)
