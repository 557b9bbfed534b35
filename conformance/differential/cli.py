"""The commands ``canon conformance differential`` and ``canon conformance fill``."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from canon import VERSION
from conformance import vectors
from conformance.differential.campaign import EVERYTHING, Campaign
from conformance.recording import Recording
from conformance.traffic import FAMILIES, Traffic, actors, funded, seeded
from conformance.vectors import Vector
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState

if TYPE_CHECKING:
    from conformance.differential.machine import Failure

FILLED = 60
"""So many transactions are submitted for a filled vector."""
IN_A_LEDGER = 6

_FAMILY = click.Choice(sorted(FAMILIES))


@click.command("differential")
@click.option("--seconds", type=click.IntRange(1), help="Go on for about so long.")
@click.option("--examples", type=click.IntRange(1), help="Run so many courses of events.")
@click.option("--family", "families", multiple=True, type=_FAMILY, help="Only this traffic; may be repeated.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="For vectors.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
def differential_command(
    seconds: int | None,
    examples: int | None,
    families: tuple[str, ...],
    seed: int,
    out: Path,
    json_file: Path | None,
) -> None:
    """Put the same generated traffic to the reference and to the node, and compare everything.

    Duplicates, damaged submissions, full disks, crashes and restarts are part of it. The first difference is
    made as small as it can be and written as a vector. The exit status is 0 only when there is none.
    """
    if (seconds is None) == (examples is None):
        raise click.UsageError("say either --seconds or --examples")
    campaign = Campaign(families or EVERYTHING, seed, examples, seconds or 0)
    try:
        run, tally, failure = campaign.run()
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"generated traffic needs {error.name}, which `make setup` installs"
        ) from None
    for kind, results in run.outcomes.items():
        click.echo(f"{kind}: {', '.join(f'{count} {name}' for name, count in results.items())}")
    if json_file is not None:
        run.write(json_file)
    if failure is not None:
        _tell(failure, out / f"differential-{seed}.json.gz")
    click.echo(
        f"seed {seed}, {tally.examples} examples, {tally.restarts} restarts, {tally.again} repetitions"
    )
    click.echo(
        f"differential: {tally.ledgers} ledgers, {tally.transactions} transactions, {run.failed} different"
    )
    if run.failed or not tally.transactions:
        raise SystemExit(1)


def _tell(failure: Failure, path: Path) -> None:
    click.echo("\n".join(failure.diverged.difference.lines()))
    _save(path, failure.vector)
    click.echo(f"what the reference did is in {path}")


def _save(path: Path, vector: Vector) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        vectors.save(path, vector)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


@click.command("fill")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--family", "families", multiple=True, type=_FAMILY, help="Only this traffic; may be repeated.")
@click.option("--count", type=click.IntRange(1, 999), default=1, show_default=True, help="Of each family.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the first one.")
def fill_command(out: Path, families: tuple[str, ...], count: int, seed: int) -> None:
    """Write vectors of what the reference does, in the recorded format, for others to replay.

    Each says which version of the specification made it.
    """
    for family in families or FAMILIES:
        for number in range(seed, seed + count):
            vector = filled(family, number)
            path = out / f"{vector.name}.json.gz"
            _save(path, vector)
            done = sum(len(ledger.transactions) for ledger in vector.ledgers)
            click.echo(f"{path}: {len(vector.ledgers)} ledgers, {done} transactions")


def filled(family: str, seed: int) -> Vector:
    """What the reference does with some traffic of a family, always the same for the same seed."""
    people = actors(11)
    begin = funded(people)
    node = ReferenceNode(ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries)))
    recording = Recording(node)
    traffic = Traffic(seeded(Random(seed)), people, family)
    time = begin.header.close_time
    for number in range(1, FILLED + 1):
        recording.submit(traffic.next(recording.node.open).blob)
        if number % IN_A_LEDGER == 0:
            time += traffic.pause()
            recording.close(time)
    vector = recording.vector(f"{family}-{500 + seed:03}", family)
    return Vector(
        **{name: getattr(vector, name) for name in Vector.__struct_fields__} | {"server": f"canon {VERSION}"}
    )
