"""How a failure mode stands: which parts it has, which tests force it, and how these last went.

A test says which mode it forces by ``@pytest.mark.failure_mode(number, kind)``. The tests are found in their
sources; how each went is in the file that the last run of the tests wrote.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from msgspec import DecodeError, Struct, json

from conformance.failure_modes.mode import KINDS, FailureMode

MARK = "failure_mode"
RECORD = Path(".failure-modes.json")
"""Where a run of the tests notes how they went, in the top folder."""
_DEFAULT = {"spec": "unit"}
"""The kind of the tests of a folder, where they do not say; of others, ``integration``."""


class ForcingTest(Struct, frozen=True):
    """A test that forces a mode."""

    number: int
    kind: str
    name: str
    """File and function."""


class Standing(Struct, frozen=True):
    """How one mode stands."""

    mode: FailureMode
    tests: tuple[ForcingTest, ...]
    missing: tuple[str, ...]
    """Parts that are not declared, kinds of test that there are not, and tests that did not pass."""

    @property
    def works(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def forcing_tests(root: Path) -> list[ForcingTest]:
    """Every test that carries a number, in the sources below a folder."""
    return [
        test
        for path in sorted((root / "tests").rglob("test_*.py"))
        for test in _in_file(path, path.relative_to(root))
    ]


def _in_file(path: Path, shown: Path) -> Iterator[ForcingTest]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(f".{MARK}"):
                    number, *kind = [ast.literal_eval(argument) for argument in decorator.args]
                    found = kind[0] if kind else _DEFAULT.get(shown.parts[1], "integration")
                    yield ForcingTest(number, found, f"{shown}::{node.name}")


def last_run(root: Path) -> dict[str, str] | None:
    """How each of these tests went when the tests were last run: passed, failed or skipped; none, where no
    run left a record."""
    try:
        return json.decode((root / RECORD).read_bytes(), type=dict[str, str])
    except (FileNotFoundError, DecodeError):
        return None


def standing(mode: FailureMode, tests: list[ForcingTest], run: dict[str, str] | None) -> Standing:
    """How a mode stands, given all tests and how the last run went."""
    own = tuple(test for test in tests if test.number == mode.number)
    kinds = {test.kind for test in own}
    missing = [f"no {part}" for part in mode.missing_parts()]
    missing += [f"no {kind} test" for kind in KINDS if kind not in kinds]
    if run is None:
        missing.append("the tests were not run here")
    else:
        missing += [
            f"{test.name}: {run.get(test.name, 'not run')}" for test in own if run.get(test.name) != "passed"
        ]
    return Standing(mode, own, tuple(missing))
