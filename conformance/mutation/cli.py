"""The command ``canon conformance mutate``."""

from __future__ import annotations

import pkgutil
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click
from msgspec import MsgspecError, json

import spec.transactions
from conformance import vectors
from conformance.mutation import equivalent
from conformance.mutation.cases import Case, Watch, by_line, watched
from conformance.mutation.mutants import Mutant, Source

if TYPE_CHECKING:
    from conformance.mutation.killers import Verdict

ARITHMETIC = (
    *("spec.amounts", "spec.arithmetic", "spec.large_scale", "spec.number"),
    *("spec.rounding", "spec.quality", "spec.rates"),
)
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
@click.option(
    "--again",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Try only what survived in this report, and take the rest from it.",
)
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
    again: Path | None,
    at_least: float,
    json_file: Path | None,
) -> None:
    """Change rules of the specification one at a time, and see whether it is noticed.

    PATHS are vectors, or folders of them. The exit status is 0 only when enough of the changes are noticed
    that make a difference.
    """
    from conformance.mutation.killers import Court, Tests, judge_all

    sources = [_source(name) for name in names or MODULES]
    mutants = [mutant for source in sources for mutant in source.mutants()]
    if sample is not None and sample < len(mutants):
        mutants = sorted(Random(seed).sample(mutants, sample))
    known = [] if again is None else _noticed(again, mutants)
    kept = {verdict.mutant for verdict in known}
    mutants = [mutant for mutant in mutants if mutant not in kept]
    watch = Watch(source.path for source in sources)
    cases = by_line(_cases(paths, watch), CASES_PER_LINE)

    def judge(by_hand: Tests) -> None:
        if by_hand.failed:
            raise click.ClickException(f"{by_hand.failed[0]} fails while nothing is changed")
        verdicts = list(known)
        for verdict in judge_all(Court(cases, by_hand.lines), mutants, jobs):
            verdicts.append(verdict)
            _print_surprise(verdict)
        if json_file is not None:
            json_file.write_bytes(json.format(json.encode(verdicts)) + b"\n")
        if _print_summary(verdicts) < at_least:
            raise SystemExit(1)

    by_hand = Tests(watch, judge)
    if tests:
        by_hand.run([TESTS])
    else:
        judge(by_hand)


def _source(name: str) -> Source:
    try:
        return Source(name)
    except ModuleNotFoundError as error:
        raise click.BadParameter(f"{name} is no module: {error}", param_hint="--module") from None


def _cases(paths: tuple[Path, ...], watch: Watch) -> list[Case]:
    """The ledgers of the vectors."""
    try:
        files = vectors.find(list(paths))
        found = [case for file in files for case in watched(vectors.load(file), watch)]
    except vectors.VectorError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(found)} ledgers of {len(files)} vectors")
    return found


def _noticed(report: Path, mutants: list[Mutant]) -> list[Verdict]:
    """What an earlier report says was noticed, of these changes."""
    from conformance.mutation.killers import Verdict

    try:
        verdicts = json.decode(report.read_bytes(), type=list[Verdict])
    except MsgspecError as error:
        raise click.BadParameter(f"{report} is no report: {error}", param_hint="--again") from None
    killers = {one.mutant.name: one for one in verdicts if one.killer is not None}
    found = [(mutant, killers.get(mutant.name)) for mutant in mutants]
    return [Verdict(mutant, one.killer, one.executed) for mutant, one in found if one is not None]


def _print_surprise(verdict: Verdict) -> None:
    """A change that survived without a reason, or was noticed although a reason says that nobody can."""
    one = verdict.mutant
    excused = equivalent.is_excused(one.name)
    if verdict.killer is None and not excused:
        click.echo(f"survived: {one.name}".replace("\n", " "))
        click.echo(f"  line {one.line}, executed by {verdict.executed} cases and tests")
    elif verdict.killer is not None and excused:
        click.echo(f"noticed, against its reason: {one.name}".replace("\n", " "))
        click.echo(f"  line {one.line}, by {verdict.killer}")


def _print_summary(verdicts: list[Verdict]) -> float:
    """The counts by module and the last line. Gives the percentage that was noticed."""
    made: Counter[str] = Counter(verdict.mutant.module for verdict in verdicts)
    killed: Counter[str] = Counter(verdict.mutant.module for verdict in verdicts if verdict.killer)
    survivors = [verdict.mutant for verdict in verdicts if verdict.killer is None]
    without = Counter(mutant.module for mutant in survivors if equivalent.is_excused(mutant.name))
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


def unknown_excuses(sources: list[Source]) -> list[str]:
    """The listed changes of these modules that do not exist."""
    names = [mutant.name for source in sources for mutant in source.mutants()]
    patterns = [pattern for one in equivalent.load() for pattern in one.mutants]
    return [one for one in patterns if not any(equivalent.fits(one, name) for name in names)]
