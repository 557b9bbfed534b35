"""Inputs for every path and every boundary: complete where they can be, and honest where they cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from proofs.paths import Limits
from proofs.proving import inputs_from
from proofs.samples import Sample, Sampler, Tally, samples
from proofs.unfolding import unfolding
from proofs.unknowns import Trial, integer, one_of, truth, whichever
from spec.transaction import TRANSACTION_TYPES
from spec.transactions.check_cancel import CheckCancel


def sampled(function: Callable[[], Any], paths: int = 100) -> tuple[list[Sample[Any]], Tally]:
    tally = Tally()
    return list(samples(function, Sampler(Limits(paths=paths)), tally)), tally


def charge() -> str:
    held, asked = integer("held", 0, 100), integer("asked", -5, 200)
    if asked <= 0:
        return "nothing is asked"
    if truth("it is free"):
        return "free"
    return "paid" if held >= asked else "too much"


def test_every_path_has_inputs_that_lead_along_it() -> None:
    found, tally = sampled(charge)
    assert tally.paths == 4
    assert {one.result for one in found if not one.edge} == {"nothing is asked", "free", "paid", "too much"}
    for one in found:
        with inputs_from(Trial(one.values)):
            assert charge() == one.result


def test_every_comparison_is_met_on_both_sides_and_on_the_spot() -> None:
    found, tally = sampled(charge)
    asked = {one.values["asked"] for one in found if one.edge}
    assert {-1, 0, 1} <= asked
    apart = {
        one.values["held"] - one.values["asked"] for one in found if one.edge and one.values["asked"] > 0
    }
    assert {-1, 0, 1} <= apart
    assert tally.edges == 6
    assert tally.beyond == 0


def test_a_boundary_that_nothing_reaches_is_counted() -> None:
    def unreachable() -> str:
        return "small" if integer("count", 0, 10) <= 10_000 else "large"

    found, tally = sampled(unreachable)
    assert [one.result for one in found] == ["small"]
    assert (tally.edges, tally.beyond) == (0, 3)

    def half() -> bool:
        count = integer("count", 0, 10)
        return bool(count <= 0)

    _, tally = sampled(half)
    assert (tally.edges, tally.beyond) == (2, 1), "a count of -1 is not to be had"


def test_a_wide_input_has_one_value_where_that_is_asked_for_and_a_narrow_one_all() -> None:
    def wide() -> int:
        return len(integer("number", 0, 2**32 - 1).to_bytes(4, "big"))

    def narrow() -> str:
        return str(one_of("which", "one", "two", "three"))

    assert sampled(wide)[1].paths == 1
    assert Counter(one.result for one in sampled(narrow)[0]) == {"one": 1, "two": 1, "three": 1}


def test_a_table_is_looked_up_with_each_value() -> None:
    def looked_up() -> str:
        return {4: "four", 8: "eight"}.get(integer("number", 0, 63) * 4, "none")

    found, tally = sampled(looked_up)
    assert {one.result for one in found} == {"four", "eight", "none"}
    assert tally.left == 0


def test_where_paths_are_too_many_each_question_still_has_both_answers() -> None:
    def many() -> int:
        sizes = [integer(f"size {number}", 0, 99) for number in range(6)]
        large = 1 if sizes[0] > 50 else 0
        large += 1 if sizes[1] > 50 else 0
        large += 1 if sizes[2] > 50 else 0
        large += 1 if sizes[3] > 50 else 0
        large += 1 if sizes[4] > 50 else 0
        return large + (1 if sizes[5] > 50 else 0)

    found, tally = sampled(many, 7)
    assert tally.paths == 7
    assert tally.left > 0
    for number in range(6):
        assert {one.values[f"size {number}"] > 50 for one in found if not one.edge} == {False, True}


def test_a_rule_that_cannot_be_followed_is_told() -> None:
    def strange() -> str:
        return "small" if integer("number", 0, 9) < 5 else chr(integer("number", 0, 9) / 2)  # type: ignore[arg-type]

    found, tally = sampled(strange)
    assert {one.result for one in found} == {"small"}
    assert tally.lost.total() == 1
    assert "TypeError" in next(iter(tally.lost))


def test_a_transaction_unfolds_as_rules_look_at_it() -> None:
    asked = []

    def unfold(slot: Any) -> Any:
        asked.append(slot.attribute)
        return None

    tx = unfolding(CheckCancel)(account=b"\x01" * 20)
    tx.unfold = unfold
    assert (tx.account, tx.flags, tx.flags, tx.type_name) == (b"\x01" * 20, None, None, "CheckCancel")
    assert asked == ["flags"]
    assert TRANSACTION_TYPES[CheckCancel.code] is CheckCancel


def test_of_some_results_there_can_be_enough() -> None:
    def three() -> int:
        x = integer("x", 0, 99)
        return 0 if x < 10 else 1 if x < 20 else 2

    tally = Tally()
    found = [sample.result for sample in samples(three, Sampler(), tally, lambda result: result == 1)]
    assert {*found} >= {0, 2}
    assert tally.paths == 2


def test_where_it_does_not_matter_which_there_is_one_value() -> None:
    def narrow() -> int:
        return whichever(integer("x", 0, 3)) + whichever(5)

    found, tally = sampled(narrow)
    assert tally.paths == len(found) == 1
    assert found[0].result == found[0].values["x"] + 5


def test_products_are_held_to_one_of_their_factors() -> None:
    def product() -> bool:
        return bool(integer("x", 2, 10**15) * integer("y", 2, 10**15) > 10**20)

    found, tally = sampled(product)
    assert {sample.result for sample in found} == {True, False}
    assert tally.near == 0
    for sample in found:
        assert sample.result == (sample.values["x"] * sample.values["y"] > 10**20)


def test_what_the_solver_cannot_hold_is_run_to_see() -> None:
    def primes() -> bool:
        x, y = integer("x", 2, 10**9), integer("y", 2, 10**9)
        return bool(x * y == 1_000_000_007 * 998_244_353)

    found, tally = sampled(primes)
    assert tally.near == 1
    for sample in found:
        assert sample.result == (sample.values["x"] * sample.values["y"] == 1_000_000_007 * 998_244_353)
