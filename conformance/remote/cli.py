"""The command ``canon conformance remote``."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.remote import ledgers
from conformance.remote.campaign import Campaign
from conformance.remote.mirror import Mirror, Step
from conformance.remote.remake import Remaker
from conformance.remote.server import TIMEOUT, Server, ServerError
from conformance.remote.shrink import shrink
from conformance.remote.witness import DERIVED, Witness
from conformance.runs import Case, Run
from conformance.traffic import FAMILIES, Actor
from impl.genesis import MASTER_PASSPHRASE
from spec import keys
from spec.addresses import parse_secret
from spec.base58 import AddressError
from spec.keys import KeyType
from spec.laws import LawBroken


@click.command("remote")
@click.argument("url")
@click.option("--transactions", type=click.IntRange(1), default=500, show_default=True)
@click.option("--family", type=click.Choice(sorted(FAMILIES)), default="everything", show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the traffic.")
@click.option(
    "--seed-secret",
    default=MASTER_PASSPHRASE,
    show_default=True,
    metavar="SEED",
    help="Seed of the account that funds the traffic, in any form; by default that of every new ledger.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where a difference is written as a vector.  [default: here]",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=TIMEOUT, show_default=True, metavar="SECONDS"
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
def remote_command(
    url: str,
    transactions: int,
    family: str,
    seed: int,
    seed_secret: str,
    out: Path,
    timeout: float,
    json_file: Path | None,
) -> None:
    """Put generated traffic to any server, and compare all that it does with the reference.

    URL is where the server speaks JSON-RPC, to its administrator; it stands alone, closes ledgers only when
    ledger_accept is called, and is used by nobody else. Its whole state is read first. Compared are the
    answer to each submission, and the order, results, metadata, roots and hash of each ledger. The first
    difference ends it: it is made as small as can be, and written as a vector. The exit status is 0 only when
    nothing differs.
    """
    funder = _funder(seed_secret)
    run = Run("remote", url, "the reference", "ledgers", seed=seed)
    try:
        server = Server(url, timeout)
        run.subject = f"{_version(server)} at {url}"
        mirror = Mirror.of(server)
        click.echo(_standing(run.subject, mirror))
        campaign = Campaign(mirror, family, seed, funder)
        step = campaign.run(transactions, run, _tell)
        if step is None:
            ledgers.state(server, mirror.closed.header, mirror.closed.hash)
        else:
            _report_difference(server, campaign, step, out, seed)
    except ServerError as error:
        until_then = f". Until then: {_counts(run)}" if run.cases else ""
        raise click.ClickException(f"{error}{until_then}") from error
    except LawBroken as error:
        raise click.ClickException(f"the reference did what no ledger may see: {error}") from error
    finally:
        if json_file is not None:
            run.write(json_file)
    click.echo("\n".join(run.reasons()), nl=bool(run.skipped))
    click.echo(_counts(run))
    if run.failed:
        raise SystemExit(1)


def _funder(secret: str) -> Actor:
    try:
        seed, kind = parse_secret(secret)
    except AddressError as error:
        raise click.BadParameter(str(error), param_hint="--seed-secret") from None
    kind = kind or KeyType.SECP256K1
    pair = keys.account_keys(seed, kind)
    return Actor(pair, kind, keys.account_id(pair.public_key))


def _version(server: Server) -> str:
    info = server.call("server_info").get("info")
    version = info.get("build_version") if isinstance(info, dict) else None
    return f"server {version}" if isinstance(version, str) else "a server"


def _standing(subject: str, mirror: Mirror) -> str:
    header = mirror.closed.header
    count = len(mirror.node.last.state.entries)
    amendments = len(mirror.node.open.info.rules.ids)
    return (
        f"{subject}: ledger {header.sequence} of network {mirror.node.network_id}, {count} entries, "
        f"{amendments} amendments; root and hash come out"
    )


def _tell(case: Case) -> None:
    click.echo(f"{case.name}: {'different' if case.failed else 'equal'}: {case.detail}")


def _counts(run: Run) -> str:
    transactions = sum(count for results in run.outcomes.values() for count in results.values())
    return f"remote: {len(run.cases)} ledgers, {transactions} transactions, {run.failed} different"


def _report_difference(server: Server, campaign: Campaign, step: Step, out: Path, seed: int) -> None:
    """Show a difference, write it, and look for a smaller one."""
    assert step.difference is not None
    click.echo("\n".join(step.difference.lines()))
    _write(server, campaign, step, out, seed)
    remaker = Remaker([*campaign.people, campaign.funder])
    try:
        best = shrink(server, step, remaker, lambda told: click.echo(f"  {told}"))
    except ServerError as error:
        click.echo(f"not made smaller by asking again: {error}")
        return
    if best is not step:
        assert best.difference is not None
        click.echo(f"the same with {len(best.submitted)} transactions:")
        click.echo("\n".join(best.difference.lines()))
        _write(server, campaign, best, out, seed)


def _write(server: Server, campaign: Campaign, step: Step, out: Path, seed: int) -> None:
    final = ledgers.unchecked_state(server, step.found.hash)
    name = f"{campaign.family}-remote{seed}"
    node = campaign.mirror.node
    witness = Witness(step, name, campaign.family, _version(server), node.network_id, final)
    small = witness.small()
    try:
        out.mkdir(parents=True, exist_ok=True)
        whole_file = out / f"{name}.json.gz"
        witness.save(whole_file, witness.vector, seed)
        click.echo(f"written: {whole_file}: {len(witness.vector.state)} entries, {_what(witness.replayed())}")
        if small is not None:
            small_file = out / f"{name}small.json.gz"
            witness.save(small_file, small, seed, derived=DERIVED)
            click.echo(f"written: {small_file}: {len(small.state)} entries, {DERIVED}")
    except OSError as error:
        raise click.ClickException(f"the vector cannot be written to {out}: {error.strerror}") from error


def _what(replayed: str | None) -> str:
    if replayed is None:
        return "which shows no difference when it is replayed: this one depends on what came before"
    return f"replaying it shows {replayed}"
