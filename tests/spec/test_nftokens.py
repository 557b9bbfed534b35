"""Non-fungible tokens: identifiers, and pages that keep their order, bounds and links whatever happens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec import amendments, keylets, nftokens
from spec.entries import NFTokenPage
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.nftokens import MAX_TOKENS
from spec.results import (
    Failure,
    tecINTERNAL,
    tecNO_ENTRY,
    tecNO_SUITABLE_NFTOKEN_PAGE,
    tefEXCEPTION,
)
from spec.values import Hash256
from tests.spec.ledgers import account
from tests.spec.nftoken_ledgers import NFTokenLedger

ALICE = account("alice")
LAST_BOUND = b"\xff" * 12


def token(low: int, high: int = 0) -> Hash256:
    """A token by its low 96 bits and the bits above."""
    return high.to_bytes(20, "big") + low.to_bytes(12, "big")


def ledger_of(*tokens: Hash256, without: tuple[amendments.Amendment, ...] = ()) -> NFTokenLedger:
    ledger = NFTokenLedger("alice", without=without)
    for one in tokens:
        nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=one))
    return ledger


def layout(ledger: NFTokenLedger) -> list[list[Hash256]]:
    return [[one.nftoken_id for one in page.nftokens] for page in ledger.pages("alice")]


def bounds(ledger: NFTokenLedger) -> list[int]:
    return [int.from_bytes(page.key[20:], "big") for page in ledger.pages("alice")]


def check_pages(ledger: NFTokenLedger) -> None:
    pages = ledger.pages("alice")
    keys: list[bytes | None] = [page.key for page in pages]
    assert [page.previous_page_min for page in pages] == [None, *keys][: len(pages)]
    assert [page.next_page_min for page in pages] == [*keys[1:], None][: len(pages)]
    assert not pages or pages[-1].key == ALICE + LAST_BOUND
    bound = bytes(12)
    for page in pages:
        low = [nftokens.low_bits(one.nftoken_id) for one in page.nftokens]
        assert 1 <= len(low) <= MAX_TOKENS
        assert low == sorted(low)
        assert bound <= low[0]
        bound = page.key[20:]
        assert low[-1] < bound or bound == LAST_BOUND
    assert ledger.root("alice").owner_count == len(pages)


# Identifiers


def test_an_identifier_says_what_the_token_is() -> None:
    # The example of the protocol's documentation.
    found = bytes.fromhex("000B0C4495F14B0044F78A264E41713C64B5F89242540EE2BC8B858E00000D65")
    assert nftokens.flags_of(found) == 11
    assert nftokens.transfer_fee_of(found) == 3_140
    assert nftokens.issuer_of(found) == bytes.fromhex("95F14B0044F78A264E41713C64B5F89242540EE2")
    assert nftokens.taxon_of(found) == 146_999_694
    assert nftokens.sequence_of(found) == 3_429


@given(
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**16 - 1),
    st.binary(min_size=20, max_size=20),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)
def test_an_identifier_gives_back_its_parts(
    flags: int, fee: int, issuer: bytes, taxon: int, sequence: int
) -> None:
    made = nftokens.token_id(flags=flags, transfer_fee=fee, issuer=issuer, taxon=taxon, sequence=sequence)
    assert len(made) == 32
    assert (nftokens.flags_of(made), nftokens.transfer_fee_of(made)) == (flags, fee)
    assert (nftokens.issuer_of(made), nftokens.taxon_of(made)) == (issuer, taxon)
    assert nftokens.sequence_of(made) == sequence


# Pages


def test_the_first_token_stands_on_the_last_page() -> None:
    ledger = ledger_of(token(5))
    assert layout(ledger) == [[token(5)]]
    check_pages(ledger)
    assert nftokens.find(ledger.draft, ALICE, token(5)) is not None
    assert nftokens.find(ledger.draft, ALICE, token(4)) is None
    assert nftokens.find(ledger.draft, account("nobody"), token(5)) is None


def test_tokens_are_sorted_by_their_low_bits_and_then_by_all() -> None:
    tokens = [token(1, 9), token(2, 1), token(2, 3), token(3)]
    assert layout(ledger_of(*reversed(tokens))) == [tokens]


def test_a_full_page_is_split_in_the_middle() -> None:
    tokens = [token(10 * n) for n in range(1, 33)]
    ledger = ledger_of(*tokens)
    assert layout(ledger) == [tokens]
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(5)))
    assert layout(ledger) == [[token(5), *tokens[:16]], tokens[16:]]
    assert bounds(ledger)[0] == 170
    check_pages(ledger)


def test_a_token_at_the_bound_stands_on_the_page_after_it() -> None:
    tokens = [token(10 * n) for n in range(1, 33)]
    ledger = ledger_of(*tokens)
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(170, 1)))
    assert layout(ledger) == [tokens[:16], [token(170), token(170, 1), *tokens[17:]]]


def test_a_split_between_pages_keeps_the_links() -> None:
    ledger = ledger_of(*(token(10 * n) for n in range(1, 34)))
    for n in range(20):
        nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(1 + n)))
    assert len(ledger.pages("alice")) == 3
    check_pages(ledger)


def test_a_split_does_not_part_tokens_with_the_same_low_bits() -> None:
    before = [token(n) for n in range(1, 11)]
    alike = [token(50, n) for n in range(12)]
    after = [token(n) for n in range(60, 70)]
    ledger = ledger_of(*before, *alike, *after)
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(65, 1)))
    assert layout(ledger)[0] == [*before, *alike]
    check_pages(ledger)


def test_a_split_comes_before_tokens_that_reach_to_the_end() -> None:
    before = [token(n) for n in range(1, 11)]
    alike = [token(50, n) for n in range(22)]
    ledger = ledger_of(*before, *alike)
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(50, 99)))
    assert layout(ledger) == [before, [*alike, token(50, 99)]]
    check_pages(ledger)


ALIKE = [token(50, n) for n in range(MAX_TOKENS)]


def test_a_page_full_of_tokens_that_are_alike_takes_no_other_of_them() -> None:
    ledger = ledger_of(*ALIKE)
    with pytest.raises(Failure) as failure:
        nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(50, 99)))
    assert failure.value.result is tecNO_SUITABLE_NFTOKEN_PAGE


def test_a_lower_token_comes_before_a_page_of_tokens_that_are_alike() -> None:
    ledger = ledger_of(*ALIKE, token(49))
    assert layout(ledger) == [[token(49)], ALIKE]
    assert bounds(ledger)[0] == 50
    check_pages(ledger)


def test_a_higher_token_comes_after_a_page_of_tokens_that_are_alike() -> None:
    ledger = ledger_of(*ALIKE, token(51))
    assert layout(ledger) == [ALIKE, [token(51)]]
    assert bounds(ledger)[0] == 51
    check_pages(ledger)


def test_neighbours_whose_tokens_fit_on_one_page_become_one() -> None:
    tokens = [token(10 * n) for n in range(1, 34)]
    ledger = ledger_of(*tokens)
    assert len(ledger.pages("alice")) == 2
    nftokens.take(ledger.draft, ALICE, tokens[0])
    assert layout(ledger) == [tokens[1:]]
    check_pages(ledger)


def three_pages(*, without: tuple[amendments.Amendment, ...] = ()) -> NFTokenLedger:
    """A page of one token, one that is full, and another of one token."""
    return ledger_of(*ALIKE, token(49), token(51), without=without)


def far_apart(pages: int = 3) -> NFTokenLedger:
    """Pages of one token each, of which the last may be lost."""
    ledger = ledger_of()
    keys = [ALICE + low.to_bytes(12, "big") for low in (50, 70, 2**96 - 1)]
    for n in range(pages):
        ledger.draft.insert(
            NFTokenPage(
                keys[n],
                nftokens=(NFToken(nftoken_id=token(40 + 20 * n)),),
                previous_page_min=keys[n - 1] if n else None,
                next_page_min=keys[n + 1] if n < 2 else None,
            )
        )
    ledger.change("alice", owner_count=pages)
    return ledger


def test_three_pages_become_one_at_once() -> None:
    ledger = far_apart()
    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=token(61)))
    nftokens.take(ledger.draft, ALICE, token(61))
    assert layout(ledger) == [[token(40), token(60), token(80)]]
    check_pages(ledger)


def test_the_neighbours_of_a_page_that_goes_become_one() -> None:
    ledger = far_apart()
    nftokens.take(ledger.draft, ALICE, token(60))
    assert layout(ledger) == [[token(40), token(80)]]
    check_pages(ledger)


def test_a_full_page_becomes_one_with_both_neighbours_in_the_end() -> None:
    ledger = three_pages()
    assert len(ledger.pages("alice")) == 3
    for one in ALIKE[:-1]:
        nftokens.take(ledger.draft, ALICE, one)
        check_pages(ledger)
    assert layout(ledger) == [[token(49), ALIKE[-1], token(51)]]


def test_a_first_page_that_becomes_empty_goes() -> None:
    ledger = three_pages()
    nftokens.take(ledger.draft, ALICE, token(49))
    assert layout(ledger) == [ALIKE, [token(51)]]
    check_pages(ledger)


def test_a_last_page_that_becomes_empty_takes_over_the_one_before() -> None:
    ledger = three_pages()
    nftokens.take(ledger.draft, ALICE, token(51))
    assert layout(ledger) == [[token(49)], ALIKE]
    check_pages(ledger)
    nftokens.take(ledger.draft, ALICE, token(49))
    assert layout(ledger) == [ALIKE]
    check_pages(ledger)


def test_a_last_page_was_lost_before_the_fix() -> None:
    ledger = three_pages(without=(amendments.fixNFTokenPageLinks,))
    nftokens.take(ledger.draft, ALICE, token(51))
    assert layout(ledger) == [[token(49)], ALIKE]
    assert bounds(ledger) == [50, 51]
    assert ledger.pages("alice")[1].next_page_min is None
    assert ledger.root("alice").owner_count == 2


def test_the_last_token_takes_its_page_along() -> None:
    ledger = ledger_of(token(1))
    taken = nftokens.take(ledger.draft, ALICE, token(1))
    assert taken.nftoken_id == token(1)
    assert layout(ledger) == []
    check_pages(ledger)


@pytest.mark.parametrize("tokens", [(), (token(2),)])
def test_what_is_not_there_cannot_be_taken(tokens: tuple[Hash256, ...]) -> None:
    with pytest.raises(Failure) as failure:
        nftokens.take(ledger_of(*tokens).draft, ALICE, token(1))
    assert failure.value.result is tecNO_ENTRY


def test_a_uri_changes_in_its_place() -> None:
    ledger = ledger_of(token(1), token(2))
    nftokens.change_uri(ledger.draft, ALICE, token(1), b"there")
    assert [one.uri for one in ledger.pages("alice")[0].nftokens] == [b"there", None]
    nftokens.change_uri(ledger.draft, ALICE, token(1), None)
    assert [one.uri for one in ledger.pages("alice")[0].nftokens] == [None, None]
    with pytest.raises(Failure) as failure:
        nftokens.change_uri(ledger.draft, ALICE, token(3), None)
    assert failure.value.result is tecINTERNAL


@pytest.mark.parametrize("field", ["previous_page_min", "next_page_min"])
def test_a_page_whose_neighbour_does_not_name_it_is_left_alone(field: str) -> None:
    ledger = three_pages()
    middle = ledger.draft.edit(Keylet(ledger.pages("alice")[1].key, NFTokenPage))
    assert middle is not None
    setattr(middle, field, token(7))
    with pytest.raises(Failure) as failure:
        nftokens.take(ledger.draft, ALICE, ALIKE[0])
    assert failure.value.result is tefEXCEPTION


LOW = st.sampled_from([*range(1, 40), 2**96 - 1, 2**95]) | st.integers(1, 2**96 - 1)
TOKENS = st.builds(token, LOW, st.integers(0, 3)) | st.builds(token, st.integers(1, 3), st.integers(0, 60))


@st.composite
def batches(draw: st.DrawFn) -> list[tuple[bool, list[Hash256]]]:
    """Tokens that come or go together, so that pages fill and become empty."""
    return draw(st.lists(st.tuples(st.booleans(), st.lists(TOKENS, max_size=60, unique=True)), max_size=6))


@settings(max_examples=150, deadline=None)
@given(batches(), st.randoms(use_true_random=False))
def test_pages_hold_what_came_and_did_not_go(
    history: list[tuple[bool, list[Hash256]]], order: object
) -> None:
    ledger = ledger_of()
    held: set[Hash256] = set()
    for comes, tokens in history:
        if comes:
            for one in tokens:
                if one in held:
                    continue
                alike = [other for other in held if other[20:] == one[20:]]
                if len(alike) < MAX_TOKENS:
                    nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=one))
                    held.add(one)
        else:
            leaving = sorted(held)
            order.shuffle(leaving)  # type: ignore[attr-defined]
            for one in leaving[: len(tokens)]:
                assert nftokens.take(ledger.draft, ALICE, one).nftoken_id == one
                held.remove(one)
        check_pages(ledger)
        assert {one for page in layout(ledger) for one in page} == held
    for one in held:
        assert nftokens.find(ledger.draft, ALICE, one) is not None


# Repairs


def test_pages_in_order_need_no_repair() -> None:
    assert not nftokens.repair_links(ledger_of().draft, ALICE)
    assert not nftokens.repair_links(ledger_of(token(1)).draft, ALICE)
    assert not nftokens.repair_links(far_apart().draft, ALICE)


@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("field", ["previous_page_min", "next_page_min"])
@pytest.mark.parametrize("wrong", [None, token(7)])
def test_a_wrong_link_is_repaired(page: int, field: str, wrong: bytes | None) -> None:
    ledger = far_apart()
    found = ledger.draft.edit(Keylet(ledger.pages("alice")[page].key, NFTokenPage))
    assert found is not None
    was_right = getattr(found, field) == wrong
    setattr(found, field, wrong)
    assert nftokens.repair_links(ledger.draft, ALICE) is not was_right
    check_pages(ledger)


def test_a_single_page_names_no_other() -> None:
    ledger = ledger_of(token(1))
    page = ledger.draft.edit(keylets.nftoken_page_max(ALICE))
    assert page is not None
    page.previous_page_min = page.next_page_min = token(7)
    assert nftokens.repair_links(ledger.draft, ALICE)
    check_pages(ledger)


@pytest.mark.parametrize("kept", [1, 2])
def test_a_lost_last_page_is_put_back(kept: int) -> None:
    ledger = far_apart(kept)
    assert nftokens.repair_links(ledger.draft, ALICE)
    assert layout(ledger) == [[token(40 + 20 * n)] for n in range(kept)]
    check_pages(ledger)


def test_the_repair_passes_over_a_bound_that_follows_another_at_once() -> None:
    ledger = three_pages()
    lost, middle, last = ledger.pages("alice")
    assert bounds(ledger)[:2] == [50, 51]
    first = ledger.draft.edit(Keylet(lost.key, NFTokenPage))
    assert first is not None
    first.previous_page_min = token(7)
    assert nftokens.repair_links(ledger.draft, ALICE)
    linked = ledger.pages("alice")[0]
    assert (linked.previous_page_min, linked.next_page_min) == (None, last.key)
    assert ledger.draft.exists(Keylet(middle.key, NFTokenPage))
