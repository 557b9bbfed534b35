"""The law of loops: each comes nearer to its end with every round.

The loops that need it state their rank, or the limit on their rounds, through `spec.termination`, which holds
them to this law while they run.

Source: the limits of StrandFlow.h, BookStep.cpp, Pathfinder.cpp (3.1.1).
"""

from __future__ import annotations

from spec import termination
from spec.laws.frame import Faults, law
from spec.laws.steps import Round


@law("ranks-decrease", failure_mode=85)
def ranks_decrease(step: Round) -> Faults:
    """Every loop has a rank, a whole number that is not negative and gets smaller with each round."""
    if not termination.decreases(step.before, step.after):
        yield f"the rank of {step.loop} is {step.after} after {step.before}"
