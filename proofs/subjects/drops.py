"""XRP: it moves and is never made, and nobody has less than none.

Two accounts stand for all: rules look at no others, and what they do not look at stays as it was.
"""

from __future__ import annotations

from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import assume, integer, note, outcome_of
from spec import credentials, directories, keylets, tokens
from spec.entries import AccountRoot
from spec.invariants.accounts import drops_of
from spec.results import Failure
from spec.transactions import payment, payment_channel_create
from spec.transactions.payment import Payment
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.views import ApplyView

SENDER, RECEIVER = b"\x01" * 20, b"\x02" * 20
NUMBER = 5
"""The number of a transaction."""
MAX_DROPS = 10**17


def drops(name: str) -> int:
    """An amount of XRP that there can be."""
    return integer(name, 0, MAX_DROPS)


def _ledger() -> ApplyView:
    state = UnknownState()
    state.expect(keylets.payment_channel(SENDER, RECEIVER, NUMBER), "channel", exists=False)
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
