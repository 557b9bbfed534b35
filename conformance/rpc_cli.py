"""The command ``canon conformance rpc``."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import structlog

from conformance import rpc, streams, vectors
from conformance.remote.server import Server, ServerError
from conformance.runs import Case, Run
from conformance.vectors import VectorError

IN_PROCESS = "subscribers are told of what is published again, which only a node in process can be made to do"
"""Why messages are not compared with those of a server at a URL."""
SHOWN = 20
"""So many differences are printed; --json writes all."""


@click.command("rpc")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--url", help="Ask this server, over HTTP, instead of our node. It must stand at a vector's last ledger."
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
def rpc_command(paths: tuple[Path, ...], url: str | None, json_file: Path | None) -> None:
    """Compare recorded API answers, and messages to subscribers.

    PATHS are vector files, or folders of them; without any, the whole recorded set where it is at hand. The
    exit status is 0 only when none is different.
    """
    try:
        run = run_rpc(vectors.find(list(paths) or vectors.recorded_set("", "streams")), url)
    except (VectorError, ServerError) as error:
        raise click.ClickException(str(error)) from error
    if json_file is not None:
        run.write(json_file)
    differences = [each for case in run.cases for each in case.differences]
    for difference in differences[:SHOWN]:
        click.echo("\n".join(difference.lines()))
    if len(differences) > SHOWN:
        click.echo(f"and {len(differences) - SHOWN} more")
    click.echo("\n".join([*run.table(), *run.reasons()]))
    click.echo(f"rpc: {run.passed} of {run.total} equal, {run.failed} different, {run.skipped} skipped")
    if run.failed or not run.passed:
        raise SystemExit(1)


def run_rpc(files: Iterable[Path], url: str | None = None) -> Run:
    """Compare all that vectors recorded of the API.

    Raises:
        VectorError: a file is no vector.
        ServerError: the server cannot be asked.

    """
    server = None if url is None else Server(url)
    run = Run("rpc", url or "the node", "recorded answers and messages", "answers and messages")
    with _silence():
        for file in files:
            run.cases += _compare(file, server)
    return run


@contextmanager
def _silence() -> Iterator[None]:
    """A node in process logs what it refuses; here refusals are what was recorded."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


def _compare(file: Path, server: Server | None) -> Iterator[Case]:
    if server is None:
        yield from rpc.compare(file)
        yield from streams.compare(file)
    else:
        yield from rpc.compare(file, lambda path: rpc.theirs(server, path))
        yield from streams.skipped(file, IN_PROCESS)
