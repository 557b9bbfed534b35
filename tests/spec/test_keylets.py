"""Keys: where an entry stands follows from what it says, for every entry that a real server wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.vectors import Vector, load
from spec import entries, keylets
from spec.addresses import decode_account
from spec.entries import Entry, decode_entry
from spec.json_format import entry_from_json
from spec.keylets import Keylet
from spec.objects import decode_free_form
from spec.transaction import decode_transaction
from spec.values import XRP, Hash256, Issue, MPTIssue
from tests.shared import ROOT, shared

HERE = sorted((ROOT / "conformance/vectors").glob("*.json.gz"))


class Ledger:
    """A state, and which transaction made which entry of it."""

    def __init__(self, state: dict[Hash256, Entry], makers: dict[Hash256, tuple[bytes, int]]) -> None:
        self.state = state
        self.makers = makers
        """Account, and sequence or ticket."""

    def sequence_of(self, entry: Any) -> list[int]:
        """The sequence that is part of an entry's key: in the entry, or in the transaction that made it."""
        stated = entry.sequence if "sequence" in entry.slots else None
        made = self.makers[entry.key][1:] if entry.key in self.makers else ()
        return [number for number in (stated, *made) if number is not None]


Rule = Callable[[Any, Ledger], Iterator[Keylet[Any]]]


def asset(currency: bytes | None, issuer: bytes | None, token: bytes | None) -> Issue | MPTIssue:
    return MPTIssue(token) if token is not None else Issue(currency or bytes(20), issuer or bytes(20))


def directory_roots(entry: entries.DirectoryNode) -> Iterator[Keylet[Any]]:
    if entry.owner is not None:
        yield keylets.owner_directory(entry.owner)
    if entry.nftoken_id is not None:
        yield keylets.nftoken_buy_offers(entry.nftoken_id)
        yield keylets.nftoken_sell_offers(entry.nftoken_id)
    if entry.exchange_rate is not None:
        pays = asset(entry.taker_pays_currency, entry.taker_pays_issuer, entry.taker_pays_mpt)
        gets = asset(entry.taker_gets_currency, entry.taker_gets_issuer, entry.taker_gets_mpt)
        yield keylets.quality(keylets.book_base(pays, gets, entry.domain_id), entry.exchange_rate)


def pages(entry: entries.DirectoryNode, ledger: Ledger) -> Iterator[Keylet[Any]]:
    """The pages that may follow or precede one: their numbers stand in their neighbours."""
    yield keylets.page(entry.root_index, 0)
    for other in ledger.state.values():
        if isinstance(other, entries.DirectoryNode) and other.root_index == entry.root_index:
            for number in (other.index_next, other.index_previous):
                if number:
                    yield keylets.page(entry.root_index, number)


def signer_lists(_: entries.SignerList, ledger: Ledger) -> Iterator[Keylet[Any]]:
    for other in ledger.state.values():
        if isinstance(other, entries.AccountRoot):
            yield keylets.signer_list(other.account)


def deposit_preauth(entry: entries.DepositPreauth, _: Ledger) -> Iterator[Keylet[Any]]:
    if entry.authorize is not None:
        yield keylets.deposit_preauth(entry.account, entry.authorize)
    if entry.authorize_credentials is not None:
        pairs = [(each.issuer, each.credential_type) for each in entry.authorize_credentials]
        yield keylets.deposit_preauth_credentials(entry.account, reversed(pairs))


def oracles(entry: entries.Oracle, _: Ledger) -> Iterator[Keylet[Any]]:
    known = [entry.oracle_document_id] if entry.oracle_document_id is not None else range(100)
    yield from (keylets.oracle(entry.owner, number) for number in known)


def one(make: Callable[[Any], Keylet[Any]]) -> Rule:
    return lambda entry, _: iter((make(entry),))


def numbered(make: Callable[[Any, int], Keylet[Any]]) -> Rule:
    return lambda entry, ledger: (make(entry, number) for number in ledger.sequence_of(entry))


