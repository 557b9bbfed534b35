"""The changes that make no difference, each with the reason.

They are read from ``equivalent.json``, a list of ``{"mutant": NAME, "why": REASON}``, where the name is that
of ``Mutant.name``. One that no longer exists is an error: the rule was rewritten, and the reason with it.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, json

FILE = Path(__file__).with_name("equivalent.json")


class Equivalent(Struct, frozen=True):
    """A change that nobody can notice."""

    mutant: str
    why: str


def load() -> dict[str, str]:
    """The reason of each change that makes no difference, by the change's name."""
    return {one.mutant: one.why for one in json.decode(FILE.read_bytes(), type=list[Equivalent])}
