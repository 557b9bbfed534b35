"""The table of what vectors, traffic and tests reach is put together from what they wrote."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from conformance import reached
from conformance.cli import conformance
from conformance.result_codes import types, where_given
from conformance.runs import Case, Run

HAND = {"hand": {"CheckCancel": {"tecNO_ENTRY": "a test", "terPRE_SEQ": "a test"}}, "generated": {}}


def put_together(folder: Path, hand: bytes) -> tuple[int, str]:
    vectors = Run("replay", "reference", "recordings", "vectors", [Case("check-001", "check")])
    vectors.note_outcome("CheckCancel", "tesSUCCESS")
    traffic = Run(
        "differential", "the node", "the reference", "ledgers", [Case("a", "b", detail="much")], seed=3
    )
    vectors.write(folder / "vectors.json")
    traffic.write(folder / "traffic.json")
    (folder / "hand.json").write_bytes(hand)
    files = [f"--{name}={folder / name}.json" for name in ("vectors", "traffic", "hand", "out")]
    result = CliRunner().invoke(conformance, ["reached", *files])
    return result.exit_code, result.output


def test_only_what_the_rules_name_is_told(tmp_path: Path) -> None:
    status, output = put_together(tmp_path, msgspec.json.encode(HAND))
    assert status == 0, output
    found = msgspec.json.decode((tmp_path / "out.json").read_bytes(), type=dict[str, reached.Way])
    assert found == {
        "vectors": reached.Way("1 vectors, recordings", {"CheckCancel": ["tesSUCCESS"]}),
        "traffic": reached.Way("seed 3: much", {}),
        "hand": reached.Way("tests of each type", {"CheckCancel": ["tecNO_ENTRY"]}),
    }


@pytest.mark.parametrize("hand", [b"", b"[]", b"{}", b"\xff"])
def test_what_the_tests_did_not_write_is_a_clear_error(tmp_path: Path, hand: bytes) -> None:
    status, output = put_together(tmp_path, hand)
    assert status == 1
    assert "hand.json is not what CANON_OUTCOMES writes" in output


def test_the_table_of_the_documentation_names_results_of_the_rules() -> None:
    table = reached.load()
    assert list(table) == ["vectors", "traffic", "hand"]
    named = {kind.__name__: {*where_given(kind), "tesSUCCESS"} for kind in types()}
    for way in table.values():
        assert all(set(results) <= named[kind] for kind, results in way.results.items())
