"""Inputs for every path of a function, and for every boundary of what is compared on the way.

A proof is about all inputs. Here a few are wanted that between them do everything which the function can do:
for each path one model, and for each comparison that a path depends on, models in which its two sides are
equal, and apart by one in either direction. An off-by-one, wherever it is, is between two of these.

Where a rule needs the very value of an unknown (an index, something to hash), a proof goes through all there
are. A sample takes one, unless the input has only few: what is compared stays unknown, and is still complete.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

import z3
from msgspec import Struct, field

from proofs.paths import Answer, Exhausted, Explorer, Impossible, Limits, Path
from proofs.products import Product
from proofs.proving import inputs_from, witness
from proofs.unknowns import Trial

R = TypeVar("R")

FEW = 16
"""An input of no more values than these is gone through, wherever it is used."""
TRIES = 3
"""On so many paths with one result a boundary is looked for."""


Place: TypeAlias = tuple[tuple[str, int], ...]
"""Lines of the rules, the one that asks first, then its callers."""
Turn: TypeAlias = tuple[Place, bool]
"""A question and an answer."""
STARTED: Turn = ((), True)


class Sampler(Explorer):
    """Runs a function along its paths; a wide input whose value is asked for has one value.

    First come paths on which a question of the rules has an answer that it had on none before, so that where
    there are too many paths, each question still has both of its answers.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(limits)
        self._seen = {STARTED}
        self._targets: dict[int, Turn] = {}
        self._turns = 0
        self._in_turn = False
        self._any = False

    def _next(self) -> tuple[Answer, ...]:
        pending = self._pending
        self._turns += 1
        place = 0 if self._turns % 2 else len(pending) - 1
        for number, prefix in enumerate(pending):
            if self._targets.get(id(prefix), STARTED) not in self._seen:
                place = number
                break
        prefix = pending.pop(place)
        if (target := self._targets.pop(id(prefix), None)) is not None:
            self._seen.add(target)
        return prefix

    def hash_of(self, term: z3.ArithRef) -> int:
        """That of each of its values in turn: a table is looked up, and what it says differs."""
        self._in_turn = True
        try:
            return hash(self.settle(term))
        finally:
            self._in_turn = False

    def bits_of(self, term: z3.ArithRef) -> int:
        """One value, as for an index."""
        return self.settle(term)

    def any_of(self, term: z3.ArithRef) -> int:
        """One value, however few there are."""
        self._any = True
        try:
            return self.settle(term)
        finally:
            self._any = False

    def _choose(self, condition: z3.BoolRef, value: int | None) -> Answer:
        if (
            value is not None
            and not self._in_turn
            and (self._any or not self._has_few_values(condition.arg(0)))
        ):
            return Answer(condition, True, value, z3.Not(condition))
        place = _asking() if value is None else ((str(condition), 0),)
        before = len(self._pending)
        answer = super()._choose(condition, value)
        self._seen.add((place, answer.taken))
        if len(self._pending) > before:
            self._targets[id(self._pending[-1])] = place, not answer.taken
        return answer

    def _goes_through(self, condition: z3.BoolRef) -> bool:
        """Whether each value of the term for which one is asked is wanted, and not just one."""
        return self._in_turn or (not self._any and self._has_few_values(condition.arg(0)))

    def _has_few_values(self, term: z3.ExprRef) -> bool:
        low, high = self._ranges.get(term.decl().name(), (None, None))
        return low is not None and high is not None and high - low < FEW

    @property
    def left(self) -> int:
        """How many forks were not followed."""
        return len(self._pending)


CALLERS = 3


def _asking() -> Place:
    """Which lines ask the present question: of the rules, not of the engine."""
    found: list[tuple[str, int]] = []
    frame = sys._getframe(1)
    while frame.f_back is not None and len(found) < CALLERS:
        frame = frame.f_back
        if not frame.f_globals.get("__name__", "").startswith("proofs."):
            found.append((frame.f_code.co_filename, frame.f_lineno))
    return tuple(found)


class Sample(Struct, Generic[R]):
    """Inputs, and what the function makes of them."""

    values: dict[str, int]
    result: R
    edge: str = ""
    """The comparison of which these inputs are a boundary; empty where they stand for a path."""


class Tally(Struct):
    """What became of the paths and boundaries of a function."""

    paths: int = 0
    edges: int = 0
    """Boundaries for which there are inputs."""
    beyond: int = 0
    """Boundaries on which nothing can be: no input is just there."""
    crossings: int = 0
    """Inputs beside these, from which it is one step to another result."""
    near: int = 0
    """Paths with products of unknowns, for which the solver found inputs that may lead along another."""
    left: int = 0
    """Forks of which one way was not followed, since the paths were enough."""
    lost: Counter[str] = field(default_factory=Counter)
    """Paths whose end is not known, by the reason."""


class _Lost(Struct):
    """The end of a path on which the rules cannot be followed."""

    reason: str


UNTOLD = "the solver cannot tell in time"


