"""What a contract states of widths is checked, and stated where numbers get wider than their operands."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import icontract
import pytest

from spec import arithmetic, contracts
from spec.arithmetic import NumberOverflow, muldiv
from spec.rounding import MAX_MANTISSA, UINT64

MAX64 = UINT64 - 1


@contracts.width(8, lambda a, b: a * b)
def smaller_product(a: int, b: int) -> int:
    return a * b // 100


def test_a_value_that_fits_passes() -> None:
    assert smaller_product(15, 17) == 2
    assert smaller_product(-15, 17) == -3


@pytest.mark.failure_mode(84)
@pytest.mark.parametrize(("a", "b"), [(16, 16), (-16, 16), (1, 256)])
def test_a_value_that_is_too_wide_is_a_violation(a: int, b: int) -> None:
    with pytest.raises(icontract.ViolationError, match="no more than 8 bits"):
        smaller_product(a, b)


@pytest.mark.parametrize("function", [arithmetic.muldiv, arithmetic.multiply, arithmetic.divide])
def test_the_operations_that_compute_wide_say_so(function: Any) -> None:
    stated = [str(one.description) for one in function.__postconditions__]
    assert any("no more than 128 bits" in text for text in stated)
    assert inspect.unwrap(function) is not function


@pytest.mark.failure_mode(84)
@pytest.mark.parametrize(
    ("a", "b", "divisor", "extra", "result"),
    [
        (0, MAX64, 1, 0, 0),
        (MAX64, 1, 1, 0, MAX64),
        (MAX64, MAX64, MAX64, 0, MAX64),
        (MAX64, MAX64, MAX64, MAX64 - 1, MAX64),
        (7, 3, 10, 0, 2),
        (7, 3, 10, 8, 2),
        (7, 3, 10, 9, 3),
        (MAX_MANTISSA, MAX_MANTISSA, 10**14, 0, MAX_MANTISSA**2 // 10**14),
        (2**32, 2**32, 2, 0, 2**63),
        (2**32, 2**32, 1, 0, None),
        (MAX64, 2, 2, 1, MAX64),
        (MAX64, 3, 2, 0, None),
    ],
)
def test_products_over_a_divisor_are_cut_or_refused(
    a: int, b: int, divisor: int, extra: int, result: int | None
) -> None:
    if result is not None:
        assert muldiv(a, b, divisor, extra) == result
        return
    with pytest.raises(NumberOverflow, match="does not fit in 64 bits"):
        muldiv(a, b, divisor, extra)


@pytest.mark.parametrize(
    ("a", "b", "divisor", "extra"),
    [(UINT64, 1, 1, 0), (1, -1, 1, 0), (1, 1, 0, 0), (1, 1, 5, 5), (1, 1, UINT64, 0)],
)
def test_operands_have_64_bits(a: int, b: int, divisor: int, extra: int) -> None:
    with pytest.raises(icontract.ViolationError):
        muldiv(a, b, divisor, extra)


def test_a_mantissa_of_more_than_128_bits_is_no_operand() -> None:
    arithmetic.normalize(2**128 - 1, 0)
    with pytest.raises(icontract.ViolationError):
        arithmetic.normalize(2**128, 0)


def test_contracts_are_checked_although_there_are_searches_and_proofs() -> None:
    """CrossHair switches the checks off wherever it is imported, and so has a process of its own."""
    loaded = "import sys, canon; canon.main(['verify', '--help'], standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True, text=True)
    assert "proofs.verify" in run.stdout.split()
    assert "crosshair" not in run.stdout.split()
