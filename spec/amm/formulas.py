"""How much goes into a pool and how much comes out.

A pool holds ``A`` of one asset and ``B`` of another, and ``T`` liquidity tokens are owned by those who put
them in. A trade keeps the product of what it holds, but for the fee, which is left in the pool. Who puts one
asset in or takes one out trades half of it away, and so pays the fee on half.

Every result is rounded in favour of the pool: what goes in up, what comes out down, tokens given down, tokens
taken up. Only the last product of a formula is rounded so; what comes before it is rounded to nearest.

Source: AMMHelpers.h, AMMHelpers.cpp (3.1.1), with fixAMMv1_1 and fixAMMv1_3 in force; vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts
from spec.amendments import Rules
from spec.arithmetic import NumberOverflow
from spec.number import DOWNWARD, TO_NEAREST, TOWARDS_ZERO, UPWARD, Arithmetic, Number, Rounding
from spec.quality import Amounts, Quality
from spec.values import XRP, Amount, Asset, IssuedAmount, MPTIssue, asset_of

FEE_SCALE = 100_000
"""Trading fees are counted in such parts of one."""
REDUCED_OFFER = Number.of(9_999, -4)
"""By how much an offer is made smaller when its quality misses the mark by a rounding."""

_DOWN = Arithmetic(DOWNWARD)
_UP = Arithmetic(UPWARD)


def number(amount: Amount) -> Number:
    """The value of an amount in a transaction."""
    return Number.from_amount(amount)


def fee_rate(fee: int, arithmetic: Arithmetic | None = None) -> Number:
    """A trading fee as a part of one."""
    return (arithmetic or Arithmetic()).divide(Number.of(fee), Number.of(FEE_SCALE))


def kept_of_fee(fee: int, numbers: type[Number] = Number) -> Number:
    """What is left of one when the trading fee is taken off."""
    return 1 - numbers.of(fee) / numbers.of(FEE_SCALE)


def _after_half_fee(fee: int) -> Number:
    return 1 - fee_rate(fee) / 2


def multiply(amount: Amount, part: Number, mode: Rounding) -> Amount:
    """A part of an amount, rounded."""
    arithmetic = Arithmetic(mode)
    product = arithmetic.multiply(arithmetic.from_amount(amount), part)
    return to_amount(asset_of(amount), product, mode)


def to_amount(asset: Asset, value: Number, mode: Rounding) -> Amount:
    """So much of an asset: whole units are rounded in ``mode``, the digits of an issued amount to nearest."""
    if asset == XRP:
        return amounts.from_number(asset, value, mode)
    return value.to_amount(asset, mode if isinstance(asset, MPTIssue) else TO_NEAREST)


# Liquidity tokens


def initial_tokens(one: Amount, other: Amount, token: Asset) -> Amount:
    """How many tokens the first owner of a pool gets: the geometric mean of what it puts in, rounded down."""
    product = _DOWN.multiply(_DOWN.from_amount(one), _DOWN.from_amount(other))
    return _DOWN.to_amount(token, _DOWN.root2(product))


def adjust_tokens(total: Amount, tokens: Amount, *, deposit: bool) -> Amount:
    """The tokens that a sum of sixteen digits can tell apart: what the total really grows or shrinks by."""
    if deposit:
        return amounts.subtract(amounts.add(total, tokens, DOWNWARD), total, DOWNWARD)
    return amounts.add(amounts.subtract(tokens, total, DOWNWARD), total, DOWNWARD)


def tokens_for_deposit(held: Amount, put_in: Amount, total: Amount, fee: int) -> Amount:
    """The tokens for putting in one asset, rounded down."""
    f1 = kept_of_fee(fee)
    f2 = _after_half_fee(fee) / f1
    r = number(put_in) / number(held)
    c = (f2 * f2 + r / f1).root2() - f2
    return multiply(total, (r - c) / (1 + c), DOWNWARD)


def deposit_for_tokens(held: Amount, total: Amount, tokens: Amount, fee: int) -> Amount:
    """What to put in of one asset for so many tokens, rounded up: the inverse of ``tokens_for_deposit``."""
    f1 = kept_of_fee(fee)
    f2 = _after_half_fee(fee) / f1
    t1 = number(tokens) / number(total)
    t2 = 1 + t1
    d = f2 - t1 / t2
    a = 1 / (t2 * t2)
    b = 2 * d / t2 - 1 / f1
    c = d * d - f2 * f2
    return multiply(held, solve_quadratic(a, b, c), UPWARD)


def tokens_for_withdrawal(held: Amount, taken_out: Amount, total: Amount, fee: int) -> Amount:
    """The tokens that taking out so much of one asset costs, rounded up."""
    part = number(taken_out) / number(held)
    rate = fee_rate(fee)
    c = part * rate + 2 - rate
    return multiply(total, (c - (c * c - 4 * part).root2()) / 2, UPWARD)


def withdrawal_for_tokens(held: Amount, total: Amount, tokens: Amount, fee: int) -> Amount:
    """What comes out of one asset for so many tokens, rounded down: the inverse of
    ``tokens_for_withdrawal``."""
    rate = fee_rate(fee)
    t1 = number(tokens) / number(total)
    return multiply(held, (t1 * t1 - t1 * (2 - rate)) / (t1 * rate - 1), DOWNWARD)


def rounded_asset(held: Amount, part: Number, *, deposit: bool) -> Amount:
    """A part of what the pool holds, to be put in (rounded up) or taken out (rounded down)."""
    return multiply(held, part, UPWARD if deposit else DOWNWARD)


def rounded_tokens(total: Amount, part: Number, *, deposit: bool) -> Amount:
    """A part of all tokens, to be given (rounded down) or taken (rounded up), as far as the total can
    tell."""
    tokens = multiply(total, part, DOWNWARD if deposit else UPWARD)
    return adjust_tokens(total, tokens, deposit=deposit)


def fit_deposit(
    held: Amount, put_in: Amount, total: Amount, tokens: Amount, fee: int
) -> tuple[Amount, Amount]:
    """The tokens for a deposit of one asset, and how much of it they cost, when the tokens were rounded.

    Where rounding makes them cost more than was offered, the offer is made smaller by the difference and both
    are computed again.
    """
    cost = deposit_for_tokens(held, total, tokens, fee)
    if amounts.compare(cost, put_in) > 0:
        less = amounts.subtract(put_in, amounts.subtract(cost, put_in))
        tokens = adjust_tokens(total, tokens_for_deposit(held, less, total, fee), deposit=True)
        cost = deposit_for_tokens(held, total, tokens, fee)
    return tokens, amounts.minimum(put_in, cost)


def fit_withdrawal(
    held: Amount, taken_out: Amount, total: Amount, tokens: Amount, fee: int
) -> tuple[Amount, Amount]:
    """The tokens for a withdrawal of one asset, and how much of it they bring; as ``fit_deposit``."""
    brought = withdrawal_for_tokens(held, total, tokens, fee)
    if amounts.compare(brought, taken_out) > 0:
        less = amounts.subtract(taken_out, amounts.subtract(brought, taken_out))
        tokens = adjust_tokens(total, tokens_for_withdrawal(held, less, total, fee), deposit=False)
        brought = withdrawal_for_tokens(held, total, tokens, fee)
    return tokens, amounts.minimum(taken_out, brought)


def solve_quadratic(a: Number, b: Number, c: Number) -> Number:
    """The larger solution of ``a*x**2 + b*x + c = 0``."""
    return (-b + (b * b - 4 * a * c).root2()) / (2 * a)


def _solve_quadratic_smallest(a: Number, b: Number, c: Number) -> Number | None:
    """The smaller solution, computed in the form that loses no digits; none where there is no solution."""
    discriminant = b * b - 4 * a * c
    if discriminant.signum() < 0:
        return None
    root = discriminant.root2()
    return (2 * c) / (-b - root) if b.signum() > 0 else (2 * c) / (-b + root)


def is_near(one: Number, other: Number, distance: Number) -> bool:
    """Whether two values differ by less than ``distance`` of the larger."""
    if one == other:
        return True
    low, high = (one, other) if one < other else (other, one)
    return (high - low) / high < distance


def is_near_quality(numbers: type[Number], one: Quality, other: Quality, distance: Number) -> bool:
    """Whether two qualities differ by less than ``distance``."""
    if one == other:
        return True
    high, low = min(one, other).rate(), max(one, other).rate()
    difference = amounts.difference_in(numbers, high, low)
    return numbers.from_amount(difference) / numbers.from_amount(high) < distance


# Trading


def swap_in(rules: Rules, pool: Amounts, put_in: Amount, fee: int) -> Amount:
    """What comes out of a pool for what is put in, rounded down at every step.

    Before fixAMMv1_1, and outside of transactions, every step is rounded to nearest, and drops down at last.

    Raises NumberOverflow.
    """
    asset = asset_of(pool.out)
    if not rules.in_transaction(amendments.fixAMMv1_1):
        value, numbers = rules.numbers.from_amount, rules.numbers
        kept = value(put_in) * kept_of_fee(fee, numbers)
        out = value(pool.out) - (value(pool.in_) * value(pool.out)) / (value(pool.in_) + kept)
        return to_amount(asset, out, DOWNWARD)
    product = _UP.multiply(_UP.from_amount(pool.in_), _UP.from_amount(pool.out))
    rate = fee_rate(fee, _UP)
    kept = _DOWN.multiply(_DOWN.from_amount(put_in), _DOWN.subtract(1, rate))
    divisor = _DOWN.add(_DOWN.from_amount(pool.in_), kept)
    if divisor.signum() <= 0:
        return amounts.zero_of(asset)
    ratio = _UP.divide(product, divisor)
    out = _DOWN.subtract(_DOWN.from_amount(pool.out), ratio)
    return amounts.zero_of(asset) if out.signum() < 0 else to_amount(asset, out, DOWNWARD)


def swap_out(rules: Rules, pool: Amounts, taken_out: Amount, fee: int) -> Amount:
    """What has to be put into a pool for what is taken out, rounded up at every step.

    As much as there can be, where the pool does not hold that much. Before fixAMMv1_1, and outside of
    transactions, every step is rounded to nearest, and drops up at last; nobody asks for as much as the pool
    holds there.

    Raises NumberOverflow.
    """
    asset = asset_of(pool.in_)
    if not rules.in_transaction(amendments.fixAMMv1_1):
        value, numbers = rules.numbers.from_amount, rules.numbers
        left = value(amounts.difference_in(numbers, pool.out, taken_out))
        more = (value(pool.in_) * value(pool.out)) / left - value(pool.in_)
        return to_amount(asset, more / kept_of_fee(fee, numbers), UPWARD)
    product = _UP.multiply(_UP.from_amount(pool.in_), _UP.from_amount(pool.out))
    divisor = _DOWN.subtract(_DOWN.from_amount(pool.out), _DOWN.from_amount(taken_out))
    if divisor.signum() <= 0:
        return amounts.largest_of(asset)
    more = _UP.subtract(_UP.divide(product, divisor), _UP.from_amount(pool.in_))
    put_in = _UP.divide(more, _DOWN.subtract(1, fee_rate(fee, _UP)))
    return amounts.zero_of(asset) if put_in.signum() < 0 else to_amount(asset, put_in, UPWARD)


def offer_to_match(rules: Rules, pool: Amounts, quality: Quality, fee: int) -> Amounts | None:
    """The largest offer of the pool after which its price, and whose own price, is still as good as
    ``quality``.

    The side that is XRP is computed first and rounded down, so that its rounding makes the offer better and
    not worse. None where there is no such offer.

    Raises NumberOverflow.
    """
    begin = _from_out if asset_of(pool.out) == XRP else _from_in
    found = begin(rules, pool, quality, fee)
    if found is None or Quality.of(found) < quality:
        return None
    return found


def _from_out(rules: Rules, pool: Amounts, quality: Quality, fee: int) -> Amounts | None:
    value = rules.numbers.from_amount
    rate = value(quality.rate())
    if rate.signum() == 0:
        return None
    held_in, held_out, f = value(pool.in_), value(pool.out), kept_of_fee(fee, rules.numbers)
    b = held_in * (1 - 1 / f) / rate - 2 * held_out
    c = held_out * held_out - (held_in * held_out) / rate
    wanted = _solve_quadratic_smallest(rules.numbers.of(1), b, c)
    if wanted is None or wanted.signum() <= 0:
        return None
    most = held_out - held_in / (rate * f)
    if most.signum() <= 0:
        return None

    def offer(out: Number) -> Amounts:
        gets = to_amount(asset_of(pool.out), out, DOWNWARD)
        return Amounts(swap_out(rules, pool, gets, fee), gets)

    found = offer(min(wanted, most))
    return offer(_reduced(rules, found.out)) if Quality.of(found) < quality else found


def _from_in(rules: Rules, pool: Amounts, quality: Quality, fee: int) -> Amounts | None:
    value = rules.numbers.from_amount
    rate = value(quality.rate())
    if rate.signum() == 0:
        return None
    held_in, held_out, f = value(pool.in_), value(pool.out), kept_of_fee(fee, rules.numbers)
    b = held_in * (1 + f)
    c = held_in * held_in - held_in * held_out * rate
    wanted = _solve_quadratic_smallest(f, b, c)
    if wanted is None or wanted.signum() <= 0:
        return None
    most = held_out * rate - held_in / f
    if most.signum() <= 0:
        return None

    def offer(put_in: Number) -> Amounts:
        pays = to_amount(asset_of(pool.in_), put_in, DOWNWARD)
        return Amounts(pays, swap_in(rules, pool, pays, fee))

    found = offer(min(wanted, most))
    return offer(_reduced(rules, found.in_)) if Quality.of(found) < quality else found


def _reduced(rules: Rules, amount: Amount) -> Number:
    return rules.numbers.from_amount(amount, TOWARDS_ZERO).times(REDUCED_OFFER, TOWARDS_ZERO)


def part_of(amount: Amount, whole: Amount) -> Number:
    """Which part of the whole the amount is; of the same asset or not."""
    return number(amount) / number(whole)


def as_issued(amount: Amount) -> IssuedAmount:
    """An amount that is known to be of an issued currency, as liquidity tokens are."""
    if not isinstance(amount, IssuedAmount):
        raise NumberOverflow(f"{amount!r} is not of an issued currency")
    return amount
