"""Pieces of Markdown that the derived pages are made of."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from spec.engine import rules_of  # noqa: E402
from spec.transaction import Transaction  # noqa: E402


def table(*rows: tuple[object, ...]) -> str:
    """A table, its first row the header."""
    header, *rest = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *rest]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(*parts: str) -> str:
    """A page of parts, those that are empty left out."""
    return "\n\n".join(part for part in parts if part) + "\n"


def source(name: str, *, level: int = 2, heading: bool = True, members: bool = False) -> str:
    """What the source says of an object, by its full name."""
    options = {
        "heading_level": level,
        "show_root_heading": heading,
        "show_root_toc_entry": heading,
        "members": members,
    }
    lines = [f"::: {name}", "    options:", "      show_root_full_path: false"]
    lines += [f"      {option}: {str(value).lower()}" for option, value in options.items()]
    return "\n".join(lines)


def link(kind: type[Transaction], here: str) -> str:
    """A link to the page of a type, from a page in a folder that is so far from the top."""
    name = kind.__module__.rpartition(".")[2]
    anchor = "" if rules_of(kind) else f"#{kind.__name__.lower()}"
    return f"[{kind.__name__}]({here}spec/transactions/{name}.md{anchor})"
