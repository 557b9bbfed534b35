"""What makes and takes out what accounts own keeps every law: it is counted, listed and paid for."""

from __future__ import annotations

from typing import Any

from proofs.effects import ALICE, BOB, CAROL, EARLIER, SEQUENCE, UnknownLedger, keeps_the_laws, moment
from proofs.replacing import Seed
from proofs.unknowns import assume, integer, one_of, truth
from spec import credentials, engine, keylets
from spec.entries import (
    DID,
    Credential,
    PermissionedDomain,
    SignerList,
    Ticket,
)
from spec.entries import DepositPreauth as Preauth
from spec.flags import lsfAccepted, lsfOneOwnerCount
from spec.inner import AuthorizedCredential, SignerEntry
from spec.transactions import (
    account_delete,
    credential_accept,
    credential_create,
    deposit_preauth,
    did_delete,
    did_set,
    permissioned_domain_delete,
    permissioned_domain_set,
    set_regular_key,
    signer_list_set,
    ticket_create,
)
from spec.transactions.account_delete import AccountDelete
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.credential_delete import CredentialDelete
from spec.transactions.deposit_preauth import DepositPreauth
from spec.transactions.did_delete import DIDDelete
from spec.transactions.did_set import DIDSet
from spec.transactions.permissioned_domain_delete import PermissionedDomainDelete
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.set_regular_key import SetRegularKey
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.ticket_create import TicketCreate
from spec.values import Account

KIND = b"kyc"


# Keys, tickets and signers.


def _give_a_key(state: UnknownLedger) -> SetRegularKey:
    state.account("alice", ALICE)
    state.absent(keylets.signer_list(ALICE))
    return SetRegularKey(regular_key=BOB if truth("a key") else None)


keeps_the_laws(
    _give_a_key,
    Seed(set_regular_key.apply, "root.regular_key = tx.regular_key", "root.sequence = 1"),
)


def _take_tickets(state: UnknownLedger) -> TicketCreate:
    state.account("alice", ALICE)
    state.absent(*(keylets.ticket(ALICE, SEQUENCE + 1 + number) for number in range(3)))
    return TicketCreate(ticket_count=one_of("tickets", 1, 2, 3))


