"""The command ``canon conformance fill``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

import spec.transactions  # noqa: F401  (makes every transaction type known)
from conformance.filling.generated import filled
from conformance.traffic import FAMILIES
from conformance.writing import save
from spec import engine
from spec.transaction import TRANSACTION_TYPES

if TYPE_CHECKING:
    from conformance.filling.solved import Solved

PATHS = 100
"""So many paths of each look at a type are followed, unless it is said otherwise."""
TYPES = sorted(
    kind.type_name for kind in TRANSACTION_TYPES.values() if not kind.pseudo and engine.rules_of(kind)
)


@click.command("fill")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--family",
    "families",
    multiple=True,
    type=click.Choice(sorted(FAMILIES)),
    help="Only generated traffic, and of this family; may be repeated.",
)
@click.option("--count", type=click.IntRange(1, 999), default=1, show_default=True, help="Of each family.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the first one.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(TYPES),
    help="Only solver models, and of this type of transaction; may be repeated.",
)
@click.option(
    "--paths",
    type=click.IntRange(1),
    default=PATHS,
    show_default=True,
    help="To follow in each look but the first.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Types at a time.")
def fill_command(
    out: Path, families: tuple[str, ...], count: int, seed: int, types: tuple[str, ...], paths: int, jobs: int
) -> None:
    """Write vectors of what the reference does, in the recorded format, for others to replay.

    Some are made of generated traffic. Others have, for each type of transaction, one for every path through
    its rules and for every boundary on the way, as far as PATHS goes, found by a solver on the rules
    themselves. Each says which version of the specification made it. The exit status is 0 only when the
    reference did what the solver had said.
    """
    everything = not families and not types
    sums: Counter[str] = Counter()
    for family in families or (FAMILIES if everything else ()):
        for number in range(seed, seed + count):
            vector = filled(family, number)
            path = out / f"{vector.name}.json.gz"
            save(path, vector)
            done = sum(len(ledger.transactions) for ledger in vector.ledgers)
            click.echo(f"{path}: {len(vector.ledgers)} ledgers, {done} transactions")
            sums.update(vectors=1, transactions=done)
    for solved in _solve(types or (TYPES if everything else ()), paths, jobs):
        path = out / f"{solved.vector.name}.json.gz"
        save(path, solved.vector)
        click.echo(f"{solved.vector.name}: {solved}")
        for line in solved.faults():
            click.echo(f"    {line}")
        sums.update(
            vectors=1,
            transactions=solved.written.total(),
            different=len(solved.different),
            left=solved.left_out.total(),
        )
    click.echo(
        f"fill: {sums['vectors']} vectors, {sums['transactions']} transactions, "
        f"{sums['different']} different, {sums['left']} left out"
    )
    if sums["different"] or not sums["vectors"]:
        raise SystemExit(1)


def _solve(types: tuple[str, ...] | list[str], paths: int, jobs: int) -> Iterator[Solved]:
    if not types:
        return
    try:
        from conformance.filling.solved import solve
    except ModuleNotFoundError as error:
        raise click.ClickException(f"solving needs {error.name}, which `make setup` installs") from None
    # What a solver answers depends on what it was asked before: each type has a process of its own.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        yield from pool.map(solve, types, [paths] * len(types))
