"""What is computed with Numbers and amounts is what exact fractions say, to the last digit, or is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from spec import amounts, arithmetic
from spec.arithmetic import NumberOverflow
from spec.rounding import DIVISION_SHIFT, MAX_INT64, MAX_MANTISSA, MIN_MANTISSA, ZERO, Pair, Rounding
from spec.values import XRP, Amount, Asset, Issue, IssuedAmount, MPTAmount, MPTIssue
from tests.conftest import SEED
from tests.spec import rational
from tests.spec.rational import TooLarge, ten, to_number, to_whole

MODES = tuple(Rounding)
USD = Issue(bytes(12) + b"USD" + bytes(5), b"\7" * 20)
TOKEN = MPTIssue(b"\5" * 24)
ASSETS: tuple[Asset, ...] = (XRP, USD, TOKEN)
SAFE_WHOLE = 3 * 10**16
"""Products of more units than this on one side come out with the wrong sign; see ``spec.canonical``."""

Outcome = str
"""``exact`` or ``refused``."""


def mantissa(random: Random) -> int:
    edges = (MIN_MANTISSA, MIN_MANTISSA + 1, MAX_MANTISSA - 1, MAX_MANTISSA, 5 * MIN_MANTISSA)
    size = random.choice(edges) if random.random() < 0.3 else random.randint(MIN_MANTISSA, MAX_MANTISSA)
    return size if random.random() < 0.5 else -size


def a_number(random: Random) -> Pair:
    """One whose exponent is now and then at the end of its range."""
    if random.random() < 0.05:
        return mantissa(random), random.choice((-32768, -32767, 32767, 32768, -16384, 16384))
    return a_middling_number(random, 60)


def a_middling_number(random: Random, furthest: int) -> Pair:
    """One with an exponent no further from zero than that."""
    if random.random() < 0.02:
        return ZERO
    return mantissa(random), random.randint(-furthest, furthest)


def expect(found: Callable[[], Any], exact: Callable[[], Any]) -> Outcome:
    """Both give the same, or neither anything."""
    try:
        right = exact()
    except TooLarge:
        with pytest.raises(NumberOverflow):
            found()
        return "refused"
    assert found() == right
    return "exact"


# Numbers


def normalizing(random: Random) -> Outcome:
    size, exponent = random.getrandbits(random.randint(1, 127)), random.randint(-32800, 32800)
    given = size if random.random() < 0.5 else -size
    mode = random.choice(MODES)
    return expect(
        lambda: arithmetic.normalize(given, exponent, mode),
        lambda: to_number(Fraction(given), mode, exponent),
    )


def multiplying(random: Random) -> Outcome:
    x, y, mode = a_number(random), a_number(random), random.choice(MODES)
    return expect(
        lambda: arithmetic.multiply(*x, *y, mode),
        lambda: to_number(Fraction(x[0] * y[0]), mode, x[1] + y[1] if x[0] and y[0] else 0),
    )


def dividing(random: Random) -> Outcome:
    """The quotient is cut after seventeen or eighteen digits first."""
    x, y, mode = a_number(random), a_number(random), random.choice(MODES)
    if y[0] == 0:
        with pytest.raises(NumberOverflow):
            arithmetic.divide(*x, *y, mode)
        return "refused"
    cut = to_whole(Fraction(x[0], y[0]) * ten(DIVISION_SHIFT), Rounding.TOWARDS_ZERO)
    shift = x[1] - y[1] - DIVISION_SHIFT
    return expect(lambda: arithmetic.divide(*x, *y, mode), lambda: to_number(Fraction(cut), mode, shift))


def adding(random: Random) -> Outcome:
    """A sum differs from the exact one by less than a unit, or half a unit to nearest, of its last digit; of
    the digit before it where the difference is just below a power of ten."""
    x, y = a_middling_number(random, 12), a_middling_number(random, 12)
    mode = random.choice(MODES)
    exact = rational.value(*x) + rational.value(*y)
    found = arithmetic.add(*x, *y, mode)
    if 0 in (x[0], y[0]):
        assert rational.value(*found) == exact
        return "exact"
    assert found[0] == 0 or MIN_MANTISSA <= abs(found[0]) <= MAX_MANTISSA
    error = abs(rational.value(*found) - exact)
    if found[0] == 0:
        assert error == 0
        return "exact"
    unit = ten(found[1] + (1 if found[0] % 10 == 0 else 0))
    assert error <= unit / 2 if mode is Rounding.TO_NEAREST else error < unit
    return "exact"


def to_integers(random: Random) -> Outcome:
    x, mode = a_middling_number(random, 12), random.choice(MODES)
    whole = to_whole(rational.value(*x), mode)

    def exact() -> int:
        if x[1] > 0 and abs(whole) > MAX_INT64:
            raise TooLarge
        return whole

    return expect(lambda: arithmetic.to_integer(*x, mode), exact)


# Amounts


def an_amount(random: Random) -> Amount:
    kind = random.randrange(3)
    whole = random.choice((1, 2, random.randint(1, 10**6), random.randint(1, SAFE_WHOLE), SAFE_WHOLE))
    if kind == 0:
        return whole
    if kind == 1:
        return MPTAmount(whole, TOKEN.issuance_id)
    return IssuedAmount(abs(mantissa(random)), random.randint(-40, 20), USD.currency, USD.issuer)


def fraction(amount: Amount) -> Fraction:
    return rational.value(amounts.mantissa_of(amount), amounts.exponent_of(amount))


def last_digit(amount: Amount) -> Fraction:
    """The unit of the last digit of the amount, or of the sixteenth."""
    surplus = len(str(abs(amounts.mantissa_of(amount)))) - rational.DIGITS
    return ten(amounts.exponent_of(amount) + max(surplus, 0))


def units(*operands: Amount) -> int:
    """By how many units of its last digit a product or quotient may be wrong.

    An operand of more than sixteen digits is rounded first; a quotient by one has too few digits of its own,
    and gets 5 added to the last even so.
    """
    return 12 if any(amounts.mantissa_of(one) > MAX_MANTISSA for one in operands) else 2


def near(compute: Callable[[], Amount], exact: Fraction, allowed: int = 2) -> Outcome:
    """The result differs from the exact one by a few units at most, and is in the one form that it has."""
    try:
        found = compute()
    except NumberOverflow:
        return "refused"
    if isinstance(found, int):  # sums and parts of drops are not held to the supply
        assert abs(found) <= MAX_INT64
    else:
        assert amounts.is_canonical(found)
    if isinstance(found, IssuedAmount) and found.mantissa == 0:
        assert abs(exact) < MIN_MANTISSA * ten(-96)
    else:
        assert abs(fraction(found) - exact) <= allowed * last_digit(found)
    return "exact"


def products_of_amounts(random: Random) -> Outcome:
    a, b, asset, up = an_amount(random), an_amount(random), random.choice(ASSETS), random.random() < 0.5
    compute = random.choice(
        (
            lambda: amounts.multiply(a, b, asset),
            lambda: amounts.mul_round(a, b, asset, up),
            lambda: amounts.mul_round_strict(a, b, asset, up),
        )
    )
    return near(compute, fraction(a) * fraction(b), units(a, b))


def quotients_of_amounts(random: Random) -> Outcome:
    a, b, asset, up = an_amount(random), an_amount(random), random.choice(ASSETS), random.random() < 0.5
    compute = random.choice(
        (
            lambda: amounts.divide(a, b, asset),
            lambda: amounts.div_round(a, b, asset, up),
            lambda: amounts.div_round_strict(a, b, asset, up),
        )
    )
    return near(compute, fraction(a) / fraction(b), units(a, b))


def parts_of_amounts(random: Random) -> Outcome:
    a, up = an_amount(random), random.random() < 0.5
    numerator, denominator = random.getrandbits(32), random.getrandbits(32) or 1
    exact = fraction(a) * numerator / denominator
    return near(lambda: amounts.mul_ratio(a, numerator, denominator, up), exact)


def sums_of_amounts(random: Random) -> Outcome:
    a = an_amount(random)
    b = an_amount(random)
    if not amounts.are_comparable(a, b):
        b = a
    return near(lambda: amounts.add(a, b), fraction(a) + fraction(b))


OPERATIONS = (
    normalizing,
    multiplying,
    dividing,
    adding,
    to_integers,
    products_of_amounts,
    quotients_of_amounts,
    parts_of_amounts,
    sums_of_amounts,
)


def compute(count: int) -> None:
    """Check so many random operations, and that most of each kind were not refused."""
    random = Random(SEED)
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    for number in range(count):
        operation = OPERATIONS[number % len(OPERATIONS)]
        outcomes[operation.__name__, operation(random)] += 1
    for operation in OPERATIONS:
        name = operation.__name__
        assert outcomes[name, "exact"] > outcomes[name, "refused"], outcomes


@pytest.mark.failure_mode(84)
def test_random_operations() -> None:
    compute(20_000)


@pytest.mark.failure_mode(84, "stress")
@pytest.mark.long
def test_a_million_random_operations() -> None:
    compute(1_000_000)
