"""One round of a loop, taken out of its function: that is what a rank is proved over.

A loop that may go round very often is not run through. Its condition and its body are run once, from any
state in which it may be; when the rank, a whole number, is not negative wherever a round begins and smaller
wherever another may follow, no loop goes on for ever.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from proofs.replacing import full_name, plain

State: TypeAlias = Mapping[str, Any]
"""What the names in a loop stand for."""


class NoSuchLoop(ValueError):
    """The function has fewer loops."""


def one_round(function: Callable[..., Any], place: int, given: State) -> State | None:
    """What the names stand for after one round of a loop; nothing, when the loop was left.

    Loops of a function are counted from 0, in the order of its text. ``given`` has the local names of the
    loop, and may have names of the module, which then stand for something else.

    Raises NoSuchLoop, and what the body raises.
    """
    body = plain(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(body)))
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
    if place >= len(loops):
        raise NoSuchLoop(f"{full_name(body)} has {len(loops)} loops, and no loop {place}")
    loop = loops[place]
    names = {node.id for node in ast.walk(loop) if isinstance(node, ast.Name)}
    used = sorted(names & {*body.__code__.co_varnames, *given})
    scope: dict[str, Any] = {}
    code = compile(ast.fix_missing_locations(_module(loop, used)), f"<a round of {full_name(body)}>", "exec")
    exec(code, body.__globals__, scope)  # noqa: S102 - the text is the specification's own
    after: State | None = scope["one_round"](**{name: given.get(name) for name in used})
    return after


def _module(loop: ast.While, names: list[str]) -> ast.Module:
    """A function of these names that goes round the loop once, and gives them back if it was not left."""
    state = ast.Call(ast.Name("dict", ast.Load()), [], [ast.keyword(one, ast.Name(one)) for one in names])
    body = [_Ending(state).visit(statement) for statement in loop.body]
    names_in = [ast.arg(name) for name in names]
    function = ast.FunctionDef(
        "one_round",
        ast.arguments([], [], None, names_in, [None] * len(names), None, []),
        [ast.If(loop.test, body, [ast.Return(None)]), ast.Return(state)],
        [],
    )
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and not hasattr(node, "ctx"):
            node.ctx = ast.Load()
    return ast.Module([function], [])


class _Ending(ast.NodeTransformer):
    """Makes of what ends the round, or the loop, what ends the function."""

    def __init__(self, state: ast.expr) -> None:
        self.state = state

    def visit_Continue(self, node: ast.Continue) -> ast.stmt:
        return ast.Return(self.state)

    def visit_Break(self, node: ast.Break) -> ast.stmt:
        return ast.Return(None)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        return ast.Return(None)

    def _inner(self, node: ast.stmt) -> ast.stmt:
        """A loop in the loop, whose own endings are not the round's; only ``return`` leaves both."""
        if any(isinstance(inner, ast.Break | ast.Continue | ast.Return) for inner in ast.walk(node)):
            raise NoSuchLoop("a loop inside the loop ends in the middle: take its rank by itself")
        return node

    visit_For = visit_While = _inner
