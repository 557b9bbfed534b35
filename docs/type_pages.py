"""The page of each transaction type: what it is for, its format, its checks in order, its results, its laws,
and what an example of it did when this page was made."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize

from law_words import words
from markup import ROOT, page, source, table
from told_examples import example

import spec.transactions  # noqa: F401  (makes every transaction type known)
from conformance import reached, unreachable
from conformance.result_codes import where_given
from spec.engine import TypeRules
from spec.flags import TRANSACTION_FLAGS
from spec.laws import LAWS
from spec.results import RESULTS
from spec.transaction import TRANSACTION_TYPES, Privilege, Transaction

COMMON = set(Transaction.slots)


def type_of(module: str) -> type[Transaction] | None:
    """The transaction type that a module specifies; none, where it is not about a single one."""
    found = [kind for kind in TRANSACTION_TYPES.values() if kind.__module__ == module]
    return found[0] if len(found) == 1 else None


def page_of(kind: type[Transaction]) -> str:
    """The page of a type."""
    module = kind.__module__
    return page(
        f"# {kind.__name__}",
        source(module, heading=False),
        "## Format",
        _about(kind),
        source(f"{module}.{kind.__name__}", level=3, heading=False),
        _fields(kind),
        _flags(kind),
        "## Rules",
        "In the order in which they are asked. Before them come [those of every transaction](../engine.md).",
        *(source(f"{module}.{name}", level=3) for name in _rules(module)),
        "## Results",
        _results(kind),
        "## Laws",
        _laws(kind),
        "## Example",
        example(kind),
        *(["## Details"] if _details(module) else []),
        *(source(f"{module}.{name}", level=3) for name in _details(module)),
    )


def page_of_dormant(module: str) -> str:
    """The page of the types that have a format and no rules."""
    kinds = [kind for kind in TRANSACTION_TYPES.values() if kind.__module__ == module]
    parts = [
        page(f"## {kind.__name__}", _about(kind), _fields(kind), _flags(kind))
        for kind in sorted(kinds, key=lambda kind: kind.code)
    ]
    return page("# Types that are not live", source(module, heading=False), *parts)


# Format


def _about(kind: type[Transaction]) -> str:
    parts = [f"TransactionType {kind.code}."]
    if kind.gate is not None:
        parts.append(f"It exists since the amendment [{kind.gate.name}](../tables/amendments.md).")
    if kind.pseudo:
        parts.append("Validators make it; nobody sends it.")
    elif not kind.delegable:
        parts.append("Nobody else can be allowed to send it in the account's name.")
    return " ".join(parts)


def _fields(kind: type[Transaction]) -> str:
    meaning = _comments(kind)
    own = [
        (f"`{slot.field.name}`", slot.field.type.name, slot.style.value, meaning.get(name, ""))
        for name, slot in kind.slots.items()
        if name not in COMMON
    ]
    if not own:
        return "It has no fields but [those of every transaction](../transaction.md)."
    common = "Besides [those of every transaction](../transaction.md):"
    return page(common, table(("field", "type", "", "meaning"), *own)).strip()


def _comments(kind: type[Transaction]) -> dict[str, str]:
    """What the source says beside each field."""
    found: dict[str, str] = {}
    attribute = ""
    for token in tokenize.generate_tokens(io.StringIO(inspect.getsource(kind)).readline):
        begins = re.match(r"    (\w+):", token.line)
        if begins:
            attribute = begins[1]
        if token.type == tokenize.COMMENT and token.string.startswith("#:"):
            found[attribute] = token.string[2:].strip()
    return found


def _flags(kind: type[Transaction]) -> str:
    flags = TRANSACTION_FLAGS.get(kind.__name__)
    if not flags:
        return ""
    return table(("flag", "value"), *((f"`{name}`", f"`0x{value:08X}`") for name, value in flags.items()))


# Rules


def _functions(module: str) -> list[str]:
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    return [
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _rules(module: str) -> list[str]:
    order = ("enabled", "known_flags", "base_fee", "preflight", "preflight_signed", "preclaim", "apply")
    assert set(order) == set(TypeRules.__struct_fields__)
    return [name for name in order if name in _functions(module)]


def _details(module: str) -> list[str]:
    return [name for name in _functions(module) if name not in TypeRules.__struct_fields__]


# Results


def results_of(kind: type[Transaction]) -> dict[str, set[str]]:
    """The results that its rules can give, with the functions that name them, in the order of numbers."""
    given = where_given(kind)
    return {name: given[name] for name in sorted(given, key=lambda name: RESULTS[name].code)}


def _results(kind: type[Transaction]) -> str:
    given = results_of(kind)
    if not given:
        return "None but [those of every transaction](../engine.md)."
    ways = reached.load()
    rows = [
        (
            f"`{name}`",
            RESULTS[name].message.strip(),
            ", ".join(f"`{place}`" for place in sorted(_near(kind, place) for place in places)),
            *("yes" if name in reached_of(kind, way) else "" for way in ways.values()),
        )
        for name, places in given.items()
    ]
    return page(
        "Besides [those of every transaction](../engine.md) and those of the payment engine, if it pays; "
        "[reached](../../tables/transaction-results.md) by vectors, by generated traffic, or by a test that "
        "was written by hand.",
        table(("result", "as the API says it", "given by", *ways), *rows),
        _impossible(kind),
    ).strip()


def reached_of(kind: type[Transaction], way: reached.Way) -> list[str]:
    """The results that its rules name and that are reached in some way."""
    return [name for name in results_of(kind) if name in way.results.get(kind.__name__, ())]


def impossible(kind: type[Transaction]) -> dict[str, str]:
    """The results that its rules name and no transaction ends with, and why."""
    in_tests = reached_of(kind, reached.load()["hand"])
    return {
        name: "; ".join(dict.fromkeys(each.why for each in why))
        for name, places in results_of(kind).items()
        if name not in in_tests and (why := unreachable.reason(kind.__name__, name, places)) is not None
    }


def _impossible(kind: type[Transaction]) -> str:
    lines = [f"- `{name}`: {why}" for name, why in impossible(kind).items()]
    return page("No transaction ends with these:", "\n".join(lines)) if lines else ""


def _near(kind: type[Transaction], place: str) -> str:
    """What a function is called on the page of the type."""
    own = kind.__module__.removeprefix("spec.")
    return place.removeprefix(f"{own}.").removeprefix("transactions.")


# Laws


def _laws(kind: type[Transaction]) -> str:
    named = [
        f"- [{law.name}](../../laws/{law.name}.md): {law.sentence}"
        for law in LAWS.values()
        if kind.__name__ in words(law.name)
    ]
    allowed = [
        f"- It has the privilege `{privilege.name}`{_holding(privilege)}."
        for privilege in Privilege
        if privilege in kind.privileges and privilege.name
    ]
    return page("[Every law](../../laws/index.md) holds of it.", "\n".join(named), "\n".join(allowed)).strip()


def _holding(privilege: Privilege) -> str:
    found = [name for name in LAWS if privilege.name in words(name)]
    links = ", ".join(f"[{name}](../../laws/{name}.md)" for name in found)
    return f", which others have not: {links}" if links else ""
