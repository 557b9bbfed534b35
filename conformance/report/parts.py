"""The parts of the suite that a report runs by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance import vectors
from conformance.differential.campaign import Campaign
from conformance.replay import SUBJECTS, run_replay
from conformance.rpc_cli import run_rpc
from conformance.runs import Case, Run
from conformance.vectors import VectorError

EXAMPLES = 20
"""So many courses of generated events, which are some hundred transactions."""


def run_parts(paths: list[Path], jobs: int = 1) -> Iterator[Run]:
    """Replay vectors on every subject, compare the API answers recorded with them, and put some generated
    traffic to reference and node.

    Raises VectorError.
    """
    files = vectors.find(paths or [vectors.CARRIED])
    for subject in sorted(SUBJECTS, reverse=True):
        yield run_replay(files, subject, jobs)
    yield _rpc(files if paths else [])
    yield _differential()


def _differential() -> Run:
    """A little generated traffic, always the same."""
    campaign = Campaign(examples=EXAMPLES)
    try:
        run, _, _ = campaign.run()
    except ModuleNotFoundError as error:
        skipped = Case("generated traffic", "everything", skipped=1, reason=f"{error.name} is not installed")
        return Run("differential", "the node", "the reference", "ledgers", [skipped])
    return run


def _rpc(files: list[Path]) -> Run:
    """The API answers: of the whole recorded set, where no vectors were named; the carried ones have none."""
    try:
        return run_rpc(files or vectors.find(vectors.recorded_set("", "streams")))
    except VectorError as error:
        skipped = Case("the recorded set", "API", skipped=1, reason=str(error))
        return Run("rpc", "the node", "recorded answers and messages", "answers and messages", [skipped])
