"""Where a solved transaction plays: a few accounts and what they own, and nothing else.

What is not known of them is asked for by name (see `proofs.unknowns`). So the same lines make a ledger of
unknowns, along which the rules are explored, and the ledger with the numbers of one model in it, which is
recorded. Directories, counts and flags follow from what there is, as the laws say: nothing can be in a model
that could not be in a ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from conformance.traffic.actors import Actor, actor
from proofs.unknowns import integer, truth
from spec import flags, keylets
from spec.entries import AccountRoot, DirectoryNode, Entry, SignerList, Ticket
from spec.laws.ownership import LISTED, owner, owner_counts
from spec.ledger import DEFAULT_FEES
from spec.values import Account, Currency, Hash256, IssuedAmount

MAX_BALANCE = 10**12
"""A million XRP: so much may anybody have, so that all the stages of a vector fit in one ledger."""
MAX_SEQUENCE = 2**32 - 2
"""The number after this one fits its field."""
FEE = DEFAULT_FEES.increment
"""The fee of most transactions, in drops: enough for any of them."""
TICKET = 2
"""The number of the ticket that the sender may have."""
USD: Currency = bytes(12) + b"USD" + bytes(5)


class Cast(Struct, frozen=True):
    """Who plays: always in the same order of their accounts, since rules look at that."""

    sender: Actor
    peer: Actor
    """Who is at the other end, if there is such an account."""
    issuer: Actor
    """Who issues tokens."""

    @property
    def nobody(self) -> Account:
        """An account that is not in the ledger."""
        return bytes(byte ^ 0xFF for byte in self.sender.account)

    def usd(self, mantissa: int, exponent: int) -> IssuedAmount:
        """An amount of the issuer's dollars."""
        return IssuedAmount(mantissa, exponent, USD, self.issuer.account)


def cast(number: int) -> Cast:
    """The cast of that number."""
    players = (actor(f"{part} {number}") for part in ("one", "two", "three"))
    return Cast(*sorted(players, key=lambda one: one.account))


def settings(name: str, *wanted: str) -> int:
    """Flags, each of which may be set: those of these names."""
    found = 0
    for flag in wanted:
        found += integer(f"{name} {flag[3:]}", 0, 1) * int(getattr(flags, flag))
    return found


SENDERS = (
    "lsfPasswordSpent",
    "lsfRequireDestTag",
    "lsfRequireAuth",
    "lsfNoFreeze",
    "lsfGlobalFreeze",
    "lsfDefaultRipple",
    "lsfDepositAuth",
    "lsfAllowTrustLineClawback",
)
PEERS = (
    "lsfRequireDestTag",
    "lsfDepositAuth",
    "lsfDisallowIncomingNFTokenOffer",
    "lsfDisallowIncomingCheck",
    "lsfDisallowIncomingPayChan",
    "lsfDisallowIncomingTrustline",
)


class Stage:
    """A small ledger. It is a State, as views want one."""

    def __init__(self, players: Cast, things: Callable[[], list[Entry]], *, whole: bool) -> None:
        """With these things, of which the accounts, the directories and a ticket of the sender's follow. They
        are put up when a rule first looks. ``whole``, it may be that the sender cannot even send."""
        self.players, self.things, self.whole = players, things, whole
        self._there: dict[Hash256, Entry | None] = {}
        self._later: dict[Hash256, Callable[[], Entry | None]] = {}

    def _put_up(self) -> None:
        owned = self.things()
        players = self.players
        sender, peer, issuer = (one.account for one in (players.sender, players.peer, players.issuer))
        has_ticket = truth("sender has a ticket")
        if has_ticket:
            key = keylets.ticket(sender, TICKET).key
            owned.append(Ticket(key, account=sender, ticket_sequence=TICKET))
        for entry in owned:
            self._there[entry.key] = entry
        self._list(owned)
        counts = {account: _count(owned, account) for account in (sender, peer, issuer)}
        root = self._sender(sender, counts[sender], tickets=1 if has_ticket else None)
        self._there[root.key] = root
        self._later[keylets.account(peer).key] = lambda: _peer(peer, counts[peer])
        self._later[keylets.account(issuer).key] = lambda: _issuer(issuer, counts[issuer])

    def _sender(self, account: Account, count: int, tickets: int | None) -> AccountRoot:
        return AccountRoot(
            keylets.account(account).key,
            account=account,
            sequence=self.number(),
            balance=integer("sender.balance", 0 if self.whole else FEE, MAX_BALANCE),
            owner_count=count,
            ticket_count=tickets,
            flags=settings("sender", *SENDERS, *(("lsfDisableMaster",) if self.whole else ())),
        )

    def number(self) -> int:
        """The sender's next number."""
        return integer("sender.sequence", TICKET + 1, MAX_SEQUENCE)

    def _list(self, owned: list[Entry]) -> None:
        """Put the things in the directories that list them, a page each."""
        players = (self.players.sender, self.players.peer, self.players.issuer)
        owners = {keylets.owner_directory(one.account).key: one.account for one in players}
        for entry in owned:
            if isinstance(entry, SignerList):
                assert entry.owner is not None
                directories = {keylets.owner_directory(entry.owner).key}
            else:
                directories = (
                    {key for key, _ in LISTED[type(entry)](entry)} if type(entry) in LISTED else set()
                )
            for key in directories:
                page = self._there.setdefault(key, DirectoryNode(key, root_index=key, owner=owners.get(key)))
                assert isinstance(page, DirectoryNode)
                page.indexes = tuple(sorted((*page.indexes, entry.key)))

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key."""
        if not self._later:
            self._put_up()
        if key not in self._there:
            later = self._later.get(key)
            self._there[key] = None if later is None else later()
        return self._there[key]

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        if not self._later:
            self._put_up()
        for following in sorted({*self._there, *self._later}):
            if following > key and (end is None or following < end) and self.get(following) is not None:
                return following
        return None

    def entries(self) -> list[Entry]:
        """All that rules have looked at so far, and what belongs to it."""
        return [entry for _, entry in sorted(self._there.items()) if entry is not None]


def _count(owned: Iterable[Entry], account: Account) -> int:
    """How many of the things the account counts as its own."""
    who = owner(account)
    return sum(count for entry in owned for whose, count in owner_counts(entry) if whose == who)


def _peer(account: Account, count: int) -> AccountRoot | None:
    if not count and not truth("peer exists"):
        return None
    return AccountRoot(
        keylets.account(account).key,
        account=account,
        sequence=5,
        balance=integer("peer.balance", 0, MAX_BALANCE),
        owner_count=count,
        flags=settings("peer", *PEERS),
    )


def _issuer(account: Account, count: int) -> AccountRoot:
    return AccountRoot(
        keylets.account(account).key,
        account=account,
        sequence=5,
        balance=MAX_BALANCE,
        owner_count=count,
        flags=settings("issuer", "lsfRequireAuth", "lsfGlobalFreeze") + flags.lsfDefaultRipple,
    )
