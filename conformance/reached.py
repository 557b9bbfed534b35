"""By which way each result of each type is reached: vectors, traffic, or tests.

The table stands in ``docs/reached.json``, since it takes minutes: ``make reached`` makes it anew. What
no transaction can end with stands in ``unreachable``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from conformance import runs
from conformance.result_codes import ROOT, types, where_given
from conformance.runs import RunError
from spec.results import tesSUCCESS

FILE = ROOT / "docs" / "reached.json"

Outcomes = Mapping[str, Collection[str]]
"""Results by type."""


class Way(Struct, frozen=True):
    """What one way reaches."""

    how: str
    """What was run."""
    results: dict[str, list[str]]
    """By type, in the order of names."""


def of_interest(outcomes: Outcomes) -> dict[str, list[str]]:
    """Of what was reached the results that the rules of each type name, and success."""
    found = {}
    for kind in types():
        named = {*where_given(kind), tesSUCCESS.name}
        results = sorted(named & set(outcomes.get(kind.__name__, ())))
        if results:
            found[kind.__name__] = results
    return dict(sorted(found.items()))


def load() -> dict[str, Way]:
    """The table that is there, by the name of the way."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Way])


@click.command("reached")
@click.option("--vectors", required=True, type=click.Path(path_type=Path), help="What replay --json wrote.")
@click.option(
    "--traffic", required=True, type=click.Path(path_type=Path), help="What differential --json wrote."
)
@click.option("--hand", required=True, type=click.Path(path_type=Path), help="What CANON_OUTCOMES names.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=FILE, show_default=True)
def reached_command(vectors: Path, traffic: Path, hand: Path, out: Path) -> None:
    """Put together which results of each type were reached in which way, for the documentation."""
    try:
        replayed, generated = runs.read(vectors), runs.read(traffic)
        by_hand = msgspec.json.decode(hand.read_bytes(), type=dict[str, dict[str, dict[str, str]]])["hand"]
    except RunError as error:
        raise click.ClickException(str(error)) from error
    except (OSError, KeyError, msgspec.MsgspecError) as error:
        raise click.ClickException(f"{hand} is not what CANON_OUTCOMES writes: {error}") from error
    table = {
        "vectors": Way(f"{replayed.total} vectors, {replayed.against}", of_interest(replayed.outcomes)),
        "traffic": Way(
            f"seed {generated.seed}: {', '.join(case.detail for case in generated.cases)}",
            of_interest(generated.outcomes),
        ),
        "hand": Way("tests of each type", of_interest(by_hand)),
    }
    out.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n")
    for name, way in table.items():
        click.echo(f"{name}: {sum(map(len, way.results.values()))} pairs: {way.how}")
