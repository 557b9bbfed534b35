"""What the site derives from declarations: tables, the beginning of each transaction type's page, a page for
each law and each failure mode. Nothing of it is written by hand."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import spec.transactions  # noqa: E402, F401  (makes every transaction type known)
from conformance.failure_modes import MODES  # noqa: E402
from conformance.failure_modes.cli import all_standings  # noqa: E402
from conformance.failure_modes.standing import Standing  # noqa: E402
from spec.amendments import AMENDMENTS  # noqa: E402
from spec.entries import ENTRY_TYPES  # noqa: E402
from spec.fields import FIELDS  # noqa: E402
from spec.flags import TRANSACTION_FLAGS  # noqa: E402
from spec.laws import LAWS  # noqa: E402
from spec.laws.frame import Law  # noqa: E402
from spec.results import RESULTS  # noqa: E402
from spec.transaction import TRANSACTION_TYPES, Transaction  # noqa: E402

COMMON = set(Transaction.slots)
COVERAGE = ROOT / "docs" / "coverage.json"
"""Which results were reached, by type and by way; made by ``canon conformance coverage``."""


def pages() -> Iterator[tuple[str, str]]:
    """Every derived page: its place in the site, and its text."""
    yield "spec/tables/fields.md", _fields()
    yield "spec/tables/transactions.md", _transactions()
    yield "spec/tables/entries.md", _entries()
    yield "spec/tables/results.md", _results()
    yield "spec/tables/amendments.md", _amendments()
    yield "laws/index.md", _laws()
    for law in LAWS.values():
        yield f"laws/{law.name}.md", _law(law)
    standings = all_standings()
    yield "failure-modes/index.md", _modes(standings)
    for one in standings:
        yield f"failure-modes/{one.mode.number}.md", _mode(one)


def navigation() -> list[Any]:
    """The derived pages' part of the navigation."""
    tables = [
        f"spec/tables/{name}.md" for name in ("fields", "transactions", "entries", "results", "amendments")
    ]
    laws = [{law.name: f"laws/{law.name}.md"} for law in LAWS.values()]
    modes = [{f"{number} {mode.name}": f"failure-modes/{number}.md"} for number, mode in MODES.items()]
    return [
        {"Tables": tables},
        {"Laws": ["laws/index.md", *laws]},
        {"Failure modes": ["failure-modes/index.md", *modes]},
    ]


def table(*rows: tuple[object, ...]) -> str:
    """A table, its first row the header."""
    header, *rest = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *rest]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


# Tables


def _fields() -> str:
    rows = [(one.name, one.type.name, one.code, f"`{one.header.hex().upper()}`") for one in FIELDS.values()]
    return "# Fields\n\nEvery field: its type, its number within the type, its header.\n\n" + table(
        ("field", "type", "number", "header"), *rows
    )


def _transactions() -> str:
    rows = []
    for code, kind in sorted(TRANSACTION_TYPES.items()):
        module = kind.__module__.rpartition(".")[2]
        link = f"[{kind.__name__}](../transactions/{module}.md)"
        own = ", ".join(slot.field.name for name, slot in kind.slots.items() if name not in COMMON)
        rows.append((link, code, kind.gate or "", own))
    return "# Transaction types\n\n" + table(("type", "number", "amendment", "fields of its own"), *rows)


def _entries() -> str:
    rows = [
        (kind.__name__, f"`0x{code:04X}`", ", ".join(slot.field.name for slot in kind.slots.values()))
        for code, kind in sorted(ENTRY_TYPES.items())
    ]
    return "# Ledger entries\n\n" + table(("entry", "number", "fields"), *rows)


def _results() -> str:
    rows = [(one.name, one.code, one.message) for one in sorted(RESULTS.values(), key=lambda one: one.code)]
    return "# Results\n\n" + table(("result", "number", "as the API says it"), *rows)


def _amendments() -> str:
    rows = [(one.name, one.status.value, f"`{one.id.hex().upper()}`") for one in AMENDMENTS.values()]
    return "# Amendments\n\n" + table(("amendment", "standing", "identifier"), *rows)


# Transaction types


def type_of(module: str) -> type[Transaction] | None:
    """The transaction type that a module specifies; none, where it is not about a single one."""
    found = [kind for kind in TRANSACTION_TYPES.values() if kind.__module__ == module]
    return found[0] if len(found) == 1 else None