keeps_the_laws(
    _take_tickets,
    Seed(ticket_create.apply, "range(first, first + tx.ticket_count)", "range(first, first + 1)"),
    Seed(ticket_create.apply, "root.sequence = first + tx.ticket_count", "root.sequence = first"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_RESERVE"),
    also=(
        "ticket-counts-agree",
        "tickets-are-passed-numbers",
    ),
)


def _by_ticket(state: UnknownLedger) -> SetRegularKey:
    keylet = keylets.ticket(ALICE, EARLIER)
    state.account("alice", ALICE, keylet, ticket_count=integer("tickets", 1, 250))
    state.hold(Ticket(keylet.key, account=ALICE, ticket_sequence=EARLIER, owner_node=0))
    return SetRegularKey(regular_key=BOB, ticket_sequence=EARLIER)


keeps_the_laws(
    _by_ticket,
    Seed(engine.delete_ticket, "root.ticket_count = count - 1", "root.ticket_count = count"),
    Seed(engine.delete_ticket, "view.erase(keylet)", "pass"),
    also=(
        "ticket-counts-agree",
        "tickets-are-passed-numbers",
    ),
)


def _signers(state: UnknownLedger) -> SignerListSet:
    keylet = keylets.signer_list(ALICE)
    if truth("there is a list"):
        state.account("alice", ALICE, keylet)
        entries = tuple(SignerEntry(account=one, signer_weight=1) for one in (BOB, CAROL))
        flags = one_of("the list counts as", 0, lsfOneOwnerCount)
        state.hold(
            SignerList(
                keylet.key, flags=flags, signer_quorum=1, signer_entries=entries, owner_node=0, owner=ALICE
            )
        )
        assume(state.root(ALICE).owner_count >= 10)
    else:
        state.account("alice", ALICE)
        state.absent(keylet)
    if truth("it is taken away"):
        return SignerListSet(signer_quorum=0)
    signers = tuple(SignerEntry(account=one, signer_weight=2) for one in (CAROL, BOB))
    return SignerListSet(signer_quorum=integer("quorum", 1, 4), signer_entries=signers)


keeps_the_laws(
    _signers,
    Seed(signer_list_set.remove, "1 if one else OLD_LIST_COST + len", "1 if one else len"),
    Seed(signer_list_set.apply, "flags=lsfOneOwnerCount,", "flags=0,"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_RESERVE"),
)


# Leave, identifiers, credentials, domains.


def _preauth(state: UnknownLedger) -> DepositPreauth:
    keylet = keylets.deposit_preauth(ALICE, BOB)
    there = truth("the leave is there")
    state.account("alice", ALICE, *((keylet,) if there else ()))
    state.account("bob", BOB, exists=truth("bob exists"))
    if there:
        state.hold(Preauth(keylet.key, account=ALICE, authorize=BOB, owner_node=0))
    else:
        state.absent(keylet)
    return DepositPreauth(authorize=BOB) if truth("it is given") else DepositPreauth(unauthorize=BOB)


keeps_the_laws(
    _preauth,
    Seed(deposit_preauth.delete, "entry.account, -1)", "entry.account, 1)"),
    Seed(deposit_preauth.apply, "entry.owner_node = directories", "entry.owner_node = 1 + directories"),
    covers=("tesSUCCESS", "tecNO_ENTRY", "tecDUPLICATE", "tecNO_TARGET", "tecINSUFFICIENT_RESERVE"),
)


def _did(state: UnknownLedger) -> Any:
    keylet = keylets.did(ALICE)
    if truth("there is one"):
        state.account("alice", ALICE, keylet)
        state.hold(DID(keylet.key, account=ALICE, uri=b"old", owner_node=0))
    else:
        state.account("alice", ALICE)
        state.absent(keylet)


def _identify(state: UnknownLedger) -> DIDSet:
    _did(state)
    return DIDSet(uri=one_of("uri", b"", b"new"), data=one_of("data", None, b"", b"new"))


def _forget(state: UnknownLedger) -> DIDDelete:
    _did(state)
    return DIDDelete()


keeps_the_laws(
    _identify,
    Seed(did_set.apply, "if not is_new:\n        require(not empty, tecEMPTY_DID)\n        return", "pass"),
    Seed(did_set.apply, "root.balance >= accounts.reserve(view, root, 1)", "root.balance >= 0"),
    covers=("tesSUCCESS", "tecEMPTY_DID", "tecINSUFFICIENT_RESERVE"),
)
keeps_the_laws(
    _forget,
    Seed(did_delete.delete, "entry.account, -1)", "entry.account, 0)"),
    covers=("tesSUCCESS", "tecNO_ENTRY"),
)


def _credential(state: UnknownLedger, subject: Account, issuer: Account) -> None:
    """A credential that may be there, and be accepted."""
    keylet = keylets.credential(subject, issuer, KIND)
    there = truth("it is there")
    owned = (keylet,) if there else ()
    state.account("subject", subject, *owned)
    if issuer != subject:
        state.account("issuer", issuer, *owned)
    if not there:
        state.absent(keylet)
        return
    accepted = issuer == subject or truth("it is accepted")
    state.hold(
        Credential(
            keylet.key,
            subject=subject,
            issuer=issuer,
            credential_type=KIND,
            expiration=moment("expiration"),
            issuer_node=0,
            subject_node=0 if issuer != subject else None,
            flags=lsfAccepted if accepted else 0,
        )
    )


def _attest(state: UnknownLedger) -> CredentialCreate:
    subject = one_of("subject", ALICE, BOB)
    _credential(state, subject, ALICE)
    return CredentialCreate(subject=subject, credential_type=KIND, expiration=moment("tx.expiration"))


def _accept(state: UnknownLedger) -> CredentialAccept:
    _credential(state, ALICE, BOB)
    return CredentialAccept(issuer=BOB, credential_type=KIND)


def _revoke(state: UnknownLedger) -> CredentialDelete:
    subject, issuer = one_of("alice is", (ALICE, BOB), (BOB, ALICE), (ALICE, ALICE), (BOB, CAROL))
    _credential(state, subject, issuer)
    if ALICE not in (subject, issuer):
        state.account("alice", ALICE)
    return CredentialDelete(subject=subject, issuer=issuer, credential_type=KIND)


keeps_the_laws(
    _attest,
    Seed(
        credential_create.apply,
        "adjust_owner_count(view, tx.account, 1)",
        "adjust_owner_count(view, tx.subject, 1)",
    ),
    covers=("tesSUCCESS", "tecDUPLICATE", "tecEXPIRED", "tecINSUFFICIENT_RESERVE"),
)
keeps_the_laws(
    _accept,
    Seed(credential_accept.apply, "accounts.adjust_owner_count(view, tx.issuer, -1)", "pass"),
    Seed(credential_accept.apply, "credential.flags = lsfAccepted", "credential.flags = 0"),
    covers=("tesSUCCESS", "tecDUPLICATE", "tecNO_ENTRY", "tecEXPIRED", "tecINSUFFICIENT_RESERVE"),
)
keeps_the_laws(
    _revoke,
    Seed(credentials.delete, "if not accepted or subject == issuer:", "if not accepted:"),
    Seed(credentials.delete, "if accepted:", "if not accepted:"),
    covers=("tesSUCCESS", "tecNO_ENTRY", "tecNO_PERMISSION"),
)


def _domain(state: UnknownLedger) -> Any:
    keylet = keylets.permissioned_domain(ALICE, EARLIER)
    if truth("there is one"):
        state.account("alice", ALICE, keylet)
        accepted = (AuthorizedCredential(issuer=BOB, credential_type=b"old"),)
        state.hold(
            PermissionedDomain(
                keylet.key, owner=ALICE, sequence=EARLIER, accepted_credentials=accepted, owner_node=0
            )
        )
    else:
        state.account("alice", ALICE)
        state.absent(keylet)
    return keylet


def _set_a_domain(state: UnknownLedger) -> PermissionedDomainSet:
    keylet = _domain(state)
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.permissioned_domain(ALICE, SEQUENCE))
    accepted = (AuthorizedCredential(issuer=BOB, credential_type=KIND),)
    return PermissionedDomainSet(
        domain_id=keylet.key if truth("it is changed") else None, accepted_credentials=accepted
    )


def _close_a_domain(state: UnknownLedger) -> PermissionedDomainDelete:
    return PermissionedDomainDelete(domain_id=_domain(state).key)


keeps_the_laws(
    _set_a_domain,
    Seed(permissioned_domain_set.apply, "accounts.adjust_owner_count(view, tx.account, 1)", "pass"),
    covers=("tesSUCCESS", "tecNO_ISSUER", "tecNO_ENTRY", "tecINSUFFICIENT_RESERVE"),
    also=("domains-are-well-formed",),
)
keeps_the_laws(
    _close_a_domain,
    Seed(permissioned_domain_delete.apply, "view.erase(keylet)", "pass"),
    covers=("tesSUCCESS", "tecNO_ENTRY"),
    also=("domains-are-well-formed",),
)


# All at once.


def _leave(state: UnknownLedger) -> AccountDelete:
    ticket, did = keylets.ticket(ALICE, EARLIER), keylets.did(ALICE)
    state.account("alice", ALICE, ticket, did, neighbours=(), ticket_count=1)
    assume(state.root(ALICE).owner_count == 2)
    state.hold(Ticket(ticket.key, account=ALICE, ticket_sequence=EARLIER, owner_node=0))
    state.hold(DID(did.key, account=ALICE, uri=b"old", owner_node=0))
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    first, last = keylets.nftoken_page_min(ALICE), keylets.nftoken_page_max(ALICE)
    state.known.append((first.key, last.key))
    state.absent(keylets.signer_list(ALICE))
    return AccountDelete(destination=BOB)


keeps_the_laws(
    _leave,
    Seed(account_delete.apply, "destination.balance += drops", "destination.balance += drops + 1"),
    Seed(account_delete.apply, "root.balance = 0", "root.balance = 1"),
    covers=("tesSUCCESS", "tecNO_DST", "tecTOO_SOON", "tecNO_PERMISSION"),
    also=(
        "deleted-accounts-leave-nothing",
        "ticket-counts-agree",
    ),
)
