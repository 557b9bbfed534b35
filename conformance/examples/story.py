"""How an example is told: people do one thing after the other, each in a ledger of its own.

A story is a generator. It yields steps, and is given back what each of them did, so that a later step can
name what an earlier one made. The reference tells it, and holds every ledger to the laws.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from msgspec import Struct

from conformance.traffic import Actor, actor, of_entries
from reference.node import ClosedLedger, LawfulDraft, finish, step_to
from reference.state import DictState
from spec import engine, keylets, laws, ledger
from spec.addresses import encode_account
from spec.amendments import MAINNET
from spec.entries import AccountRoot, Entry
from spec.flags import lsfDefaultRipple
from spec.json_format import transaction_from_json
from spec.ledger import DEFAULT_FEES, FLAG_LEDGER_INTERVAL
from spec.metadata import Metadata
from spec.transaction import Transaction
from spec.values import ACCOUNT_ZERO
from spec.views import Change, StateView

NAMES = ("alice", "bob", "carol", "issuer")
PEOPLE: dict[str, Actor] = {name: actor(name) for name in NAMES}
"""Who there is at the beginning of every story. What the issuer issues ripples."""
ALICE, BOB, CAROL, ISSUER = (encode_account(PEOPLE[name].account) for name in NAMES)
NOBODY = encode_account(ACCOUNT_ZERO)
"""The account of what validators agreed on."""
WEALTH = 1_000_000_000
"""Drops that each has."""
BEGIN_BEFORE = 4 * FLAG_LEDGER_INTERVAL
"""The first step is in a flag ledger: only there validators change who is listened to."""
SOON = 4
"""Seconds from one ledger to the next."""


class Step(Struct, frozen=True):
    """What somebody does."""

    says: str
    """A sentence."""
    kind: str
    sender: str
    fields: dict[str, Any]
    """As JSON has them, without the envelope."""
    result: str
    after: int
    """Seconds since the last ledger."""


class Told(Struct, frozen=True):
    """What became of a step."""

    step: Step
    tx: Transaction
    effects: Metadata
    state: tuple[Entry, ...]
    """All entries afterwards."""
    close_time: int
    """When its ledger closed, in seconds since 2000."""

    def created(self, kind: str) -> str:
        """The key of the one entry of that type that it made."""
        (key,) = (
            node.key
            for node in self.effects.nodes
            if node.change is Change.INSERTED and node.type.__name__ == kind
        )
        return key.hex().upper()

    @property
    def number(self) -> int:
        """The number that it used, by which an offer or an escrow is found again."""
        return self.tx.sequence_or_ticket


Story: TypeAlias = Generator[Step, Told, None]

STORIES: dict[str, Callable[[], Story]] = {}
"""Every story by its name."""


class NotAsTold(AssertionError):
    """A step ended in another way than its story says."""


def story(tell: Callable[[], Story]) -> Callable[[], Story]:
    """Declare a story."""
    STORIES[tell.__name__] = tell
    return tell


def step(
    says: str, kind: str, sender: str, *, result: str = "tesSUCCESS", after: int = SOON, **fields: Any
) -> Step:
    """A step of a story."""
    return Step(says, kind, sender, fields, result, after)


def _beginning() -> ClosedLedger:
    entries = ledger.genesis_entries(b"\x01" * 20, tuple(one.id for one in MAINNET), DEFAULT_FEES)
    master = entries[0]
    assert isinstance(master, AccountRoot)
    for name, who in PEOPLE.items():
        master.balance -= WEALTH
        key = keylets.account(who.account).key
        flags = lsfDefaultRipple if name == "issuer" else 0
        entries.append(AccountRoot(key, account=who.account, sequence=1, balance=WEALTH, flags=flags))
    begin = of_entries(entries, BEGIN_BEFORE - 1)
    return ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries))


class _Teller:
    """Does what the steps say."""

    def __init__(self) -> None:
        self.last = _beginning()

    def tell(self, one: Step) -> Told:
        """Do a step, and close a ledger with it. Raises NotAsTold."""
        info = ledger.next_info(self.last.header, self.last.hash, self.last.state)
        view = StateView(self.last.state, info)
        tx = _transaction(one, view)
        built = ledger.build(view, info, [tx], tx.id, kind=LawfulDraft)
        closed = finish(self.last, built.draft, self.last.header.close_time + one.after)
        refused = built.failed.get(tx.id) or built.held.get(tx.id)
        effects = None if refused else closed.transactions[0].metadata
        result = refused.name if refused is not None else closed.transactions[0].metadata.result.name
        if effects is None or result != one.result:
            raise NotAsTold(f"{one.says} {one.kind} gave {result}, expected {one.result}")
        laws.uphold(step_to(closed, self.last, built.draft.info))
        self.last = closed
        return Told(one, tx, effects, tuple(closed.state.entries.values()), closed.header.close_time)


def _transaction(one: Step, view: StateView) -> Transaction:
    """The transaction of a step, in its envelope."""
    form = {
        "TransactionType": one.kind,
        "Account": one.sender,
        "Fee": "0",
        "SigningPubKey": "",
        "Sequence": 0,
    }
    tx = transaction_from_json({**form, **one.fields})
    if tx.pseudo:
        return tx
    root = view.read(keylets.account(tx.account))
    assert root is not None
    if tx.ticket_sequence is None:
        tx.sequence = root.sequence
    tx.fee = engine.base_fee(tx, view)
    signer = next(who for who in PEOPLE.values() if who.account == tx.account)
    return signer.sign(tx)


def told(tell: Callable[[], Story]) -> list[Told]:
    """A story from its beginning to its end. Raises NotAsTold, LawBroken."""
    teller, found = _Teller(), list[Told]()
    going = tell()
    try:
        one = next(going)
        while True:
            found.append(teller.tell(one))
            one = going.send(found[-1])
    except StopIteration:
        return found
