"""What is done with multi-purpose tokens keeps every law: what is outstanding is what holders have."""

from __future__ import annotations

from proofs.effects import ALICE, BOB, CAROL, EARLIER, SEQUENCE, UnknownLedger, keeps_the_laws, moment
from proofs.replacing import Seed
from proofs.unknowns import assume, integer, one_of, truth
from spec import keylets, mptokens
from spec.amounts import MAX_MPT
from spec.entries import Escrow, MPToken, MPTokenIssuance
from spec.flags import tfMPTUnauthorize
from spec.keylets import Keylet
from spec.transactions import mptoken_authorize, mptoken_issuance_create, mptoken_issuance_destroy
from spec.transactions.clawback import Clawback
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_destroy import MPTokenIssuanceDestroy
from spec.transactions.payment import Payment
from spec.values import Account, MPTAmount


def _flags(name: str) -> int:
    return integer(name, 0, 2**32 - 1)


def _token(
    state: UnknownLedger, issuer: Account, *holders: Account, escrow: Keylet[Escrow] | None = None
) -> bytes:
    """A token without a transfer fee, and what these accounts have of it; others may have some, too. With an
    ``escrow``, which all holders list, some of it is locked, at least by the first of them."""
    name = keylets.issuance_id(EARLIER, issuer)
    issuance = keylets.mptoken_issuance(name)
    state.account("issuer", issuer, issuance)
    outstanding = integer("outstanding", 0, MAX_MPT)
    held = locked = 0
    for number, holder in enumerate(holders):
        keylet = keylets.mptoken(name, holder)
        locks = escrow is not None and number == 0
        there = locks or truth(f"holding {number} is there")
        listed = (*((keylet,) if there else ()), *((escrow,) if escrow else ()))
        state.account(f"holder {number}", holder, *listed)
        if not there:
            state.absent(keylet)
            continue
        amount = integer(f"held {number}", 0, MAX_MPT)
        own = integer("locked", 1, MAX_MPT) if locks else None
        held += amount + (own or 0)
        locked += own or 0
        state.hold(
            MPToken(
                keylet.key,
                account=holder,
                mptoken_issuance_id=name,
                mpt_amount=amount,
                locked_amount=own,
                flags=_flags(f"flags of holding {number}"),
                owner_node=0,
            )
        )
    assume(held <= outstanding)
    most = integer("most", 1, MAX_MPT) if truth("there is a maximum") else None
    assume(outstanding <= (MAX_MPT if most is None else most))
    if escrow:
        assume(held + integer("locked by others", 0, MAX_MPT) <= outstanding)
    state.hold(
        MPTokenIssuance(
            issuance.key,
            issuer=issuer,
            sequence=EARLIER,
            outstanding_amount=outstanding,
            maximum_amount=most,
            locked_amount=locked + integer("locked by others", 0, MAX_MPT) if escrow else None,
            flags=_flags("flags of the token"),
            owner_node=0,
        )
    )
    return name


def _define(state: UnknownLedger) -> MPTokenIssuanceCreate:
    state.account("alice", ALICE)
    state.absent(keylets.mptoken_issuance(keylets.issuance_id(SEQUENCE, ALICE)))
    return MPTokenIssuanceCreate(maximum_amount=integer("most", 1, MAX_MPT))


def _destroy(state: UnknownLedger) -> MPTokenIssuanceDestroy:
    issuer = one_of("issuer", ALICE, BOB)
    name = _token(state, issuer, *((ALICE,) if issuer == BOB else ()))
    return MPTokenIssuanceDestroy(mptoken_issuance_id=name)


