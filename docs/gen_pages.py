"""Makes the pages that are derived from the source, in reading order, while MkDocs builds the site.

There is one for each module of the specification: its own docstrings, so that nothing is written twice. A
module that no chapter names yet is shown in the last one, so that nothing of the specification is ever left
out. Tables, laws and failure modes come from their declarations.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import law_pages
import mode_pages
import tables
import type_pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from conformance.failure_modes import MODES
from spec.laws import LAWS

ROOT = Path(__file__).resolve().parent.parent
GUIDES = {
    "A ledger of your own": "guides/running.md",
    "Is your server right?": "conformance.md",
    "Reading a rule": "guides/reading.md",
    "Measuring": "measuring.md",
}
DORMANT = "spec.transactions.dormant"
CHAPTERS: dict[str, list[str]] = {
    "Bytes": ["hashing", "values", "lengths", "types", "fields", "objects", "json_format", "json_values"],
    "Names and keys": ["base58", "addresses", "keys", "signing", "rfc1751", "ctid", "conditions"],
    "Arithmetic": [
        "rounding",
        "arithmetic",
        "large_scale",
        "number",
        "amounts",
        "amount_text",
        "quality",
        "rates",
    ],
    "State": ["entries", "inner", "flags", "keylets", "shamap", "header", "skip_list", "close_time", "views"],
    "Amendments and results": ["amendments", "results", "contracts", "termination", "definitions"],
    "The engine": [
        "transaction",
        "validity",
        "canonical",
        "engine",
        "metadata",
        "invariants",
        "laws",
        "ledger",
    ],
    "Accounts and what they own": [
        "accounts",
        "directories",
        "removal",
        "credentials",
        "payment_channels",
        "escrows",
    ],
    "Tokens": ["tokens", "trust_lines", "mptokens", "nftokens", "nftoken_offers"],
    "Payments and exchange": ["flow", "offers", "amm"],
    "Transactions": ["permissions", "transactions"],
    "Between servers": ["manifests", "validations", "validator_lists", "quorum", "fee_escalation"],
}
REST = "More"


def modules() -> list[str]:
    """The dotted names of all modules of the specification, a package before its parts."""
    names = []
    for path in sorted((ROOT / "spec").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def chapters() -> dict[str, list[str]]:
    """The modules of each chapter that has any, in reading order."""
    rest = [name for name in modules() if name != "spec"]
    order: dict[str, list[str]] = {}
    for title, names in CHAPTERS.items():
        found = []
        for name in names:
            here = f"spec.{name}"
            found += [module for module in rest if module == here or module.startswith(here + ".")]
        if found:
            order[title] = found
            rest = [module for module in rest if module not in found]
    return order | ({REST: rest} if rest else {})


def page_of(module: str) -> str:
    """Where in the site the page of a module is."""
    return module.replace(".", "/") + ".md"


def short(module: str) -> str:
    """What a module is called: a transaction type's by the type."""
    kind = type_pages.type_of(module)
    if kind is not None:
        return kind.__name__
    return "types that are not live" if module == DORMANT else module.removeprefix("spec.")


def source_of(module: str) -> Path:
    """The file of a module."""
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def summary_of(module: str) -> str:
    """The first line of a module's docstring."""
    text = ast.get_docstring(ast.parse(source_of(module).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def index() -> str:
    """The page that lists all others."""
    lines = ["# The specification", "", summary_of("spec"), ""]
    for title, names in chapters().items():
        lines += [f"## {title}", "", "| module | |", "|---|---|"]
        lines += [
            f"| [{short(name)}]({page_of(name).removeprefix('spec/')}) | {summary_of(name)} |"
            for name in names
        ]
        lines.append("")
    return "\n".join(lines)


def content_of(module: str) -> str:
    """The page of a module."""
    if module == DORMANT:
        return type_pages.page_of_dormant(module)
    kind = type_pages.type_of(module)
    if kind is not None:
        return type_pages.page_of(kind)
    return f"# {short(module)}\n\n::: {module}\n"


def pages() -> Iterator[tuple[str, str]]:
    """Every page that is made: its place in the site, and its text."""
    yield "spec/index.md", index()
    for names in chapters().values():
        for name in names:
            yield page_of(name), content_of(name)
    for name in tables.TITLES:
        yield f"spec/tables/{name}.md", tables.text_of(name)
    yield "laws/index.md", law_pages.index()
    yield "laws/contracts.md", law_pages.contracts()
    for law in LAWS.values():
        yield f"laws/{law.name}.md", law_pages.page_of(law)
    yield from mode_pages.pages()


def navigation() -> list[Any]:
    """The site's navigation, in reading order."""
    spec = [{title: [{short(name): page_of(name)} for name in names]} for title, names in chapters().items()]
    all_tables = [{title: f"spec/tables/{name}.md"} for name, title in tables.TITLES.items()]
    laws = [{law.name: f"laws/{law.name}.md"} for law in LAWS.values()]
    modes = [{f"{number} {mode.name}": f"failure-modes/{number}.md"} for number, mode in MODES.items()]
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    return [
        {"Canon": ["index.md", *({title: place} for title, place in GUIDES.items())]},
        {"The specification": ["spec/index.md", *spec]},
        {"Tables": all_tables},
        {"Laws": ["laws/index.md", {"Contracts and proofs": "laws/contracts.md"}, *laws]},
        {
            "Failure modes": [
                "failure-modes/index.md",
                {"Watching a node": "failure-modes/watching.md"},
                *modes,
            ]
        },
        {"Decisions": [f"decisions/{name}" for name in decisions]},
    ]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the pages into the site's navigation."""
    config.nav = navigation()
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages, which exist nowhere but in the site."""
    for place, content in pages():
        files.append(File.generated(config, place, content=content))
    return files
