"""Where a solved transaction plays: a few accounts and what they own, and nothing else.

What is not known of them is asked for by name (see `proofs.unknowns`). So the same lines make a ledger of
unknowns, along which the rules are explored, and the ledger with the numbers of one model in it, which is
recorded. Directories, counts and flags follow from what there is, as the laws say: nothing can be in a model
that could not be in a ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from msgspec import Struct

from conformance.traffic.actors import Actor, actor
from proofs.unknowns import assume, integer, truth, whichever
from spec import flags, keylets
from spec.entries import AccountRoot, DirectoryNode, Entry, Escrow, SignerList, Ticket
from spec.laws.ownership import LISTED, owner, owner_counts
from spec.ledger import DEFAULT_FEES
from spec.values import Account, Currency, Hash256, IssuedAmount, MPTAmount

MAX_BALANCE = 10**12
"""A million XRP: so much may anybody have, so that all the stages of a vector fit in one ledger."""
MAX_SEQUENCE = 2**32 - 2
"""The number after this one fits its field."""
FEE = DEFAULT_FEES.increment
"""The fee of most transactions, in drops: enough for any of them."""
TICKET = 2
"""The number of the ticket that the sender may have."""
ENVELOPE = "envelope."
"""So begin the names of the inputs of which the envelope is made."""
EARLIER = b"\x66" * 32
"""The transaction that last touched what is there."""
USD: Currency = bytes(12) + b"USD" + bytes(5)
EUR: Currency = bytes(12) + b"EUR" + bytes(5)


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
ISSUERS = ("lsfRequireAuth", "lsfGlobalFreeze", "lsfAllowTrustLineLocking")


class Prop(Struct, frozen=True):
    """Something that may be on a stage: whether it is there is asked when a rule first looks at its key."""

    name: str
    """The input that says whether it is there."""
    key: Hash256
    make: Callable[[Stage], Entry | None]
    owner: Account | None = None
    """Who counts it among its objects."""
    pages: tuple[DirectoryNode, ...] = ()
    """The directories that list it, besides those of the players: without what they list."""
    needs: Prop | None = None
    """Without which it is not there."""


class Stage:
    """A small ledger. It is a State, as views want one."""

    def __init__(
        self,
        players: Cast,
        things: Callable[[], list[Entry]],
        props: Iterable[Prop] = (),
        *,
        full: bool = False,
        whole: bool = False,
    ) -> None:
        """With these things, of which the accounts and the directories follow, with props, and a ticket of
        the sender's. They are put up when a rule first looks. ``full``, everybody is there; ``whole``, it may
        be that the sender cannot even send."""
        self.players, self.things, self.full, self.whole = players, things, full, whole
        self.props = {prop.key: prop for prop in (_ticket(players.sender.account), *props)}
        self._owned: list[Entry] = []
        self._decided: dict[Hash256, bool] = {}
        self._there: dict[Hash256, Entry | None] = {}
        self._later: dict[Hash256, Callable[[], Entry | None]] = {}

    def _put_up(self) -> None:
        players = self.players
        later = self._later
        if self.full:
            assume(truth("peer exists"))
        accounts = [one.account for one in (players.sender, players.peer, players.issuer)]
        for account, make in zip(accounts, (self._sender, self._peer, self._issuer), strict=True):
            later[keylets.account(account).key] = make
            later[keylets.owner_directory(account).key] = partial(self._owner_directory, account)
        for key, prop in self.props.items():
            later[key] = partial(self._prop, prop)
            for page in prop.pages:
                later[page.key] = partial(self._page, page)
            if prop.needs is not None:
                assume(_is_there(prop) <= _is_there(prop.needs))
        self._owned = self.things()
        for entry in self._owned:
            self._there[entry.key] = entry
            for key in _rests_on(entry):
                assume(_is_there(self.props[key]) == 1)

    def has(self, prop: Prop) -> bool:
        """Whether the prop is there."""
        if prop.key not in self._decided:
            self._decided[prop.key] = bool(_is_there(prop) == 1)
        return self._decided[prop.key]

    def _has_somehow(self, prop: Prop) -> bool:
        """Whether the prop is there, where it does not matter to what the rules have asked so far."""
        if prop.key not in self._decided:
            self._decided[prop.key] = whichever(_is_there(prop)) == 1
        return self._decided[prop.key]

    def _prop(self, prop: Prop) -> Entry | None:
        return prop.make(self) if self.has(prop) else None

    def escrowed(self, token: bytes, holder: Account | None = None) -> int:
        """How much of a multi-purpose token is in escrows, of the holder or of everybody."""
        return sum(
            entry.amount.value
            for entry in self._owned
            if isinstance(entry, Escrow)
            and isinstance(entry.amount, MPTAmount)
            and entry.amount.issuance_id == token
            and holder in (None, entry.account)
        )

    def count(self, account: Account) -> int:
        """How many of the things on the stage the account counts as its own."""
        who = owner(account)
        known = sum(count for entry in self._owned for whose, count in owner_counts(entry) if whose == who)
        return known + sum(_is_there(prop) for prop in self.props.values() if prop.owner == account)

    def _sender(self) -> AccountRoot:
        account = self.players.sender.account
        tickets = _is_there(_ticket(account))
        return AccountRoot(
            keylets.account(account).key,
            account=account,
            sequence=self.number(),
            balance=integer("sender.balance", 0 if self.whole else FEE, MAX_BALANCE),
            owner_count=self.count(account),
            ticket_count=None if type(tickets) is int and not tickets else tickets,
            flags=settings("sender", *SENDERS, *(("lsfDisableMaster",) if self.whole else ())),
        )

    def number(self) -> int:
        """The sender's next number."""
        return integer("sender.sequence", TICKET + 1, MAX_SEQUENCE)

    def _peer(self) -> AccountRoot | None:
        account = self.players.peer.account
        who = owner(account)
        owns = any(whose == who for entry in self._owned for whose, _ in owner_counts(entry))
        if not owns and not truth("peer exists"):
            return None
        return AccountRoot(
            keylets.account(account).key,
            account=account,
            sequence=5,
            balance=integer("peer.balance", 0, MAX_BALANCE),
            owner_count=self.count(account),
            flags=settings("peer", *PEERS)
            + (settings(f"{ENVELOPE}peer", "lsfDisableMaster") if self.whole else 0),
        )

    def _issuer(self) -> AccountRoot:
        account = self.players.issuer.account
        return AccountRoot(
            keylets.account(account).key,
            account=account,
            sequence=5,
            balance=MAX_BALANCE,
            owner_count=self.count(account),
            flags=settings("issuer", *ISSUERS) + flags.lsfDefaultRipple,
        )

    def _listed(self) -> list[Entry]:
        """All that directories may list. Of much that no rule has looked at, it does not matter whether it is
        there; a single ticket may be all that there is."""
        has = self.has if len(self.props) == 1 else self._has_somehow
        props = (self.get(key) for key, prop in self.props.items() if has(prop))
        return self._owned + [entry for entry in props if entry is not None]

    def _owner_directory(self, account: Account) -> DirectoryNode | None:
        key = keylets.owner_directory(account).key
        return self._page(DirectoryNode(key, root_index=key, owner=account))

    def _page(self, page: DirectoryNode) -> DirectoryNode | None:
        page.indexes = tuple(sorted(one.key for one in self._listed() if page.key in _directories(one)))
        return page if page.indexes else None

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
        """All that rules have looked at so far, and what belongs to it. Everything remembers an earlier
        transaction, as what was not there from the beginning does."""
        if self._later:
            for entry in self._listed():
                for directory in _directories(entry):
                    self.get(directory)
            pages = [page for page in self._there.values() if isinstance(page, DirectoryNode)]
            for page in pages:
                if page.owner is not None:
                    self.get(keylets.account(page.owner).key)
        found: list[Any] = [entry for _, entry in sorted(self._there.items()) if entry is not None]
        for entry in found:
            if entry.threaded:
                entry.previous_txn_id, entry.previous_txn_lgr_seq = EARLIER, 1
        return found


def _ticket(account: Account) -> Prop:
    key = keylets.ticket(account, TICKET).key
    return Prop(
        "sender has a ticket", key, lambda _: Ticket(key, account=account, ticket_sequence=TICKET), account
    )


def _is_there(prop: Prop) -> int:
    return integer(prop.name, 0, 1)


def _rests_on(entry: Entry) -> tuple[Hash256, ...]:
    """The keys of the props without which a thing is not there."""
    if isinstance(entry, Escrow) and isinstance(entry.amount, MPTAmount):
        token = entry.amount.issuance_id
        return keylets.mptoken_issuance(token).key, keylets.mptoken(token, entry.account).key
    return ()


def _directories(entry: Entry) -> set[Hash256]:
    """Those that list an entry."""
    if isinstance(entry, SignerList):
        assert entry.owner is not None
        return {keylets.owner_directory(entry.owner).key}
    return {key for key, _ in LISTED[type(entry)](entry)} if type(entry) in LISTED else set()