def samples(
    function: Callable[[], R],
    explorer: Sampler,
    tally: Tally,
    is_enough: Callable[[R], bool] = lambda _: False,
) -> Iterator[Sample[R]]:
    """Inputs for every path of a function, and for every boundary; counted as they come.

    Paths of whose result there is enough are left out, and do not count.
    """
    tries: dict[tuple[str, Any], int] = {}
    done: set[tuple[str, Any]] = set()
    edges = _Edges()

    def run() -> R | _Lost:
        with inputs_from(explorer):
            result = _followed(function)
        if not isinstance(result, _Lost) and is_enough(result):
            raise Impossible
        return result

    try:
        for path in explorer.explore(run):
            found, model = _inputs(explorer, z3.BoolVal(True))
            if isinstance(path.result, _Lost):
                tally.lost[path.result.reason] += found != z3.unsat
                continue
            if found != z3.sat:
                if model is not None:
                    tally.near += 1
                    yield from _near(function, explorer.inputs.of(model))
                else:
                    tally.lost[UNTOLD] += found == z3.unknown
                continue
            assert model is not None
            tally.paths += 1
            yield Sample(explorer.inputs.of(model), path.result)
            for edge, wanted in edges.of(path):
                place = edge, path.result
                if place in done or tries.get(place, 0) >= TRIES:
                    continue
                tries[place] = tries.get(place, 0) + 1
                found, model = _inputs(explorer, wanted)
                if model is not None and found == z3.sat:
                    done.add(place)
                    sample = Sample(explorer.inputs.of(model), path.result, edge)
                    yield sample
                    for other in _across(function, sample, explorer.inputs.names_in(wanted)):
                        tally.crossings += 1
                        yield other
    except Exhausted:
        tally.left += explorer.left + 1
    reached = {edge for edge, _ in done}
    tally.edges += len(reached)
    tally.beyond += len({edge for edge, _ in tries} - reached)


def _inputs(explorer: Explorer, wanted: z3.BoolRef) -> tuple[Any, z3.ModelRef | None]:
    """Whether something is possible on the path that was just run, and how.

    Where unknowns are multiplied, an answer for all of them may take the solver very long. One is enough
    here: factors are held to a value, one after the other, and all is linear again. Where that is not
    possible, the answer is unknown, and the model is one in which some products are none.
    """
    if not explorer.products:
        return witness(explorer, wanted)
    solver = explorer.solver
    explorer.synchronise()
    scopes = solver.num_scopes()
    solver.push()
    try:
        solver.add(wanted)
        found = solver.check()
        if found != z3.sat:
            return found, None
        model = solver.model()
        for product in explorer.products:
            held = _held(solver, product, model)
            if held is None:
                return z3.unknown, model
            model = held
        return z3.sat, model
    finally:
        solver.pop(solver.num_scopes() - scopes)


def _held(solver: z3.Solver, product: Product, model: z3.ModelRef) -> z3.ModelRef | None:
    """A model in which a factor has the value that it has in this one, so that the product is one; None where
    there is none."""
    for factor, other in ((product.b, product.a), (product.a, product.b)):
        value = model.eval(factor, model_completion=True)
        solver.push()
        solver.add(factor == value, product.value == value * other)
        if solver.check() == z3.sat:
            return solver.model()
        solver.pop()
    return None


def _followed(function: Callable[[], R]) -> R | _Lost:
    try:
        return function()
    except Exception as error:  # noqa: BLE001 - told as the end of this path
        return _Lost(f"{type(error).__name__}: {error}")


def _near(function: Callable[[], R], values: dict[str, int]) -> Iterator[Sample[R]]:
    """Inputs that may not lead along the path for which they were looked for: what they lead to is found
    out."""
    try:
        with inputs_from(Trial(values)):
            result = _followed(function)
    except Impossible:
        return  # nothing is said about these inputs
    if not isinstance(result, _Lost):
        yield Sample(values, result)


def _across(function: Callable[[], R], sample: Sample[R], names: Iterable[str]) -> Iterator[Sample[R]]:
    """The inputs one step away from a boundary that lead to another result: all else stays as it was, so it
    is just this step that makes the difference. They are run on plain integers."""
    for name in names:
        for step in (-1, 1):
            values = sample.values | {name: sample.values[name] + step}
            try:
                with inputs_from(Trial(values)):
                    result = _followed(function)
            except Impossible:
                continue  # nothing is said about these inputs
            if not isinstance(result, _Lost) and result != sample.result:
                yield Sample(values, result, f"{name} across {sample.edge}")


class _Edges:
    """Where comparisons have equal sides, or sides that differ by one; paths that begin alike ask the
    same."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[z3.BoolRef, list[tuple[str, z3.BoolRef]]]] = {}

    def of(self, path: Path[Any]) -> Iterator[tuple[str, z3.BoolRef]]:
        """The boundaries that a path depends on."""
        for answer in path.answers:
            if answer.value is None:
                number = answer.condition.get_id()
                if number not in self._known:
                    self._known[number] = answer.condition, list(self._around(answer.condition))
                yield from self._known[number][1]

    @staticmethod
    def _around(condition: z3.BoolRef) -> Iterator[tuple[str, z3.BoolRef]]:
        for comparison in _comparisons(condition):
            one, other = comparison.children()
            for apart in (-1, 0, 1):
                wanted = z3.simplify(one == other + apart)
                if not z3.is_false(wanted):
                    yield wanted.sexpr(), wanted


def _comparisons(condition: z3.ExprRef) -> Iterator[z3.ExprRef]:
    """The comparisons of integers in a condition."""
    children = condition.children()
    if len(children) == 2 and z3.is_int(children[0]):
        yield condition
    else:
        for child in children if z3.is_bool(condition) else ():
            yield from _comparisons(child)
