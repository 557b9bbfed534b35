"""The decimal arithmetic: every operation in every rounding mode, on every Number."""

from __future__ import annotations

from collections.abc import Callable

from proofs.registry import contract, proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, same
from proofs.unknowns import integer, note, outcome_of
from proofs.values import number
from spec import arithmetic, rounding
from spec.arithmetic import NumberOverflow
from spec.rounding import Pair

OVERFLOW = (NumberOverflow,)
BOTH = ("returns", "NumberOverflow")

contract(
    "numbers",
    arithmetic.muldiv,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.muldiv, "a * b + extra) // divisor", "a * b) // divisor")],
)
contract(
    "numbers",
    arithmetic.round_quotient,
    twins=[Seed(arithmetic.round_quotient, "floor % 2 == 1", "floor % 2 == 0")],
)
contract(
    "numbers",
    arithmetic.within_limits,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.within_limits, "exponent > MAX_EXPONENT", "exponent >= MAX_EXPONENT + 2")],
)
contract(
    "numbers",
    arithmetic.normalize,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"mantissa": lambda name: integer(name, -(2**128), 2**128)},
    twins=[Seed(arithmetic.normalize, "-magnitude if mantissa < 0 else magnitude, unit", "magnitude, unit")],
)
contract(
    "numbers",
    arithmetic.add,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.add, "unit = unit * 10", "unit = unit * 1")],
    slow=True,
)
contract(
    "numbers",
    arithmetic.multiply,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.multiply, "xe + ye + 15", "xe + ye + 14")],
)
contract(
    "numbers",
    arithmetic.divide,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.divide, "unit = 100", "unit = 1000")],
)
contract(
    "numbers",
    arithmetic.less,
    twins=[Seed(arithmetic.less, "(xe < ye) != (xm < 0)", "xe < ye")],
)
contract(
    "numbers",
    arithmetic.shift,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.shift, "exponent + by < MIN_EXPONENT", "exponent + by <= MIN_EXPONENT")],
)
contract(
    "numbers",
    arithmetic.to_integer,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.to_integer, "> MAX_INT64 // 10", "> MAX_INT64")],
)
contract(
    "numbers",
    arithmetic.truncate,
    twins=[Seed(arithmetic.truncate, "exponent <= -16", "exponent <= -15")],
)
contract(
    "numbers",
    arithmetic.to_issued,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(arithmetic.to_issued, "exponent < MIN_ISSUED_EXPONENT", "exponent <= MIN_ISSUED_EXPONENT")],
)


@proof(
    "numbers",
    arithmetic.subtract,
    twins=[Seed(arithmetic.subtract, "-ym", "ym")],
)
def a_number_less_itself_is_nothing() -> Truth:
    """A Number less itself is zero, in every rounding mode."""
    x = number("x")
    return same(arithmetic.subtract(*x, *x, integer("mode", 0, 3)), rounding.ZERO)  # type: ignore[arg-type]


@proof(
    "numbers",
    arithmetic.multiply,
    twins=[Seed(arithmetic.multiply, "xe + ye + 15", "xe + ye + 15 + (ym > xm)")],
    covers=BOTH,
)
def products_do_not_depend_on_their_order() -> Truth:
    """The product of two Numbers is the same in either order, where it is refused too."""
    return _either_way(arithmetic.multiply)


@proof(
    "numbers",
    arithmetic.add,
    twins=[Seed(arithmetic.add, "if xm == 0", "if xm == 0 and ye > 0")],
    covers=BOTH,
    slow=True,
)
def sums_do_not_depend_on_their_order() -> Truth:
    """The sum of two Numbers is the same in either order, where it is refused too."""
    return _either_way(arithmetic.add)


def _either_way(function: Callable[..., Pair]) -> Truth:
    x, y, mode = number("x"), number("y"), integer("mode", 0, 3)
    one = outcome_of(function, *x, *y, mode, refusals=OVERFLOW)
    other = outcome_of(function, *y, *x, mode, refusals=OVERFLOW)
    note("NumberOverflow" if one is NumberOverflow else "returns")
    return same(one, other)


@proof(
    "numbers",
    arithmetic.normalize,
    twins=[Seed(arithmetic.normalize, "10 * MIN_MANTISSA * unit", "MIN_MANTISSA * unit")],
)
def a_normal_number_stays_as_it_is() -> Truth:
    """What is a Number already is not changed by making it one, in any mode."""
    x = number("x")
    return same(arithmetic.normalize(*x, integer("mode", 0, 3)), x)  # type: ignore[arg-type]


@proof(
    "numbers",
    arithmetic.less,
    twins=[Seed(arithmetic.less, "xm == 0 and ym > 0", "xm == 0")],
)
def of_two_numbers_not_both_are_less() -> Truth:
    """Of two Numbers not each is less than the other, and a Number is not less than itself."""
    x, y = number("x"), number("y")
    return not (arithmetic.less(*x, *y) and arithmetic.less(*y, *x)) and not arithmetic.less(*x, *x)
