"""What was measured, and how it is shown: as a table to people, as JSON to machines."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from canon import VERSION
from spec import contracts

_PREFIXES = ((1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"))
_LARGE = 1_000.0
VERIFICATION = "a verification"
"""What most things are measured against: checking one secp256k1 signature, with nothing around it."""


class Figure(Struct, frozen=True):
    """One thing that was measured."""

    name: str
    value: float
    unit: str = "s"
    """``s`` or ``B``."""
    each: bool = False
    """Whether it is of one of many, so that a number per second says something."""
    ratio: float | None = None
    """How many times the value is of what it is compared with."""
    to: str = ""
    """What it is compared with, measured in the same run."""
    shares: dict[str, float] = {}
    """Which part of it is spent where."""

    def shown(self) -> list[str]:
        """Name, value, number per second, ratio, and what that is to."""
        rate = f"{1 / self.value:,.0f}/s" if self.each and self.value else ""
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} ×"
        return [self.name, scaled(self.value, self.unit), rate, ratio, self.to]


class Section(Struct, frozen=True):
    """The figures of one part."""

    part: str
    title: str
    figures: list[Figure]
    notes: list[str] = []

    def lines(self) -> Iterator[str]:
        """A table for people to read."""
        yield self.title
        stages = list(dict.fromkeys(stage for one in self.figures for stage in one.shares))
        rows = [one.shown() + [_share(one.shares.get(stage)) for stage in stages] for one in self.figures]
        heads = ["", "takes", "makes", "", "of", *stages]
        widths = [max(map(len, column)) for column in zip(*rows, heads if stages else heads[:5], strict=True)]
        if stages:
            yield _row(heads, widths)
        yield from (_row(row, widths) for row in rows)
        yield from (f"  ({note})" for note in self.notes)


class Report(Struct, frozen=True):
    """A whole run."""

    sections: list[Section]
    size: str
    version: str = VERSION
    python: str = platform.python_version()
    machine: str = platform.machine()
    contracts: bool = contracts.ENABLED

    def write(self, path: Path) -> None:
        """Write it to a file, as JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


def scaled(value: float, unit: str) -> str:
    """A value with a unit of a size that can be read."""
    if unit == "B":
        return f"{value / 1e6:,.1f} MB"
    factor, prefix = next((one for one in _PREFIXES if abs(value) >= one[0]), _PREFIXES[-1])
    return f"{value / factor:.3g} {prefix}{unit}" if value / factor < _LARGE else f"{value:,.0f} {unit}"


def _share(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"


def _row(cells: list[str], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    texts = [first[0].ljust(first[1])]
    for place, (cell, width) in enumerate(rest):
        texts.append(cell.ljust(width) if place == 3 else cell.rjust(width))
    return ("  " + "  ".join(texts)).rstrip()
