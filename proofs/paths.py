"""Every path of a function: ordinary Python, run once for each way that its questions can be answered.

`Explorer.explore` runs a function again and again, each time with a recorded prefix of answers; where a run
goes beyond its prefix, the solver says which answers are possible, one is taken, and the other is kept for
later: depth first. One incremental solver is kept in step with the path that is being run.

What the solver cannot tell in time counts as possible: a path too many proves less, never more.

The engine is trusted: if it were wrong, so would be the proofs. Therefore `tests/proofs` holds it to concrete
runs of random programs, and `proofs.proving` runs every counterexample again on plain integers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

import z3
from msgspec import Struct

from proofs import products
from proofs.symbolic import MACHINE, SymbolicBool, SymbolicInt, constant, number_term, truth_term

R = TypeVar("R")

FRESH = "!"
"""Stands in the name of an unknown integer that is no input."""


MOST_WAYS = 64
"""A question with more ways through it is not asked without forks."""


class Impossible(BaseException):
    """The path that is being run cannot be: it ends, and proves nothing.

    No ``Exception``, so that no rule can catch it; the same for what follows.
    """


class Exhausted(BaseException):
    """A limit was reached before every path was seen."""


class Forgetful(BaseException):
    """A function did not do the same when it was run again: it depends on more than its arguments."""


class Unmergeable(TypeError):
    """A question cannot be asked without a fork."""


class Limits(Struct, frozen=True):
    """How far an exploration goes."""

    paths: int = 200_000
    decisions: int = 600
    """On one path: a loop that goes on longer needs a bound."""
    seconds: float = 900.0
    """Of a busy machine, too: a proof that runs out of time counts as not proved."""
    question_ms: int = 2_000
    """For the solver to say whether a branch is possible."""
    claim_ms: int = 20_000
    """For the solver to say whether a claim holds on a path."""


class Answer(NamedTuple):
    """What was decided at one fork."""

    condition: z3.BoolRef
    taken: bool
    value: int | None
    """Where one value of a term was chosen: which."""
    opposite: z3.BoolRef
    """The opposite of the condition."""


class Path(Struct, Generic[R]):
    """One way through the function."""

    number: int
    result: R
    facts: list[z3.BoolRef]
    """All that holds on this path, without what is known of products."""
    answers: tuple[Answer, ...] = ()
    """What was decided on it, fork by fork."""


class Inputs(Struct):
    """What a path asked for by name."""

    integers: dict[str, z3.ArithRef]
    truths: dict[str, z3.BoolRef]

    def of(self, model: z3.ModelRef) -> dict[str, int]:
        """Their values in a model; a truth value is 0 or 1."""
        found = {
            name: model.eval(term, model_completion=True).as_long() for name, term in self.integers.items()
        }
        for name, term in self.truths.items():
            found[name] = int(z3.is_true(model.eval(term, model_completion=True)))
        return found

    def names_in(self, term: z3.ExprRef) -> Iterator[str]:
        """The integers among them that stand in a term."""
        name = term.decl().name()
        if not term.children() and name in self.integers:
            yield name
        for child in term.children():
            yield from self.names_in(child)


class _Way:
    """One way through a question that is merged."""

    def __init__(self, begin: tuple[bool, ...]) -> None:
        self._begin = begin
        self._known: dict[int, tuple[z3.BoolRef, bool]] = {}
        self.conditions: list[z3.BoolRef] = []
        self.others: list[tuple[bool, ...]] = []
        """How the ways begin that leave this one."""

    def answer(self, condition: z3.BoolRef) -> bool:
        """The answer to a question on this way."""
        known = self._known.get(condition.get_id())
        if known is not None:
            return known[1]
        place = len(self.conditions)
        if place < len(self._begin):
            taken = self._begin[place]
        else:
            taken = True
            self.others.append((*self._begin, *(True,) * (place - len(self._begin)), False))
        self._known[condition.get_id()] = condition, taken
        self.conditions.append(condition if taken else z3.Not(condition))
        return taken


class Explorer:
    """Runs a function along all its paths. It is the machine that the symbolic values ask."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.solver = z3.SimpleSolver()
        self.solver.set("timeout", self.limits.question_ms)
        self.questions = 0
        """How often the solver was asked about a branch."""
        self.unanswered = 0
        """How often it could not tell."""
        self.paths = 0
        self._pushed: list[z3.BoolRef] = []
        self._shared = 0
        """So many facts of this path are known to be those that were pushed."""
        self._pending: list[tuple[Answer, ...]] = []
        self._remembered: dict[tuple[Any, ...], Any] = {}
        self._derived: dict[int, tuple[z3.ExprRef, bool]] = {}
        self._simplified: dict[int, tuple[z3.ExprRef, z3.ExprRef, int | bool | None]] = {}
        self._started = time.monotonic()
        self._begin(())

    # A run.

    def _begin(self, prefix: tuple[Answer, ...]) -> None:
        self._prefix = prefix
        self._trail: list[Answer] = []
        self.facts: list[z3.BoolRef] = []
        self._shared = 0
        self.products: list[products.Product] = []
        self.inputs = Inputs({}, {})
        self._ranges: dict[str, tuple[int | None, int | None]] = {}
        self._known: dict[int, tuple[z3.BoolRef, bool]] = {}
        self._settled: dict[int, tuple[z3.ArithRef, int]] = {}
        self._memory: dict[tuple[str, int, int], tuple[Any, ...]] = {}
        self._fresh = 0
        self._model: z3.ModelRef | None = None
        self._merging: _Way | None = None

    def explore(self, function: Callable[[], R]) -> Iterator[Path[R]]:
        """Each path of the function, with its result.

        Raises Exhausted when a limit is reached, Forgetful when the function does not repeat itself.
        """
        self._started = time.monotonic()
        self._pending = [()]
        token = MACHINE.set(self)
        try:
            while self._pending:
                self._begin(self._next())
                self.check_time()
                try:
                    result = function()
                except Impossible:
                    continue
                if len(self._trail) < len(self._prefix):
                    raise Forgetful("a path ended before the fork that led to it")
                self.paths += 1
                if self.paths > self.limits.paths:
                    raise Exhausted(f"more than {self.limits.paths} paths")
                yield Path(self.paths, result, self.facts, tuple(self._trail))
        finally:
            MACHINE.reset(token)

    def _next(self) -> tuple[Answer, ...]:
        """Where the next path leaves those before it: the last fork first, so that the solver has little to
        do."""
        return self._pending.pop()

    def check_time(self) -> None:
        """Raise Exhausted when the time is over."""
        if time.monotonic() - self._started > self.limits.seconds:
            raise Exhausted(f"not finished in {self.limits.seconds:g} s, after {self.paths} paths")

    # Inputs.

    def integer(self, name: str, low: int | None, high: int | None) -> SymbolicInt:
        """The input of that name; the same on every path."""
        term = self.inputs.integers.get(name)
        if term is None:
            term = self.inputs.integers[name] = z3.Int(name)
            self._ranges[name] = low, high
            self.hold(
                *([term >= low] if low is not None else []), *([term <= high] if high is not None else [])
            )
        elif self._ranges[name] != (low, high):
            raise ValueError(f"{name} is asked for twice, in different ranges")
        return SymbolicInt(term)

    def truth(self, name: str) -> SymbolicBool:
        """The input of that name; the same on every path."""
        return SymbolicBool(self.inputs.truths.setdefault(name, z3.Bool(name)))

    def assume(self, condition: Any) -> None:
        """Leave out the paths on which the condition does not hold."""
        condition, value = self._simple(truth_term(condition))
        known = self._known.get(condition.get_id())
        if value is None and known is None:
            self._answer(condition, None, assumed=True)
        elif not (value if known is None else known[1]):
            raise Impossible

    def unknown(self, stem: str) -> z3.ArithRef:
        """A fresh integer that is no input."""
        self._fresh += 1
        return z3.Int(f"{stem}{FRESH}{self._fresh}")

    def hold(self, *facts: z3.BoolRef) -> None:
        """Add facts to the path that hold by definition."""
        if facts:
            self.facts.extend(facts)
            self._model = None

    # Forks.

    def decide(self, condition: z3.BoolRef) -> bool:
        """The answer to a question on this path."""
        condition, value = self._simple(condition)
        if value is not None:
            return bool(value)
        known = self._known.get(condition.get_id())
        if known is not None:
            return known[1]
        return self._answer(condition, None) if self._merging is None else self._merging.answer(condition)

    def merge(self, question: Callable[[], Any]) -> SymbolicBool:
        """The answer to a question that takes some forks, as one truth value: none is left on the path.

        The question is asked once for each way through it, possible or not, and must change nothing.
        Raises Unmergeable when it needs more than comparisons, or has too many ways.
        """
        outer = self._merging
        ways = [z3.BoolVal(False)]
        pending: list[tuple[bool, ...]] = [()]
        try:
            while pending:
                self._merging = way = _Way(pending.pop())
                found = truth_term(question())
                ways.append(z3.And(*way.conditions, found))
                pending.extend(way.others)
                if len(ways) > MOST_WAYS:
                    raise Unmergeable(f"more than {MOST_WAYS} ways")
        finally:
            self._merging = outer
        return SymbolicBool(z3.Or(ways))

    def settle(self, term: z3.ArithRef) -> int:
        """One value of a term; a later path tries the next."""
        term, known_value = self._simple(term)
        if known_value is not None:
            return int(known_value)
        known = self._settled.get(term.get_id())
        if known is not None:
            return known[1]
        self._must_fork("a value is asked for")
        while True:
            place = len(self._trail)
            if place < len(self._prefix):
                value = self._prefix[place].value
                if value is None:
                    raise Forgetful("a value is asked for where a question was asked before")
            else:
                value = self._some_value(term)
            if self._answer(term == value, value):
                self._settled[term.get_id()] = (term, value)
                return value

    def _must_fork(self, why: str) -> None:
        if self._merging is not None:
            raise Unmergeable(why)

    def hash_of(self, term: z3.ArithRef) -> int:
        """That of a term that is a number by now. Raises TypeError for another: what is kept by the value of
        an unknown would outlive the path."""
        _, value = self._simple(term)
        if value is not None:
            return hash(int(value))
        raise TypeError(f"unhashable: {term} is unknown")

    def bits_of(self, term: z3.ArithRef) -> int:
        """Raises TypeError: a proof is about all values."""
        raise TypeError(
            f"the bits of {term} and of another unknown are not followed: write it with + - * // %"
        )

    def any_of(self, term: z3.ArithRef) -> int:
        """Raises TypeError: a proof is about all values."""
        raise TypeError(f"one value of {term} does not stand for all")

    def _some_value(self, term: z3.ArithRef) -> int:
        if self._model is None:
            self.synchronise()
            if self.solver.check() != z3.sat:
                raise Impossible
            self._model = self.solver.model()
        return int(self._model.eval(term, model_completion=True).as_long())

    def _answer(self, condition: z3.BoolRef, value: int | None, *, assumed: bool = False) -> bool:
        place = len(self._trail)
        if place < len(self._prefix):
            answer = self._prefix[place]
            if not answer.condition.eq(condition):
                raise Forgetful(f"{condition} is asked where {answer.condition} was asked before")
        else:
            if place >= self.limits.decisions:
                raise Exhausted(
                    f"a path with more than {self.limits.decisions} decisions: a loop needs a bound"
                )
            self.check_time()
            answer = self._take_for_granted(condition) if assumed else self._choose(condition, value)
        self._trail.append(answer)
        self.facts.append(answer.condition if answer.taken else answer.opposite)
        # The terms are kept beside their numbers, which the solver would give to others after them.
        self._known[condition.get_id()] = (condition, answer.taken)
        opposite, _ = self._simple(answer.opposite)
        self._known[opposite.get_id()] = (opposite, not answer.taken)
        return answer.taken

    def _take_for_granted(self, condition: z3.BoolRef) -> Answer:
        if self._model is None or not z3.is_true(self._model.eval(condition, model_completion=True)):
            possible, self._model = self._possible(condition)
            if not possible:
                raise Impossible
        return Answer(condition, True, None, z3.Not(condition))

    def _choose(self, condition: z3.BoolRef, value: int | None) -> Answer:
        opposite = z3.Not(condition)
        hint = None if self._model is None else self._model.eval(condition, model_completion=True)
        if hint is not None and z3.is_true(hint):
            yes, no = True, self._possible(opposite)[0]
            model = self._model
        elif hint is not None and z3.is_false(hint):
            (yes, model), no = self._possible(condition), True
            if not yes:
                model = self._model
        else:
            yes, model = self._possible(condition)
            no, other = self._possible(opposite)
            if not yes:
                model = other
        if not yes and not no:
            raise Impossible
        if yes and no:
            self._pending.append((*self._trail, Answer(condition, False, value, opposite)))
        self._model = model
        return Answer(condition, yes, value, opposite)

    def _possible(self, condition: z3.BoolRef) -> tuple[bool, z3.ModelRef | None]:
        self.questions += 1
        self.synchronise()
        self.solver.push()
        self.solver.add(condition)
        found = self.solver.check()
        model = self.solver.model() if found == z3.sat else None
        self.solver.pop()
        if found == z3.unknown:
            self.unanswered += 1
        return found != z3.unsat, model

    def _simple(self, term: Any) -> tuple[Any, Any]:
        """The simplest form of a term, and its value where it is a constant. Paths that begin alike ask for
        the same ones again and again."""
        found = self._simplified.get(term.get_id())
        if found is None:
            simple = z3.simplify(term)
            value = None
            if z3.is_int_value(simple):
                value = simple.as_long()
            elif z3.is_true(simple) or z3.is_false(simple):
                value = z3.is_true(simple)
            found = self._simplified[term.get_id()] = (term, simple, value)
        return found[1], found[2]

    def synchronise(self) -> None:
        """Bring the solver to the facts of this path: what it shares with the last one stays."""
        pushed, facts = self._pushed, self.facts
        shared = self._shared
        for mine, theirs in zip(pushed[shared:], facts[shared:], strict=False):
            if mine is not theirs and not mine.eq(theirs):
                break
            shared += 1
        if len(pushed) > shared:
            self.solver.pop(len(pushed) - shared)
            del pushed[shared:]
        for fact in facts[shared:]:
            self.solver.push()
            self.solver.add(fact)
            pushed.append(fact)
        self._shared = len(facts)

    # Arithmetic that is more than linear.

    def product(self, a: z3.ArithRef, b: z3.ArithRef, a_bounds: products.Bounds | None = None) -> z3.ArithRef:
        """The product of two terms: of two unknowns a fresh integer within the bounds that theirs give it.

        The bounds of the first need not be looked for where they are known.
        """
        (a, known_a), (b, known_b) = self._simple(a), self._simple(b)
        if known_a is not None or known_b is not None:
            return a * b
        for one, other in ((a, b), (b, a)):
            steps, rest = products.constant_in(one)
            if steps:
                return self.product(rest, other) + steps * other
        low, high = sorted((a.get_id(), b.get_id()))
        found = self._memory.get(("*", low, high))
        if found is None:
            p = self.unknown("p")
            found = self._memory["*", low, high] = (p, a, b)
            self.products.append(products.Product(p, a, b))
            self.hold(*products.envelope(self.products[-1], a_bounds or self.bounds(a), self.bounds(b)))
        return found[0]

    def quotient(self, a: z3.ArithRef, b: z3.ArithRef) -> tuple[z3.ArithRef, z3.ArithRef]:
        """Floor quotient and remainder: fresh integers, remembered by their operands.

        Raises ZeroDivisionError, on the path on which the divisor is zero.
        """
        (a, known_a), (b, known_b) = self._simple(a), self._simple(b)
        found = self._memory.get(("/", a.get_id(), b.get_id()))
        if found is not None:
            return found[0], found[1]
        if known_b is None:
            self._must_fork("an unknown number divides")
        if not self.decide(b > 0):
            if self.decide(b == 0):
                raise ZeroDivisionError("an unknown integer is divided by one that can be zero")
            q, rest = self.quotient(-a, -b)
            return q, -rest
        multiples = products.multiples_in(a, known_b) if known_b is not None and known_a is None else None
        if known_a is not None and known_b is not None:
            q, rest = map(constant, divmod(known_a, known_b))
        elif multiples is not None:
            q, rest = self.quotient(multiples[1], b)
            q = multiples[0] + q
        else:
            q, rest = self.unknown("q"), self.unknown("r")
            self._define_quotient(a, b, q, rest)
        self._memory["/", a.get_id(), b.get_id()] = (q, rest, a, b)
        return q, rest

    def _define_quotient(self, a: z3.ArithRef, b: z3.ArithRef, q: z3.ArithRef, rest: z3.ArithRef) -> None:
        if z3.is_int_value(b):
            self.hold(a == q * b + rest, rest >= 0, rest < b)
            return
        within = products.quotient_bounds(self.bounds(a), self.bounds(b))
        self.hold(rest >= 0, rest < b, *products.between(q, within))
        p = self.product(q, b, within)
        self.hold(a == p + rest)

    def bounds(self, term: z3.ArithRef) -> products.Bounds:
        """The least and greatest value of a term on this path, as far as linear arithmetic can tell."""
        term, value = self._simple(term)
        if value is not None:
            return value, value
        # The same question comes again whenever a path begins like this one.
        place = (*(answer.taken for answer in self._trail), len(self.facts), term.get_id())
        found: tuple[products.Bounds, z3.ArithRef] | None = self._remembered.get(place)
        if found is None:
            found = self._remembered[place] = (self._extremes(term), term)
        return found[0]

    def _extremes(self, term: z3.ArithRef) -> products.Bounds:
        # What is known of the inputs alone is found quickly, and says enough of a term that has only inputs.
        plain = not self._has_unknowns(term)
        facts = [fact for fact in self.facts if not (plain and self._has_unknowns(fact))]
        low, high = products.extremes(term, facts, self.limits.question_ms)
        # What the optimiser says is believed when the solver agrees.
        if low is not None and self._possible(term < low)[0]:
            low = None
        if high is not None and self._possible(term > high)[0]:
            high = None
        return low, high

    def _has_unknowns(self, term: z3.ExprRef) -> bool:
        """Whether a term has an integer in it that is no input."""
        found = self._derived.get(term.get_id())
        if found is None:
            has = FRESH in str(term.decl()) or any(map(self._has_unknowns, term.children()))
            found = self._derived[term.get_id()] = (term, has)
        return found[1]


def current() -> Explorer:
    """The explorer that runs the function now. Raises LookupError outside of one."""
    machine = MACHINE.get()
    assert isinstance(machine, Explorer)
    return machine


def merged(question: Callable[..., bool]) -> Callable[..., bool]:
    """A function that looks at something and says yes or no, without the forks that it takes to say so.

    Where that cannot be, or goes wrong, perhaps on a way that cannot be, it forks as ever.
    """

    def ask(*args: Any, **kwargs: Any) -> Any:
        machine = MACHINE.get(None)
        if isinstance(machine, Explorer):
            try:
                return machine.merge(lambda: question(*args, **kwargs))
            except Exception:  # noqa: BLE001, S110 - what is no accident of a way is met again
                pass
        return question(*args, **kwargs)

    return ask


def fresh_integer(stem: str) -> SymbolicInt:
    """An integer of which nothing is known, and which is no input."""
    return SymbolicInt(current().unknown(stem))


def term_of(value: Any) -> z3.ArithRef:
    """An integer as a term. Raises TypeError when the value is none."""
    term = number_term(value)
    if term is None:
        raise TypeError(f"{value!r} is no integer")
    return term
