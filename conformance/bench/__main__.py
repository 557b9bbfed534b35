"""``python -m conformance.bench [PART]... [--quick] [--json FILE]``: measure, and print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from msgspec import json

from conformance.bench import codec, exchange, node, payments, pieces, types
from conformance.bench.figures import Figure

PARTS: dict[str, Callable[..., Iterator[Figure]]] = {
    part.PART: part.measure for part in (pieces, codec, types, exchange, node, payments)
}
"""The short things first."""


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(sorted(PARTS)), metavar="[PART]...")
@click.option("--quick", is_flag=True, help="Tiny sizes, to see that it runs: the figures say nothing.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures here."
)
def main(parts: tuple[str, ...], quick: bool, json_file: Path | None) -> None:
    """Measure the parts, or all of them: pieces, codec, types, exchange, node, payments."""
    figures = []
    for part in parts or PARTS:
        click.echo(part)
        for figure in PARTS[part](quick=quick):
            figures.append(figure)
            click.echo(figure)
    if json_file is not None:
        json_file.write_bytes(json.format(json.encode(figures)) + b"\n")


if __name__ == "__main__":
    main()
