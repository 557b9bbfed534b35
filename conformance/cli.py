"""The command ``canon conformance``: the suite, against any subject."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click

from conformance import vectors
from conformance.mutation.cli import mutate_command
from conformance.replay import SUBJECTS, Difference, Report, replay
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
    reports: list[Report] = []
    for report in _run(files, subject, jobs):
        reports.append(report)
        _print(report)
    if json_file is not None:
        json_file.write_text(json.dumps([_plain(report) for report in reports], indent=1) + "\n")
    _print_families(reports)
    exact = sum(report.exact for report in reports)
    skipped = sum(report.skipped is not None for report in reports)
    different = len(reports) - exact - skipped
    click.echo(f"replay: {exact} of {len(reports)} exact, {different} different, {skipped} skipped")
    if exact < len(reports) or not reports:
        raise SystemExit(1)


conformance.add_command(mutate_command)


def _replay_file(file: Path, subject: str) -> Report:
    try:
        return replay(vectors.load(file), subject)
    except VectorError as error:
        return Report(file.name, "unreadable", subject, skipped=str(error))


def _run(files: list[Path], subject: str, jobs: int) -> Any:
    if jobs == 1:
        yield from (_replay_file(file, subject) for file in files)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_replay_file, files, [subject] * len(files))


def _print(report: Report) -> None:
    if report.skipped is not None:
        click.echo(f"{report.vector}: skipped: {report.skipped}")
    elif report.difference is not None:
        click.echo(f"{report.vector}: different after {report.ledgers} ledgers")
        _print_difference(report.difference)
    else:
        counts = f"{report.ledgers} ledgers, {report.transactions} transactions, {report.refused} refused"
        click.echo(f"{report.vector}: exact: {counts}")


def _print_difference(difference: Difference) -> None:
    click.echo(f"  first in ledger {difference.ledger}: {difference.what}")
    sides = (
        ("transaction", difference.transaction),
        ("recorded", difference.recorded),
        ("found", difference.found),
    )
    for name, value in sides:
        if value is not None or name != "transaction":
            click.echo(f"  {name}: {json.dumps(value, indent=2)}".replace("\n", "\n  "))


def _print_families(reports: list[Report]) -> None:
    totals = Counter(report.family for report in reports)
    exact = Counter(report.family for report in reports if report.exact)
    for family in sorted(totals):
        click.echo(f"family {family}: {exact[family]} of {totals[family]}")


def _plain(report: Report) -> dict[str, Any]:
    difference = report.difference
    return {
        "vector": report.vector,
        "family": report.family,
        "subject": report.subject,
        "exact": report.exact,
        "ledgers": report.ledgers,
        "transactions": report.transactions,
        "refused": report.refused,
        "skipped": report.skipped,
        "difference": difference
        and {
            "what": difference.what,
            "ledger": difference.ledger,
            "transaction": difference.transaction,
            "recorded": difference.recorded,
            "found": difference.found,
        },
    }
