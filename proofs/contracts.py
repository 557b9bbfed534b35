"""A contract as a claim, and a contract in the place of a function.

The conditions that a function's decorators state are read here as they stand: for every argument that meets
what it requires, it gives what it ensures, and raises nothing but what is said. Once that is proved, a caller
can be proved against the contract instead of the function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from operator import attrgetter
from typing import Any, get_args, get_origin, get_type_hints

from proofs.paths import current, fresh_integer
from proofs.proving import Claim
from proofs.replacing import contracts_of, full_name, plain
from proofs.symbolic import SymbolicBool, Truth
from proofs.unknowns import assume, note
from proofs.values import arguments_of

Makers = dict[str, Callable[[str], Any]]
Refusals = tuple[type[Exception], ...]


class BrokenRequirement(AssertionError):
    """A function was called with arguments for which it promises nothing."""


def holds(condition: Any, values: dict[str, Any]) -> Any:
    """What a condition of a contract says about these values."""
    return condition.condition(**{name: values[name] for name in condition.condition_args})


def says(condition: Any) -> str:
    """Where a condition of a contract stands, in words."""
    code = condition.condition.__code__
    return condition.description or f"{code.co_name} of line {code.co_firstlineno}"


def claim_of(function: Callable[..., Any], raises: Refusals, makers: Makers) -> Claim:
    """That the function keeps its contract."""
    requires, ensures = contracts_of(function)
    named = attrgetter(plain(function).__qualname__)
    module = inspect.getmodule(function)

    def keeps_its_contract() -> Truth:
        arguments = arguments_of(function, makers)
        for condition in requires:
            assume(holds(condition, arguments))
        try:
            result = named(module)(**arguments)  # by name, so that a seed in the function is met
        except raises as refusal:
            note(type(refusal).__name__)
            return True
        return all(holds(condition, {**arguments, "result": result}) for condition in ensures)

    return keeps_its_contract


def stand_in(
    function: Callable[..., Any], raises: Refusals, gives: Callable[..., Any] | None
) -> Callable[..., Any]:
    """What is known of a function by its contract alone: it gives anything that it may give.

    What kind of thing that is follows from its type, or from the arguments, as ``gives`` says.
    """
    requires, ensures = contracts_of(function)
    body = plain(function)
    signature = inspect.signature(body)
    result_type = get_type_hints(body)["return"]

    def by_contract(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for condition in requires:
            if not holds(condition, bound.arguments):
                raise BrokenRequirement(f"{full_name(body)} is called against {says(condition)}")
        for refusal in raises:
            if unknown(bool):
                raise refusal(f"by the contract of {full_name(body)}")
        result = gives(**bound.arguments) if gives is not None else unknown(result_type)
        for condition in reversed(ensures):  # from the top: ranges come first
            assume(_allows(condition, {**bound.arguments, "result": result}))
        return result

    return by_contract


def _allows(condition: Any, values: dict[str, Any]) -> Any:
    """Whether a promise allows a result: it was proved to hold of every one, and so to fail on none."""
    try:
        return holds(condition, values)
    except Exception:  # noqa: BLE001 - whichever way it fails
        return False


def unknown(kind: Any) -> Any:
    """A fresh value of a type of which nothing is known."""
    if kind is int:
        return fresh_integer("result")
    if kind is bool:
        return SymbolicBool(current().unknown("result") == 0)
    if get_origin(kind) is tuple:
        return tuple(unknown(part) for part in get_args(kind))
    raise TypeError(f"no contract stands in for a function that gives {kind}")
