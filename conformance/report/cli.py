"""The command ``canon conformance report``."""

from __future__ import annotations

from pathlib import Path

import click

from conformance import runs
from conformance.remote.server import ServerError
from conformance.report.junit import junit
from conformance.report.page import page
from conformance.report.parts import run_parts
from conformance.runs import Run, RunError
from conformance.vectors import VectorError

PAGE = "index.html"
JUNIT = "junit.xml"


@click.command("report")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Report on a run whose --json wrote this file, and run nothing; may be repeated.",
)
@click.option(
    "--vectors",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Run the suite on these vectors, or folders of them; may be repeated.  [default: those carried]",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Vectors at a time.")
def report_command(out: Path, sources: tuple[Path, ...], paths: tuple[Path, ...], jobs: int) -> None:
    """Write a page and JUnit XML that tell what was run and what came of it.

    They are written to the folder OUT. With --from, earlier runs are told of; without, the suite is run now,
    on reference and node. The exit status is 0 only when nothing differs.
    """
    if sources and paths:
        raise click.UsageError("--from tells of earlier runs and --vectors makes new ones: give one of them")
    try:
        found = [runs.read(path) for path in sources] or list(run_parts(list(paths), jobs))
        _write(out, found)
    except (RunError, VectorError, ServerError) as error:
        raise click.ClickException(str(error)) from error
    for run in found:
        click.echo(f"{run.name}: {run.passed} of {run.total} equal, {run.failed} different")
    failed = sum(run.failed for run in found)
    total, passed = sum(run.total for run in found), sum(run.passed for run in found)
    skipped = sum(run.skipped for run in found)
    click.echo(f"report: {passed} of {total} equal, {failed} different, {skipped} skipped: {out / PAGE}")
    if failed or not passed:
        raise SystemExit(1)


def _write(out: Path, found: list[Run]) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / PAGE).write_text(page(found), encoding="utf-8")
        (out / JUNIT).write_bytes(junit(found))
    except OSError as error:
        raise click.ClickException(f"the report cannot be written to {out}: {error.strerror}") from error
