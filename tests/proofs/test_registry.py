"""Declaring and running proofs: what does not prove anything is not taken for a proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from proofs import registry, replacing
from proofs.proving import Found, prove
from proofs.registry import DeclarationError, contract, proof, run
from proofs.replacing import Moved, Seed, StaleSeed, contracted, full_name, seeded
from proofs.unknowns import integer, note
from spec import arithmetic, canonical
from spec.laws import ranges
from spec.types import AMOUNT
from tests.proofs import subject

WRONG_SUM = Seed(subject.add, "return a + b", "return a + b + 1")


@pytest.fixture(autouse=True)
def nothing_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PROOFS", {})
    monkeypatch.setattr(registry, "CONTRACTS", {})
    monkeypatch.setattr(replacing, "PACKAGES", ("tests.proofs.subject", "spec"))


def declared() -> registry.Proof:
    (found,) = registry.PROOFS.values()
    return found


def test_a_contract_is_proved_and_its_twin_refuted() -> None:
    contract("sums", subject.add, raises=(subject.TooMany,), twins=[WRONG_SUM], covers=["returns", "TooMany"])
    report = run(declared())
    assert report.fault == ""
    assert report.verdict.outcomes == {"returns": 1, "TooMany": 1}
    assert [verdict.found for _, verdict in report.twins] == [Found.REFUTED]
    assert registry.CONTRACTS.keys() == {"tests.proofs.subject.add"}
    assert subject.add.__name__ == "add"
    assert contracted()["tests.proofs.subject.add"] is subject.add


def test_an_exception_that_is_not_declared_refutes_a_contract() -> None:
    contract("sums", subject.add, twins=[WRONG_SUM])
    assert "TooMany" in run(declared()).fault


def test_a_twin_that_is_not_noticed_makes_no_proof() -> None:
    @proof("sums", subject.add, twins=[Seed(subject.add, "> LIMIT", ">= LIMIT")])
    def sums_are_not_above_the_limit() -> Any:
        """A sum is never above the limit."""
        try:
            return subject.add(integer("a", 0), integer("b", 0)) <= subject.LIMIT
        except subject.TooMany:
            return True

    assert "its twin is not refuted: add with '>= LIMIT' for '> LIMIT'" in run(declared()).fault


def test_a_twin_that_does_not_run_makes_no_proof() -> None:
    contract(
        "sums",
        subject.add,
        raises=(subject.TooMany,),
        twins=[Seed(subject.add, "return a + b", "return a + c")],
    )
    assert "its twin is not wrong, but senseless: add with 'return a + c'" in run(declared()).fault


def test_an_outcome_that_is_not_reached_makes_no_proof() -> None:
    @proof("sums", subject.add, twins=[WRONG_SUM], covers=["much"])
    def sums() -> Any:
        """A sum is a sum."""
        note("little")
        return subject.add(integer("a", 0, 3), 1) == integer("a", 0, 3) + 1

    assert run(declared()).fault == "no path ends as much"


def test_a_caller_is_proved_against_the_contract_of_what_it_calls() -> None:
    contract("sums", subject.add, raises=(subject.TooMany,), twins=[WRONG_SUM])
    contract(
        "sums",
        subject.double,
        raises=(subject.TooMany,),
        makers={"a": lambda name: integer(name, 0)},
        by_contract=[subject.add],
        twins=[Seed(subject.double, "add(a, a)", "add(a, 2)")],
    )
    report = run(registry.PROOFS["sums.double"])
    assert report.fault == ""
    assert report.verdict.outcomes == {"returns": 1, "TooMany": 1}


def test_a_call_against_a_requirement_refutes() -> None:
    contract("sums", subject.add, raises=(subject.TooMany,), twins=[WRONG_SUM])
    contract(
        "sums",
        subject.double,
        raises=(subject.TooMany,),
        by_contract=[subject.add],
        twins=[WRONG_SUM],
    )
    assert "subject.add is called against" in run(registry.PROOFS["sums.double"]).fault


def test_a_contract_that_is_not_proved_stands_for_nothing() -> None:
    contract("sums", subject.double, by_contract=[subject.add], twins=[WRONG_SUM])
    with pytest.raises(DeclarationError, match=r"subject\.add is not proved"):
        run(declared())


@pytest.mark.parametrize("name", ["no twin", "no subject matter", "no sentence", "no contract", "twice"])
def test_a_declaration_that_proves_nothing_is_refused(name: str) -> None:
    def claim() -> Any:
        """Something holds."""
        return True

    def silent() -> Any:
        return True

    declarations: dict[str, Callable[[], object]] = {
        "no twin": lambda: proof("sums", subject.add, twins=[])(claim),
        "no subject matter": lambda: proof("sums", twins=[WRONG_SUM])(claim),
        "no sentence": lambda: proof("sums", subject.add, twins=[WRONG_SUM])(silent),
        "no contract": lambda: contract("sums", arithmetic.subtract, twins=[WRONG_SUM]),
        "twice": lambda: [proof("sums", subject.add, twins=[WRONG_SUM])(claim) for _ in range(2)],
    }
    with pytest.raises(DeclarationError):
        declarations[name]()


def test_a_seed_whose_text_is_gone_is_stale() -> None:
    with pytest.raises(StaleSeed, match="0 times"), seeded(Seed(subject.add, "return a - b", "return a")):
        pass


def test_a_seed_is_taken_out_again() -> None:
    def claim() -> Any:
        return subject.add(integer("a", 0, 9), 1) <= 10

    with seeded():
        assert prove(claim).found is Found.PROVED
    with seeded(WRONG_SUM):
        assert prove(claim).found is Found.REFUTED
    with seeded(Moved(subject, "LIMIT", 5)):
        assert "TooMany" in prove(claim).reason
    assert subject.LIMIT == 100
    assert subject.add(1, 2) == 3


def test_functions_with_contracts_are_found() -> None:
    found = contracted()
    assert "spec.arithmetic.add" in found
    assert "spec.arithmetic.subtract" not in found
    assert full_name(found["spec.arithmetic.add"]) == "spec.arithmetic.add"


def test_a_mistake_in_a_function_that_stands_in_a_table_is_in_the_table_and_out_again() -> None:
    right = ranges.IN_RANGE[AMOUNT]
    with seeded(Seed(canonical.is_canonical, "abs(amount) <= MAX_DROPS", "False")):
        assert not ranges.IN_RANGE[AMOUNT](1)
    assert ranges.IN_RANGE[AMOUNT] is right
    assert right(1)
