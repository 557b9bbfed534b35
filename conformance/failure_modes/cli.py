"""The command ``canon failure-modes``."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import json, to_builtins

from conformance.failure_modes import MODES, alerts
from conformance.failure_modes.standing import Standing, forcing_tests, last_run, standing

ROOT = Path(__file__).resolve().parents[2]


def all_standings(root: Path = ROOT) -> list[Standing]:
    """How every mode stands."""
    tests, run = forcing_tests(root), last_run(root)
    return [standing(mode, tests, run) for mode in MODES.values()]


@click.command("failure-modes")
@click.argument("number", type=int, required=False)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the list here."
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the alerts here, as rules for Prometheus.",
)
def failure_modes_command(number: int | None, json_file: Path | None, rules_file: Path | None) -> None:
    """List what can go wrong with a node, and how each mode stands: it works, or what is missing.

    A mode works when all its parts are declared, all four kinds of test force it, and all of these passed
    when the tests were last run here.
    """
    if number is not None and number not in MODES:
        raise click.BadParameter(f"there is no mode {number}: expected {min(MODES)} to {max(MODES)}")
    found = [one for one in all_standings() if number in (None, one.mode.number)]
    for one in found:
        _print(one, whole=number is not None)
    if json_file is not None:
        json_file.write_bytes(json.format(json.encode([to_builtins(one) for one in found])) + b"\n")
    if rules_file is not None:
        rules_file.write_text(alerts.rules(), encoding="utf-8")
    works = sum(one.works for one in found)
    click.echo(f"failure modes: {works} of {len(found)} work, {len(found) - works} open")


def _print(one: Standing, *, whole: bool) -> None:
    mode = one.mode
    click.echo(f"#{mode.number} {mode.name}: {'works' if one.works else 'open'}, {len(one.tests)} tests")
    if whole:
        click.echo(f"  bar: {mode.bar}")
        for name in ("prevention", "recovery", "manual"):
            click.echo(f"  {name}: {getattr(mode, name) or 'open'}")
        for test in one.tests:
            click.echo(f"  {test.kind}: {test.name}")
    for missing in one.missing if whole else ():
        click.echo(f"  missing: {missing}")
