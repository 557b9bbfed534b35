"""What a law is, and how laws are declared.

A law is a function that finds what is wrong: it looks at a step and gives, in words, each way in which the
step breaks it; a step keeps the law when it finds nothing. What it looks at is said by the type of its
parameter, and its docstring begins with the law's sentence.

Many laws say that two accounts of one thing agree: what directories list and what entries say of where they
are listed, what an account counts and what it owns, what a token's issuer owes and what its holders have.
Such a law is declared as a *balance*: what each entry adds to the sums that must come out at nothing. It
holds of a state when all sums are nothing, and so it holds of a step when the step changes none of them: one
declaration gives the form for a whole state, and the form for a step, which looks only at what was changed.

The protocol's own invariants are laws too, and are declared in `spec.invariants`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import Enum
from typing import Any, TypeAlias, TypeVar, get_type_hints

from msgspec import Struct

from spec.addresses import encode_account
from spec.amendments import Amendment
from spec.entries import Entry
from spec.invariants import INVARIANTS, Invariant
from spec.invariants.frame import Difference, is_broken
from spec.laws.steps import History, LedgerStep, Round, TransactionStep, Whole
from spec.views import Change

Faults: TypeAlias = Iterator[str]
"""What is wrong, in words; nothing when the law is kept."""
Find = Callable[[Any], Iterable[str]]
Parts: TypeAlias = Iterator[tuple[Hashable, int]]
"""What an entry adds to each of the sums of a balance."""
K = TypeVar("K", bound=Hashable)
F = TypeVar("F", bound=Callable[[Any], Faults])
B = TypeVar("B", bound=Callable[[Any], Parts])


class Scope(Enum):
    """What a law looks at."""

    TRANSACTION = "what one transaction does"
    LEDGER = "what one ledger does"
    HISTORY = "a history of ledgers"
    LOOP = "a round of a loop"


SCOPES: dict[type[Any], Scope] = {
    TransactionStep: Scope.TRANSACTION,
    LedgerStep: Scope.LEDGER,
    History: Scope.HISTORY,
    Round: Scope.LOOP,
}


class Law(Struct, frozen=True):
    """What is held to be true of everything that happens."""

    name: str
    sentence: str
    scope: Scope
    faults: Find
    """Finds what is wrong with what the law looks at, in words."""
    failure_mode: int | None = None
    """The failure mode that it keeps away, by its number."""
    invariant: str | None = None
    """What the established server calls it, where the protocol itself enforces it."""
    whole: Find | None = None
    """The law's form for a whole state, where it has one; see ``Whole``."""

    def check(self, step: TransactionStep | LedgerStep | History | Round) -> bool:
        """Whether the step keeps the law."""
        return not any(True for _ in self.faults(step))


class Broken(Struct, frozen=True):
    """A law that is broken, and what was wrong."""

    law: Law
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.law.name}: {self.law.sentence} But {'; '.join(self.faults)}."


class LawBroken(AssertionError):
    """Something happened that no ledger may see. Names where, the laws, and the entries in question."""

    def __init__(self, where: object, broken: list[Broken]) -> None:
        super().__init__(f"{where} breaks {len(broken)} law(s):\n" + "\n".join(map(str, broken)))
        self.laws = [one.law.name for one in broken]


LAWS: dict[str, Law] = {}
"""Every law by its name, in the order of declaration. Complete once ``spec.laws`` is imported."""


def law(name: str, *, failure_mode: int | None = None, whole: Find | None = None) -> Callable[[F], F]:
    """Declare a function as a law. Its parameter's type tells the law's scope."""

    def register(faults: F) -> F:
        hints = get_type_hints(faults)
        hints.pop("return")
        (kind,) = hints.values()
        _add(Law(name, sentence_of(faults), SCOPES[kind], faults, failure_mode, whole=whole))
        return faults

    return register


def balance(
    name: str, *, failure_mode: int | None = None, since: Amendment | None = None
) -> Callable[[B], B]:
    """Declare a function as a law of sums: what it gives for all entries of a state adds up to nothing.

    Where it only holds ``since`` an amendment, steps before it are not held to it.
    """

    def register(parts: B) -> B:
        def faults(step: TransactionStep) -> Faults:
            in_force = since is None or step.enabled(since)
            return _unbalanced(net(parts, step.differences)) if in_force else iter(())

        def whole(ledger: Whole) -> Faults:
            return _unbalanced(total(parts, ledger.entries))

        sentence = sentence_of(parts)
        _add(Law(name, sentence, Scope.TRANSACTION, faults, failure_mode, whole=whole))
        return parts

    return register


def sentence_of(function: Callable[..., Any]) -> str:
    """The sentence that a function's docstring begins with."""
    return " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())


def _add(one: Law) -> None:
    if one.name in LAWS:
        raise ValueError(f"there are two laws of the name {one.name}")
    if not one.sentence:
        raise ValueError(f"the law {one.name} has no sentence")
    LAWS[one.name] = one


# Sums


def total(parts: Callable[[Any], Iterable[tuple[K, int]]], entries: Iterable[Entry]) -> Counter[K]:
    """The sums over these entries."""
    sums: Counter[K] = Counter()
    for entry in entries:
        for key, value in parts(entry):
            sums[key] += value
    return sums


def net(parts: Callable[[Any], Iterable[tuple[K, int]]], differences: Iterable[Difference]) -> Counter[K]:
    """By how much these changes change the sums."""
    sums: Counter[K] = Counter()
    for change, before, after in differences:
        if before is not None:
            for key, value in parts(before):
                sums[key] -= value
        if change is not Change.ERASED:
            for key, value in parts(after):
                sums[key] += value
    return sums


def _unbalanced(sums: Counter[Hashable]) -> Faults:
    return (f"{show(key)} is off by {value:+}" for key, value in sums.items() if value)


def show(key: object) -> str:
    """A key of a sum, or anything else that a fault names, in the form in which people know it."""
    if isinstance(key, bytes):
        return encode_account(key) if len(key) == 20 else key.hex().upper()
    if isinstance(key, tuple):
        return " in ".join(show(part) for part in key)
    return str(key)


# The protocol's invariants


def _of_invariant(one: Invariant) -> Law:
    def faults(step: TransactionStep) -> Faults:
        if is_broken(one, step):
            yield " and ".join(map(describe, step.differences)) or "nothing was changed"

    name = one.check.__name__.replace("_", "-")
    return Law(name, one.sentence, Scope.TRANSACTION, faults, one.failure_mode, one.name)


def describe(difference: Difference) -> str:
    """A change of an entry in words."""
    return f"{type(difference.after).__name__} {show(difference.after.key)} was {difference.change.value}"


for _one in INVARIANTS:
    _add(_of_invariant(_one))


# Use


def broken(
    step: TransactionStep | LedgerStep | History | Round | Whole, *, enforced: bool = True
) -> list[Broken]:
    """The laws that a step breaks, with what was wrong.

    Without ``enforced`` the protocol's invariants are passed over: the engine has seen to them.
    """
    found = []
    for one in LAWS.values():
        if isinstance(step, Whole):
            find = one.whole
        else:
            find = one.faults if one.scope is SCOPES[type(step)] else None
        if find is None or not (enforced or one.invariant is None):
            continue
        faults = tuple(find(step))
        if faults:
            found.append(Broken(one, faults))
    return found


def uphold(step: TransactionStep | LedgerStep | History | Round | Whole, *, enforced: bool = True) -> None:
    """Raise LawBroken unless the step keeps every law; see ``broken``."""
    found = broken(step, enforced=enforced)
    if found:
        raise LawBroken(step, found)
