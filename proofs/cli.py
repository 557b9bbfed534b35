"""The command ``canon verify``: laws, contracts and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from proofs.gate import Search
from proofs.verify import ProofResult, Verification, verify


@click.command("verify")
@click.option("--quick", is_flag=True, help="Leave out what takes long: for every change.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the results here."
)
@click.option(
    "--subject", "subjects", multiple=True, help="Run only the proofs of this subject; may be repeated."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
def verify_command(quick: bool, json_file: Path | None, subjects: tuple[str, ...], jobs: int) -> None:
    """Prove laws and contracts, and compare with what is listed.

    Every proof runs with mistakes that it must notice. The exit status is 0 only when nothing is worse than
    it is listed in proofs/standing.py.
    """
    found = verify(quick=quick, jobs=jobs, subjects=subjects, listen=_tell)
    if subjects and not found.proofs:
        raise click.ClickException(f"there is no proof of {', '.join(subjects)}")
    for line in table(found):
        click.echo(line)
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    for fault in found.faults:
        click.echo(f"fault: {fault}")
    click.echo(summary(found))
    if found.faults:
        raise SystemExit(1)


def _tell(result: ProofResult | Search) -> None:
    if isinstance(result, Search):
        click.echo(
            f"search {result.function}: {result.standing.name.lower()} in {result.seconds:.1f} s "
            f"{result.note}"
        )
        return
    counts = ", ".join(f"{count} {name}" for name, count in sorted(result.outcomes.items()))
    click.echo(
        f"proof {result.subject}.{result.name}: {result.standing} in {result.seconds:.1f} s; paths: {counts}"
    )
    for twin in result.twins:
        click.echo(
            f"    {'refuted' if twin.refuted else 'NOT REFUTED'}: {twin.mistake}: {twin.counterexample}"
        )


def table(found: Verification) -> Iterator[str]:
    """Laws and functions with their standing, a line each."""
    yield ""
    yield f"{'law':<44} {'scope':<12} uses"
    for law in found.laws:
        yield f"{law.name:<44} {law.scope:<12} {', '.join(law.uses) or 'none'}"
    yield ""
    yield f"{'function':<44} {'standing':<10} {'listed':<10} {'by':<10} seconds"
    for row in found.functions:
        standing = f"{row.found or 'not run':<10} {row.listed or 'not':<10}"
        yield f"{row.name:<44} {standing} {row.by:<10} {row.seconds:>7.1f}"
    yield ""


def summary(found: Verification) -> str:
    """The last line."""
    proved = sum(not one.fault for one in found.proofs)
    twins = [twin for one in found.proofs for twin in one.twins]
    return (
        f"verify: {proved} of {len(found.proofs)} proofs hold, {sum(twin.refuted for twin in twins)} of "
        f"{len(twins)} mistakes noticed, {len(found.searches)} contracts searched, {len(found.laws)} laws, "
        f"{len(found.faults)} faults, {found.seconds:.0f} s"
    )
