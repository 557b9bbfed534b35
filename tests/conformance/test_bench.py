"""The benchmarks run. What they measure is nothing that a test could hold them to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from conformance.bench.__main__ import PARTS, main
from conformance.bench.figures import Figure


@pytest.mark.parametrize("part", PARTS)
def test_each_part_measures_something(part: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    ended = CliRunner().invoke(main, [part, "--quick", "--json", str(file)])
    assert ended.exit_code == 0, ended.output
    figures = json.decode(file.read_bytes(), type=list[Figure])
    assert len(figures) > 1
    assert all(figure.part == part and figure.unit for figure in figures)
    assert len({figure.name for figure in figures}) == len(figures)


def test_an_unknown_part_is_a_clear_error() -> None:
    ended = CliRunner().invoke(main, ["nothing"])
    assert ended.exit_code == 2
    assert "'nothing' is not one of" in ended.output
