"""Makes a page for each module of the specification, in reading order, while MkDocs builds the site.

A page is the module's own docstrings: nothing is written twice. A module that no chapter names yet is shown
in the last one, so that nothing of the specification is ever left out.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import derived
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ["index.md", {"Is your server right?": "conformance.md"}, {"Measuring": "measuring.md"}]
CHAPTERS: dict[str, list[str]] = {
    "Bytes": ["hashing", "values", "lengths", "types", "fields", "objects", "json_format", "json_values"],
    "Names and keys": ["base58", "addresses", "keys", "signing", "rfc1751", "ctid", "conditions"],
    "Arithmetic": ["rounding", "arithmetic", "number", "amounts", "amount_text", "quality", "rates"],
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
    """The name of a module among those of the specification."""
    return module.removeprefix("spec.")


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


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the chapters into the site's navigation."""
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    spec = [{title: [{short(name): page_of(name)} for name in names]} for title, names in chapters().items()]
    config.nav = [*GUIDES, {"The specification": ["spec/index.md", *spec]}, *derived.navigation()]
    config.nav.append({"Decisions": [f"decisions/{name}" for name in decisions]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages, which exist nowhere but in the site."""
    files.append(File.generated(config, "spec/index.md", content=index()))
    for names in chapters().values():
        for name in names:
            kind = derived.type_of(name)
            begin = f"# {short(name)}\n" if kind is None else derived.of_type(kind)
            content = f"{begin}\n::: {name}\n"
            files.append(File.generated(config, page_of(name), content=content))
    for place, content in derived.pages():
        files.append(File.generated(config, place, content=content))
    return files
