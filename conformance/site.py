"""The command ``canon docs``."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent


@click.command("docs")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder that the site is written to.",
)
def docs_command(out: Path) -> None:
    """Build the specification as a site.

    It is made of the source, so it needs a checkout, and what `make docs` brings. The exit status is 0 only
    when nothing is wrong with it, cross-references included.
    """
    settings = ROOT / "mkdocs.yml"
    if not settings.exists():
        raise click.ClickException(f"{settings} is not there: the site is made from a checkout")
    if find_spec("mkdocs") is None:
        raise click.ClickException("mkdocs is not there: `make docs` brings it, and builds the site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    built = subprocess.run(
        [*command, "--config-file", str(settings), "--site-dir", str(out.resolve())],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    if built.returncode:
        raise click.ClickException("the site is not as it should be: see above")
    click.echo(f"the site is in {out}: begin with {out / 'index.html'}")
