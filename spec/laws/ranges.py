"""Laws of ranges: every number of an entry fits where it stands.

What a computation has in between is held to its width where it is computed; see `spec.contracts.width`.

Source: STAmount.cpp, IOUAmount.cpp, STInteger.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from spec import amendments
from spec.amendments import Rules
from spec.canonical import is_canonical
from spec.entries import Entry, NFTokenOffer
from spec.fields import Field
from spec.laws.frame import Faults, law, show
from spec.laws.steps import TransactionStep
from spec.objects import Element, Record
from spec.rounding import MAX_INT64
from spec.types import AMOUNT, INT32, INT64, NUMBER, UINT8, UINT16, UINT32, UINT64, SerialType
from spec.values import NumberValue
from spec.views import Change

MOST_DROPS = (1 << 62) - 1
"""As much XRP as the field of an amount can hold."""


def _unsigned(bits: int) -> Callable[[Any], bool]:
    return lambda value: 0 <= value < 1 << bits


def _signed(bits: int) -> Callable[[Any], bool]:
    return lambda value: -(1 << bits - 1) <= value < 1 << bits - 1


def _number(value: NumberValue) -> bool:
    return abs(value.mantissa) <= MAX_INT64


IN_RANGE: dict[SerialType, Callable[[Any], bool]] = {
    UINT8: _unsigned(8),
    UINT16: _unsigned(16),
    UINT32: _unsigned(32),
    UINT64: _unsigned(64),
    INT32: _signed(32),
    INT64: _signed(64),
    AMOUNT: is_canonical,
    NUMBER: _number,
}
"""For each type of field that holds a number, whether the number is one that it can hold."""


def numbers(record: Record) -> Iterator[tuple[Field, Any]]:
    """Every number in an object, however deep."""
    for field, value in record.present():
        if field.type in IN_RANGE:
            yield field, value
        elif isinstance(value, Record):
            yield from numbers(value)
        elif isinstance(value, tuple):
            for item in value:
                inner = item.record if isinstance(item, Element) else item
                if isinstance(inner, Record):
                    yield from numbers(inner)


def _was_taken(entry: Entry, value: Any, rules: Rules) -> bool:
    is_price = isinstance(entry, NFTokenOffer) and isinstance(value, int)
    return is_price and 0 <= value <= MOST_DROPS and not rules.enabled(amendments.fixCleanup3_2_0)


@law("numbers-are-in-range", failure_mode=84)
def numbers_are_in_range(step: TransactionStep) -> Faults:
    """Every amount and every other number of an entry is in the range of its field, in its one form.

    Until fixCleanup3_2_0 an offer of a non-fungible token may ask for more XRP than there is, as long as the
    field holds it: nothing asks for less.
    """
    for change, _, entry in step.differences:
        if change is Change.ERASED:
            continue
        for field, value in numbers(entry):
            if not IN_RANGE[field.type](value) and not _was_taken(entry, value, step.view.info.rules):
                yield f"{field.name} of {type(entry).__name__} {show(entry.key)} is {value}"
