"""A closed ledger's entries as rules see them: at hand once asked for, and the same as in the tree."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from impl import ledgers
from impl.ledgers import TreeState
from impl.shamap import SHAMap
from spec.entries import Entry, Ticket
from spec.shamap import LeafKind

PLACES = st.integers(1, 40)


def key(number: int) -> bytes:
    return number.to_bytes(32, "big")


@given(
    present=st.sets(PLACES, min_size=1),
    asked=st.lists(st.tuples(st.integers(0, 42), st.none() | st.integers(0, 42)), min_size=1),
    limit=st.sampled_from((1, 3, ledgers.KNOWN_LIMIT)),
)
def test_what_is_asked_again_is_answered_as_before(
    present: set[int], asked: list[tuple[int, int | None]], limit: int
) -> None:
    tree = SHAMap(LeafKind.STATE)
    for number in present:
        tree.set_parsed(key(number), Ticket(key(number), account=bytes(20)), Entry.encode)
    state, in_order = TreeState(tree), sorted(present)
    usual, ledgers.KNOWN_LIMIT = ledgers.KNOWN_LIMIT, limit
    try:
        for number, end in (*asked, *asked):
            place = bisect_right(in_order, number)
            following = in_order[place] if place < len(in_order) else None
            if following is not None and end is not None and following >= end:
                following = None
            expected = None if following is None else key(following)
            assert state.successor(key(number), None if end is None else key(end)) == expected
            entry = state.get(key(number))
            assert (entry is not None) == (number in present)
            assert len(state) <= limit
    finally:
        ledgers.KNOWN_LIMIT = usual
    state.forget()
    assert len(state) == 0


def test_a_state_that_forgot_sees_what_its_tree_holds() -> None:
    tree = SHAMap(LeafKind.STATE)
    tree.set_parsed(key(2), Ticket(key(2)), Entry.encode)
    state = TreeState(tree)
    assert state.successor(key(1)) == key(2)
    tree.delete(key(2))
    assert state.successor(key(1)) == key(2), "a tree is not changed while its state is in use"
    state.forget()
    assert state.successor(key(1)) is None