def of_type(kind: type[Transaction]) -> str:
    """What stands before the text of a transaction type: its fields, flags, results and laws."""
    own = [
        (f"`{slot.field.name}`", slot.field.type.name, slot.style.value)
        for name, slot in kind.slots.items()
        if name not in COMMON
    ]
    parts = [f"# {kind.__name__}", f"Transaction type {kind.code}."]
    parts.append(table(("field", "type", ""), *own) if own else "It has no fields of its own.")
    flags = TRANSACTION_FLAGS.get(kind.__name__)
    if flags:
        parts.append(table(("flag", "value"), *((name, f"`0x{flag:08X}`") for name, flag in flags.items())))
    parts.append("## Results\n\nBesides those of [the engine](../engine.md).\n")
    parts.append(_reached(kind))
    laws = ", ".join(f"[{law.name}](../../laws/{law.name}.md)" for law in LAWS.values() if not law.invariant)
    parts.append(f"Laws that hold of it: {laws}; and [the invariants](../../laws/index.md).\n")
    return "\n\n".join(parts)


def _reached(kind: type[Transaction]) -> str:
    """The results that its module names, with where they were reached."""
    coverage = json.loads(COVERAGE.read_text()) if COVERAGE.exists() else {}
    names = sorted(
        {name for name in vars(import_module(kind.__module__)) if name in RESULTS and name[3:4].isupper()}
    )
    ways = [way for way in ("vectors", "traffic", "hand") if way in coverage]
    if not names:
        return "None of its own."
    rows = [
        (name, *("yes" if name in coverage[way].get(kind.__name__, ()) else "" for way in ways))
        for name in names
    ]
    return table(("result", *ways), *rows)


# Laws


def _proofs_of(name: str) -> list[str]:
    """The proofs that say that they are about a law."""
    found = []
    for path in sorted((ROOT / "proofs" / "subjects").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    about = decorator.args[1:] if isinstance(decorator, ast.Call) else []
                    if any(isinstance(one, ast.Constant) and one.value == name for one in about):
                        found.append(f"{path.stem}.{node.name}")
    return found


def _laws() -> str:
    rows = [
        (f"[{law.name}]({law.name}.md)", law.scope.value, law.invariant or "", law.sentence)
        for law in LAWS.values()
    ]
    return "# Laws\n\nWhat holds of every ledger, whatever happens.\n\n" + table(
        ("law", "of", "the server's name", ""), *rows
    )


def _law(law: Law) -> str:
    proofs = _proofs_of(law.name)
    uses = [
        ("reference", "checked after every transaction and ledger"),
        ("property", "generated ledgers are held to it"),
        ("proof", ", ".join(f"`{one}`" for one in proofs) or "not proved"),
        ("production", "enforced by the protocol" if law.invariant else "not enforced by the protocol"),
    ]
    parts = [f"# {law.name}", law.sentence, table(("use", ""), *uses)]
    if law.invariant is not None:
        parts.append(f"The established server calls it {law.invariant}.")
    if law.failure_mode is not None:
        mode = MODES[law.failure_mode]
        parts.append(f"It keeps away [{mode.name}](../failure-modes/{mode.number}.md).")
    return "\n\n".join(parts) + "\n"


# Failure modes


def _modes(standings: list[Standing]) -> str:
    rows = [
        (
            f"[{one.mode.number}]({one.mode.number}.md)",
            one.mode.name,
            "declared" if not one.mode.missing_parts() else "open",
            len(one.tests),
        )
        for one in standings
    ]
    return (
        "# Failure modes\n\nWhat can go wrong with a node, and what there is against it. "
        "`canon failure-modes` says how each stands by the last run of the tests.\n\n"
        + table(("number", "mode", "parts", "tests"), *rows)
    )


def _mode(one: Standing) -> str:
    mode = one.mode
    parts = [f"# {mode.number} {mode.name}", f"**The bar.** {mode.bar}"]
    for title, text in (
        ("Prevention", mode.prevention),
        ("Recovery", mode.recovery),
        ("Manual steps", mode.manual),
    ):
        parts.append(f"## {title}\n\n{text or 'Open.'}")
    if mode.detection is not None:
        seen = mode.detection
        parts.append(
            f"## Detection\n\nWhen {seen.condition}: metric `{seen.metric}`, event `{seen.event}` in the log."
        )
    else:
        parts.append("## Detection\n\nOpen.")
    parts.append(
        f"## Alert\n\n{mode.alert.level}: `{mode.alert.rule}`" if mode.alert else "## Alert\n\nOpen."
    )
    tests = [(test.kind, f"`{test.name}`") for test in one.tests]
    parts.append("## Tests\n\n" + (table(("kind", "test"), *tests) if tests else "None yet.\n"))
    return "\n\n".join(parts)
