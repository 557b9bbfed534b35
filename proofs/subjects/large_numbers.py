"""The decimal arithmetic of nineteen digits: every operation in every rounding mode, on every Number."""

from __future__ import annotations

from proofs.paths import Limits
from proofs.registry import contract
from proofs.replacing import Seed
from proofs.unknowns import integer
from spec import large_scale
from spec.arithmetic import NumberOverflow

OVERFLOW = (NumberOverflow,)
BOTH = ("returns", "NumberOverflow")

contract(
    "large numbers",
    large_scale.normalize,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"mantissa": lambda name: integer(name, 1 - 2**132, 2**132 - 1)},
    twins=[Seed(large_scale.normalize, "(MAX_INT64 + 1) * unit", "(MAX_INT64 + 2) * unit")],
    slow=True,
)
contract(
    "large numbers",
    large_scale.add,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[
        Seed(large_scale.add, "return -m, e", "return -m, e + 1"),
        Seed(large_scale.add, "1 if ym > 0 else -1", "1"),
        Seed(large_scale._round_difference, "away if mode == TOWARDS_ZERO else mode", "mode"),
    ],
    limits=Limits(seconds=3_600),
    slow=True,
)
contract(
    "large numbers",
    large_scale.multiply,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(large_scale.multiply, "xe + ye, mode", "xe + ye + 1, mode")],
    slow=True,
)
contract(
    "large numbers",
    large_scale.divide,
    raises=OVERFLOW,
    covers=BOTH,
    twins=[Seed(large_scale.divide, "xe - ye -", "xe + ye -")],
    slow=True,
)
