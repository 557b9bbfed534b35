"""Each law of ledgers, histories, loops and whole states, broken, and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from reference.node import step_to
from spec import keylets, laws
from spec.entries import AccountRoot, DirectoryNode, Entry, MPTokenIssuance, RippleState
from spec.invariants.accounts import drops_of
from spec.laws import LAWS, History, LedgerStep, Round, Whole
from spec.ledger import next_info
from spec.shamap import LeafKind, root_hash
from tests.spec.laws.chains import XRP, Chain, genesis, wallet
from tests.spec.laws.test_broken import DEEDS, with_a_pool, with_mpt
from tests.spec.ledgers import SmallLedger

Spoil = Callable[[dict[bytes, Entry]], None]


# Whole ledgers


def a_step() -> LedgerStep:
    """A ledger in which the first wallet pays the second."""
    chain = Chain(2)
    chain.send(wallet(0).pay(wallet(1).account, XRP, 2))
    closed = chain.close()
    info = next_info(chain.ledgers[-2].header, chain.ledgers[-2].hash, chain.ledgers[-2].state)
    step = step_to(closed, chain.ledgers[-2], info)
    assert len(step.transactions) == 1
    assert laws.broken(step) == []
    return step


def forget_the_last_node(step: LedgerStep) -> LedgerStep:
    (applied,) = step.transactions
    fewer = replace(applied.metadata, nodes=applied.metadata.nodes[:-1])
    return replace(step, transactions=(replace(applied, metadata=fewer),))


def say_that_something_was_delivered(step: LedgerStep) -> LedgerStep:
    (applied,) = step.transactions
    return replace(step, transactions=(replace(applied, metadata=replace(applied.metadata, delivered=1)),))


def close_early(step: LedgerStep) -> LedgerStep:
    return replace(step, header=replace(step.header, close_time=step.parent.close_time))


def burn_a_drop(step: LedgerStep) -> LedgerStep:
    return replace(step, header=replace(step.header, drops=step.header.drops - 1))


LEDGERS: dict[str, Callable[[LedgerStep], LedgerStep]] = {
    "headers-follow-from-their-parents": close_early,
    "xrp-is-conserved": burn_a_drop,
}


@pytest.mark.parametrize("name", LEDGERS)
def test_what_breaks_a_law_of_ledgers_is_noticed(name: str) -> None:
    assert names(laws.broken(LEDGERS[name](a_step()))) == [name]


@pytest.mark.parametrize("field", ["sequence", "parent_hash", "parent_close_time", "transaction_hash"])
def test_each_part_of_a_header_is_looked_at(field: str) -> None:
    step = a_step()
    wrong = b"\x07" * 32 if field.endswith("hash") else getattr(step.header, field) + 1
    spoiled_step = replace(step, header=replace(step.header, **{field: wrong}))
    assert names(laws.broken(spoiled_step)) == ["headers-follow-from-their-parents"]


def test_metadata_that_do_not_come_out_again_are_noticed() -> None:
    """They are not those that the header has the root of, either."""
    broken = laws.broken(say_that_something_was_delivered(a_step()))
    assert names(broken) == ["headers-follow-from-their-parents", "replaying-gives-the-same"]


def test_metadata_that_do_not_lead_to_the_state_are_noticed() -> None:
    """Nor do they come out when the ledger is replayed, or have the root that the header names."""
    broken = laws.broken(forget_the_last_node(a_step()))
    assert names(broken) == [
        "metadata-tell-the-difference",
        "headers-follow-from-their-parents",
        "replaying-gives-the-same",
    ]


@pytest.mark.failure_mode(83)
def test_what_happens_twice_is_noticed() -> None:
    step = a_step()
    assert laws.broken(History((step,))) == []
    broken = laws.broken(History((step, step)))
    assert names(broken) == ["transactions-apply-once"]
    assert [" times" in fault for fault in broken[0].faults] == [True, True]


@pytest.mark.parametrize("after", [3, 4, -1])
def test_a_loop_that_does_not_come_nearer_to_its_end_is_noticed(after: int) -> None:
    assert names(laws.broken(Round("search", 3, after))) == ["ranks-decrease"]
    assert laws.broken(Round("search", None, 0)) == laws.broken(Round("search", 3, 2)) == []


# Whole states


def spoiled(kind: type[Entry], spoil: Callable[[Any], None]) -> Spoil:
    def change(entries: dict[bytes, Entry]) -> None:
        spoil(next(entry for _, entry in sorted(entries.items()) if isinstance(entry, kind)))

    return change


def set_to(attribute: str, value: Any) -> Callable[[Any], None]:
    return lambda entry: setattr(entry, attribute, value)


def list_nothing_of_a_line(entries: dict[bytes, Entry]) -> None:
    """One of the two accounts of a line does not know of it."""
    line = next(
        entry for entry in entries.values() if isinstance(entry, RippleState) and entry.balance.mantissa
    )
    page = entries[keylets.owner_directory(line.low_limit.issuer).key]
    assert isinstance(page, DirectoryNode)
    page.indexes = tuple(key for key in page.indexes if key != line.key)


STATES: dict[str, tuple[Callable[[], SmallLedger], Spoil]] = {
    "owner-counts-agree": (with_a_pool, spoiled(AccountRoot, set_to("owner_count", 9))),
    "ticket-counts-agree": (with_a_pool, spoiled(AccountRoot, set_to("ticket_count", 9))),
    "nftokens-are-minted-and-burned": (with_a_pool, spoiled(AccountRoot, set_to("minted_nftokens", 9))),
    "mpt-outstanding-is-held": (with_mpt, spoiled(MPTokenIssuance, set_to("outstanding_amount", 9))),
    "mpt-locked-is-in-escrow": (with_mpt, spoiled(MPTokenIssuance, set_to("locked_amount", 9))),
    "xrp-is-conserved": (with_a_pool, spoiled(AccountRoot, set_to("balance", 9))),
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_that_breaks_a_law_is_noticed(name: str) -> None:
    scene, spoil = STATES[name]
    assert names(laws.broken(state_of(scene()))) == []
    assert names(laws.broken(state_of(scene(), spoil))) == [name]


def test_a_state_that_does_not_hash_to_the_root_of_its_header_is_noticed() -> None:
    state = state_of(with_a_pool())
    entries = list(state.entries)
    entries[-1].flags ^= 1
    assert names(laws.broken(Whole(state.header, entries))) == ["headers-follow-from-their-parents"]


def test_a_line_that_one_of_its_accounts_does_not_know_of_is_noticed() -> None:
    broken = laws.broken(state_of(with_a_pool(), list_nothing_of_a_line))
    assert names(broken) == ["directories-list-what-there-is", "issued-balances-sum-to-zero"]


def state_of(ledger: SmallLedger, spoil: Spoil = lambda entries: None) -> Whole:
    """The state of a ledger, in which somebody spoiled something."""
    entries = {key: entry.copy() for key, _, _, entry in ledger.draft.changed()}
    drops = sum(map(drops_of, entries.values()))
    spoil(entries)
    root = root_hash(LeafKind.STATE, {key: entry.encode() for key, entry in entries.items()})
    return Whole(replace(genesis().header, drops=drops, account_hash=root), list(entries.values()))


def names(broken: list[laws.Broken]) -> list[str]:
    return [one.law.name for one in broken]


def test_every_law_was_broken_here() -> None:
    """The protocol's invariants are broken in `test_invariants`."""
    elsewhere = {
        "metadata-tell-what-was-done",
        "metadata-tell-the-difference",
        "ranks-decrease",
        "replaying-gives-the-same",
        "transactions-apply-once",
        "what-is-owned-is-paid-for",
    }
    own = {name for name, law in LAWS.items() if law.invariant is None}
    assert own == DEEDS.keys() | LEDGERS.keys() | elsewhere
    with_whole = {name for name, law in LAWS.items() if law.whole is not None}
    elsewhere = {
        "directories-list-what-there-is",
        "headers-follow-from-their-parents",
        "issued-balances-sum-to-zero",
    }
    assert with_whole == STATES.keys() | elsewhere
