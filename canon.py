"""The command's front door: ``canon``.

Each subcommand lives in the package that it belongs to, and is imported when it is asked for and not before:
``canon --help`` needs no library but click, and a node loads no solver.
"""

from __future__ import annotations

from importlib import import_module
from os import environ
from typing import NamedTuple

import click

VERSION = "0.1.0"


class Entry(NamedTuple):
    """Where a subcommand is found, and what its first line of help says."""

    module: str
    name: str
    summary: str
    contracts: bool = True
    """False switches the specification's contracts off: they are for checking, and cost the node too much."""


COMMANDS = {
    "run": Entry("impl.cli", "run", "Serve a ledger on this machine.", contracts=False),
    "verify": Entry("proofs.cli", "verify_command", "Prove laws and contracts."),
    "conformance": Entry("conformance.cli", "conformance", "Check a subject against what real servers did."),
    "docs": Entry("conformance.site", "docs_command", "Build the specification as a site."),
    "failure-modes": Entry(
        "conformance.failure_modes.cli", "failure_modes_command", "List what can go wrong, and how it stands."
    ),
}


class FrontDoor(click.Group):
    """A group that knows its subcommands by name and imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which the table above gives them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name, or None when there is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if not entry.contracts:
            environ.setdefault("CANON_CONTRACTS", "off")  # spec.contracts reads it once, on import
        command: click.Command = getattr(import_module(entry.module), entry.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the table of subcommands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=FrontDoor, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="canon")
def main() -> None:
    """The XRP Ledger, written down so that it runs."""


if __name__ == "__main__":
    main(prog_name="canon")
