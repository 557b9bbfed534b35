"""The decimal arithmetic: every operation in every rounding mode, on every Number."""

from __future__ import annotations

from proofs.registry import contract
from proofs.replacing import Seed
from proofs.unknowns import integer
from spec import arithmetic
from spec.arithmetic import NumberOverflow

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
    twins=[Seed(arithmetic.divide, "value >= 100 * MIN_MANTISSA", "value > 100 * MIN_MANTISSA")],
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
