"""The command ``canon conformance differential``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.differential.campaign import EVERYTHING, Campaign
from conformance.traffic import FAMILIES
from conformance.writing import save

if TYPE_CHECKING:
    from conformance.differential.machine import Failure

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
    save(path, failure.vector)
    click.echo(f"what the reference did is in {path}")
