"""The state machine: traffic, duplicates, closing, crashes and restarts, in any order that Hypothesis finds.

What leads to a difference is made smaller until nothing can be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from hypothesis.strategies import DataObject
from msgspec import Struct

from conformance.differential.duel import Diverged, Duel
from conformance.differential.openings import PEOPLE, RULES, opening
from conformance.replay import type_name
from conformance.traffic import Traffic, drawn
from conformance.traffic.choices import Choices
from conformance.vectors import Vector

STEPS = 40
"""So many rules are run in one example."""
MOST_AT_ONCE = 12
"""So many transactions are submitted at most by one rule."""
REMEMBERED = 40
"""So many submissions can come again."""
EMPTY_LEDGERS = 3
SPREAD = 1_000_000
"""So far apart are the seeds of Hypothesis for neighbouring seeds of a run."""


class Tally(Struct):
    """What was done, and what came out."""

    ledgers: int = 0
    transactions: int = 0
    examples: int = 0
    restarts: int = 0
    submissions: int = 0
    again: int = 0
    """How many submissions were repetitions."""
    results: Counter[tuple[str, str]] = Counter()
    """How often each type was answered with each result when it was submitted."""
    closed: Counter[tuple[str, str]] = Counter()
    """How often each type had each result in a closed ledger."""


class Failure(Struct):
    """A difference, as small as it could be made."""

    diverged: Diverged
    vector: Vector
    """What the reference did since the last restart."""


class Plan(Struct, frozen=True):
    """Where examples begin."""

    families: tuple[str, ...]
    pasts: tuple[int, ...] = (0, 60, 240)
    """How many transactions there were before."""
    seed: int = 0


class Machine(RuleBasedStateMachine):
    """One course of events. What is shared by all of a run stands in the class."""

    plan: Plan
    tally: Tally
    failure: Failure | None

    @initialize(data=st.data())
    def begin(self, data: DataObject) -> None:
        """Choose where to begin, and which family."""
        choose = drawn(data)
        plan = self.plan
        self.family = choose.pick(plan.families)
        past = choose.pick(plan.pasts)
        begin = opening(self.family, past, plan.seed, choose.pick(tuple(RULES)))
        self.duel = Duel(begin, on_disk=choose.chance(6))
        self.traffic = Traffic(choose, PEOPLE, self.family)
        self.submitted: list[bytes] = []
        self._count(examples=1)

    @property
    def counts(self) -> bool:
        """Whether what happens is counted: until the first failure, not while it is made smaller."""
        return type(self).failure is None

    def _count(self, **more: int) -> None:
        if self.counts:
            for name, count in more.items():
                setattr(self.tally, name, getattr(self.tally, name) + count)

    @rule(data=st.data())
    def submit(self, data: DataObject) -> None:
        """Submit what the family makes."""
        self.traffic.choose = drawn(data)
        for _ in range(self.traffic.choose.integer(1, MOST_AT_ONCE)):
            self._send(self.traffic.next(self.duel.view).blob)

    @rule(data=st.data())
    def submit_more(self, data: DataObject) -> None:
        """As ``submit``: most of what happens is that."""
        self.submit(data)

    @rule(data=st.data())
    def submit_again(self, data: DataObject) -> None:
        """Submit what was submitted before, or something that was damaged on the way."""
        choose = drawn(data)
        for blob in choose.some(self.submitted[-REMEMBERED:], 0, 4):
            self._count(again=1)
            self._send(_damaged(choose, blob) if choose.chance(10) else blob)

    @rule(data=st.data())
    def close(self, data: DataObject) -> None:
        """Close a ledger, and at times a few more that are empty."""
        traffic = self.traffic
        traffic.choose = drawn(data)
        more = traffic.choose.integer(0, EMPTY_LEDGERS) if traffic.choose.chance(20) else 0
        for _ in range(1 + more):
            with self._noting():
                closed = self.duel.close(traffic.pause())
            self._count(ledgers=1, transactions=len(closed.transactions))
            if self.counts:
                self.tally.closed.update((type_name(one.blob), one.result) for one in closed.transactions)

    @rule(data=st.data())
    def disturb(self, data: DataObject) -> None:
        """At times, let the node's disk be full, or start it again, with what was open lost."""
        choose = drawn(data)
        with self._noting():
            if choose.chance(25):
                self.duel.fail_to_close()
            if choose.chance(20):
                self.duel.restart()
                self._count(restarts=1)

    def _send(self, blob: bytes) -> None:
        with self._noting():
            answer = self.duel.submit(blob)
        self.submitted.append(blob)
        self._count(submissions=1)
        if self.counts:
            self.tally.results[type_name(blob), answer] += 1

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Keep what shows a difference; the last one that is kept is the smallest."""
        try:
            yield
        except Diverged as diverged:
            type(self).failure = Failure(diverged, self.duel.witness("differential", self.family))
            raise

    def teardown(self) -> None:
        """Let go of the node."""
        if hasattr(self, "duel"):
            self.duel.stop()


def _damaged(choose: Choices, blob: bytes) -> bytes:
    """Bytes of which one bit is wrong, or some are missing."""
    place = choose.integer(0, len(blob) - 1)
    if choose.chance(30):
        return blob[:place]
    return blob[:place] + bytes((blob[place] ^ 1 << choose.integer(0, 7),)) + blob[place + 1 :]


def run(plan: Plan, examples: int, tally: Tally, number: int) -> Failure | None:
    """Run so many examples, the same for the same seed and number. Gives the first failure, made small."""
    Course = type("Course", (Machine,), {"plan": plan, "tally": tally, "failure": None})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    with suppress(Diverged):
        run_state_machine_as_test(seed(plan.seed * SPREAD + number)(Course), settings=chosen)
    return cast("type[Machine]", Course).failure
