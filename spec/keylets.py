"""Where things are: the key of every ledger entry in the state tree.

Most keys are the hash of a letter, which keeps the kinds of entry apart, and of what the entry is about. A
keylet is such a key together with the type of the entry that belongs there, so that reading it gives back
that type.

Source: Indexes.cpp, Keylet.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from spec import entries
from spec.entries import Entry
from spec.hashing import sha512_half
from spec.values import Account, Asset, Currency, Hash256, Issue, MPTIssue, XChainBridge

T = TypeVar("T", bound=Entry)

RECENT_ACCOUNTS = 1 << 16
"""Of so many accounts the keys are kept: every transaction asks for the same few again and again."""
RECENT_LINES = 1 << 14
"""The same of trust lines, and of order books."""


class Keylet(Generic[T]):
    """A key in the state tree, and the type of the entry that belongs there."""

    __slots__ = ("key", "type")

    def __init__(self, key: Hash256, entry_type: type[T]) -> None:
        self.key = key
        self.type = entry_type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keylet) and (self.key, self.type) == (other.key, other.type)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"<Keylet of {self.type.__name__} {self.key.hex().upper()}>"


def unchecked(key: Hash256) -> Keylet[Entry]:
    """Whatever entry stands at the key."""
    return Keylet(key, Entry)


def _hash(space: str, *parts: bytes) -> Hash256:
    return sha512_half(b"\0", space.encode("ascii"), *parts)


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


@lru_cache(RECENT_ACCOUNTS)
def account(account_id: Account) -> Keylet[entries.AccountRoot]:
    """The account's root entry."""
    return Keylet(_hash("a", account_id), entries.AccountRoot)


def amendments() -> Keylet[entries.Amendments]:
    """The one entry that lists the enabled amendments."""
    return Keylet(_AMENDMENTS, entries.Amendments)


def fee_settings() -> Keylet[entries.FeeSettings]:
    """The one entry that holds base fee and reserves."""
    return Keylet(_FEE_SETTINGS, entries.FeeSettings)


def negative_unl() -> Keylet[entries.NegativeUNL]:
    """The one entry that lists disabled validators."""
    return Keylet(_NEGATIVE_UNL, entries.NegativeUNL)


def recent_hashes() -> Keylet[entries.LedgerHashes]:
    """The hashes of the last 256 ledgers."""
    return Keylet(_hash("s"), entries.LedgerHashes)


def historic_hashes(ledger_sequence: int) -> Keylet[entries.LedgerHashes]:
    """The hashes of every 256th ledger, for the 65,536 ledgers around the given one."""
    return Keylet(_hash("s", _u32(ledger_sequence >> 16)), entries.LedgerHashes)


@lru_cache(RECENT_ACCOUNTS)
def owner_directory(account_id: Account) -> Keylet[entries.DirectoryNode]:
    """The first page of the list of what an account owns."""
    return Keylet(_hash("O", account_id), entries.DirectoryNode)


def page(root: Hash256, number: int) -> Keylet[entries.DirectoryNode]:
    """A page of the directory whose first page, number 0, is at ``root``."""
    return Keylet(_hash("d", root, _u64(number)) if number else root, entries.DirectoryNode)


@lru_cache(RECENT_LINES)
def line(one: Account, other: Account, currency: Currency) -> Keylet[entries.RippleState]:
    """The trust line between two accounts in a currency; the order of the accounts does not matter."""
    low, high = (one, other) if one < other else (other, one)
    return Keylet(_hash("r", low, high, currency), entries.RippleState)


def offer(account_id: Account, sequence: int) -> Keylet[entries.Offer]:
    """The offer that the account's transaction of that sequence (or ticket) made."""
    return Keylet(_hash("o", account_id, _u32(sequence)), entries.Offer)


@lru_cache(RECENT_LINES)
def book_base(pays: Asset, gets: Asset, domain: Hash256 | None = None) -> Hash256:
    """The key below which the quality directories of an order book begin: quality 0.

    ``pays`` and ``gets`` are from the view of who takes an offer.
    """
    parts: tuple[bytes, ...]
    if isinstance(pays, Issue) and isinstance(gets, Issue):
        parts = (pays.currency, gets.currency, pays.issuer, gets.issuer)
    elif isinstance(pays, Issue) and isinstance(gets, MPTIssue):
        parts = (pays.currency, gets.issuance_id, pays.issuer)
    elif isinstance(pays, MPTIssue) and isinstance(gets, Issue):
        parts = (pays.issuance_id, gets.currency, gets.issuer)
    else:
        parts = (_token(pays), _token(gets))
    return _hash("B", *parts, domain or b"")[:24] + bytes(8)