keeps_the_laws(
    _define,
    Seed(mptoken_issuance_create.apply, "outstanding_amount=0", "outstanding_amount=1"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_RESERVE"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)
keeps_the_laws(
    _destroy,
    Seed(mptoken_issuance_destroy.preclaim, "not issuance.outstanding_amount", "issuance.outstanding_amount"),
    Seed(mptoken_issuance_destroy.apply, "tx.account, -1)", "tx.account, 0)"),
    covers=("tesSUCCESS", "tecNO_PERMISSION", "tecHAS_OBLIGATIONS"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)


def _hold(state: UnknownLedger) -> MPTokenAuthorize:
    """A holder makes a holding, or takes it out."""
    name = _token(state, BOB, ALICE)
    flags = tfMPTUnauthorize if truth("it is taken out") else 0
    return MPTokenAuthorize(mptoken_issuance_id=name, flags=flags)


def _let(state: UnknownLedger) -> MPTokenAuthorize:
    """The issuer lets somebody hold the token, or no more."""
    name = _token(state, ALICE, BOB)
    flags = tfMPTUnauthorize if truth("no more") else 0
    return MPTokenAuthorize(mptoken_issuance_id=name, holder=BOB, flags=flags)


keeps_the_laws(
    _hold,
    Seed(mptokens.create_holding, "account, 1)", "account, 0)"),
    Seed(
        mptoken_authorize._check_empty, "holding.mpt_amount or holding.locked_amount", "holding.locked_amount"
    ),
    covers=("tesSUCCESS", "tecDUPLICATE", "tecHAS_OBLIGATIONS", "tecINSUFFICIENT_RESERVE"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)
keeps_the_laws(
    _let,
    Seed(mptoken_authorize.apply, "holding.flags |= lsfMPTAuthorized", "holding.mpt_amount += 1"),
    covers=("tesSUCCESS", "tecNO_AUTH", "tecOBJECT_NOT_FOUND"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)


def _some(name: bytes) -> MPTAmount:
    return MPTAmount(integer("amount", 1, MAX_MPT), name)


def _issue(state: UnknownLedger) -> Payment:
    name = _token(state, ALICE, BOB)
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return Payment(destination=BOB, amount=_some(name))


def _redeem(state: UnknownLedger) -> Payment:
    name = _token(state, BOB, ALICE)
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return Payment(destination=BOB, amount=_some(name))


def _send(state: UnknownLedger) -> Payment:
    name = _token(state, CAROL, ALICE, BOB)
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return Payment(destination=BOB, amount=_some(name))


keeps_the_laws(
    _issue,
    Seed(
        mptokens.direct_send,
        "issuance.outstanding_amount += amount.value",
        "issuance.outstanding_amount += 1",
    ),
    Seed(mptokens.send, "amount.value <= maximum(issuance)", "amount.value <= 2 * maximum(issuance)"),
    covers=("tesSUCCESS", "tecNO_AUTH", "tecPATH_PARTIAL"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)
keeps_the_laws(
    _redeem,
    Seed(
        mptokens.direct_send, "holding.mpt_amount >= amount.value", "holding.mpt_amount + 1 >= amount.value"
    ),
    Seed(
        mptokens.direct_send,
        "issuance.outstanding_amount -= amount.value",
        "issuance.outstanding_amount -= 1",
    ),
    covers=("tesSUCCESS", "tecNO_AUTH", "tecPATH_PARTIAL"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)
keeps_the_laws(
    _send,
    Seed(
        mptokens.direct_send, "holding.mpt_amount += amount.value", "holding.mpt_amount += amount.value + 1"
    ),
    covers=("tesSUCCESS", "tecNO_AUTH", "tecPATH_PARTIAL", "tecLOCKED"),
    also=(
        "issuances-and-holdings",
        "mpt-outstanding-is-held",
    ),
)


def _claw_back(state: UnknownLedger) -> Clawback:
    name = _token(state, ALICE, BOB)
    return Clawback(amount=_some(name), holder=BOB)


keeps_the_laws(
    _claw_back,
    Seed(mptokens.direct_send, "holding.mpt_amount -= amount.value", "holding.mpt_amount -= 1"),
    covers=("tesSUCCESS", "tecNO_PERMISSION", "tecOBJECT_NOT_FOUND", "tecINSUFFICIENT_FUNDS"),
    also=(
        "clawback-takes-from-one",
        "mpt-outstanding-is-held",
    ),
)


# Escrows.


def _lock_tokens(state: UnknownLedger) -> EscrowCreate:
    name = _token(state, CAROL, ALICE, BOB)
    state.absent(keylets.escrow(ALICE, SEQUENCE))
    return EscrowCreate(destination=BOB, amount=_some(name), cancel_after=moment("cancel_after"))


keeps_the_laws(
    _lock_tokens,
    Seed(mptokens.lock, "for entry in (holding, issuance)", "for entry in (holding,)"),
    Seed(mptokens.lock, "holding.mpt_amount -= amount.value", "holding.mpt_amount -= 1"),
    covers=("tesSUCCESS", "tecNO_AUTH", "tecLOCKED", "tecINSUFFICIENT_FUNDS"),
    also=("escrows-hold-something", "mpt-outstanding-is-held", "mpt-locked-is-in-escrow"),
)


def _escrow(state: UnknownLedger, owner: Account, receiver: Account) -> None:
    """An escrow of the token that is there, without a condition."""
    keylet = keylets.escrow(owner, EARLIER)
    name = _token(state, CAROL, owner, receiver, escrow=keylet)
    amount = integer("amount", 1, MAX_MPT)
    assume(amount <= integer("locked", 1, MAX_MPT))
    state.hold(
        Escrow(
            keylet.key,
            account=owner,
            destination=receiver,
            amount=MPTAmount(amount, name),
            owner_node=0,
            destination_node=0,
            cancel_after=moment("cancel_after"),
            finish_after=moment("finish_after"),
        )
    )


def _give_tokens(state: UnknownLedger) -> EscrowFinish:
    owner, receiver = one_of("alice is", (ALICE, BOB), (BOB, ALICE))
    _escrow(state, owner, receiver)
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return EscrowFinish(owner=owner, offer_sequence=EARLIER)


keeps_the_laws(
    _give_tokens,
    Seed(mptokens.unlock, "+= amount.value - fee", "+= amount.value + fee + 1"),
    Seed(mptokens._reduce_locked, "- value or None", "- 1 or None"),
    covers=("tesSUCCESS", "tecNO_PERMISSION", "tecLOCKED", "tecNO_AUTH"),
    also=("escrows-hold-something", "mpt-outstanding-is-held", "mpt-locked-is-in-escrow"),
    slow=True,
)


def _give_tokens_back(state: UnknownLedger) -> EscrowCancel:
    owner, receiver = one_of("alice is", (ALICE, BOB), (BOB, ALICE))
    _escrow(state, owner, receiver)
    return EscrowCancel(owner=owner, offer_sequence=EARLIER)


keeps_the_laws(
    _give_tokens_back,
    Seed(mptokens.unlock, "_reduce_locked(locked, amount.value)", "locked.locked_amount = None"),
    covers=("tesSUCCESS", "tecNO_PERMISSION", "tecNO_AUTH"),
    also=("escrows-hold-something", "mpt-outstanding-is-held", "mpt-locked-is-in-escrow"),
    slow=True,
)
