"""Where the time goes: a stopwatch around the functions that do the work of each stage.

What one stage spends in another is taken off the first. The stopwatch itself costs a little, so the sum is
more than without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from time import perf_counter
from typing import Any, Self

from conformance.bench.figures import Figure
from impl import building, quick_metadata
from impl.open_ledger import Checks, OpenLedger
from impl.quick_metadata import QuickDraft
from impl.shamap import SHAMap

STAGES: dict[str, tuple[tuple[Any, str], ...]] = {
    "verify": ((Checks, "signatures_hold"),),
    "apply to the open ledger": ((OpenLedger, "apply"),),
    "apply to the closed ledger": ((building, "apply_set"),),
    "metadata": ((QuickDraft, "describe"), (quick_metadata.WrittenMetadata, "encode")),
    "tree": ((building, "changed_state"), (SHAMap, "set")),
    "hash": ((SHAMap, "root_hash"),),
    "store": ((building, "save"),),
}
"""The functions of each stage, by who has them."""


class Stopwatch:
    """How long each stage takes, without what it spends in others."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]
        self._replaced: list[tuple[Any, str, Callable[..., Any]]] = []

    def time(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, measured."""

        @wraps(work)
        def measured(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                took = perf_counter() - begin
                self.seconds[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return measured

    def shares(self, part: str, count: int, total: float) -> Iterator[Figure]:
        """What each stage took of the total, for each of so many transactions."""
        rest = total - sum(self.seconds.values())
        stages = (*sorted(self.seconds.items(), key=lambda one: -one[1]), ("the rest", rest))
        for stage, seconds in stages:
            yield Figure(part, f"{count}: {stage}", seconds / count * 1e6, "µs", seconds / total, "all")

    def __enter__(self) -> Self:
        for stage, functions in STAGES.items():
            for owner, name in functions:
                work = getattr(owner, name)
                self._replaced.append((owner, name, work))
                setattr(owner, name, self.time(stage, work))
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, work in reversed(self._replaced):
            setattr(owner, name, work)
