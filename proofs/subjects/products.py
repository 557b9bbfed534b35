"""Products, quotients and proportions of amounts: in which direction they are rounded, and how far.

Exponents only move the point: one operand has exponent 0, and the other any at which nothing overflows.
"""

from __future__ import annotations

from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every, implies
from proofs.unknowns import assume, integer, note, outcome_of, truth
from proofs.values import ISSUE
from spec import amounts
from spec.arithmetic import NumberOverflow
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA
from spec.values import XRP, IssuedAmount

OVERFLOW = (NumberOverflow,)
MAX_DROPS = 10**17


def tokens(name: str, exponent: int = 0) -> IssuedAmount:
    """Any tokens with this exponent, more than nothing."""
    mantissa = integer(name, MIN_MANTISSA, MAX_MANTISSA)
    return IssuedAmount(mantissa, exponent, ISSUE.currency, ISSUE.issuer)


def signed(amount: IssuedAmount, negative: bool) -> IssuedAmount:
    """The amount, or its opposite."""
    return IssuedAmount(-amount.mantissa if negative else amount.mantissa, amount.exponent, *ISSUE_PARTS)


ISSUE_PARTS = (ISSUE.currency, ISSUE.issuer)


def dropped(result: IssuedAmount, exponent: int) -> int:
    """The unit of the result, in units of the exact product or quotient with this exponent."""
    places = int(result.exponent - exponent)
    assume(places >= 0)
    unit: int = 10**places
    return unit


@proof(
    "products",
    amounts.mul_round,
    twins=[Seed(amounts._digits_away, "(m + 9) // 10", "(m + 8) // 10")],
    covers=["up", "down"],
)
def products_of_tokens_are_rounded_up_or_to_nearest() -> Truth:
    """A product that is rounded up is at most a tenth of its last digit below the exact one, and less than
    a digit above it; rounded down, in the way of old, it is the nearest, of what was left after seventeen
    digits. Of negative ones the same holds of their size."""
    away, negative = truth("away from zero"), truth("negative")
    note("up" if away else "down")
    a, b = tokens("a"), tokens("b", integer("exponent", -60, 40))
    result = amounts.mul_round(signed(a, negative), b, ISSUE, away != negative)
    assert isinstance(result, IssuedAmount)
    unit = dropped(result, b.exponent)
    error = abs(result.mantissa) * unit - a.mantissa * b.mantissa
    if away:
        return every(10 * error >= -unit, error < unit)
    return every(2 * error <= unit, 2 * error >= -unit - 2 * 10**14)


@proof(
    "products",
    amounts.mul_round_strict,
    twins=[Seed(amounts.mul_round_strict, "TOWARDS_ZERO", "TO_NEAREST")],
    covers=["up", "down"],
    slow=True,
)
def strict_products_of_tokens_are_rounded_up_or_down() -> Truth:
    """A strict product that is rounded away from zero is at most a tenth of its last digit nearer than the
    exact one; rounded towards zero it is never farther. Either is less than a digit away."""
    away, negative = truth("away from zero"), truth("negative")
    note("up" if away else "down")
    a, b = tokens("a"), tokens("b", integer("exponent", -60, 40))
    result = amounts.mul_round_strict(signed(a, negative), b, ISSUE, away != negative)
    assert isinstance(result, IssuedAmount)
    unit = dropped(result, b.exponent)
    error = abs(result.mantissa) * unit - a.mantissa * b.mantissa
    return every(10 * error >= -unit, error < unit) if away else every(error <= 0, error > -unit)


@proof(
    "products",
    amounts.mul_round_strict,
    twins=[Seed(amounts._drops_away_strict, "10 if m % unit and round_up else 9", "9")],
    covers=["up", "down"],
    slow=True,
)
def strict_products_in_drops_are_exact_to_a_drop() -> Truth:
    """A strict product in drops that is rounded up is the least number of drops that is not below the exact
    one, or one drop where that is none; rounded down, the greatest that is not above it."""
    up = truth("up")
    note("up" if up else "down")
    a, b = tokens("a"), tokens("b", integer("exponent", -34, -15))
    unit: int = 10 ** int(-b.exponent)
    found = outcome_of(amounts.mul_round_strict, a, b, XRP, up, refusals=OVERFLOW)
    if found is NumberOverflow:
        return a.mantissa * b.mantissa > (MAX_DROPS - 1) * unit
    error = found * unit - a.mantissa * b.mantissa
    return every(error >= 0, error < unit) if up else every(error <= 0, error > -unit)


@proof(
    "products",
    amounts.div_round,
    amounts.div_round_strict,
    twins=[
        Seed(amounts.div_round_strict, "else DOWNWARD", "else TO_NEAREST"),
        Seed(amounts._digits_away, "(m + 9) // 10", "(m + 8) // 10"),
    ],
    covers=["up", "down", "old up", "old down"],
    slow=True,
)
def quotients_of_tokens_are_rounded_up_or_down() -> Truth:
    """A quotient that is rounded up is at most a tenth of its last digit below the exact one; a strict one
    that is rounded down is never above it. Either is less than a digit away."""
    up, strict = truth("up"), truth("strict")
    note(f"{'' if strict else 'old '}{'up' if up else 'down'}")
    n, d = tokens("numerator", integer("exponent", -60, 40)), tokens("denominator")
    divide = amounts.div_round_strict if strict else amounts.div_round
    result = divide(n, d, ISSUE, up)
    assert isinstance(result, IssuedAmount)
    cut, rest = divmod(n.mantissa * 10**17, d.mantissa)
    unit = dropped(result, n.exponent - 17)
    # The exact quotient is cut and rest / d.
    above = result.mantissa * unit - cut
    if up:
        return every(10 * above >= -unit, above < unit + 1, implies(above == unit, rest > 0))
    if strict:
        return every(above <= 0, above > -unit)
    return every(2 * above <= unit, 2 * above >= -unit)


@proof(
    "products",
    amounts.mul_ratio,
    twins=[Seed(amounts.mul_ratio, "low += away if rest else 0", "low += away")],
    covers=["up", "down", "NumberOverflow"],
)
def proportions_of_whole_amounts_are_exact_to_a_unit() -> Truth:
    """So much of drops or units of a token, rounded up or down by what is left over, negative ones too."""
    up = truth("up")
    value = integer("value", -MAX_DROPS, MAX_DROPS)
    numerator, denominator = integer("numerator", 0, 2**32 - 1), integer("denominator", 1, 2**32 - 1)
    found = outcome_of(amounts.mul_ratio, value, numerator, denominator, up, refusals=OVERFLOW)
    if found is NumberOverflow:
        note("NumberOverflow")
        return abs(value) * numerator >= (2**63 - 1) * denominator
    note("up" if up else "down")
    size = abs(value) * numerator
    error = (found if value >= 0 else -found) * denominator - size
    if (value >= 0) == up:
        return every(error >= 0, error < denominator)
    return every(error <= 0, error > -denominator)