def _token(asset: Asset) -> bytes:
    return asset.issuance_id if isinstance(asset, MPTIssue) else asset.issuer + asset.currency


def quality(base: Hash256, rate: int) -> Keylet[entries.DirectoryNode]:
    """The first page of the offers of one quality in the book that begins at ``base``."""
    return Keylet(base[:24] + _u64(rate), entries.DirectoryNode)


def quality_of(directory: Hash256) -> int:
    """The quality that a book directory's key ends with."""
    return int.from_bytes(directory[24:], "big")


def escrow(account_id: Account, sequence: int) -> Keylet[entries.Escrow]:
    """The escrow that the account's transaction of that sequence made."""
    return Keylet(_hash("u", account_id, _u32(sequence)), entries.Escrow)


def ticket(account_id: Account, sequence: int) -> Keylet[entries.Ticket]:
    """The account's ticket of that number."""
    return Keylet(_hash("T", account_id, _u32(sequence)), entries.Ticket)


def signer_list(account_id: Account) -> Keylet[entries.SignerList]:
    """The account's signer list; there is at most one, under number 0."""
    return Keylet(_hash("S", account_id, _u32(0)), entries.SignerList)


def payment_channel(source: Account, destination: Account, sequence: int) -> Keylet[entries.PayChannel]:
    """The channel that the source's transaction of that sequence opened."""
    return Keylet(_hash("x", source, destination, _u32(sequence)), entries.PayChannel)


def check(account_id: Account, sequence: int) -> Keylet[entries.Check]:
    """The check that the account's transaction of that sequence wrote."""
    return Keylet(_hash("C", account_id, _u32(sequence)), entries.Check)


def deposit_preauth(owner: Account, authorized: Account) -> Keylet[entries.DepositPreauth]:
    """The owner's leave for one account to pay it."""
    return Keylet(_hash("p", owner, authorized), entries.DepositPreauth)


def deposit_preauth_credentials(
    owner: Account, credentials: Iterable[tuple[Account, bytes]]
) -> Keylet[entries.DepositPreauth]:
    """The owner's leave for whoever holds all these credentials, each an issuer and a type; in any order."""
    hashes = [sha512_half(issuer, credential_type) for issuer, credential_type in sorted(credentials)]
    return Keylet(_hash("P", owner, *hashes, _u64(len(hashes))), entries.DepositPreauth)


def nftoken_page(owner: Account, low_bits: bytes) -> Keylet[entries.NFTokenPage]:
    """The page of an owner's tokens whose key ends with these 12 bytes."""
    return Keylet(owner + low_bits, entries.NFTokenPage)


def nftoken_page_min(owner: Account) -> Keylet[entries.NFTokenPage]:
    """The lowest key that a page of the owner's tokens could have."""
    return nftoken_page(owner, bytes(12))


def nftoken_page_max(owner: Account) -> Keylet[entries.NFTokenPage]:
    """The last page of the owner's tokens."""
    return nftoken_page(owner, b"\xff" * 12)


def nftoken_offer(owner: Account, sequence: int) -> Keylet[entries.NFTokenOffer]:
    """The token offer that the owner's transaction of that sequence made."""
    return Keylet(_hash("q", owner, _u32(sequence)), entries.NFTokenOffer)


def nftoken_buy_offers(token_id: Hash256) -> Keylet[entries.DirectoryNode]:
    """The first page of the offers to buy a token."""
    return Keylet(_hash("h", token_id), entries.DirectoryNode)


def nftoken_sell_offers(token_id: Hash256) -> Keylet[entries.DirectoryNode]:
    """The first page of the offers to sell a token."""
    return Keylet(_hash("i", token_id), entries.DirectoryNode)


