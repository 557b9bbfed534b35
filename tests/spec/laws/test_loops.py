"""Every loop of the specification has a rank: it is checked while the loop runs, or listed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from spec import contracts
from spec.laws.loops import RANKS
from spec.termination import NotTerminating, Variant, bounded, decreases

SPEC = Path(__file__).resolve().parents[3] / "spec"


def loops() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with a ``while``, by module and name."""
    for path in sorted(SPEC.rglob("*.py")):
        module = ".".join(path.relative_to(SPEC).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and whiles(node):
                yield f"{module}.{node.name}", node


def whiles(function: ast.FunctionDef) -> list[ast.While]:
    """The loops of a function that go on while something holds."""
    return [node for node in ast.walk(function) if isinstance(node, ast.While)]


def checks_its_rank(function: ast.FunctionDef) -> bool:
    """Whether each of its loops tells a Variant how far it is."""
    return all(
        any(isinstance(call, ast.Attribute) and call.attr == "decrease_to" for call in ast.walk(loop))
        for loop in whiles(function)
    )


@pytest.mark.failure_mode(85)
def test_every_loop_has_a_rank() -> None:
    assert {name for name, function in loops() if not checks_its_rank(function)} == RANKS.keys()


@pytest.mark.failure_mode(85)
def test_no_loop_goes_on_for_ever_by_its_condition() -> None:
    for name, function in loops():
        assert not any(isinstance(loop.test, ast.Constant) for loop in whiles(function)), name


@pytest.mark.failure_mode(85)
def test_a_loop_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotTerminating, match="rounds of it: more than 3 rounds"):
        list(bounded(3, "rounds of it"))
    left = Variant("what is left")
    left.decrease_to(2)
    left.decrease_to(0)
    with pytest.raises(NotTerminating, match="what is left: 0 after 0"):
        left.decrease_to(0)
    monkeypatch.setattr(contracts, "ENABLED", False)
    left.decrease_to(5)
    rounds = bounded(3, "rounds of it")
    assert [next(rounds) for _ in range(5)] == [0, 1, 2, 3, 4]


@pytest.mark.failure_mode(85)
@pytest.mark.parametrize(
    ("before", "after", "nearer"),
    [
        (None, 0, True),
        (None, -1, False),
        (3, 2, True),
        (3, 0, True),
        (3, 3, False),
        (3, 4, False),
        (0, -1, False),
    ],
)
def test_what_comes_nearer_to_its_end(before: int | None, after: int, nearer: bool) -> None:
    assert decreases(before, after) is nearer
