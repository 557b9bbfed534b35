"""Amounts: how each kind is made and what is computed with them."""

from __future__ import annotations

from proofs.registry import contract
from proofs.replacing import Seed
from proofs.unknowns import integer
from proofs.values import number
from spec import canonical
from spec.arithmetic import NumberOverflow
from spec.number import Number
from spec.rounding import UINT64

OVERFLOW = (NumberOverflow,)
BOTH = ("returns", "NumberOverflow")


def _mantissa(name: str) -> int:
    """Whatever fits in 64 bits, with either sign."""
    return integer(name, 1 - UINT64, UINT64 - 1)


contract(
    "amounts",
    canonical.issued,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"mantissa": _mantissa, "currency": lambda _: b"", "issuer": lambda _: b""},
    twins=[Seed(canonical.issued, "exponent, mode", "exponent, TO_NEAREST")],
)
contract(
    "amounts",
    canonical.amount_of,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"mantissa": _mantissa},
    twins=[Seed(canonical._whole, "exponent = exponent + 1", "exponent = exponent + 2")],
)
contract(
    "amounts",
    canonical.from_number,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"number": lambda name: Number(*number(name))},
    twins=[Seed(canonical.from_number, "-whole if", "whole if")],
)
