"""One transaction on its stage: made of unknowns, or of the numbers of a model, by the same lines.

A type of transaction is looked at several times: with the fields that it must have, then with all fields of
its own, then with tokens for amounts, and as one that succeeds, in an envelope of which nothing is known. All
at once would have as many paths as the product of these.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from msgspec import Struct

from conformance.filling.fields import MODES, NOTHING, WIDEST_DROPS, Fields
from conformance.filling.props import ADMITTED, PROPS, props
from conformance.filling.signers import signer_list, signers
from conformance.filling.stage import ENVELOPE, FEE, TICKET, Cast, Stage, cast
from conformance.filling.things import things
from conformance.traffic.beginnings import MASTER, of_entries
from proofs.unfolding import unfolding
from proofs.unknowns import RUN, Run, Source, Trial, assume, integer, one_of, truth
from reference.node import SUBMITTED
from reference.state import DictState
from spec import engine, ledger
from spec.amendments import MAINNET
from spec.entries import Entry
from spec.flags import TRANSACTION_FLAGS
from spec.ledger import DEFAULT_FEES, Draft
from spec.objects import Slot
from spec.results import tesSUCCESS
from spec.transaction import Transaction
from spec.views import StateView

BARE = of_entries(ledger.genesis_entries(MASTER, tuple(one.id for one in MAINNET), DEFAULT_FEES))
"""The ledger before the stages are put up."""
INFO = ledger.next_info(BARE.header, NOTHING, DictState.of(BARE.entries), is_open=True)
"""What is known of the open ledger to which the transaction is submitted."""
UNKNOWN_FLAG = 0x0800_0000
"""A flag that no type knows."""


class Look(Enum):
    """What is unknown of a transaction, besides what the rules find in the ledger."""

    PLAIN = "the fields that it must have, with amounts of XRP"
    WIDE = "all fields of its own, with amounts of XRP"
    TOKENS = "all fields of its own, with amounts of anything"
    HELD = "sound values where everybody may hold something, past what is refused without the ledger"
    ADMITTED = "the same, where credentials and domains may let somebody in"
    ENVELOPE = "the envelope"


class Play(Struct):
    """A transaction and its stage."""

    tx: Any
    stage: Stage
    deep: bool = False
    """Whether nothing is said about what is refused without a look at the ledger."""

    def run(self) -> str:
        """What a server answers that has it in its open ledger alone: the name of the result."""
        draft = Draft(StateView(self.stage, INFO), INFO)
        result = engine.preflight(self.tx, INFO.rules, mode=SUBMITTED)
        if self.deep:
            assume(result is tesSUCCESS)
        if result is tesSUCCESS:
            result = engine.apply(self.tx, draft, SUBMITTED).result
        return result.name


def make(kind: type[Transaction], players: Cast, look: Look) -> Play:
    """A transaction of a type, and its stage."""
    whole, admitted = look is Look.ENVELOPE, look is Look.ADMITTED
    full = admitted or look is Look.HELD
    stage = Stage(
        players,
        lambda: things(kind.__name__, players, sure=full, tokens=whole or full),
        [
            *props(kind, players, held=whole or full, admitted=admitted),
            *(signer_list(players) if whole else ()),
        ],
        full=full or kind.__name__ in PROPS,
        whole=whole,
    )
    tx = unfolding(kind)(account=players.sender.account, signing_pub_key=players.sender.pair.public_key)
    if not whole:
        tx.sequence, tx.fee = stage.number(), FEE
    elif (several := signers(players)) is not None:
        tx.signing_pub_key, tx.signers = b"", several
    tokens = look not in (Look.PLAIN, Look.WIDE)
    modes = MODES.get(kind.__name__, []) if look is not Look.PLAIN else []
    mode = one_of("the mode is", *modes, *(() if tokens else (None,))) if modes else None
    own = Fields(
        players,
        wide=look is not Look.PLAIN and not full,
        tokens=tokens,
        sound=full,
        pools=kind.__name__.startswith("AMM") and (whole or full),
        mode=mode,
        just=ADMITTED[kind.__name__] if admitted else None,
    )
    tx.unfold = lambda slot: _unfold(kind, slot, own, whole=whole)
    tx._id = NOTHING  # it is not signed yet
    return Play(tx, stage, deep=full)


def _unfold(kind: type[Transaction], slot: Slot, own: Fields, *, whole: bool) -> Any:
    if slot.attribute not in Transaction.slots:
        return own.value(slot)
    if slot.attribute == "flags":
        return _flags(kind) if own.mode is None else own.mode.flag
    return ENVELOPES[slot.attribute]() if whole and slot.attribute in ENVELOPES else slot.absent


def _flags(kind: type[Transaction]) -> int:
    """Any of the flags that the type knows, and one that none does."""
    known = sorted({UNKNOWN_FLAG, *TRANSACTION_FLAGS.get(kind.__name__, {}).values()})
    return sum(integer(f"tx.flag {flag:08X}", 0, 1) * flag for flag in known)


def _ticket() -> int | None:
    if not truth(f"{ENVELOPE}ticket is there"):
        return None
    return TICKET if truth(f"{ENVELOPE}ticket is the sender's") else _u32("ticket")


def _u32(name: str) -> int:
    return integer(ENVELOPE + name, 0, 2**32 - 1)


ENVELOPES: dict[str, Callable[[], Any]] = {
    "account_txn_id": lambda: one_of(f"{ENVELOPE}prior is", None, bytes(32), NOTHING),
    "delegate": lambda: one_of(f"{ENVELOPE}delegate is", None, bytes(20)),
    "fee": lambda: integer(f"{ENVELOPE}fee", -WIDEST_DROPS, WIDEST_DROPS),
    "last_ledger_sequence": lambda: _u32("last ledger") if truth(f"{ENVELOPE}last ledger is there") else None,
    "network_id": lambda: _u32("network") if truth(f"{ENVELOPE}network is there") else None,
    "sequence": lambda: _u32("sequence"),
    "ticket_sequence": _ticket,
}
"""How the fields of the envelope are made."""


class Kept:
    """Inputs that are as in a model, but for those of the envelope and of the sender."""

    def __init__(self, values: dict[str, int], source: Source) -> None:
        self.trial, self.source = Trial(values), source

    def _of(self, name: str) -> Source:
        return self.source if name.startswith((ENVELOPE, "sender")) else self.trial

    def integer(self, name: str, low: int | None, high: int | None) -> Any:
        """The integer of that name."""
        return self._of(name).integer(name, low, high)

    def truth(self, name: str) -> Any:
        """The truth value of that name."""
        return self._of(name).truth(name)

    def assume(self, condition: Any) -> None:
        """Go on only where the condition holds."""
        self.source.assume(condition)


def run_unknown(kind: type[Transaction], look: Look, kept: dict[str, int]) -> str:
    """Run a transaction of unknowns along one path; for its envelope, the other inputs are as ``kept``."""
    if look is not Look.ENVELOPE:
        return make(kind, cast(0), look).run()
    outer = RUN.get()
    token = RUN.set(Run(Kept(kept, outer.source), outer.notes))
    try:
        return make(kind, cast(0), look).run()
    finally:
        RUN.reset(token)


def settle(kind: type[Transaction], players: Cast, look: Look) -> tuple[Transaction, list[Entry]]:
    """The transaction, not yet signed, and the entries that its rules look at, from inputs that are known."""
    play = make(kind, players, look)
    play.run()
    values = {name: getattr(play.tx, name) for name in kind.slots if name != "txn_signature"}
    present = {
        name: value for name, value in values.items() if value is not None and value != kind.slots[name].skip
    }
    return kind(**present), play.stage.entries()
