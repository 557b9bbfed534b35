"""The command ``canon conformance mutate``."""

from __future__ import annotations

import pkgutil
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click
from msgspec import json

import spec.transactions
from conformance import vectors
from conformance.mutation import equivalent
from conformance.mutation.cases import Case, Watch, by_line, watched
from conformance.mutation.mutants import Source

if TYPE_CHECKING:
    from conformance.mutation.killers import Court, Verdict

ARITHMETIC = ("spec.amounts", "spec.arithmetic", "spec.number", "spec.rounding", "spec.quality", "spec.rates")
MODULES = (
    *ARITHMETIC,
    "spec.engine",
    *(
        f"spec.transactions.{module.name}"
        for module in pkgutil.iter_modules(spec.transactions.__path__)
        if module.name != "dormant"
    ),
)
"""What is changed when nothing else is asked for: amounts, the engine and the transaction types."""
CASES_PER_LINE = 60
TESTS = Path("tests/spec")


@click.command("mutate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--module", "names", multiple=True, help="Change only this module; may be repeated.")
@click.option("--sample", type=click.IntRange(1), help="Make only so many changes, drawn at random.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the sample.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Changes at a time.")
@click.option("--tests/--no-tests", default=True, show_default=True, help="Whether tests may notice, too.")
@click.option("--at-least", type=click.FloatRange(0, 100), default=95.0, show_default=True, metavar="PERCENT")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
def mutate_command(
    paths: tuple[Path, ...],
    names: tuple[str, ...],
    sample: int | None,
    seed: int,
    jobs: int,
    tests: bool,
    at_least: float,
    json_file: Path | None,
) -> None:
    """Change rules of the specification one at a time, and see whether it is noticed.

    PATHS are vectors, or folders of them. The exit status is 0 only when enough of the changes are noticed
    that make a difference.
    """
    from conformance.mutation.killers import judge_all

    sources = [_source(name) for name in names or MODULES]
    mutants = [mutant for source in sources for mutant in source.mutants()]
    if sample is not None and sample < len(mutants):
        mutants = sorted(Random(seed).sample(mutants, sample))
    court = _court(paths, sources, tests=tests)
    excused = equivalent.load()
    verdicts = []
    for verdict in judge_all(court, mutants, jobs):
        verdicts.append(verdict)
        if verdict.killer is None and verdict.mutant.name not in excused:
            _print_survivor(verdict)
    if json_file is not None:
        json_file.write_bytes(json.format(json.encode(verdicts)) + b"\n")
    if _print_summary(verdicts, excused) < at_least:
        raise SystemExit(1)


def _source(name: str) -> Source:
    try:
        return Source(name)
    except ModuleNotFoundError as error:
        raise click.BadParameter(f"{name} is no module: {error}", param_hint="--module") from None


def _court(paths: tuple[Path, ...], sources: list[Source], *, tests: bool) -> Court:
    """Everything that may notice: the vectors' ledgers, and the tests of the specification."""
    from conformance.mutation.killers import Court, Tests

    watch = Watch(source.path for source in sources)
    try:
        files = vectors.find(list(paths))
        found: list[Case] = []
        for file in files:
            found += watched(vectors.load(file), watch)
    except vectors.VectorError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(found)} ledgers of {len(files)} vectors")
    by_hand = Tests(watch)
    if tests:
        by_hand.collect([TESTS])
        if by_hand.failed:
            raise click.ClickException(f"{by_hand.failed[0]} fails while nothing is changed")
        count = len({test for reached in by_hand.lines.values() for test in reached})
        click.echo(f"{count} tests reach the rules in question")
    return Court(by_line(found, CASES_PER_LINE), by_hand.lines)


def _print_survivor(verdict: Verdict) -> None:
    one = verdict.mutant
    click.echo(f"survived: {one.name}".replace("\n", " "))
    click.echo(f"  line {one.line}, executed by {verdict.executed} cases and tests")


def _print_summary(verdicts: list[Verdict], excused: dict[str, str]) -> float:
    """The counts by module and the last line. Gives the percentage that was noticed."""
    made: Counter[str] = Counter(verdict.mutant.module for verdict in verdicts)
    killed: Counter[str] = Counter(verdict.mutant.module for verdict in verdicts if verdict.killer)
    survivors = [verdict.mutant for verdict in verdicts if verdict.killer is None]
    without = Counter(mutant.module for mutant in survivors if mutant.name in excused)
    for module in made:
        click.echo(f"{module}: {killed[module]} of {made[module] - without[module]}")
    equal = without.total()
    differing = len(verdicts) - equal
    share = 100 * killed.total() / differing if differing else 0.0
    click.echo(
        f"mutation: {len(verdicts)} changes, {killed.total()} noticed, {len(survivors) - equal} survived, "
        f"{equal} make no difference: {share:.1f} %"
    )
    return share


def unknown_excuses(sources: list[Source]) -> set[str]:
    """The listed changes that no longer exist."""
    names = {mutant.name for source in sources for mutant in source.mutants()}
    listed = {name for name in equivalent.load() if name.partition(":")[0] in {one.name for one in sources}}
    return listed - names
