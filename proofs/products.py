"""What is known of a product whose factors are both unknown.

Solvers are quick at linear arithmetic and slow at anything else. So a product is a fresh integer that keeps
to the four planes between which it lies while its factors keep to their bounds (McCormick). That is less than
the truth, so what follows from it is true; a counterexample may be a false one, and then planes that touch
the product where it went wrong are added, or the exact equation is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import z3

Bounds: TypeAlias = tuple[int | None, int | None]
"""The least and the greatest value; None where none is known."""


class Product(NamedTuple):
    """A fresh integer and the factors whose product it stands for."""

    value: z3.ArithRef
    a: z3.ArithRef
    b: z3.ArithRef

    def exact(self) -> z3.BoolRef:
        """The equation itself."""
        return self.value == self.a * self.b


def envelope(product: Product, a_bounds: Bounds, b_bounds: Bounds) -> list[z3.BoolRef]:
    """The planes above and below the product of factors within bounds."""
    p, a, b = product
    (al, ah), (bl, bh) = a_bounds, b_bounds
    facts = []
    if al is not None and bl is not None:
        facts.append(p >= al * b + bl * a - al * bl)
    if ah is not None and bh is not None:
        facts.append(p >= ah * b + bh * a - ah * bh)
    if ah is not None and bl is not None:
        facts.append(p <= ah * b + bl * a - ah * bl)
    if al is not None and bh is not None:
        facts.append(p <= al * b + bh * a - al * bh)
    return facts


def quotient_bounds(dividend: Bounds, divisor: Bounds) -> Bounds:
    """The least and greatest floor quotient; the divisor is positive."""
    (al, ah), (bl, bh) = dividend, divisor
    least = max(bl, 1) if bl is not None else 1
    low = high = None
    if al is not None:
        low = al // least if al < 0 else 0 if bh is None else al // bh
    if ah is not None:
        high = ah // least if ah >= 0 else -1 if bh is None else ah // bh
    return low, high


def multiples_in(term: z3.ArithRef, divisor: int) -> tuple[z3.ArithRef, z3.ArithRef] | None:
    """How often the divisor is in those parts of a sum that are multiples of it, and the other parts.

    ``5 * x + 30 + y`` has it ``x + 6`` times where it is 5, and ``y`` beside. None where no part is one.
    """
    parts = term.children() if z3.is_add(term) else [term]
    times: list[z3.ArithRef] = []
    beside: list[z3.ArithRef] = [z3.IntVal(0)]
    for part in parts:
        factor = part.arg(0) if z3.is_mul(part) else part
        if z3.is_int_value(factor) and factor.as_long() % divisor == 0:
            count = z3.IntVal(factor.as_long() // divisor)
            others = part.children()[1:] if z3.is_mul(part) else []
            times.append(z3.Product([count, *others]))
        else:
            beside.append(part)
    return (z3.Sum(times), z3.Sum(beside)) if times else None


def constant_in(term: z3.ArithRef) -> tuple[int, z3.ArithRef]:
    """The number that a sum adds to its other parts, and these."""
    if not z3.is_add(term):
        return 0, term
    parts = term.children()
    known = sum(part.as_long() for part in parts if z3.is_int_value(part))
    others = [part for part in parts if not z3.is_int_value(part)]
    return known, z3.Sum(others) if others else z3.IntVal(0)


def between(term: z3.ArithRef, bounds: Bounds) -> list[z3.BoolRef]:
    """That the term keeps to its bounds."""
    low, high = bounds
    return ([term >= low] if low is not None else []) + ([term <= high] if high is not None else [])


def extremes(term: z3.ArithRef, facts: Sequence[z3.BoolRef], milliseconds: int) -> Bounds:
    """The least and the greatest value of a term under these facts; None where the solver finds none."""
    found: list[int | None] = []
    for greatest in (False, True):
        optimise = z3.Optimize()
        optimise.set("timeout", milliseconds)
        optimise.add(*facts)
        handle = optimise.maximize(term) if greatest else optimise.minimize(term)
        value = None
        if optimise.check() == z3.sat:
            bound = optimise.upper(handle) if greatest else optimise.lower(handle)
            value = bound.as_long() if z3.is_int_value(bound) else None
        found.append(value)
    return found[0], found[1]


def tangents(products: Iterable[Product], model: z3.ModelRef) -> Iterator[z3.BoolRef]:
    """For each product that is not one in the model: what holds of every product, and not of this one.

    Nothing, when the model is right about all of them.
    """
    for p, a, b in products:
        pv, av, bv = (model.eval(term, model_completion=True).as_long() for term in (p, a, b))
        if pv == av * bv:
            continue
        plane = bv * a + av * b - av * bv
        yield z3.Implies(a == av, p == av * b)
        yield z3.Implies(b == bv, p == bv * a)
        if pv < av * bv:
            yield z3.Implies(z3.Or(z3.And(a >= av, b >= bv), z3.And(a <= av, b <= bv)), p >= plane)
        else:
            yield z3.Implies(z3.Or(z3.And(a >= av, b <= bv), z3.And(a <= av, b >= bv)), p <= plane)