RULES: dict[type[Entry], Rule] = {
    entries.AccountRoot: one(lambda e: keylets.account(e.account)),
    entries.AMM: one(lambda e: keylets.amm(e.asset2, e.asset)),
    entries.Amendments: one(lambda e: keylets.amendments()),
    entries.Bridge: one(
        lambda e: keylets.bridge(
            e.account,
            (
                e.xchain_bridge.locking_chain_issue
                if e.account == e.xchain_bridge.locking_chain_door
                else e.xchain_bridge.issuing_chain_issue
            ).currency,
        )
    ),
    entries.Check: numbered(lambda e, n: keylets.check(e.account, n)),
    entries.Credential: one(lambda e: keylets.credential(e.subject, e.issuer, e.credential_type)),
    entries.DID: one(lambda e: keylets.did(e.account)),
    entries.Delegate: one(lambda e: keylets.delegate(e.account, e.authorize)),
    entries.DepositPreauth: deposit_preauth,
    entries.DirectoryNode: pages,
    entries.Escrow: numbered(lambda e, n: keylets.escrow(e.account, n)),
    entries.FeeSettings: one(lambda e: keylets.fee_settings()),
    entries.LedgerHashes: lambda e, _: iter(
        (keylets.recent_hashes(), keylets.historic_hashes(e.last_ledger_sequence or 0))
    ),
    entries.Loan: one(lambda e: keylets.loan(e.loan_broker_id, e.loan_sequence)),
    entries.LoanBroker: numbered(lambda e, n: keylets.loan_broker(e.owner, n)),
    entries.MPToken: one(lambda e: keylets.mptoken(e.mptoken_issuance_id, e.account)),
    entries.MPTokenIssuance: one(
        lambda e: keylets.mptoken_issuance(keylets.issuance_id(e.sequence, e.issuer))
    ),
    entries.NFTokenOffer: numbered(lambda e, n: keylets.nftoken_offer(e.owner, n)),
    entries.NFTokenPage: one(lambda e: keylets.nftoken_page(e.key[:20], e.key[20:])),
    entries.NegativeUNL: one(lambda e: keylets.negative_unl()),
    entries.Offer: numbered(lambda e, n: keylets.offer(e.account, n)),
    entries.Oracle: oracles,
    entries.PayChannel: numbered(lambda e, n: keylets.payment_channel(e.account, e.destination, n)),
    entries.PermissionedDomain: numbered(lambda e, n: keylets.permissioned_domain(e.owner, n)),
    entries.RippleState: one(
        lambda e: keylets.line(e.high_limit.issuer, e.low_limit.issuer, e.balance.currency)
    ),
    entries.SignerList: signer_lists,
    entries.Ticket: one(lambda e: keylets.ticket(e.account, e.ticket_sequence)),
    entries.Vault: numbered(lambda e, n: keylets.vault(e.owner, n)),
    entries.XChainOwnedClaimID: one(lambda e: keylets.xchain_claim_id(e.xchain_bridge, e.xchain_claim_id)),
    entries.XChainOwnedCreateAccountClaimID: one(
        lambda e: keylets.xchain_create_account_claim_id(e.xchain_bridge, e.xchain_account_create_count)
    ),
}
"""For each type, the places where an entry may stand, one of which it must be."""
NEVER_RECORDED = {"Delegate", "Loan", "LoanBroker", "NegativeUNL", "XChainOwnedCreateAccountClaimID"}


def check(ledger: Ledger) -> Counter[str]:
    """Checks every entry that says enough of itself, and counts them."""
    checked: Counter[str] = Counter()
    for key, entry in ledger.state.items():
        places = list(RULES[type(entry)](entry, ledger))
        if not places:
            continue
        assert key in {place.key for place in places}, entry
        assert all(place.type is type(entry) for place in places)
        checked[type(entry).__name__] += 1
        if isinstance(entry, entries.DirectoryNode) and entry.root_index == key:
            assert key in {place.key for place in directory_roots(entry)}, entry
        if isinstance(entry, entries.NFTokenPage):
            tokens = [each.nftoken_id[20:] for each in entry.nftokens]
            assert all(token < key[20:] for token in tokens)
    return checked


def ledger_of(vector: Vector) -> Ledger:
    makers = {}
    for recorded in vector.ledgers:
        for each in recorded.transactions:
            tx = decode_transaction(each.blob)
            metadata: Any = decode_free_form(each.metadata)
            for node in metadata.affected_nodes:
                if node.field.name == "CreatedNode":
                    makers[node.record.ledger_index] = (tx.account, tx.sequence_or_ticket)
    state = {key: decode_entry(key, data) for key, data in vector.final_state.items()}
    return Ledger(state, makers)


@pytest.mark.parametrize("path", HERE, ids=lambda path: path.name)
def test_the_entries_of_a_recorded_scenario(path: Path) -> None:
    assert sum(check(ledger_of(load(path))).values()) > 10


@pytest.mark.long
def test_the_entries_of_all_recorded_scenarios() -> None:
    checked: Counter[str] = Counter()
    for path in sorted(shared("vectors").glob("*.json.gz")):
        checked += check(ledger_of(load(path)))
    assert checked.keys() == {found.__name__ for found in RULES} - NEVER_RECORDED


