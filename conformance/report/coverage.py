"""Which results of which transaction types a run reached, of those that the rules of each type name.

The rules of a type stand in a module of its own, and the results that the module imports are those that its
checks can end in. What the engine's frame and the shared rules answer, for all types alike, is reached or not
as well, but no list says for which type it can be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from msgspec import Struct

import spec.transactions  # noqa: F401  (makes every transaction type known)
from conformance.runs import Run
from spec.results import Result, tesSUCCESS
from spec.transaction import TRANSACTION_TYPES


class Coverage(Struct, frozen=True):
    """What was reached of one transaction type."""

    kind: str
    named: frozenset[str]
    """The results that its own rules name, and success."""
    reached: dict[str, dict[str, int]]
    """How often each result came out as it should, by run."""

    @property
    def missing(self) -> list[str]:
        """What its rules name and nothing reached."""
        return sorted(self.named - self.reached.keys())


def named_results() -> dict[str, frozenset[str]]:
    """The results that the rules of each type name, for the types that have rules."""
    found = {}
    for transaction_type in TRANSACTION_TYPES.values():
        module = sys.modules[transaction_type.__module__]
        if hasattr(module, "apply"):
            names = {value.name for value in vars(module).values() if isinstance(value, Result)}
            found[transaction_type.__name__] = frozenset(names | {tesSUCCESS.name})
    return found


def coverage(runs: Iterable[Run]) -> list[Coverage]:
    """What the runs reached of each type, in the order of the types' names."""
    named = named_results()
    reached: dict[str, dict[str, dict[str, int]]] = {}
    for run in runs:
        for kind, results in run.outcomes.items():
            for result, count in results.items():
                by_run = reached.setdefault(kind, {}).setdefault(result, {})
                by_run[run.name] = by_run.get(run.name, 0) + count
    kinds = sorted(named.keys() | reached.keys())
    return [Coverage(kind, named.get(kind, frozenset()), reached.get(kind, {})) for kind in kinds]


def pairs(found: Iterable[Coverage]) -> tuple[int, int, int]:
    """How many pairs of type and result were reached; and of those that the rules name, how many, and how
    many there are."""
    reached = named_and_reached = named = 0
    for each in found:
        reached += len(each.reached)
        named_and_reached += len(each.named & each.reached.keys())
        named += len(each.named)
    return reached, named_and_reached, named
