"""The functions that put fast twins beside the specification, in a process where the twins are wrong.

Only CrossHair's own process imports this: what is wrong stays wrong.
"""

from __future__ import annotations

from contextlib import ExitStack

from impl import building, quick_metadata
from impl.shamap import SHAMap
from proofs.replacing import Seed, seeded
from proofs.subjects.fast_twins import described, named, rooted

__all__ = ["described", "named", "rooted"]

MISTAKES = ExitStack()
"""Never closed."""
MISTAKES.enter_context(
    seeded(
        Seed(building._inner_hash, "not depth & 1", "depth & 1"),
        Seed(quick_metadata.describe, "any(earlier)", "not any(earlier)"),
        Seed(SHAMap.delete, "while depth and", "while depth > 1 and"),
    )
)