@pytest.mark.parametrize("sequence", [32570, 38129, 40000])
def test_the_entries_of_the_main_network_in_2013(sequence: int) -> None:
    shown = json.loads(shared(f"data/full-ledgers/ledger-full-{sequence}.json").read_text())
    keys = [bytes.fromhex(each["index"]) for each in shown["accountState"]]
    state = {key: entry_from_json(each, key) for key, each in zip(keys, shown["accountState"], strict=True)}
    assert sum(check(Ledger(state, {})).values()) == len(state)


# ------------------------------------------------------------------------------------------------- examples

A = decode_account("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")
C = decode_account("rG31cLyErnqeVj2eomEjBZtq7PYaupGYzL")
USD = bytes(12) + b"USD" + bytes(5)
TOKEN = keylets.issuance_id(1, A)
TYPE = bytes.fromhex("4B5943")

EXAMPLES: dict[str, Hash256] = {
    "account rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh": keylets.account(A).key,
    "ownerDir": keylets.owner_directory(A).key,
    "ownerDir page 1": keylets.page(keylets.owner_directory(A).key, 1).key,
    "offer seq 5": keylets.offer(A, 5).key,
    "trust line A-C USD": keylets.line(A, C, USD).key,
    "escrow seq 5": keylets.escrow(A, 5).key,
    "check seq 5": keylets.check(A, 5).key,
    "ticket 5": keylets.ticket(A, 5).key,
    "signer list": keylets.signer_list(A).key,
    "paychan A->C seq 5": keylets.payment_channel(A, C, 5).key,
    "depositPreauth A authorises C": keylets.deposit_preauth(A, C).key,
    "depositPreauth A credentials {(C,4B5943)}": keylets.deposit_preauth_credentials(A, [(C, TYPE)]).key,
    "credential subject A issuer C 4B5943": keylets.credential(A, C, TYPE).key,
    "DID": keylets.did(A).key,
    "oracle 34": keylets.oracle(A, 34).key,
    "permissioned domain seq 5": keylets.permissioned_domain(A, 5).key,
    "nft offer seq 5": keylets.nftoken_offer(A, 5).key,
    "MPT issuance 00000001B5F762798A53D543A014CAF8B297CFF8F2F937E8": keylets.mptoken_issuance(TOKEN).key,
    "MPToken of C for it": keylets.mptoken(TOKEN, C).key,
    "AMM XRP/USD.C": keylets.amm(XRP, Issue(USD, C)).key,
    "vault seq 5": keylets.vault(A, 5).key,
    "delegate A->C": keylets.delegate(A, C).key,
    "book base pays USD.C gets XRP": keylets.book_base(Issue(USD, C), XRP),
    "LedgerHashes recent": keylets.recent_hashes().key,
    "LedgerHashes for seq 131072..196607": keylets.historic_hashes(150_000).key,
}


def test_the_examples_of_the_text() -> None:
    expected = json.loads(shared("protocol/vectors.json").read_text())["keylets"]
    assert {name: key.hex().upper() for name, key in EXAMPLES.items()} == expected


# --------------------------------------------------------------------------------------------------- orders


def test_what_has_two_sides_has_one_key() -> None:
    assert keylets.line(A, C, USD) == keylets.line(C, A, USD)
    assert keylets.amm(XRP, Issue(USD, C)) == keylets.amm(Issue(USD, C), XRP)
    assert keylets.amm(XRP, MPTIssue(TOKEN)) == keylets.amm(MPTIssue(TOKEN), XRP)
    assert keylets.book_base(XRP, Issue(USD, C)) != keylets.book_base(Issue(USD, C), XRP)


def test_a_domain_has_books_of_its_own() -> None:
    base = keylets.book_base(XRP, Issue(USD, C))
    assert keylets.book_base(XRP, Issue(USD, C), bytes(32)) != base
    assert keylets.quality_of(keylets.quality(base, 7).key) == 7
    assert keylets.quality(base, 7).key[:24] == base[:24]


def test_a_hash_of_the_first_page_is_no_page() -> None:
    root = keylets.owner_directory(A).key
    assert keylets.page(root, 0).key == root
    assert len({keylets.page(root, number).key for number in range(10)}) == 10


def test_the_pages_of_an_owners_tokens() -> None:
    assert keylets.nftoken_page_min(A).key == A + bytes(12)
    assert keylets.nftoken_page_max(A).key == A + b"\xff" * 12


def test_keylets_compare_by_key_and_type() -> None:
    assert keylets.account(A) == keylets.account(A)
    assert hash(keylets.account(A)) == hash(keylets.account(A))
    assert keylets.account(A) != keylets.unchecked(keylets.account(A).key)
    assert "AccountRoot" in repr(keylets.account(A))
