"""Integers and truth values that are not known, and behave as Python's own.

An operator on a `SymbolicInt` builds a term for the solver. Taking the truth of a `SymbolicBool` is where a
path forks: the machine that runs the function (see `proofs.paths`) decides it, and remembers to come back for
the other answer. So the specification's functions run on these values as they are.

They pass for ``int`` and ``bool`` where ``isinstance`` asks, because the rules tell drops from other amounts
so; but they are no subclasses, so that code in C that wants a number has to ask for one (``__index__``) and
cannot see a wrong one. What has no meaning here fails loudly: a symbol has no float, and in a proof no hash.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Literal, Protocol, TypeAlias, cast

import z3

Truth: TypeAlias = "bool | SymbolicBool"


class Machine(Protocol):
    """What symbolic values ask of whoever runs the function."""

    def decide(self, condition: z3.BoolRef) -> bool:
        """The answer to a question on the path that is being run."""

    def settle(self, term: z3.ArithRef) -> int:
        """One value of a term, which the path then has: for an index, an exponent, a count of rounds."""

    def hash_of(self, term: z3.ArithRef) -> int:
        """The hash of a term, for a table that is looked up. Raises TypeError where there is none."""

    def bits_of(self, term: z3.ArithRef) -> int:
        """One value of a term, which stands for all, where bits are mixed that no solver follows. Raises
        TypeError where none stands for others."""

    def any_of(self, term: z3.ArithRef) -> int:
        """One value of a term, which stands for all, where it does not matter which. Raises TypeError where
        none stands for others."""

    def product(self, a: z3.ArithRef, b: z3.ArithRef) -> z3.ArithRef:
        """The product of two terms."""

    def quotient(self, a: z3.ArithRef, b: z3.ArithRef) -> tuple[z3.ArithRef, z3.ArithRef]:
        """Floor quotient and remainder. Raises ZeroDivisionError."""


MACHINE: ContextVar[Machine] = ContextVar("MACHINE")
"""The machine that runs the function now."""


@lru_cache(1 << 12)
def constant(value: int) -> z3.ArithRef:
    """A known integer as a term."""
    return z3.IntVal(value)


def number_term(value: Any) -> z3.ArithRef | None:
    """An integer as a term; None when the value is no integer. A truth value is 0 or 1, and decided."""
    if type(value) in (SymbolicInt, SymbolicFlags):
        return cast("z3.ArithRef", value.term)
    return constant(int(value)) if isinstance(value, int) else None


def truth_term(value: Any) -> z3.BoolRef:
    """A truth value as a term."""
    kind = type(value)
    if kind is SymbolicBool:
        return value.term
    if kind is SymbolicInt:
        return value.term != 0
    if kind is SymbolicFlags:
        return value.any()
    return z3.BoolVal(bool(value))


class _Integral:
    """The operators that unknown integers and truth values have in common, by way of ``number_term``."""

    __slots__ = ("term",)
    term: Any

    def __add__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicInt(_own(self) + b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicInt(_own(self) - b)

    def __rsub__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicInt(b - _own(self))

    def __mul__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicInt(MACHINE.get().product(_own(self), b))

    __rmul__ = __mul__

    def __neg__(self) -> SymbolicInt:
        return SymbolicInt(-_own(self))

    def __pos__(self) -> SymbolicInt:
        return SymbolicInt(_own(self))

    def __abs__(self) -> SymbolicInt:
        term = _own(self)
        return SymbolicInt(z3.If(term < 0, -term, term))

    def __divmod__(self, other: Any) -> Any:
        return _divmod(_own(self), number_term(other))

    def __rdivmod__(self, other: Any) -> Any:
        return _divmod(number_term(other), _own(self))

    def __floordiv__(self, other: Any) -> Any:
        return _part(_divmod(_own(self), number_term(other)), 0)

    def __rfloordiv__(self, other: Any) -> Any:
        return _part(_divmod(number_term(other), _own(self)), 0)

    def __mod__(self, other: Any) -> Any:
        return _part(_divmod(_own(self), number_term(other)), 1)

    def __rmod__(self, other: Any) -> Any:
        return _part(_divmod(number_term(other), _own(self)), 1)

    def __pow__(self, exponent: Any) -> Any:
        if not isinstance(exponent, int):
            return NotImplemented
        count = int(exponent)
        if count < 0:
            raise TypeError("an unknown integer to a negative power is no integer")
        result: Any = 1
        for _ in range(count):
            result = result * self
        return result

    def __rpow__(self, base: Any) -> Any:
        return base ** int(self) if isinstance(base, int) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) < b)

    def __le__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) <= b)

    def __gt__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) > b)

    def __ge__(self, other: Any) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) >= b)

    def __eq__(self, other: object) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) == b)

    def __ne__(self, other: object) -> Any:
        b = number_term(other)
        return NotImplemented if b is None else SymbolicBool(_own(self) != b)

    def __hash__(self) -> int:
        return MACHINE.get().hash_of(_own(self))

    # Bits. One side is known; a run of known bits is a remainder of a quotient by powers of two.

    def __lshift__(self, places: Any) -> Any:
        return self * 2 ** int(places)

    def __rlshift__(self, value: Any) -> Any:
        return value << int(self)

    def __rshift__(self, places: Any) -> Any:
        return self // 2 ** int(places)

    def __rrshift__(self, value: Any) -> Any:
        return value >> int(self)

    def __and__(self, other: Any) -> Any:
        return _masked(self, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        return self + other - _masked(self, other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Any:
        return self + other - 2 * _masked(self, other)

    __rxor__ = __xor__

    def __invert__(self) -> SymbolicInt:
        return SymbolicInt(-_own(self) - 1)

    def __bool__(self) -> bool:
        return MACHINE.get().decide(truth_term(self))

    def __index__(self) -> int:
        return MACHINE.get().settle(_own(self))

    __int__ = __index__

    def to_bytes(self, length: int, byteorder: Literal["little", "big"], *, signed: bool = False) -> bytes:
        """The bytes of one value, which the path then has."""
        return int(self).to_bytes(length, byteorder, signed=signed)

    def __repr__(self) -> str:
        return "?"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "?"


class SymbolicInt(_Integral):
    """An unknown integer: a term of the solver with the operators of ``int``."""

    __slots__ = ()

    def __init__(self, term: z3.ArithRef) -> None:
        self.term = term

    __class__ = property(lambda self: int)


class SymbolicBool(_Integral):
    """An unknown truth value. Its truth forks the path; ``&`` and ``|`` join two of them without a fork."""

    __slots__ = ()

    def __init__(self, term: z3.BoolRef) -> None:
        self.term = term

    __class__ = property(lambda self: bool)

    def __and__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return SymbolicBool(z3.And(self.term, truth_term(other)))
        return super().__and__(other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return SymbolicBool(z3.Or(self.term, truth_term(other)))
        return super().__or__(other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return SymbolicBool(z3.Xor(self.term, truth_term(other)))
        return super().__xor__(other)

    __rxor__ = __xor__

    def __eq__(self, other: object) -> Any:
        if isinstance(other, bool):
            return SymbolicBool(self.term == truth_term(other))
        return super().__eq__(other)

    def __ne__(self, other: object) -> Any:
        if isinstance(other, bool):
            return SymbolicBool(self.term != truth_term(other))
        return super().__ne__(other)

    __hash__ = _Integral.__hash__

    def __index__(self) -> int:
        return 1 if self else 0

    __int__ = __index__


class SymbolicFlags(_Integral):
    """An unknown set of flags, as an integer of 32 bits.

    Which flags are in it is asked one by one, so that the solver need not divide by powers of two.
    """

    __slots__ = ("look", "name", "open", "there")

    def __init__(self, name: str, look: Callable[[int], z3.BoolRef], open_: int, there: int = 0) -> None:
        self.name = name
        self.look = look
        """Whether the bit of that number is set."""
        self.open = open_
        """The bits of which this is unknown."""
        self.there = there
        """Those that are set."""

    __class__ = property(lambda self: int)

    def any(self) -> z3.BoolRef:
        """Whether there is a flag in it."""
        return z3.BoolVal(True) if self.there else z3.Or([self.look(place) for place in _places(self.open)])

    @property
    def term(self) -> z3.ArithRef:
        """The flags as an integer."""
        bits = [z3.If(self.look(place), constant(1 << place), constant(0)) for place in _places(self.open)]
        return z3.Sum([constant(self.there), *bits])

    def __and__(self, other: Any) -> Any:
        if type(other) is not int:
            return super().__and__(other)
        return self._as(self.open & other, self.there & other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        if type(other) is not int or other < 0:
            return super().__or__(other)
        return self._as(self.open & ~other, self.there | other)

    __ror__ = __or__

    def _as(self, open_: int, there: int) -> Any:
        return SymbolicFlags(self.name, self.look, open_, there) if open_ else there

    def __ge__(self, other: Any) -> Any:
        return (type(other) is int and other <= self.there) or super().__ge__(other)

    def __lt__(self, other: Any) -> Any:
        return (type(other) is int and other > self.there + self.open) or super().__lt__(other)

    def __eq__(self, other: object) -> Any:
        return self._is(other) or super().__eq__(other)

    def __ne__(self, other: object) -> Any:
        return False if self._is(other) else super().__ne__(other)

    def _is(self, other: object) -> bool:
        """Whether it is the same set by what is known."""
        if type(other) is not SymbolicFlags:
            return False
        mine, theirs = (self.name, self.open, self.there), (other.name, other.open, other.there)
        return mine == theirs

    __hash__ = _Integral.__hash__


def _places(bits: int) -> list[int]:
    """The numbers of the bits that are set."""
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _own(value: _Integral) -> z3.ArithRef:
    return cast("z3.ArithRef", number_term(value))


def _divmod(a: z3.ArithRef | None, b: z3.ArithRef | None) -> Any:
    if a is None or b is None:
        return NotImplemented
    quotient, rest = MACHINE.get().quotient(a, b)
    return SymbolicInt(quotient), SymbolicInt(rest)


def _part(pair: Any, which: int) -> Any:
    return pair if pair is NotImplemented else pair[which]


def _masked(value: Any, mask: Any) -> Any:
    """``value & mask``, where the mask is known: its runs of bits, one after the other."""
    if type(mask) in (SymbolicInt, SymbolicBool, SymbolicFlags):
        mask = MACHINE.get().bits_of(_own(mask))
    if not isinstance(mask, int):
        return NotImplemented
    if mask < 0:
        return value - _masked(value, ~mask)
    result: Any = 0
    low = 0
    while mask >> low:
        if mask >> low & 1:
            high = low
            while mask >> high & 1:
                high += 1
            result = result + value // 2**low % 2 ** (high - low) * 2**low
            low = high
        else:
            low += 1
    return result


# For claims: what joins truth values without a fork, and works on known ones as well.


def every(*truths: Truth) -> Truth:
    """Whether all of them hold."""
    if all(type(truth) is not SymbolicBool for truth in truths):
        return all(truths)
    return SymbolicBool(z3.And([truth_term(truth) for truth in truths]))


def some(*truths: Truth) -> Truth:
    """Whether at least one of them holds."""
    if all(type(truth) is not SymbolicBool for truth in truths):
        return any(truths)
    return SymbolicBool(z3.Or([truth_term(truth) for truth in truths]))


def negation(truth: Truth) -> Truth:
    """Whether it does not hold."""
    return SymbolicBool(z3.Not(truth.term)) if type(truth) is SymbolicBool else not truth


def implies(condition: Truth, consequence: Truth) -> Truth:
    """Whether the consequence holds where the condition does."""
    return some(negation(condition), consequence)


def same(a: Any, b: Any) -> Truth:
    """Whether two integers, or two tuples of as many, are equal."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        if type(a) is not type(b) or len(a) != len(b):
            return False
        return every(*(same(x, y) for x, y in zip(a, b, strict=True)))
    return cast("Truth", a == b)
