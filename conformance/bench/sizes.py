"""How much of everything is measured."""

from __future__ import annotations

from msgspec import Struct


class Size(Struct, frozen=True):
    """One choice. More takes longer, and says more of how cost grows."""

    name: str
    rounds: int
    """Of how many rounds the best one counts."""
    signatures: int
    """How many are made and verified."""
    payments: tuple[int, ...]
    """How many payments of XRP go into one ledger."""
    payers: int
    """Who pays: each in turn to the one that follows."""
    vectors: int
    """How many recordings of each family show what the types cost."""
    offers: int
    """How many offers are crossed for one figure."""
    depths: tuple[int, ...]
    """How many offers stand in a book."""
    path_payments: int
    """How many payments go through each number of paths."""
    mixed: tuple[int, ...]
    """How many recorded transactions go into one ledger."""
    lines: tuple[int, ...]
    """Among how many trust lines paths are looked for."""
    accounts: int
    """How many accounts show what memory a ledger takes."""


FULL = Size(
    name="full",
    rounds=5,
    signatures=2_000,
    payments=(5_000, 50_000),
    payers=1_000,
    vectors=2,
    offers=1_000,
    depths=(1, 10, 1_000),
    path_payments=30,
    mixed=(125, 250, 500),
    lines=(1_000, 100_000),
    accounts=100_000,
)
QUICK = Size(
    name="quick",
    rounds=3,
    signatures=300,
    payments=(1_000, 5_000),
    payers=200,
    vectors=1,
    offers=200,
    depths=(1, 10, 200),
    path_payments=10,
    mixed=(60, 120),
    lines=(100, 1_000),
    accounts=10_000,
)
