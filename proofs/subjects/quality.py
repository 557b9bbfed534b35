"""Qualities: bits that sort as prices do, and the shares of an offer that is taken in part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.registry import proof
from proofs.replacing import Moved, Seed
from proofs.symbolic import Truth, every, same, some
from proofs.unknowns import assume, integer, note, one_of, truth
from proofs.values import ISSUE, amount_of
from spec import amounts, quality
from spec.amounts import NO_ISSUE
from spec.quality import MAX_TICK_SIZE, MIN_TICK_SIZE, Amounts, Quality
from spec.rounding import MAX_ISSUED_EXPONENT, MAX_MANTISSA, MIN_ISSUED_EXPONENT, MIN_MANTISSA
from spec.values import XRP, Amount, Asset, IssuedAmount, asset_of


def price(name: str) -> IssuedAmount:
    """Any price: an amount of no issue that is more than nothing."""
    mantissa = integer(f"{name}.mantissa", MIN_MANTISSA, MAX_MANTISSA)
    exponent = integer(f"{name}.exponent", MIN_ISSUED_EXPONENT, MAX_ISSUED_EXPONENT)
    return IssuedAmount(mantissa, exponent, NO_ISSUE.currency, NO_ISSUE.issuer)


def positive(name: str, asset: Asset) -> Amount:
    """Any amount that is more than nothing."""
    found = amount_of(name, asset)
    assume(amounts.mantissa_of(found) > 0)
    return found


def side(name: str) -> Asset:
    """What one side of an offer is of."""
    found: Asset = one_of(f"{name} is of kind", XRP, ISSUE)
    return found


@proof("quality", quality._stored, twins=[Moved(quality, "_MANTISSA_RANGE", 2**52)])
def qualities_sort_as_prices_do() -> Truth:
    """Of two prices the lower one has the lower bits."""
    a, b = price("a"), price("b")
    order = amounts.compare(a, b)
    one, other = quality._stored(a), quality._stored(b)
    note(("equal", "greater", "less")[order])
    return (one > other) - (one < other) == order


@proof(
    "quality",
    quality._stored,
    quality.amount_from_quality,
    twins=[Seed(quality.amount_from_quality, "stored % _MANTISSA_RANGE", "stored % _MANTISSA_RANGE + 1")],
)
def a_quality_gives_back_its_price() -> Truth:
    """The bits of a price stand for just that price, and fit in 64 bits."""
    a = price("a")
    stored = quality._stored(a)
    back = quality.amount_from_quality(stored)
    parts = amounts.mantissa_of(back), amounts.exponent_of(back)
    return every(same(parts, (a.mantissa, a.exponent)), stored < 2**64)


@proof(
    "quality",
    quality.get_rate,
    twins=[Seed(quality.get_rate, "divide(offer_in, offer_out", "divide(offer_out, offer_in")],
)
def a_rate_is_the_price_that_is_asked() -> Truth:
    """The bits of an offer of two tokens, of which one is not vastly more than the other, stand for what goes
    in over what comes out, cut after seventeen or eighteen digits and rounded to sixteen."""
    one, other = (integer(name, MIN_MANTISSA, MAX_MANTISSA) for name in ("in", "out"))
    into, out = (IssuedAmount(mantissa, 0, ISSUE.currency, ISSUE.issuer) for mantissa in (one, other))
    stored = quality.get_rate(out, into)
    cut = abs(one) * 10**17 // abs(other)
    dropped = stored // 2**56 - 100 + 17
    unit = 10 if dropped == 1 else 100
    error = 2 * (stored % 2**56 * unit - cut)
    return every(some(dropped == 1, dropped == 2), error <= unit + 10, error >= -unit)


@proof(
    "quality",
    Quality.round,
    twins=[Seed(Quality.round, "-(-mantissa // unit)", "mantissa // unit")],
)
def a_tick_is_the_next_worse_price() -> Truth:
    """Rounded to a tick size a quality is no better, as little worse as can be, and has no more digits."""
    digits = integer("digits", MIN_TICK_SIZE, MAX_TICK_SIZE)
    asked = price("a")
    value = quality._stored(asked)
    rounded = Quality(value).round(digits).value
    unit = 10 ** (MAX_TICK_SIZE - digits)
    return every(rounded >= value, rounded - value < unit, (asked.mantissa + rounded - value) % unit == 0)


def _any_product(a: Amount, b: Amount, asset: Asset, *more: object) -> Amount:
    """In the place of products and quotients: any amount; shares must be right whatever they come to."""
    return amount_of("product", asset)


def _share(ceil: Callable[[Quality, Amounts, Amount], Amounts], limited: str) -> Truth:
    into, out = positive("into", side("into")), positive("out", side("out"))
    offer = Amounts(into, out)
    limit = positive("limit", asset_of(into if limited == "in_" else out))
    taken = ceil(Quality(quality._stored(price("price"))), offer, limit)
    note("all" if taken is offer else "part")
    return every(
        amounts.compare(taken.in_, into) <= 0,
        amounts.compare(taken.out, out) <= 0,
        amounts.compare(getattr(taken, limited), limit) <= 0,
    )


@proof(
    "quality",
    quality.ceil_in,
    quality.ceil_in_strict,
    twins=[Seed(quality._ceil_in, "compare(out, amounts.out) > 0", "compare(out, amounts.out) > 1")],
    covers=["all", "part"],
    instead={amounts.div_round: _any_product, amounts.div_round_strict: _any_product},
)
def a_share_by_what_goes_in_is_no_more_than_the_offer() -> Truth:
    """No more is taken of an offer than it has, nor more put in than the limit."""
    strict = partial(quality.ceil_in_strict, round_up=truth("up"))
    return _share(strict if truth("strict") else quality.ceil_in, "in_")


@proof(
    "quality",
    quality.ceil_out,
    quality.ceil_out_strict,
    twins=[Seed(quality._ceil_out, "compare(into, amounts.in_) > 0", "compare(into, amounts.in_) > 1")],
    covers=["all", "part"],
    instead={amounts.mul_round: _any_product, amounts.mul_round_strict: _any_product},
)
def a_share_by_what_comes_out_is_no_more_than_the_offer() -> Truth:
    """No more is asked for an offer than it asks, nor more taken out than the limit."""
    strict = partial(quality.ceil_out_strict, round_up=truth("up"))
    return _share(strict if truth("strict") else quality.ceil_out, "out")
