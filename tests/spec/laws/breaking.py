"""Rules that do something besides what they should, so that the engine's invariants have work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from spec import engine, invariants
from spec.invariants import Step
from spec.invariants.frame import broken
from spec.results import Result, tecINVARIANT_FAILED, tesSUCCESS
from tests.spec.ledgers import SmallLedger

Application = Any
"""A transaction at work: its ``view``, ``tx`` and ``fee``."""
Break = Callable[[Application], None]


class Case(NamedTuple):
    """How an invariant can be broken."""

    scene: Callable[..., SmallLedger]
    act: Callable[[SmallLedger], Result]
    breaks: Break
    undone: bool = True
    """Whether taking back what was done helps. It does not where the fee itself is wrong."""
    in_claim: bool = True
    """Whether the same breaks it when nothing but the fee is taken."""
    gate: Any = None
    """The amendment that it is in force since, where the rules also go without it."""


class Breaker:
    """Makes rules do more than they should, and notes which invariants see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.seen: list[list[str]] = []
        """The names of the invariants that were broken, at each time that they were checked."""
        monkeypatch.setattr(invariants, "hold", self._hold)

    def _hold(self, *what: Any) -> bool:
        self.seen.append([one.name for one in broken(Step(*what))])
        return not self.seen[-1]

    def rules(self, breaks: Break) -> None:
        """Let a transaction that succeeds do this too."""
        self._also("_apply", breaks, tesSUCCESS)

    def claims(self, breaks: Break) -> None:
        """Let taking the fee do this too."""
        self._also("_claim_fee", breaks, tecINVARIANT_FAILED)

    def _also(self, method: str, breaks: Break, after: Result) -> None:
        honest = getattr(engine._Application, method)

        def broken_one(application: Application, *given: Any) -> Result:
            result: Result = honest(application, *given)
            if result is after:
                breaks(application)
            return result

        self._monkeypatch.setattr(engine._Application, method, broken_one)
