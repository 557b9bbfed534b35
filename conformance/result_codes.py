"""Which results the rules of a transaction type can give, and in which order, as their source says.

The source is read and not run. Found is every result that a function names, and those that it calls: more
than can be, where a function serves several types and not all of what it says concerns each. What is only
compared with is not counted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import spec.transactions
from spec.engine import TypeRules, rules_of
from spec.results import RESULTS
from spec.transaction import TRANSACTION_TYPES, Transaction

ROOT = Path(spec.transactions.__file__).parents[2]
STEPS = ("preflight", "preflight_signed", "preclaim", "apply")
"""The functions of a type's module that end with a result, in the order in which they are asked."""
FRAMES = ("spec.engine.", "spec.ledger.", "spec.invariants.", "spec.views.", "spec.flow.", "spec.amm.")
"""What is not followed: the frame that all types share, and the payment engine and the pools, which have
tests of their own and end with results that their callers pass on."""


class Function(NamedTuple):
    """A function or class of the specification, or the value of a constant."""

    module: str
    node: ast.AST


def types() -> list[type[Transaction]]:
    """The types that have rules."""
    return [kind for _, kind in sorted(TRANSACTION_TYPES.items()) if rules_of(kind) is not None]


@cache
def _modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted((ROOT / "spec").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def _imports(module: str) -> dict[str, str]:
    """What a name stands for in a module that imports it."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(_modules()[module])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@cache
def _functions() -> dict[str, Function]:
    found = {}
    for module, tree in _modules().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[f"{module}.{node.name}"] = Function(module, node)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        found[f"{module}.{target.id}"] = Function(module, node.value)
    return found


def _names(function: Function) -> Iterator[tuple[str | None, str | None]]:
    """What a function names, in the order of the text: a result, or something else by its full name."""

    def walk(node: ast.AST, compared: bool) -> Iterator[tuple[str | None, str | None]]:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            base = _imports(function.module).get(node.value.id)
            if base is not None:
                yield None, f"{base}.{node.attr}"
            return
        if isinstance(node, ast.Name):
            if node.id not in RESULTS:
                own = f"{function.module}.{node.id}"
                yield None, _imports(function.module).get(node.id, own)
            elif not compared and node.id != "tesSUCCESS":
                yield node.id, None
            return
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                yield from walk(statement, compared)
            return
        for child in ast.iter_child_nodes(node):
            yield from walk(child, compared or isinstance(node, ast.Compare))

    return walk(function.node, compared=False)


def where_given(kind: type[Transaction]) -> dict[str, set[str]]:
    """The results that the rules of a type can give, and the functions that name each."""
    return _where_given(kind.__module__)


@cache
def _where_given(module: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = [f"{module}.{name}" for name in TypeRules.__struct_fields__]
    while waiting:
        name = waiting.pop()
        function = _functions().get(name)
        if function is None or name in seen or name.startswith(FRAMES):
            continue
        seen.add(name)
        for result, other in _names(function):
            if result is not None:
                found.setdefault(result, set()).add(name.removeprefix("spec."))
            elif other is not None:
                waiting.append(other)
    return found


def in_order(kind: type[Transaction], step: str) -> list[str]:
    """The results that a step names, itself or in functions of its module, each where it comes first."""
    found: dict[str, None] = {}
    seen: set[str] = set()

    def follow(name: str) -> None:
        function = _functions().get(name)
        if function is None or name in seen or not name.startswith(kind.__module__ + "."):
            return
        seen.add(name)
        for result, other in _names(function):
            if result is not None:
                found.setdefault(result)
            elif other is not None:
                follow(other)

    follow(f"{kind.__module__}.{step}")
    return list(found)


def documented(kind: type[Transaction], step: str) -> list[str]:
    """The results that the docstrings of the step, and of those in its module that it uses, name in order."""
    module = kind.__module__
    texts: list[str] = []
    seen: set[str] = set()

    def follow(name: str) -> None:
        function = _functions().get(name)
        if function is None or name in seen or not isinstance(function.node, ast.FunctionDef):
            return
        if not name.startswith(module + "."):
            return
        seen.add(name)
        texts.append(ast.get_docstring(function.node) or "")
        for _, other in _names(function):
            if other is not None:
                follow(other)

    follow(f"{module}.{step}")
    words = re.findall(r"\w+", " ".join(texts))
    return [word for word in words if word in RESULTS]
