"""Something to prove things about: functions with contracts and with mistakes to be made in them."""

from __future__ import annotations

from spec import contracts

LIMIT = 100


class TooMany(ArithmeticError):
    """There are more than the limit."""


@contracts.require(lambda a: a >= 0)
@contracts.ensure(lambda result, a, b: result == a + b)
def add(a: int, b: int) -> int:
    """The sum. Raises TooMany."""
    if a + b > LIMIT:
        raise TooMany(f"{a + b}")
    return a + b


@contracts.ensure(lambda result, a: result == 2 * a)
def double(a: int) -> int:
    """Twice as many."""
    return add(a, a)


@contracts.ensure(lambda result, a: result == (a // 10, a % 10))
def digits(a: int) -> tuple[int, int]:
    """Tens and ones."""
    return a // 10, a - a // 10 * 10


@contracts.ensure(lambda result, a: 10 * result[0] + result[1] == a)
def wrong_digits(a: int) -> tuple[int, int]:
    """Tens and ones, wrong for one number."""
    return a // 10, 0 if a == 77 else a % 10
