"""The switch for run-time contracts.

A contract is read three times: checked at run time, searched by CrossHair, and proved by Z3. At run time it
costs a few microseconds a call, so the production node turns contracts off by setting ``CANON_CONTRACTS=off``
before anything is imported; everywhere else they are on. Laws that the protocol itself demands are not
contracts and stay on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from os import environ
from typing import Any, TypeVar

import icontract

F = TypeVar("F", bound=Callable[..., Any])

ENABLED = environ.get("CANON_CONTRACTS") != "off"
"""Whether contracts are checked in this process; read once."""


def require(condition: Callable[..., Any], description: str | None = None) -> Callable[[F], F]:
    """State what must hold of the arguments. Raises icontract.ViolationError when it does not."""
    return icontract.require(condition, description, enabled=ENABLED)


def ensure(condition: Callable[..., Any], description: str | None = None) -> Callable[[F], F]:
    """State what holds of the ``result``. Raises icontract.ViolationError when it does not."""
    return icontract.ensure(condition, description, enabled=ENABLED)


def width(bits: int, intermediate: Callable[..., int]) -> Callable[[F], F]:
    """State that a value on the way to the result, given as a function of the arguments, has no more than so
    many bits, its sign aside.

    Python computes with whole numbers of any size; servers do not. Where a result comes of a value that is
    wider than the operands, this says in which width it is to be computed. Raises icontract.ViolationError
    when that is too narrow.
    """

    def fits(**arguments: Any) -> bool:
        return abs(intermediate(**arguments)) < 1 << bits

    fits.__signature__ = inspect.signature(intermediate)  # type: ignore[attr-defined]
    return ensure(fits, f"what is computed on the way has no more than {bits} bits")
