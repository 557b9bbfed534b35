"""The whole engine at work on a ledger of unknown numbers: what a type does keeps every law.

Balances, counts, amounts, fees, times and flags are unknown, and who is there; who is concerned, and what
stands in which list, is known. Whatever comes of the transaction, the engine's invariants find nothing, and
every law of transactions holds of what was done. What the metadata tell of it is looked at where a proof says
so: it asks of every field whether it is at its default, and takes long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import spec.transactions  # noqa: F401  (makes every transaction type known)
from proofs.paths import merged
from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth
from proofs.unknown_state import MAINNET_RULES, SOME_BYTE, Unforeseen, ledger_info, view_of
from proofs.unknowns import assume, flags, integer, note, truth
from spec import canonical, engine, keylets, keys, trust_lines
from spec.amendments import Amendment, Rules
from spec.amounts import MAX_DROPS
from spec.entries import AccountRoot, DirectoryNode, Entry
from spec.keylets import Keylet
from spec.laws import LAWS, TransactionStep
from spec.laws.frame import Scope
from spec.ledger import Draft
from spec.metadata import Metadata
from spec.results import (
    Result,
    tecINTERNAL,
    tecINVARIANT_FAILED,
    tefEXCEPTION,
    tefINTERNAL,
    tefINVARIANT_FAILED,
)
from spec.transaction import Transaction
from spec.values import Account, Drops, Hash256
from spec.views import ApplyView, Fees, LedgerInfo

KEY = b"\xed" + b"\x01" * 32
ALICE = keys.account_id(KEY)
"""Who sends the transaction, and signs it with this key."""
BOB, CAROL = b"\x02" * 20, b"\x03" * 20
SEQUENCE = 1_000
"""The number of the transaction: what it makes has it in its key."""
EARLIER = 7
"""The number of a transaction that made something that is there."""
FEES = Fees(10, 1_000_000, 200_000)
KNOWN_INFO = LedgerInfo(SEQUENCE, SOME_BYTE * 32, 0, MAINNET_RULES, FEES, close_time=10)
"""What rules may know of a ledger, where nothing of it is unknown."""
NEIGHBOURS = (b"\x00" * 31 + b"\x01", b"\xff" * 32)
"""What every list has besides."""
IMPOSSIBLE = (tecINVARIANT_FAILED, tefINVARIANT_FAILED, tecINTERNAL, tefINTERNAL, tefEXCEPTION)
"""What no consistent ledger comes to."""
HELD = [law for law in LAWS.values() if law.scope is Scope.TRANSACTION]
TOLD = "metadata-tell-what-was-done"
"""The law of metadata."""

LOOKS = (canonical.is_canonical, trust_lines.is_needed)
"""Questions of several parts, of which only the answer matters: they fork no path."""

BREAKABLE = (
    "fee-as-authorized",
    "balances-in-range",
    "xrp-is-only-burned",
    "accounts-created-as-allowed",
    "accounts-deleted-as-allowed",
    "entries-keep-their-types",
    "amounts-can-exist",
    "failing-only-costs",
    "numbers-are-used-up",
    "sequences-never-fall",
    "owner-counts-agree",
    "directories-list-what-there-is",
    "bystanders-lose-nothing",
    "numbers-are-in-range",
    "reserves-are-kept",
    "what-is-owned-is-paid-for",
)
"""The laws that any transaction could break."""


class UnknownLedger:
    """A state that is given entry by entry, and holds no more XRP than there ever was."""

    def __init__(self) -> None:
        self.entries: dict[Hash256, Entry | None] = {}
        self.known: list[tuple[Hash256, Hash256]] = []
        """From key to key: there is nothing but what is given."""
        self.drops = 0

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. Raises Unforeseen where nothing was said of it."""
        if key not in self.entries and not any(low <= key <= high for low, high in self.known):
            raise Unforeseen(f"the entry at {key.hex().upper()}")
        return self.entries.get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next entry, where it was said what there is. Raises Unforeseen elsewhere."""
        if end is None or not any(low <= key and end <= high for low, high in self.known):
            raise Unforeseen(f"the entry after {key.hex().upper()}")
        return min((one for one, entry in self.entries.items() if entry and key < one < end), default=None)

    def absent(self, *keylets_: Keylet[Any]) -> None:
        """Nothing is there."""
        for keylet in keylets_:
            self.entries[keylet.key] = None

    def hold(self, entry: Entry, drops: int = 0) -> None:
        """An entry, and the XRP in it."""
        self.entries[entry.key] = entry
        self.drops += drops

    def account(
        self,
        name: str,
        account: Account,
        *owned: Keylet[Any],
        exists: bool = True,
        neighbours: tuple[Hash256, ...] = NEIGHBOURS,
        counts: int | None = None,
        **fields: Any,
    ) -> None:
        """An account of unknown means with these entries in its list, and some more; or none.

        It counts all that its list has, or more; or at least ``counts``, where it need not own all that.
        """
        keylet, owner = keylets.account(account), keylets.owner_directory(account)
        if not exists:
            self.absent(keylet, owner)
            return
        balance = integer(f"{name}.balance", 0, MAX_DROPS)
        least = len(neighbours) + len(owned) if counts is None else counts
        root = AccountRoot(
            keylet.key,
            account=account,
            balance=balance,
            sequence=SEQUENCE,
            owner_count=integer(f"{name}.owner_count", least, 2**31),
            flags=flags(f"{name}.flags"),
            **fields,
        )
        self.hold(root, balance)
        indexes = tuple(sorted((*neighbours, *(one.key for one in owned))))
        self.hold(DirectoryNode(owner.key, owner=account, root_index=owner.key, indexes=indexes))

    def root(self, account: Account) -> AccountRoot:
        """The root of an account that is there."""
        root = self.entries[keylets.account(account).key]
        assert isinstance(root, AccountRoot)
        return root


def moment(name: str) -> int | None:
    """A time, or none."""
    return integer(name, 0, 2**32 - 1) if truth(f"{name} is there") else None


class _Watched(Draft):
    """A ledger that remembers what a transaction did to it."""

    step: TransactionStep | None = None
    tells = False
    """Whether metadata are made of it."""

    def describe(self, view: ApplyView, result: Result) -> Metadata:
        """What the transaction did, or nothing but the result."""
        return super().describe(view, result) if self.tells else Metadata(result, 0, [])

    def accept(self, view: ApplyView, tx: Transaction, effects: Metadata, fee: Drops) -> None:
        """Remember what was done."""
        self.step = TransactionStep(tx, effects, fee, view)


def _keeps_the_laws(
    tx: Transaction, state: UnknownLedger, most_fee: Drops, rules: Rules, *, tells: bool
) -> bool:
    assume(state.drops <= MAX_DROPS)
    tx.account, tx.signing_pub_key = ALICE, KEY
    tx.sequence = SEQUENCE if tx.ticket_sequence is None else 0
    tx.fee = integer("tx.fee", 0, most_fee)
    tx._id, tx._blob = SOME_BYTE * 32, b""
    info = ledger_info(is_open=False, fees=FEES, rules=rules)
    draft = _Watched(view_of(state, info), info)
    draft.tells = tells
    outcome = engine.apply(tx, draft)
    note(outcome.result.name)
    if outcome.result in IMPOSSIBLE:
        return False
    if draft.step is None:
        return not outcome.applied
    for law in (one for one in HELD if tells or one.name != TOLD):
        for fault in law.faults(draft.step):
            note(f"{law.name}: {fault}")
            return False
    return True


def keeps_the_laws(
    make: Callable[[UnknownLedger], Transaction],
    *mistakes: Seed,
    covers: tuple[str, ...] = ("tesSUCCESS",),
    also: tuple[str, ...] = (),
    most_fee: Drops = MAX_DROPS - 1,
    since: Amendment | None = None,
    slow: bool = False,
) -> None:
    """Declare that whatever comes of a transaction keeps every law.

    ``make`` fills the ledger and gives the transaction; its annotation says of which type it is. All laws
    are looked at, that of metadata only if it is among ``also``; the proof is said to be about those that any
    transaction could break, and ``also`` about some. A fee of all XRP that there is would break an invariant,
    so it is never more than ``most_fee``. The rules are those of the main network, and ``since`` an amendment
    with that besides. What is ``slow`` is left out of the quick form.
    """
    kind = get_type_hints(make)["return"].__name__
    what = make.__name__.removeprefix("_") + (f"_since_{since.name}" if since is not None else "")
    rules = MAINNET_RULES if since is None else Rules(MAINNET_RULES.ids | {since.id})

    def claim() -> Truth:
        state = UnknownLedger()
        return _keeps_the_laws(make(state), state, most_fee, rules, tells=TOLD in also)

    claim.__name__ = f"{kind}_keeps_the_laws_to_{what}"
    condition = f", since {since.name}" if since is not None else ""
    situation = f" The situation: {make.__doc__}" if make.__doc__ else ""
    claim.__doc__ = f"Whatever a {kind} does{condition}, every law of transactions holds of it.{situation}"
    functions = [one.function for one in mistakes]
    names = [LAWS[name].name for name in (*BREAKABLE, *also)]
    instead: dict[Callable[..., Any], Callable[..., Any]] = {one: merged(one) for one in LOOKS}
    # The engine remembers the rules of a type: it has to look again, for a mistake may be in them now.
    instead[engine.rules_of] = engine._find_rules
    proof("effects", *functions, *names, twins=mistakes, covers=covers, instead=instead, slow=slow)(claim)