def asset_order(asset: Asset) -> tuple[int, bytes, bytes]:
    """What assets are sorted by: issued currencies by currency and then issuer, and multi-purpose tokens
    after them."""
    if isinstance(asset, MPTIssue):
        return 1, asset.issuance_id, b""
    return 0, asset.currency, asset.issuer


def amm(one: Asset, other: Asset) -> Keylet[entries.AMM]:
    """The pool of two assets; their order does not matter."""
    return Keylet(
        _hash("A", *(_token(asset) for asset in sorted((one, other), key=asset_order))), entries.AMM
    )


def bridge(door: Account, currency: Currency) -> Keylet[entries.Bridge]:
    """The bridge that a door has for a currency of its own chain."""
    return Keylet(_hash("H", door, currency), entries.Bridge)


def _bridge_parts(spec: XChainBridge) -> tuple[bytes, ...]:
    locking, issuing = spec.locking_chain_issue, spec.issuing_chain_issue
    return (
        spec.locking_chain_door,
        locking.currency,
        locking.issuer,
        spec.issuing_chain_door,
        issuing.currency,
        issuing.issuer,
    )


def xchain_claim_id(spec: XChainBridge, number: int) -> Keylet[entries.XChainOwnedClaimID]:
    """The claim of that number on a bridge."""
    return Keylet(_hash("Q", *_bridge_parts(spec), _u64(number)), entries.XChainOwnedClaimID)


def xchain_create_account_claim_id(
    spec: XChainBridge, number: int
) -> Keylet[entries.XChainOwnedCreateAccountClaimID]:
    """The account creation of that number on a bridge."""
    return Keylet(_hash("K", *_bridge_parts(spec), _u64(number)), entries.XChainOwnedCreateAccountClaimID)


def did(account_id: Account) -> Keylet[entries.DID]:
    """The account's decentralised identifier."""
    return Keylet(_hash("I", account_id), entries.DID)


def oracle(account_id: Account, document_id: int) -> Keylet[entries.Oracle]:
    """The account's oracle of that number."""
    return Keylet(_hash("R", account_id, _u32(document_id)), entries.Oracle)


def issuance_id(sequence: int, issuer: Account) -> bytes:
    """The 24 bytes that name the token which the issuer's transaction of that sequence defined."""
    return _u32(sequence) + issuer


def mptoken_issuance(issuance: bytes) -> Keylet[entries.MPTokenIssuance]:
    """The definition of the multi-purpose token of that name."""
    return Keylet(_hash("~", issuance), entries.MPTokenIssuance)


def mptoken(issuance: bytes, holder: Account) -> Keylet[entries.MPToken]:
    """The account's holding of the multi-purpose token of that name."""
    return Keylet(_hash("t", mptoken_issuance(issuance).key, holder), entries.MPToken)


def credential(subject: Account, issuer: Account, credential_type: bytes) -> Keylet[entries.Credential]:
    """The issuer's credential of that type about the subject."""
    return Keylet(_hash("D", subject, issuer, credential_type), entries.Credential)


def permissioned_domain(owner: Account, sequence: int) -> Keylet[entries.PermissionedDomain]:
    """The domain that the owner's transaction of that sequence made."""
    return Keylet(_hash("m", owner, _u32(sequence)), entries.PermissionedDomain)


def delegate(account_id: Account, authorized: Account) -> Keylet[entries.Delegate]:
    """What the account lets the other do."""
    return Keylet(_hash("E", account_id, authorized), entries.Delegate)


def vault(owner: Account, sequence: int) -> Keylet[entries.Vault]:
    """The vault that the owner's transaction of that sequence made."""
    return Keylet(_hash("V", owner, _u32(sequence)), entries.Vault)


def loan_broker(owner: Account, sequence: int) -> Keylet[entries.LoanBroker]:
    """The loan broker that the owner's transaction of that sequence made."""
    return Keylet(_hash("l", owner, _u32(sequence)), entries.LoanBroker)


def loan(broker: Hash256, sequence: int) -> Keylet[entries.Loan]:
    """The broker's loan of that number."""
    return Keylet(_hash("L", broker, _u32(sequence)), entries.Loan)


_AMENDMENTS = _hash("f")
_FEE_SETTINGS = _hash("e")
_NEGATIVE_UNL = _hash("N")
