"""A run of the state machine, for so many examples or for so long, and the report of it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct

from conformance.runs import Case, Run

if TYPE_CHECKING:
    from conformance.differential.machine import Failure, Tally

AT_ONCE = 10
"""So many examples are run between looks at the clock."""
EVERYTHING = ("everything",)


class Campaign(Struct):
    """What is to be run."""

    families: tuple[str, ...] = EVERYTHING
    seed: int = 0
    examples: int | None = None
    """So many courses of events; without it, as many as there is time for."""
    seconds: int = 0

    def run(self) -> tuple[Run, Tally, Failure | None]:
        """Run it until the first difference.

        Raises ModuleNotFoundError where Hypothesis is not installed: a node needs none.
        """
        from conformance.differential.machine import Plan, Tally, run

        plan = Plan(self.families, seed=self.seed)
        tally, failure = Tally(), None
        begin, number = monotonic(), 0
        while failure is None and not self._is_done(tally, begin):
            left = AT_ONCE if self.examples is None else min(AT_ONCE, self.examples - tally.examples)
            failure = run(plan, left, tally, number)
            number += 1
        return self._told(tally, failure), tally, failure

    def _is_done(self, tally: Tally, begin: float) -> bool:
        if self.examples is not None:
            return tally.examples >= self.examples
        return monotonic() - begin >= self.seconds

    def _told(self, tally: Tally, failure: Failure | None) -> Run:
        run = Run("differential", "the node", "the reference", "ledgers", seed=self.seed)
        failed = 0 if failure is None else 1
        group = ", ".join(self.families)
        run.cases = [
            Case(
                f"seed {self.seed}",
                group,
                total=tally.ledgers + failed,
                failed=failed,
                detail=f"{tally.transactions} transactions in ledgers, {tally.submissions} submissions, "
                f"{tally.again} of them again, {tally.restarts} restarts, {tally.examples} examples",
                differences=() if failure is None else (failure.diverged.difference,),
            )
        ]
        for (kind, result), count in sorted((tally.results | tally.closed).items()):
            run.note_outcome(kind, result, count)
        return run
