"""Which names the source of a law mentions: what it is about."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module
from typing import Any

from markup import ROOT


@cache
def words(law: str) -> frozenset[str]:
    """The names in the source of a law, and of the functions of its module that it uses."""
    for module in _law_modules():
        for node in _tree(module).body:
            if isinstance(node, ast.FunctionDef) and law in (_declared(node), node.name.replace("_", "-")):
                return _reached(module, node.name)
    return frozenset()


def _declared(function: ast.FunctionDef) -> str | None:
    """The name of the law that a function is declared to be, where it is not its own."""
    for decorator in function.decorator_list:
        first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return first.value
    return None


@cache
def _tree(module: Any) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _reached(module: Any, begin: str) -> frozenset[str]:
    bodies: dict[str, ast.AST] = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef):
            bodies[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                bodies[target.id] = node
    found: set[str] = set()
    waiting, seen = [begin], set()
    while waiting:
        name = waiting.pop()
        if name in bodies and name not in seen:
            seen.add(name)
            for part in ast.walk(bodies[name]):
                if isinstance(part, ast.Name):
                    found.add(part.id)
                    waiting.append(part.id)
                elif isinstance(part, ast.Attribute):
                    found.add(part.attr)
                elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
    return frozenset(found)


@cache
def _law_modules() -> tuple[Any, ...]:
    names = [
        f"spec.{folder}.{path.stem}"
        for folder in ("laws", "invariants")
        for path in sorted((ROOT / "spec" / folder).glob("*.py"))
        if path.stem != "__init__"
    ]
    return tuple(import_module(name) for name in names)
