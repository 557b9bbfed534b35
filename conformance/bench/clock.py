"""How time is measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from time import perf_counter, process_time
from typing import Any, Self

from coincurve import PrivateKey, PublicKey

Functions = dict[str, tuple[tuple[Any, str], ...]]
"""For each stage the functions that do its work, by who has them."""


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the processor that the work took in its best round: every disturbance only ever makes a
    round slower."""
    times = []
    for _ in range(rounds):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times)


class Elapsed:
    """Seconds that something took."""

    processor: float = 0.0
    clock: float = 0.0


@contextmanager
def elapsed() -> Iterator[Elapsed]:
    """Measure what is done in the block."""
    took = Elapsed()
    clock, processor = perf_counter(), process_time()
    try:
        yield took
    finally:
        took.clock, took.processor = perf_counter() - clock, process_time() - processor


def verification(rounds: int = 5) -> float:
    """Seconds of the processor that checking one signature takes, with nothing around it."""
    signed = _signatures()

    def check() -> None:
        for key, digest, signature in signed:
            if not key.verify(signature, digest, hasher=None):
                raise RuntimeError("the library does not know its own signature")

    return best(check, rounds) / len(signed)


@cache
def _signatures(count: int = 200) -> list[tuple[PublicKey, bytes, bytes]]:
    secret = PrivateKey(bytes(31) + b"\1")
    digests = (number.to_bytes(32, "big") for number in range(1, count + 1))
    return [(secret.public_key, digest, secret.sign(digest, hasher=None)) for digest in digests]


class Stopwatch:
    """How long each stage takes, without what it spends in others.

    While it is used as a context, each function of a stage is replaced by one that is timed. That costs a
    little itself, so shares are taken from it and not the whole.
    """

    def __init__(self, stages: Functions) -> None:
        self.stages = stages
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]
        self._replaced: list[tuple[Any, str, Callable[..., Any]]] = []

    def time(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, timed."""

        @wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                took = perf_counter() - begin
                self.seconds[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return timed

    def take(self) -> dict[str, float]:
        """What each stage took since this was asked last, the stages in the order of declaration."""
        taken = {stage: self.seconds[stage] for stage in self.stages}
        self.seconds.clear()
        return taken

    def __enter__(self) -> Self:
        for stage, functions in self.stages.items():
            for owner, name in functions:
                work = getattr(owner, name)
                self._replaced.append((owner, name, work))
                setattr(owner, name, self.time(stage, work))
        return self

    def __exit__(self, *_: object) -> None:
        while self._replaced:
            owner, name, work = self._replaced.pop()
            setattr(owner, name, work)


def shares(seconds: dict[str, float], total: float) -> dict[str, float]:
    """Which part of the total each stage is, and what is left."""
    found = {stage: part / total for stage, part in seconds.items()}
    return found | {"rest": max(0.0, 1 - sum(found.values()))}
