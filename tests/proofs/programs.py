"""Small programs, drawn at random: the engine has to run them as Python does."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

VARIABLES = ("x", "y", "z")
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "min": min,
    "max": max,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
BITS: dict[str, Callable[[Any, Any], Any]] = {"&": operator.and_, "|": operator.or_, "^": operator.xor}
TABLE = (7, -3, 0, 12, 5)

Program = list[tuple[Any, ...]]


def _statements(depth: int) -> st.SearchStrategy[Program]:
    variable = st.sampled_from(VARIABLES)
    constant = st.integers(-9, 9)
    operand = variable | variable | constant
    comparison = st.tuples(st.sampled_from(sorted(COMPARISONS)), variable, operand)
    choices: list[st.SearchStrategy[tuple[Any, ...]]] = [
        st.tuples(st.just("let"), variable, st.sampled_from(sorted(OPERATORS)), operand, operand),
        st.tuples(st.just("bits"), variable, st.sampled_from(sorted(BITS)), variable, constant),
        st.tuples(st.just("shift"), variable, st.sampled_from((">>", "<<")), variable, st.integers(0, 3)),
        st.tuples(st.just("abs"), variable, operand),
        st.tuples(st.just("signum"), variable, operand),
        st.tuples(st.just("index"), variable, variable),
        st.tuples(st.just("power"), variable, operand, st.integers(0, 3)),
    ]
    if depth:
        body = _statements(depth - 1)
        branch = st.tuples(st.just("if"), comparison, body, body)
        choices += [branch, branch, st.tuples(st.just("while"), comparison, st.integers(1, 3), body)]
    return st.lists(st.one_of(choices), min_size=1 + depth, max_size=2 + depth)


PROGRAMS = _statements(2)


def run(program: Program, **inputs: Any) -> Any:
    """What a program makes of its inputs: its variables in the end, or ``ZeroDivisionError``."""
    values = dict(inputs)
    try:
        _run(program, values)
    except ZeroDivisionError:
        return ZeroDivisionError
    return tuple(values[name] for name in VARIABLES)


def _run(program: Program, values: dict[str, Any]) -> None:
    def of(operand: Any) -> Any:
        return values[operand] if isinstance(operand, str) else operand

    for kind, *parts in program:
        if kind == "let":
            values[parts[0]] = OPERATORS[parts[1]](of(parts[2]), of(parts[3]))
        elif kind == "bits":
            values[parts[0]] = BITS[parts[1]](of(parts[2]), of(parts[3]))
        elif kind == "shift":
            value, places = of(parts[2]), parts[3]
            values[parts[0]] = value >> places if parts[1] == ">>" else value << places
        elif kind == "abs":
            values[parts[0]] = abs(of(parts[1]))
        elif kind == "signum":
            value = of(parts[1])
            values[parts[0]] = (value > 0) - (value < 0)
        elif kind == "index":
            values[parts[0]] = TABLE[of(parts[1]) % len(TABLE)]
        elif kind == "power":
            values[parts[0]] = of(parts[1]) ** parts[2]
        elif kind == "if":
            name, left, right = parts[0]
            _run(parts[1] if COMPARISONS[name](of(left), of(right)) else parts[2], values)
        else:
            name, left, right = parts[0]
            rounds = 0
            while rounds < parts[1] and COMPARISONS[name](of(left), of(right)):
                _run(parts[2], values)
                rounds += 1
