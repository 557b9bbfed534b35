"""What invariants see, and how they are declared.

Source: InvariantCheck.h, ApplyContext.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from spec.amendments import Amendment, Rules
from spec.entries import Entry
from spec.results import Result, tesSUCCESS
from spec.transaction import Privilege, Transaction
from spec.values import Drops
from spec.views import ApplyView, Change

E = TypeVar("E", bound=Entry)


class Difference(NamedTuple):
    """What became of one entry."""

    change: Change
    before: Entry | None
    """As it was; ``None`` when it was created."""
    after: Entry
    """As it is; of a deleted one, its last version."""


class Step:
    """One transaction and what it did, before it is made part of the ledger."""

    def __init__(self, tx: Transaction, result: Result, fee: Drops, view: ApplyView) -> None:
        self.tx = tx
        self.result = result
        self.fee = fee
        """What was charged."""
        self.view = view
        self.differences = [Difference(change, before, after) for _, change, before, after in view.changed()]
        """In the order of the keys."""
        self._of_kind: dict[type[Entry], list[Any]] = {}
        for difference in self.differences:
            self._of_kind.setdefault(type(difference.after), []).append(difference)
        self.touched = frozenset(self._of_kind)
        """The kinds of entry among them."""

    @property
    def succeeded(self) -> bool:
        """Whether the transaction did what it was to do."""
        return self.result is tesSUCCESS

    def may(self, privilege: Privilege) -> bool:
        """Whether the transaction's type has any of these privileges."""
        return int.__and__(self.tx.privileges, privilege) != 0

    def enabled(self, amendment: Amendment) -> bool:
        """Whether the amendment is in force."""
        return self.view.info.rules.enabled(amendment)

    def changed(self, kind: type[E]) -> Sequence[tuple[Change, E | None, E]]:
        """What became of the entries of one kind."""
        return self._of_kind.get(kind, ())

    def kept(self, kind: type[E]) -> list[E]:
        """The entries of one kind that were created or changed, as they are now."""
        return [after for change, _, after in self.changed(kind) if change is not Change.ERASED]


Check = Callable[[Step], bool]


class Invariant(NamedTuple):
    """One law of the protocol."""

    name: str
    """As the established server names it."""
    sentence: str
    check: Check
    kinds: tuple[type[Entry], ...]
    """It can only be broken where an entry of one of these kinds was touched; empty when it always can."""
    since: tuple[Amendment, ...]
    """It is in force where one of these amendments is; empty when it always was."""
    types: tuple[str, ...]
    """It can only be broken by transactions of these types; empty when it can by all."""
    failure_mode: int | None
    """The failure mode that it keeps away, by its number."""


INVARIANTS: list[Invariant] = []
"""Every invariant, in the order of declaration."""


def invariant(
    name: str,
    *kinds: type[Entry],
    since: tuple[Amendment, ...] = (),
    types: Iterable[str] = (),
    failure_mode: int | None = None,
) -> Callable[[Check], Check]:
    """Declare a function as an invariant; its docstring begins with the sentence."""

    def register(check: Check) -> Check:
        sentence = " ".join((check.__doc__ or "").strip().split("\n\n")[0].split())
        INVARIANTS.append(Invariant(name, sentence, check, kinds, since, tuple(types), failure_mode))
        return check

    return register


def broken(step: Step) -> list[Invariant]:
    """The invariants that the step breaks. Arithmetic that fails in one counts as breaking it."""
    return [one for one in _breakable_in(step) if _fails(one, step)]


def is_broken(one: Invariant, step: Step) -> bool:
    """Whether the step breaks one invariant."""
    return one in _breakable_in(step) and _fails(one, step)


def _breakable_in(step: Step) -> list[Invariant]:
    return _breakable(step.touched, step.tx.type_name, step.view.info.rules)


@lru_cache(1 << 10)
def _breakable(touched: frozenset[type[Entry]], type_name: str, rules: Rules) -> list[Invariant]:
    """The invariants that are in force, and that a transaction of this type can break where it touched
    entries of these kinds."""
    return [
        one
        for one in INVARIANTS
        if (not one.kinds or not touched.isdisjoint(one.kinds))
        and (not one.types or type_name in one.types)
        and (not one.since or any(map(rules.enabled, one.since)))
    ]


def _fails(one: Invariant, step: Step) -> bool:
    try:
        return not one.check(step)
    except ArithmeticError:
        return True


def hold(tx: Transaction, result: Result, fee: Drops, view: ApplyView) -> bool:
    """Whether every invariant holds of what the transaction did."""
    return not broken(Step(tx, result, fee, view))
