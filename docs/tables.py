"""Tables of what the specification declares, from transaction types to amendments."""

from __future__ import annotations

import re
from functools import cache

import type_pages
from markup import ROOT, link, page, table

from conformance import reached
from spec.amendments import AMENDMENTS
from spec.engine import rules_of
from spec.entries import ENTRY_TYPES
from spec.fields import FIELDS
from spec.flags import ENTRY_FLAGS, TRANSACTION_FLAGS, tfUniversal
from spec.objects import INNER_TYPES, Record
from spec.results import RESULTS
from spec.transaction import TRANSACTION_TYPES, Transaction

UP = "../../"
TITLES = {
    "transactions": "Transaction types",
    "transaction-results": "Results of each type",
    "entries": "Ledger entries",
    "inner": "Inner objects",
    "fields": "Fields",
    "flags": "Flags",
    "results": "Results",
    "amendments": "Amendments",
}
"""The tables, in reading order."""


def text_of(name: str) -> str:
    """The page of a table."""
    made = {
        "transactions": _transactions,
        "transaction-results": _results_of_types,
        "entries": _entries,
        "inner": _inner,
        "fields": _fields,
        "flags": _flags,
        "results": _results,
        "amendments": _amendments,
    }
    return page(f"# {TITLES[name]}", made[name]())


def _types() -> list[type[Transaction]]:
    return [kind for _, kind in sorted(TRANSACTION_TYPES.items())]


def _fields() -> str:
    rows = [(one.name, one.type.name, one.code, f"`{one.header.hex().upper()}`") for one in FIELDS.values()]
    return page(
        "Every field: its type, its number within the type, and the bytes that stand before its value.",
        table(("field", "type", "number", "header"), *rows),
    )


def _transactions() -> str:
    rows = [
        (
            link(kind, UP),
            kind.code,
            "yes" if rules_of(kind) else "not yet",
            kind.gate.name if kind.gate is not None else "",
            ", ".join(slot.field.name for name, slot in kind.slots.items() if name not in type_pages.COMMON),
        )
        for kind in _types()
    ]
    return page(
        "Every type, with the fields of its own; [the others](../transaction.md) all types have. Types "
        "without rules are not live on the main network; their formats are known all the same.",
        table(("type", "number", "rules", "amendment", "fields"), *rows),
    )


def _results_of_types() -> str:
    ways = reached.load()
    kinds = list(filter(rules_of, _types()))
    rows = [
        (
            link(kind, UP),
            len(type_pages.results_of(kind)),
            len(type_pages.impossible(kind)),
            *(len(type_pages.reached_of(kind, way)) for way in ways.values()),
        )
        for kind in kinds
    ]
    sums = [sum(row[column] for row in rows) for column in range(1, 3 + len(ways))]
    return page(
        "How many results the rules of each type name, besides those that [every transaction](../engine.md) "
        "can end with, and how many of them are reached in which way. The page of a type says which. The "
        "results are read from the source of the rules; a test written by hand gives each of them, or it is "
        "impossible, and the page says why.",
        table(("type", "named", "impossible", *ways), *rows, ("all", *sums)),
        "What was run:",
        "\n".join(f"- {name}: {way.how}" for name, way in ways.items()),
    )


def _record(kind: type[Record]) -> str:
    rows = [(f"`{slot.field.name}`", slot.field.type.name, slot.style.value) for slot in kind.slots.values()]
    return table(("field", "type", ""), *rows)


def _sentence(kind: type[Record]) -> str:
    return (kind.__doc__ or "").strip()


def _entries() -> str:
    kinds = [kind for _, kind in sorted(ENTRY_TYPES.items(), key=lambda item: item[1].__name__)]
    rows = [
        (
            f"[{kind.__name__}](#{kind.__name__.lower()})",
            f"`0x{kind.code:04X}`",
            f"`{kind.rpc_name}`",
            _sentence(kind),
        )
        for kind in kinds
    ]
    parts = []
    for kind in kinds:
        flags = ENTRY_FLAGS.get(kind.__name__, {})
        shown = [(f"`{name}`", f"`0x{value:08X}`") for name, value in flags.items()]
        parts += [
            f"## {kind.__name__}",
            _sentence(kind),
            _record(kind),
            table(("flag", "value"), *shown) if shown else "",
        ]
    return page(
        "What a ledger's state consists of. How each is found: [keylets](../keylets.md).",
        table(("entry", "number", "in the API", ""), *rows),
        *parts,
    )


def _inner() -> str:
    parts = []
    for field, kind in sorted(INNER_TYPES.items(), key=lambda item: item[0].name):
        parts += [f"## {field.name}", _sentence(kind), _record(kind)]
    return page("Objects that stand inside transactions and entries, in fields and lists.", *parts)


def _flags() -> str:
    parts = []
    for title, flags in (
        *((kind.__name__, TRANSACTION_FLAGS.get(kind.__name__, {})) for kind in _types()),
        *((f"{name} (entry)", flags) for name, flags in ENTRY_FLAGS.items()),
    ):
        if flags:
            rows = [(f"`{name}`", f"`0x{value:08X}`") for name, value in flags.items()]
            parts += [f"## {title}", table(("flag", "value"), *rows)]
    return page(f"Every type knows `0x{tfUniversal:08X}` besides; see [flags](../flags.md).", *parts)


def _results() -> str:
    given: dict[str, list[str]] = {}
    for kind in filter(rules_of, _types()):
        for name in type_pages.results_of(kind):
            given.setdefault(name, []).append(link(kind, UP))
    rows = [
        (f"`{one.name}`", one.code, one.message, _some(given.get(one.name, [])))
        for one in sorted(RESULTS.values(), key=lambda one: one.code)
    ]
    return page(
        "What can become of a transaction; what the classes mean stands in [results](../results.md).",
        table(("result", "number", "as the API says it", "given by the rules of"), *rows),
    )


def _some(links: list[str]) -> str:
    most = 6
    more = f" and {len(links) - most} more" if len(links) > most else ""
    return ", ".join(links[:most]) + more


def _amendments() -> str:
    rows = [
        (f"{one.name}", one.status.value, _asked(one.name), f"`{one.id.hex().upper()[:16]}…`")
        for one in AMENDMENTS.values()
    ]
    return page(
        "Changes of the rules that validators vote for, each a switch of its own; how: "
        "[amendments](../amendments.md).",
        table(("amendment", "standing", "asked for in", "identifier"), *rows),
    )


@cache
def _sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT / "spec").with_suffix("")): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "spec").rglob("*.py"))
        if path.stem != "amendments"
    }


def _asked(name: str) -> str:
    places = [place for place, text in _sources().items() if re.search(rf"\b{name}\b", text)]
    return ", ".join(f"[{place}](../{place.removesuffix('/__init__')}.md)" for place in places)
