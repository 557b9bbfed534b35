"""The engine is trusted, so it is held to Python itself: random programs, and every trap that is known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import count, product
from typing import Any

import pytest
import z3
from hypothesis import example, given
from hypothesis import strategies as st

from proofs.paths import Exhausted, Explorer, Forgetful, Limits, merged, term_of
from proofs.proving import EngineError, Found, prove, try_out
from proofs.symbolic import every, implies, negation, same, some
from proofs.unknowns import assume, flags, integer, note, one_of, outcome_of, truth
from tests.proofs.programs import COMPARISONS, PROGRAMS, VARIABLES, Program, run

LIMITS = Limits(paths=400, seconds=20, question_ms=1000, claim_ms=3000)
SMALL = st.integers(-30, 30)


def unknown_inputs(explorer: Explorer) -> dict[str, Any]:
    return {name: explorer.integer(name, -30, 30) for name in VARIABLES}


@given(PROGRAMS, st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=4))
def test_each_concrete_run_is_exactly_one_path_with_the_same_result(
    program: Program, inputs: list[tuple[int, int, int]]
) -> None:
    explorer = Explorer(LIMITS)
    paths = []
    try:
        for path in explorer.explore(lambda: run(program, **unknown_inputs(explorer))):
            paths.append((path, [one.exact() for one in explorer.products]))
    except Exhausted:
        return  # programs with very many paths are left to the other tests
    for values in inputs:
        expected = run(program, **dict(zip(VARIABLES, values, strict=True)))
        given_inputs = [z3.Int(name) == value for name, value in zip(VARIABLES, values, strict=True)]
        met = []
        for path, exact in paths:
            solver = z3.Solver()
            solver.add(*given_inputs, *path.facts, *exact)
            if solver.check() == z3.sat:
                met.append(
                    path.result
                    if path.result is ZeroDivisionError
                    else tuple(
                        solver.model().eval(term_of(part), model_completion=True).as_long()
                        for part in path.result
                    )
                )
        assert met == [expected]


@given(PROGRAMS, st.sampled_from(sorted(COMPARISONS)), st.sampled_from(VARIABLES), SMALL)
@example([("let", "z", "*", "x", "y")], "!=", "z", 12)
@example([("let", "z", "//", "x", "y"), ("let", "z", "*", "z", "y")], "<=", "z", 3)
def test_what_is_proved_holds_and_what_is_refuted_does_not(
    program: Program, comparison: str, variable: str, bound: int
) -> None:
    def claim_about(result: Any) -> Any:
        if result is ZeroDivisionError:
            return True
        return COMPARISONS[comparison](result[VARIABLES.index(variable)], bound)

    def claim() -> Any:
        return claim_about(run(program, **{name: integer(name, -3, 3) for name in VARIABLES}))

    verdict = prove(claim, LIMITS)
    grid = product(range(-3, 4), repeat=3)
    truth_of_it = all(claim_about(run(program, **dict(zip(VARIABLES, one, strict=True)))) for one in grid)
    if verdict.found is not Found.NOT_PROVED:
        assert (verdict.found is Found.PROVED) == truth_of_it
    if verdict.counterexample is not None:
        assert not try_out(claim, verdict.counterexample)[0]


def refuted(claim: Callable[[], Any], limits: Limits = LIMITS) -> dict[str, int]:
    verdict = prove(claim, limits)
    assert verdict.found is Found.REFUTED, str(verdict)
    assert verdict.counterexample is not None
    return verdict.counterexample


def proved(claim: Callable[[], Any], limits: Limits = LIMITS) -> dict[str, int]:
    verdict = prove(claim, limits)
    assert verdict.found is Found.PROVED, str(verdict)
    return dict(verdict.outcomes)


def test_division_rounds_down_with_either_sign_of_the_divisor() -> None:
    def claim() -> Any:
        a, b = integer("a", -50, 50), one_of("b", 7, -7, 1, -1)
        q, r = divmod(a, b)
        between = every(r >= 0, r < b) if b > 0 else every(r <= 0, r > b)
        return every(a == q * b + r, between, q == a // b, r == a % b)

    proved(claim)


def test_a_division_by_what_can_be_zero_is_refuted() -> None:
    assert refuted(lambda: 100 // integer("a", -5, 5) <= 100) == {"a": 0}


def test_products_of_unknowns_are_bounded_and_a_counterexample_is_a_true_one() -> None:
    def small() -> Any:
        return integer("a", 0, 10**9) * integer("b", 0, 10**9) <= 10**18

    def too_small() -> Any:
        return integer("a", 0, 10**9) * integer("b", 0, 10**9) != 7 * 11

    proved(small)
    found = refuted(too_small)
    assert found["a"] * found["b"] == 77


def test_products_do_not_depend_on_their_order() -> None:
    def claim() -> Any:
        a, b = integer("a"), integer("b")
        return a * b == b * a

    proved(claim)


def test_bits_of_what_is_unknown_are_those_of_python() -> None:
    def claim() -> Any:
        value = integer("value", 0, 31)
        settled = int(value)
        masks = (0, 0x0F, 0x16, 0x1F, ~0x10)
        found = tuple((value & mask, value | mask, value ^ mask) for mask in masks)
        return same(found, tuple((settled & mask, settled | mask, settled ^ mask) for mask in masks))

    assert proved(claim) == {"returns": 32}
    with pytest.raises(TypeError, match="bits of b and of another unknown"):
        list(Explorer().explore(lambda: Explorer().integer("a", 0, 1) & Explorer().integer("b", 0, 1)))


def test_an_index_takes_every_value_and_none_twice() -> None:
    def claim() -> Any:
        note(str(int(integer("a", 3, 6))))
        return True

    assert proved(claim) == {"3": 1, "4": 1, "5": 1, "6": 1}


def test_an_index_after_the_same_question_is_replayed_rightly() -> None:
    def claim() -> Any:
        a, b = integer("a", 0, 5), integer("b", 0, 5)
        if a == 3:
            note("three")
        value = int(a)
        return every(a == value, some(b < 3, b >= 3)) if b > 2 else a == value

    assert sum(proved(claim).values()) == 12


def test_symbols_pass_for_integers_but_not_unseen() -> None:
    def claim() -> Any:
        value, yes = integer("value", 0, 9), truth("yes")
        assert isinstance(value, int)
        assert isinstance(yes, bool)
        with pytest.raises(TypeError):
            hash(value)
        with pytest.raises(TypeError):
            value < 1.5  # noqa: B015 - no float has a place here
        found = (10, 20, 30)[value % 3], bisect_left([2, 4, 8], value), [0] * value
        return every(
            found[0] == 10 * (value % 3 + 1),
            len(found[2]) == value,
            implies(value > 8, found[1] == 3),
            value.to_bytes(4, "big")[3] == value,
        )

    proved(claim)


def test_what_a_rule_catches_is_not_the_end_of_a_path() -> None:
    def claim() -> Any:
        value = integer("value", 0, 9)
        try:
            assume(value > 5)
        except Exception:
            return False
        return value > 5

    proved(claim)


def test_an_exception_that_nobody_expects_refutes() -> None:
    def claim() -> Any:
        if integer("value", 0, 99) == 42:
            raise KeyError("unexpected")
        return True

    assert refuted(claim) == {"value": 42}


def test_refusals_are_outcomes() -> None:
    def claim() -> Any:
        found = outcome_of(divmod, 10, integer("value", 0, 3), refusals=(ZeroDivisionError,))
        if found is ZeroDivisionError:
            note("refused")
            return True
        return every(found[0] >= 3, found[1] < 3)

    assert proved(claim) == {"refused": 1, "returns": 1}


def test_a_proof_over_no_path_is_none() -> None:
    def claim() -> Any:
        assume(integer("value", 0, 9) > 9)
        return True

    verdict = prove(claim)
    assert verdict.found is Found.NOT_PROVED
    assert "no path" in verdict.reason


def test_a_loop_without_a_bound_is_not_proved() -> None:
    def claim() -> Any:
        value = integer("value", 0)
        while value > 0:
            value = value - 1
        return value == 0

    verdict = prove(claim, Limits(decisions=50))
    assert verdict.found is Found.NOT_PROVED
    assert "more than 50 decisions" in verdict.reason


def test_what_takes_too_long_is_not_proved() -> None:
    def claim() -> Any:
        return int(integer("value", 0, 10**9)) >= 0

    verdict = prove(claim, Limits(seconds=0.2, decisions=10**9))
    assert verdict.found is Found.NOT_PROVED
    assert "not finished in 0.2 s" in verdict.reason
    assert "more than 10 paths" in prove(claim, Limits(paths=10)).reason


def test_what_the_solver_cannot_tell_is_not_proved() -> None:
    def claim() -> Any:
        a, b, c = (integer(name, 2, 10**6) for name in "abc")
        return a * a * a + b * b * b != c * c * c

    verdict = prove(claim, Limits(claim_ms=200))
    assert verdict.found is Found.NOT_PROVED
    assert "cannot tell" in verdict.reason


def test_a_function_that_remembers_is_found_out() -> None:
    calls = count()

    def forgetful() -> Any:
        return integer("value", 0, 9) > next(calls)

    def claim() -> Any:
        return bool(forgetful()) in (False, True)

    with pytest.raises(Forgetful):
        prove(claim)


def test_an_engine_that_is_wrong_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Explorer, "quotient", lambda self, a, b: (self.unknown("q"), self.unknown("r")))
    with pytest.raises(EngineError, match="no counterexample"):
        prove(lambda: integer("value", 0, 9) // 2 <= 4)


def test_claims_are_joined_without_a_fork() -> None:
    def claim() -> Any:
        a, b = integer("a", 0, 9), integer("b", 0, 9)
        joined = some(a < b, a > b, same((a, 1), (b, 1)))
        return every(joined, negation(every(a < b, b < a)), True)

    assert proved(claim) == {"returns": 1}
    assert every(True, True) is True
    assert some(False, False) is False
    assert negation(True) is False
    assert same((1, 2), (1, 3)) is False
    assert same((1,), (1, 2)) is False


def test_flags_are_bits_of_an_integer_each_asked_for_by_itself() -> None:
    def claim(wrong: int) -> Any:
        def ask() -> Any:
            found = flags("f")
            with_four = found | 4
            without_four = with_four & ~4
            if not 0 <= found < 2**32 or found != flags("f") or not with_four & 4 or without_four & 4:
                return False
            if found & 8:
                note("eight")
            return every(
                with_four - without_four == 4 + wrong,
                same(found & 6, (found & 2) + (found & 4)),
                (found ^ 1) != found,
                implies(found & 9 == 9, found >= 9),
                implies(found == 0, found & 12 == 0),
            )

        return ask

    verdict = prove(claim(0), LIMITS)
    assert verdict.found is Found.PROVED
    assert verdict.outcomes == {"eight": 1, "returns": 1}
    assert prove(claim(1), LIMITS).found is Found.REFUTED


def test_a_counterexample_in_flags_is_tried_out_on_an_integer() -> None:
    verdict = prove(lambda: flags("f") & 0x80000003 != 0x80000001, LIMITS)
    assert verdict.found is Found.REFUTED
    assert verdict.counterexample is not None
    assert {name for name, value in verdict.counterexample.items() if value} == {"f, bit 0", "f, bit 31"}


def _is_between(value: int, low: int, high: int) -> bool:
    return low <= value and (value <= high or value == 100)


def test_a_merged_question_forks_no_path_and_has_the_same_answer() -> None:
    ask = merged(_is_between)
    assert ask(5, 1, 9)
    assert not ask(0, 1, 9)

    def claim(high: int) -> Any:
        def same_answer() -> Any:
            x = integer("x", 0, 200)
            merged_answer = ask(x, 3, high)
            note("asked")
            return merged_answer == some(every(x >= 3, x <= 9), x == 100)

        return same_answer

    verdict = prove(claim(9), LIMITS)
    assert verdict.found is Found.PROVED
    assert verdict.paths == 1
    assert prove(claim(8), LIMITS).found is Found.REFUTED


@pytest.mark.parametrize(
    "question",
    [
        lambda x: 10 // x == 2,
        lambda x: 2 ** int(x) > 4,
        lambda x: all(x != n for n in range(100, 300)),
        lambda x: [10, 20, 30, 40, 50, 60][x - 1] > 10,
    ],
)
def test_what_cannot_be_merged_forks_as_ever(question: Callable[[Any], Any]) -> None:
    def claim() -> Any:
        x = integer("x", 1, 6)
        note("yes" if merged(question)(x) else "no")
        return True

    def plainly() -> Any:
        x = integer("x", 1, 6)
        note("yes" if question(x) else "no")
        return True

    merged_one, plain_one = prove(claim, LIMITS), prove(plainly, LIMITS)
    assert merged_one.found is plain_one.found is Found.PROVED
    assert merged_one.outcomes == plain_one.outcomes


def test_what_is_assumed_is_no_fork_and_rules_out_paths() -> None:
    def claim() -> Any:
        x = integer("x", 0, 10)
        assume(x > 4)
        if x > 8:
            assume(x < 9)
            note("never")
        return x > 4

    verdict = prove(claim, LIMITS)
    assert verdict.found is Found.PROVED
    assert verdict.outcomes == {"returns": 1}
