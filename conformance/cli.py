"""The command ``canon conformance``: the suite, against any subject."""

from __future__ import annotations

from pathlib import Path

import click

from conformance import vectors
from conformance.differential.cli import differential_command
from conformance.filling.cli import fill_command
from conformance.mutation.cli import mutate_command
from conformance.reached import reached_command
from conformance.remote.cli import remote_command
from conformance.replay import SUBJECTS, Report, run_replay
from conformance.report.cli import report_command
from conformance.rpc_cli import rpc_command
from conformance.vectors import VectorError


@click.group()
def conformance() -> None:
    """Check a server against recorded and generated behaviour."""


@conformance.command("replay")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--subject", type=click.Choice(sorted(SUBJECTS)), default="reference", show_default=True)
@click.option(
    "--family", "families", multiple=True, help="Replay only vectors of this family; may be repeated."
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Vectors at a time.")
def replay_command(
    paths: tuple[Path, ...], subject: str, families: tuple[str, ...], json_file: Path | None, jobs: int
) -> None:
    """Replay recorded vectors on a subject and compare everything.

    PATHS are vector files, or folders of them. The exit status is 0 only when every vector is exact.
    """
    try:
        files = vectors.find(list(paths))
    except VectorError as error:
        raise click.ClickException(str(error)) from error
    if families:
        files = [file for file in files if file.name.rsplit("-", 1)[0] in families]
    run = run_replay(files, subject, jobs, _print)
    if json_file is not None:
        run.write(json_file)
    for family, (total, exact, _, _) in run.groups().items():
        click.echo(f"family {family}: {exact} of {total}")
    click.echo(f"replay: {run.passed} of {run.total} exact, {run.failed} different, {run.skipped} skipped")
    if run.passed < run.total or not run.total:
        raise SystemExit(1)


conformance.add_command(rpc_command)
conformance.add_command(remote_command)
conformance.add_command(report_command)
conformance.add_command(differential_command)
conformance.add_command(fill_command)
conformance.add_command(mutate_command)
conformance.add_command(reached_command)


def _print(report: Report) -> None:
    if report.skipped is not None:
        click.echo(f"{report.vector}: skipped: {report.skipped}")
    elif report.difference is not None:
        click.echo(f"{report.vector}: different after {report.ledgers} ledgers")
        click.echo("\n".join(report.difference.lines()))
    else:
        click.echo(f"{report.vector}: exact: {report.case().detail}")
