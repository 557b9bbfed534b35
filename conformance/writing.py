"""Writing a vector from a command."""

from __future__ import annotations

from pathlib import Path

import click

from conformance import vectors
from conformance.vectors import Vector


def save(path: Path, vector: Vector) -> None:
    """Write a vector, in a folder that is made where it is not there. Raises ClickException."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        vectors.save(path, vector)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
