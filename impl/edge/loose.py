"""How the established server reads parameters whose JSON type is not what it expects.

Handlers ask for a text or a number, and what is not one is converted where a sensible conversion exists:
``"7"`` is 7, ``true`` is 1, ``null`` is nothing. Where none exists the server fails in the middle of the
request, which clients see as the error ``internal``. Clients rely on the conversions, so they are the same
here.

Source: json_value.cpp, LexicalCast.h (3.1.1).
"""

from __future__ import annotations

from string import hexdigits
from typing import Any

from impl.edge import errors
from impl.edge.errors import Refusal

MAX_UINT = 2**32 - 1
MIN_INT = -(2**31)
MAX_INT = 2**31 - 1


def is_integer(value: Any) -> bool:
    """Whether it is a JSON number without a fraction."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_unsigned(value: Any) -> bool:
    """Whether it is a number that fits 32 bits without a sign."""
    return is_integer(value) and 0 <= value <= MAX_UINT


def text(value: Any) -> str:
    """The value as text.

    Raises:
        Refusal: internal, for an array or an object.

    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:f}"
    raise Refusal(errors.internal)


def flag(value: Any) -> bool:
    """The value as a truth value: nothing, zero and whatever is empty are false."""
    return bool(value)


def parse_uint(digits: str, maximum: int = MAX_UINT) -> int | None:
    """The number that a text is, with an optional plus sign; None when it is none or too large."""
    body = digits.removeprefix("+")
    if not body.isascii() or not body.isdigit() or len(body) > 20:
        return None
    number = int(body)
    return number if number <= maximum else None


def uint(value: Any) -> int:
    """The value as a number of 32 bits.

    Raises:
        Refusal: internal, for what is none.

    """
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    number = parse_uint(value) if isinstance(value, str) else value
    if not isinstance(number, int | float) or not 0 <= number <= MAX_UINT:
        raise Refusal(errors.internal)
    return int(number)


def sint(value: Any) -> int:
    """The value as a number of 32 bits with a sign.

    Raises:
        Refusal: internal, for what is none.

    """
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    number = value
    if isinstance(value, str):
        negative = value.startswith("-")
        magnitude = parse_uint(value[1:] if negative else value)
        number = None if magnitude is None or value[1:2] == "+" else -magnitude if negative else magnitude
    if not isinstance(number, int | float) or not MIN_INT <= number <= MAX_INT:
        raise Refusal(errors.internal)
    return int(number)


def unhex(digits: str) -> bytes | None:
    """The bytes that hexadecimal digits of either case stand for; an odd one out stands at the beginning."""
    if not all(digit in hexdigits for digit in digits):
        return None
    return bytes.fromhex("0" + digits if len(digits) % 2 else digits)
