"""How much is drawn, and from which seed.

Both are the same for every test of a run, and are printed, so that the run can be repeated.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest
from hypothesis import HealthCheck, core, settings

from tests.forced_modes import ForcedModes
from tests.outcomes import Outcomes

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

_COMMON = settings(deadline=None, print_blob=True, suppress_health_check=_SLOW)

settings.register_profile("ci", _COMMON, max_examples=50, stateful_step_count=30)
settings.register_profile("long", _COMMON, max_examples=2_000, stateful_step_count=100)

# Workers of a parallel run are children of this process: they inherit the seed and the profile.
PROFILE = os.environ.setdefault("CANON_PROFILE", "ci")
SEED = int(os.environ.setdefault("CANON_SEED", str(secrets.randbits(32))))


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the profile and the seed, unless Hypothesis's own options were given, and has the engine
    watched when that is wanted (see ``tests.outcomes``)."""
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile(PROFILE)
    if config.getoption("--hypothesis-seed", None) is None:
        core.global_force_seed = SEED  # type: ignore[assignment]
    outcomes = os.environ.get("CANON_OUTCOMES")
    if outcomes:
        config.pluginmanager.register(Outcomes(Path(outcomes)))
    config.pluginmanager.register(ForcedModes())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how to repeat this run."""
    terminalreporter.write_line(f"repeat this run with CANON_PROFILE={PROFILE} CANON_SEED={SEED}")
