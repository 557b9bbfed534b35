"""The changes that make no difference, each with the reason.

They are read from ``equivalent.json``, a list of ``{"why": REASON, "mutants": [NAME, ...]}``, where a name is
that of ``Mutant.name``, or a pattern for several in which ``*`` stands for anything. One that fits no change
is an error: the rule was rewritten, and the reason with it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from msgspec import Struct, json

FILE = Path(__file__).with_name("equivalent.json")


class Equivalent(Struct, frozen=True):
    """Changes that nobody can notice, for one reason."""

    why: str
    mutants: tuple[str, ...]


def fits(pattern: str, name: str) -> bool:
    """Whether a change of that name is one of those that are meant."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))


@cache
def load() -> list[Equivalent]:
    """Every reason."""
    return json.decode(FILE.read_bytes(), type=list[Equivalent])


def is_excused(name: str) -> bool:
    """Whether a reason is given for a change."""
    return any(fits(pattern, name) for one in load() for pattern in one.mutants)
