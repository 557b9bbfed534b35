"""Where the tests find the recorded material that is too large for the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CANON_SHARED", ROOT.parent / "shared"))
"""The folder beside the checkout; set ``CANON_SHARED`` to read it from elsewhere."""


def shared(path: str) -> Path:
    """A file or folder of the recorded material; skips the test, saying so, where it is not at hand."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{found} is not there: the recorded material is not on this machine")
    return found
