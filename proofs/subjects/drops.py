"""XRP: it moves and is never made, and nobody has less than none.

Two accounts stand for all: rules look at no others, and what they do not look at stays as it was.
"""

from __future__ import annotations

from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import assume, integer, note, outcome_of
from spec import credentials, directories, escrows, keylets, payment_channels, tokens
from spec.entries import AccountRoot
from spec.invariants.accounts import drops_of
from spec.results import Failure, tefINTERNAL
from spec.transactions import escrow_create, payment, payment_channel_create
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.payment import Payment
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.views import ApplyView

SENDER, RECEIVER = b"\x01" * 20, b"\x02" * 20
NUMBER = 5
"""The number of a transaction."""
CHANNEL = keylets.payment_channel(SENDER, RECEIVER, NUMBER)
ESCROW = keylets.escrow(SENDER, NUMBER)
MAX_DROPS = 10**17


def drops(name: str) -> int:
    """An amount of XRP that there can be."""
    return integer(name, 0, MAX_DROPS)


def _ledger() -> ApplyView:
    state = UnknownState()
    state.expect(CHANNEL, "channel", exists=False).expect(ESCROW, "escrow", exists=False)
    for account, name in ((SENDER, "sender"), (RECEIVER, "receiver")):
        state.expect(keylets.account(account), name, account=account, balance=drops, sequence=5)
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32)


def _difference(view: ApplyView) -> int:
    """By how much the changes change what is held."""
    return sum(
        drops_of(after) - (drops_of(before) if before else 0) for _, _, before, after in view.changed()
    )


def _nobody_owes(view: ApplyView) -> Truth:
    return every(*(after.balance >= 0 for *_, after in view.changed() if isinstance(after, AccountRoot)))


@proof(
    "drops",
    tokens.send_xrp,
    "xrp-is-conserved",
    twins=[Seed(tokens.send_xrp, "-= drops", "-= drops - 1")],
    covers=("moved", "refused"),
)
def sending_moves_drops() -> Truth:
    """What is sent leaves the sender, who had it, and reaches the receiver, where both are there."""
    view = _ledger()
    wanted = integer("drops", 1, MAX_DROPS)
    found = outcome_of(tokens.send_xrp, view, SENDER, RECEIVER, wanted, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    if found is Failure or len(view.changes) < 2:
        return True
    return every(_difference(view) == 0, _nobody_owes(view))


@proof(
    "drops",
    payment._apply_xrp,
    "xrp-is-conserved",
    twins=[
        Seed(payment._apply_xrp, "sender.balance -= drops", "sender.balance -= drops - 1"),
        Seed(payment._apply_xrp, ">= drops + kept", ">= drops"),
    ],
    instead={credentials.verify_deposit: lambda *_: None},
    covers=("moved", "refused"),
)
def payments_of_xrp_move_drops() -> Truth:
    """Beside its fee, a Payment of XRP takes from the sender just what the receiver gets, and leaves nobody
    with less than none."""
    view = _ledger()
    fee, wanted = integer("fee", 0, MAX_DROPS), integer("drops", 1, MAX_DROPS)
    sender, receiver = view.edit(keylets.account(SENDER)), view.edit(keylets.account(RECEIVER))
    assume(sender is not None and receiver is not None)
    assert sender is not None
    assert receiver is not None
    view.prior_balance = sender.balance
    assume(sender.balance >= fee)
    sender.balance -= fee
    tx = Payment(account=SENDER, destination=RECEIVER, amount=wanted, fee=fee)
    found = outcome_of(payment._apply_xrp, tx, view, receiver, wanted, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    if found is Failure:
        return True
    return every(_difference(view) == -fee, _nobody_owes(view))


@proof(
    "drops",
    payment_channel_create.preclaim,
    payment_channel_create.apply,
    "xrp-is-conserved",
    twins=[
        Seed(payment_channel_create.apply, "root.balance -= tx.amount", "root.balance -= tx.amount + 1"),
        Seed(payment_channel_create.preclaim, "kept + tx.amount", "tx.amount - 1"),
    ],
    instead={directories.add_owned: lambda *_: 0},
    covers=("moved", "refused"),
)
def channels_hold_what_their_sources_gave() -> Truth:
    """A PaymentChannelCreate, its fee apart, takes from the source just what the channel then holds, and
    leaves nobody with less than none."""
    view = _ledger()
    tx = PaymentChannelCreate(account=SENDER, destination=RECEIVER, amount=integer("drops", 1, MAX_DROPS))
    tx.sequence = NUMBER

    def happen() -> None:
        payment_channel_create.preclaim(tx, view)
        payment_channel_create.apply(tx, view)

    found = outcome_of(happen, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    return found is Failure or every(_difference(view) == 0, _nobody_owes(view))


@proof(
    "drops",
    escrow_create.apply,
    escrows.lock,
    "xrp-is-conserved",
    twins=[
        Seed(escrows.lock, "sender.balance -= amount", "sender.balance -= amount - 1"),
        Seed(escrow_create.apply, "kept + tx.amount", "kept"),
    ],
    instead={directories.add_owned: lambda *_: 0},
    covers=("moved", "refused"),
)
def escrows_hold_what_their_senders_gave() -> Truth:
    """An EscrowCreate of XRP, its fee apart, takes from the sender just what the escrow then holds, and
    leaves nobody with less than none."""
    view = _ledger()
    tx = EscrowCreate(account=SENDER, destination=RECEIVER, amount=integer("drops", 1, MAX_DROPS))
    tx.sequence, tx.finish_after = NUMBER, integer("finish after", 0, 2**32 - 1)
    found = outcome_of(escrow_create.apply, tx, view, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    return found is Failure or every(_difference(view) == 0, _nobody_owes(view))


def _with_channel() -> ApplyView:
    """A ledger with a channel from the sender, which has paid no more than it holds."""
    state = UnknownState()
    state.expect(keylets.account(SENDER), "sender", account=SENDER, balance=drops, sequence=5)
    parties = {"account": SENDER, "destination": RECEIVER}
    state.expect(CHANNEL, "channel", exists=True, amount=drops, balance=drops, **parties)
    view = ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32)
    channel = view.need(CHANNEL, tefINTERNAL)
    assert isinstance(channel.amount, int)
    assume(channel.balance <= channel.amount)
    return view


@proof(
    "drops",
    payment_channels.close,
    "xrp-is-conserved",
    twins=[Seed(payment_channels.close, "- channel.balance", "- channel.balance + 1")],
    instead={directories.remove_owned: lambda *_, **__: None},
    covers=("moved", "refused"),
)
def channels_give_back_what_is_left() -> Truth:
    """A channel that closes gives its source just what it has not paid."""
    view = _with_channel()
    left = drops_of(view.need(CHANNEL, tefINTERNAL))
    found = outcome_of(payment_channels.close, view, CHANNEL, refusals=(Failure,))
    note("refused" if found is Failure else "moved")
    if found is Failure:
        return True
    root, before = view.read(keylets.account(SENDER)), view.base.get(keylets.account(SENDER).key)
    assert root is not None
    assert before is not None
    return every(root.balance - drops_of(before) == left, not view.exists(CHANNEL))
