"""What `canon verify` compares, and when it fails."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType

import msgspec
import pytest
from click.testing import CliRunner

from proofs import registry, replacing, verify
from proofs.cli import verify_command
from proofs.gate import Search
from proofs.standing import LISTED, Standing
from proofs.verify import ProofResult, Verification
from tests.proofs import subject

DECLARED = dict(registry.load())
ADD = "tests.proofs.subject.add"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> dict[str, Standing]:
    """One function with a contract, and a table of standings that lists it as proved."""
    contracted: dict[str, FunctionType] = {ADD: subject.add}  # type: ignore[dict-item]
    listed = {ADD: Standing.PROVED}
    monkeypatch.setattr(verify, "contracted", lambda: contracted)
    monkeypatch.setattr(verify, "LISTED", listed)
    monkeypatch.setattr(registry, "PROOFS", {})
    monkeypatch.setattr(registry, "CONTRACTS", {ADD: None})
    return listed


def proof(fault: str = "") -> ProofResult:
    return ProofResult("sums", "add", "", (ADD,), "proved", {"returns": 1}, fault, 1.0, [], of_contract=True)


def faults(proofs: list[ProofResult], searches: list[Search] | None = None) -> list[str]:
    found = Verification(quick=True, proofs=proofs, searches=searches or [])
    found.functions = list(verify._function_rows(found))
    return list(verify._faults(found, compare=True))


def test_what_is_as_good_as_listed_is_no_fault(world: dict[str, Standing]) -> None:
    assert faults([proof()]) == []
    world[ADD] = Standing.SEARCHED
    assert faults([proof()]) == []
    assert faults([], [Search(ADD, Standing.SEARCHED, 1.0)]) == []


def test_a_proof_that_is_left_out_is_no_fault(world: dict[str, Standing]) -> None:
    assert faults([]) == []


def test_a_proof_that_fails_is_a_fault_twice(world: dict[str, Standing]) -> None:
    assert faults([proof("timed out")]) == [
        "proof sums.add: timed out",
        f"{ADD} is unknown, and listed as proved: timed out",
    ]


def test_a_counterexample_of_crosshair_outweighs_a_proof(world: dict[str, Standing]) -> None:
    (fault,) = faults([proof()], [Search(ADD, Standing.BROKEN, 1.0, "when calling add(0)")])
    assert fault == f"{ADD} is broken, and listed as proved: when calling add(0)"


def test_what_was_searched_is_not_confirmed(world: dict[str, Standing]) -> None:
    world[ADD] = Standing.CONFIRMED
    assert "is searched, and listed as confirmed" in faults([], [Search(ADD, Standing.SEARCHED, 1.0)])[0]
    assert faults([]) == [f"{ADD} was not looked at"]


def test_a_function_that_is_not_listed_is_a_fault(world: dict[str, Standing]) -> None:
    world.clear()
    assert faults([proof()]) == [f"{ADD} has a contract and is not listed in proofs/standing.py"]


def test_a_function_that_is_gone_is_a_fault(world: dict[str, Standing]) -> None:
    world["spec.arithmetic.gone"] = Standing.SEARCHED
    assert faults([proof()]) == ["spec.arithmetic.gone is listed in proofs/standing.py and has no contract"]


def test_what_is_listed_as_proved_has_a_proof(
    world: dict[str, Standing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "CONTRACTS", {})
    assert faults([]) == [f"{ADD} is listed as proved, and no proof of its contract is declared"]


def test_a_law_that_there_is_not_is_a_fault(
    world: dict[str, Standing], monkeypatch: pytest.MonkeyPatch
) -> None:
    lawless = msgspec.structs.replace(DECLARED["numbers.add"], about=("no-such-law",))
    monkeypatch.setattr(registry, "PROOFS", {"x.y": lawless})
    assert faults([]) == ["proof x.y is about the law no-such-law, which there is not"]


def test_the_command_proves_one_subject(tmp_path: Path) -> None:
    file = tmp_path / "verify.json"
    result = CliRunner().invoke(
        verify_command, ["--quick", "--jobs", "1", "--subject", "trust lines", "--json", str(file)]
    )
    assert result.exit_code == 0, result.output
    assert "verify: 1 of 1 proofs hold, 1 of 1 mistakes noticed" in result.output.splitlines()[-1]
    found = msgspec.json.decode(file.read_bytes(), type=Verification)
    assert found.proofs[0].outcomes.keys() == {"returns", "Failure"}
    assert found.proofs[0].twins[0].refuted
    assert {row.name for row in found.functions} == LISTED.keys()


def test_a_proof_that_breaks_down_is_told_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = replacing.Seed(subject.add, "no such text", "x")
    broken = msgspec.structs.replace(DECLARED["numbers.to_issued"], twins=(stale,))
    monkeypatch.setattr(registry, "PROOFS", {"numbers.broken": broken})
    result = verify.run_proof("numbers.broken")
    assert result.standing == "not proved"
    assert result.fault.startswith("StaleSeed: tests.proofs.subject.add has 'no such text' 0 times")


def test_a_subject_that_there_is_not_is_told() -> None:
    result = CliRunner().invoke(verify_command, ["--quick", "--jobs", "1", "--subject", "poetry"])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Error: there is no proof of poetry"
