"""Generated traffic means something: every live type succeeds, wrong ones are refused in every way that the
engine has for wrong envelopes, and the same choices make the same traffic."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from conformance.differential.openings import RULES
from conformance.result_codes import types, where_given
from conformance.traffic import AIMED, FAMILIES, FAULTY, Traffic, actors, drawn, funded, seeded
from conformance.unreachable import BEYOND_TRAFFIC, reason
from reference.node import ClosedLedger, InvalidTransaction, ReferenceNode
from reference.state import DictState
from spec.engine import rules_of
from spec.lengths import DecodeError
from spec.transaction import TRANSACTION_TYPES, decode_transaction
from spec.transactions.payment import Payment

PEOPLE = actors(11)
MAIN = "main network"
EACH = 180
"""So many transactions of each family."""
MOST = 325
"""So many types with their results are reached in a short while."""


NAMED = {
    (kind.__name__, result)
    for kind in types()
    for result, places in where_given(kind).items()
    if reason(kind.__name__, result, places) is None
}
"""Every type with every result that its rules can give."""


def start(rules: str = MAIN) -> ReferenceNode:
    """A ledger to begin in, under some rules."""
    begin = funded(PEOPLE, RULES[rules])
    return ReferenceNode(ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries)))


def submit(node: ReferenceNode, blob: bytes) -> str:
    """What the reference says to a transaction."""
    try:
        return node.submit(decode_transaction(blob, canonical=False)).name
    except (DecodeError, InvalidTransaction):
        return "invalidTransaction"


@cache
def results(
    family: str,
    count: int = EACH,
    *,
    faulty: int = FAULTY,
    aimed: int = AIMED,
    seed: int = 1,
    rules: str = MAIN,
) -> Counter[tuple[str, str]]:
    """How often each type was answered with each result."""
    chance = Random(seed)
    traffic = Traffic(seeded(chance), PEOPLE, family, faulty=faulty, aimed=aimed)
    node, found = start(rules), Counter[tuple[str, str]]()
    for number in range(count):
        tx = traffic.next(node.open)
        found[tx.type_name, submit(node, tx.blob)] += 1
        if number % 9 == 8:
            node.close(node.last.header.close_time + traffic.pause())
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_much_of_each_family_succeeds_and_some_fails(family: str) -> None:
    found = results(family)
    successes = sum(count for (_, result), count in found.items() if result == "tesSUCCESS")
    assert EACH * 0.25 < successes < EACH * 0.95
    assert len({result for _, result in found}) > 8


def test_every_live_type_succeeds_in_some_family() -> None:
    live = {one.type_name for one in TRANSACTION_TYPES.values() if rules_of(one) and not one.pseudo}
    met, successful = set[str](), set[str]()
    for seed in range(1, 6):
        found = [pair for family in FAMILIES for pair in results(family, seed=seed)]
        met |= {name for name, _ in found}
        successful |= {name for name, result in found if result == "tesSUCCESS"}
        if successful == live:
            break
    assert met == live
    assert live - successful == set()


def reached(count: int, seed: int = 1) -> set[tuple[str, str]]:
    """The results that the rules name, of so many transactions under each set of rules."""
    return {pair for rules in RULES for pair in results("everything", count, seed=seed, rules=rules)} & NAMED


def test_most_of_what_the_rules_can_answer_is_answered() -> None:
    found = reached(700) | {pair for family in FAMILIES for pair in results(family)} & NAMED
    assert len(found) >= MOST
    assert found.isdisjoint(BEYOND_TRAFFIC)


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_everything_that_the_rules_can_answer_is_answered() -> None:
    found = set[tuple[str, str]]()
    for seed in range(1, 7):
        found |= reached(4_000, seed)
        found |= {pair for family in FAMILIES for pair in results(family, 500, seed=seed)} & NAMED
        if found == NAMED - set(BEYOND_TRAFFIC):
            break
    assert NAMED - found == set(BEYOND_TRAFFIC)


def test_wrong_envelopes_are_refused_in_every_way() -> None:
    codes = {result for _, result in results("account", 1_200, faulty=60)}
    assert codes >= {
        "invalidTransaction",
        "tefBAD_AUTH",
        "tefBAD_QUORUM",
        "tefBAD_SIGNATURE",
        "tefMASTER_DISABLED",
        "tefMAX_LEDGER",
        "tefNOT_MULTI_SIGNING",
        "tefNO_TICKET",
        "tefPAST_SEQ",
        "tefWRONG_PRIOR",
        "telINSUF_FEE_P",
        "telNETWORK_ID_MAKES_TX_NON_CANONICAL",
        "temBAD_FEE",
        "temBAD_SRC_ACCOUNT",
        "temDISABLED",
        "temINVALID",
        "temINVALID_FLAG",
        "temSEQ_AND_TICKET",
        "terINSUF_FEE_B",
        "terNO_ACCOUNT",
        "terPRE_SEQ",
        "terPRE_TICKET",
    }


def test_without_spoiling_envelopes_hold() -> None:
    codes = {result for _, result in results("xrp", 120, faulty=0, aimed=0)}
    assert not any(code.startswith(("tel", "ter", "tef", "invalid")) for code in codes)


def test_the_same_choices_make_the_same_traffic() -> None:
    def blobs(seed: int) -> list[bytes]:
        traffic = Traffic(seeded(Random(seed)), PEOPLE)
        node, made = start(), []
        for _ in range(25):
            made.append(traffic.next(node.open).blob)
            submit(node, made[-1])
        return made

    assert blobs(3) == blobs(3) != blobs(4)


def test_hypothesis_shrinks_what_it_draws() -> None:
    """The simplest is the first maker's, between the first accounts, and not spoiled."""
    node, made = start(), []

    def succeeds(data: DataObject) -> bool:
        made.append(Traffic(drawn(data), PEOPLE, "xrp").next(node.open))
        return submit(node.fork(), made[-1].blob) == "tesSUCCESS"

    quick = settings(max_examples=60, database=None, phases=[Phase.generate, Phase.shrink])
    find(st.data(), succeeds, settings=settings(quick, suppress_health_check=list(HealthCheck)))
    first, second = PEOPLE[0].account, PEOPLE[1].account
    assert made[-1] == PEOPLE[0].sign(
        Payment(account=first, destination=second, amount=1_000_000, sequence=5, fee=10)
    )
