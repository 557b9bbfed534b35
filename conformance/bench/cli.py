"""The command behind ``make bench``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from conformance.bench import (
    books,
    codec,
    mixed,
    node,
    path_finding,
    paths,
    payments,
    signatures,
    types,
)
from conformance.bench.figures import Report, Section
from conformance.bench.sizes import FULL, QUICK, Size
from conformance.bench.small_ledgers import NotAsMeant
from conformance.vectors import VectorError

PARTS: dict[str, Callable[[Size], Iterator[Section]]] = {
    "codec": codec.measure,
    "signatures": signatures.measure,
    "payments": payments.measure,
    "types": types.measure,
    "books": books.measure,
    "paths": paths.measure,
    "mixed": mixed.measure,
    "path-finding": path_finding.measure,
    "node": node.measure,
}
"""What can be measured, the short things first."""


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Measure small amounts: a first look, in a minute.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures here."
)
def bench(parts: tuple[str, ...], quick: bool, json_file: Path | None) -> None:
    """Measure how fast Canon is: everything, or the PARTS that are named.

    Time is the processor's unless something else is said, and each figure comes with its ratio to something
    that was measured in the same run.
    """
    size = QUICK if quick else FULL
    sections = []
    for part in parts or PARTS:
        try:
            for section in PARTS[part](size):
                sections.append(section)
                click.echo("\n".join(section.lines()) + "\n")
        except (VectorError, NotAsMeant) as error:
            raise click.ClickException(str(error)) from error
    if json_file is not None:
        Report(sections, size.name).write(json_file)
