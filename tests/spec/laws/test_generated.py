"""Whatever traffic does, every ledger keeps every law, and so do their history and the state in the end."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from conformance.traffic import FAMILIES, Traffic, actors, drawn, funded
from reference.node import ClosedLedger, InvalidTransaction, ReferenceNode, step_to
from reference.state import DictState
from spec import laws
from spec.laws import History, LedgerStep, Whole
from spec.ledger import next_info

PEOPLE = actors(9)
BEGIN = funded(PEOPLE)
LEDGERS = 4
EACH = 6
"""So many submissions for each ledger."""


@pytest.mark.failure_mode(83)
@given(st.data(), st.sampled_from(sorted(FAMILIES)))
def test_generated_ledgers_keep_every_law(data: DataObject, family: str) -> None:
    traffic = Traffic(drawn(data), PEOPLE, family)
    node = ReferenceNode(ClosedLedger(BEGIN.header, BEGIN.hash, DictState.of(BEGIN.entries)))
    assert node.lawful
    steps: list[LedgerStep] = []
    for _ in range(LEDGERS):
        for _ in range(EACH):
            with suppress(InvalidTransaction):
                node.submit(traffic.next(node.open))
        parent = node.last
        info = next_info(parent.header, parent.hash, parent.state)
        closed = node.close(parent.header.close_time + traffic.pause())
        steps.append(step_to(closed, parent, info))
    assert laws.broken(History(tuple(steps))) == []
    assert laws.broken(Whole(node.last.header, node.last.state.entries.values())) == []
