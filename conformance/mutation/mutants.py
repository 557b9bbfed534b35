"""The changes that are made to a rule, found in its source.

Each is one slip: a comparison that takes or leaves its boundary, a sum that is a difference, a number that is
one off, a condition the wrong way round, a result that is another, a check or an effect that is left out.
What is declared and not executed (formats, contracts, annotations) is left alone: codecs, solvers and the
type checker look after that.
"""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from inspect import getsource
from types import CodeType, FunctionType, ModuleType
from typing import Any

from msgspec import Struct

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
CONNECTIVES: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}
RESULT = ("tec", "tef", "tel", "tem", "ter", "tes")


class Mutant(Struct, frozen=True, order=True):
    """One change to one function."""

    module: str
    function: str
    """Its qualified name in the module."""
    line: int
    last_line: int
    before: str
    after: str
    place: int
    """Which change of the function it is, counted from 0."""
    turn: int
    """Which of the function's changes of the same text it is, counted from 1."""

    @property
    def name(self) -> str:
        """What names the change as long as the function has the same text before it."""
        turn = f" #{self.turn}" if self.turn > 1 else ""
        return f"{self.module}:{self.function}:{self.before} -> {self.after}{turn}"


Change = tuple[ast.AST, ast.AST | None, Callable[[], None]]


class Source:
    """A module of the specification whose functions can be changed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.module: ModuleType = importlib.import_module(name)
        self.path = self.module.__file__ or ""

    @cached_property
    def text(self) -> str:
        """The module's source."""
        return getsource(self.module)

    @cached_property
    def results(self) -> list[str]:
        """The result codes that the module knows by name."""
        return sorted(name for name in vars(self.module) if name.startswith(RESULT) and name[3:4].isupper())

    def mutants(self) -> list[Mutant]:
        """Every change, in the order of the source."""
        tree = ast.parse(self.text)
        found = []
        for qualified, function in _functions(tree):
            turns: Counter[tuple[str, str]] = Counter()
            for place, (node, replacement, _) in enumerate(self._changes(function)):
                before = ast.unparse(node)
                after = "(left out)" if replacement is None else ast.unparse(replacement)
                line = getattr(node, "lineno", function.lineno)
                last = getattr(node, "end_lineno", line)
                turns[before, after] += 1
                turn = turns[before, after]
                found.append(Mutant(self.name, qualified, line, last, before, after, place, turn))
        return found

    def apply(self, mutant: Mutant) -> bool:
        """Make the change in this process. Gives whether it could be made."""
        tree = ast.parse(self.text)
        function = next(node for name, node in _functions(tree) if name == mutant.function)
        for place, (_, _, change) in enumerate(self._changes(function)):
            if place == mutant.place:
                change()
                break
        code = compile(ast.fix_missing_locations(tree), self.path, "exec")
        live = _live_function(self.module, mutant.function)
        changed = _code_of(code, mutant.function)
        if live is None or changed is None or live.__code__.co_freevars != changed.co_freevars:
            return False
        live.__code__ = changed
        return True

    def _changes(self, function: ast.FunctionDef) -> Iterator[Change]:
        yield from _left_out(function)
        for statement in _body(function):
            for node in ast.walk(statement):
                yield from self._in_node(node)

    def _in_node(self, node: ast.AST) -> Iterator[Change]:
        match node:
            case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
                yield _with(node, "ops", [COMPARISONS[type(operator)]()])
            case ast.BoolOp(op=connective):
                yield _with(node, "op", CONNECTIVES[type(connective)]())
            case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in OPERATORS:
                yield _with(node, "op", OPERATORS[type(operator)]())
            case ast.Constant(value=bool(value)):
                yield _with(node, "value", not value)
            case ast.Constant(value=int(value)):
                yield _with(node, "value", value + 1)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if _is_plain(test):
                yield _with(node, "test", ast.UnaryOp(ast.Not(), test), shown=test)
            case ast.UnaryOp(op=ast.Not(), operand=operand) if _is_plain(operand):
                yield _with(node, "operand", ast.UnaryOp(ast.Not(), operand))
            case ast.Call(args=[*_, ast.Name(id=code)]) if code in self.results and len(self.results) > 1:
                other = self.results[(self.results.index(code) + 1) % len(self.results)]
                yield _with(node.args[-1], "id", other)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and of its classes, by qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of a function, its docstring left out."""
    return function.body[ast.get_docstring(function) is not None :]


def _left_out(function: ast.FunctionDef) -> Iterator[Change]:
    """Leave out one call for its effect, one return, or what ends or goes on with a loop."""
    for holder in ast.walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(holder, field, None)
            if isinstance(block, list):
                for place, inner in enumerate(block):
                    yield from _without(block, place, inner)


def _without(block: list[ast.stmt], place: int, inner: ast.stmt) -> Iterator[Change]:
    is_call = isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call)
    if is_call or isinstance(inner, ast.Return | ast.Break | ast.Continue | ast.Delete):

        def change() -> None:
            block[place] = ast.copy_location(ast.Pass(), inner)

        yield inner, None, change


def _with(node: ast.AST, field: str, value: Any, shown: ast.AST | None = None) -> Change:
    """The change of one part of a node."""
    changed = _copy(node)
    setattr(changed, field, value)
    replacement = changed if shown is None else value

    def change() -> None:
        setattr(node, field, value)

    return (node if shown is None else shown), replacement, change


def _copy(node: ast.AST) -> ast.AST:
    return type(node)(**{field: getattr(node, field) for field in node._fields if hasattr(node, field)})


def _is_plain(test: ast.expr) -> bool:
    """Whether a condition has no operator that is changed anyhow."""
    return not isinstance(test, ast.Compare | ast.BoolOp) and not (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    )


def _code_of(code: CodeType, qualified: str) -> CodeType | None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == qualified:
                return constant
            found = _code_of(constant, qualified)
            if found is not None:
                return found
    return None


def _live_function(module: ModuleType, qualified: str) -> FunctionType | None:
    """The function as it is called, without what is wrapped around it."""
    found: Any = module
    for name in qualified.split("."):
        found = vars(found).get(name)
    found = getattr(found, "fget", None) or getattr(found, "func", None) or found
    found = getattr(found, "__func__", found)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found if isinstance(found, FunctionType) else None
