"""Whether a claim holds on every path.

A claim is a function that gives a truth value: it asks for its inputs (see `proofs.unknowns`), calls what it
is about, and says what must hold of the result. It is *proved* when on every path that can be, the opposite
is impossible. It is *refuted* by inputs for which it does not hold: they are run again, on plain integers,
and only what fails there as well counts. Anything else is *not proved*, and says why.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import z3
from msgspec import Struct, field

from proofs import products
from proofs.paths import Exhausted, Explorer, Impossible, Limits, Path
from proofs.symbolic import Truth, truth_term
from proofs.unknowns import RUN, Run, Source, Trial

REFINEMENTS = 12
"""So often a false counterexample is ruled out by planes before the exact equations are tried."""


class Found(Enum):
    """What became of a claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_PROVED = "not proved"


class Verdict(Struct):
    """What was found about a claim."""

    found: Found
    outcomes: Counter[str] = field(default_factory=Counter)
    """How many paths ended in which way."""
    reason: str = ""
    """Why it is not proved, or how the counterexample fails."""
    counterexample: dict[str, int] | None = None
    seconds: float = 0.0
    questions: int = 0
    """How often the solver was asked about a branch."""
    unanswered: int = 0

    @property
    def paths(self) -> int:
        """How many paths there were."""
        return self.outcomes.total()

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        parts = [f"{self.found.value} in {self.seconds:.1f} s", f"{self.paths} paths ({counts})"]
        if self.reason:
            parts.append(self.reason)
        if self.counterexample is not None:
            parts.append(f"with {self.counterexample}")
        return "; ".join(parts)


class EngineError(AssertionError):
    """The engine says that a claim fails for inputs for which it holds: the engine is wrong."""


Claim = Callable[[], Truth]


class _End(Struct):
    """How one path of a claim ended."""

    truth: Truth
    outcome: str
    failure: str = ""


@contextmanager
def inputs_from(source: Source) -> Iterator[Run]:
    """Let `proofs.unknowns` take what is asked for from here."""
    run = Run(source, [])
    token = RUN.set(run)
    try:
        yield run
    finally:
        RUN.reset(token)


def _run(claim: Claim, source: Source) -> _End:
    with inputs_from(source) as run:
        try:
            truth = claim()
        except Exception as unexpected:  # noqa: BLE001 - whatever a claim does not expect refutes it
            return _End(False, type(unexpected).__name__, f"{type(unexpected).__name__}: {unexpected}")
        return _End(truth, " ".join(run.notes) or "returns")


def try_out(claim: Claim, values: dict[str, int]) -> tuple[bool, str]:
    """Run a claim on plain integers: whether it holds, and its outcome, or how it failed.

    It holds of inputs that it says nothing about.
    """
    try:
        end = _run(claim, Trial(values))
    except Impossible:
        return True, "left out"
    return bool(end.truth), end.failure or end.outcome


def prove(claim: Claim, limits: Limits | None = None, *, abstract: bool = False) -> Verdict:
    """Look for inputs for which the claim does not hold, on every path.

    ``abstract`` claims put contracts in the place of functions: a counterexample to one is no run of the
    functions, and is not tried out.

    Raises EngineError.
    """
    explorer = Explorer(limits)
    verdict = Verdict(Found.PROVED)
    started = time.monotonic()
    try:
        for path in explorer.explore(lambda: _run(claim, explorer)):
            verdict.outcomes[path.result.outcome] += 1
            _check(explorer, path, verdict)
            if verdict.found is Found.REFUTED:
                break
    except Exhausted as limit:
        verdict.found, verdict.reason = Found.NOT_PROVED, str(limit)
    verdict.seconds = time.monotonic() - started
    verdict.questions, verdict.unanswered = explorer.questions, explorer.unanswered
    if not verdict.paths and not verdict.reason:
        verdict.found, verdict.reason = Found.NOT_PROVED, "over no path: it says nothing"
    if verdict.counterexample is not None and not abstract:
        holds, how = try_out(claim, verdict.counterexample)
        if holds:
            raise EngineError(f"{verdict.counterexample} is no counterexample: {how}")
        verdict.reason = how
    return verdict


def _check(explorer: Explorer, path: Path[_End], verdict: Verdict) -> None:
    if path.result.truth is True:
        return
    possible, model = witness(explorer, z3.Not(truth_term(path.result.truth)))
    if possible == z3.sat and model is not None:
        verdict.found = Found.REFUTED
        verdict.counterexample = explorer.inputs.of(model)
        verdict.reason = path.result.failure
    elif possible == z3.unknown:
        verdict.found = Found.NOT_PROVED
        verdict.reason = f"the solver cannot tell on path {path.number} ({path.result.outcome})"


def witness(explorer: Explorer, wanted: z3.BoolRef) -> tuple[Any, z3.ModelRef | None]:
    """Whether something is possible on the path that was just run, and how."""
    solver, limits = explorer.solver, explorer.limits
    explorer.synchronise()
    solver.push()
    solver.set("timeout", limits.claim_ms)
    try:
        solver.add(wanted)
        for _ in range(REFINEMENTS):
            found = solver.check()
            if found != z3.sat:
                break
            model = solver.model()
            wrong = list(products.tangents(explorer.products, model))
            if not wrong:
                return found, model
            solver.add(*wrong)
        else:
            found = z3.unknown
    finally:
        solver.pop()
        solver.set("timeout", limits.question_ms)
    if found == z3.unsat or not explorer.products:
        return found, None
    exact = z3.Solver()
    exact.set("timeout", limits.claim_ms)
    exact.add(*explorer.facts, *(product.exact() for product in explorer.products), wanted)
    found = exact.check()
    return found, exact.model() if found == z3.sat else None
