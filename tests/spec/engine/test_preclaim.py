"""What the ledger says to every transaction before anything is changed, in this order; see
``engine.preclaim``.

1. The account exists, and the transaction is its next one, or has a ticket: terNO_ACCOUNT, temSEQ_AND_TICKET,
   terPRE_SEQ, tefPAST_SEQ, terPRE_TICKET, tefNO_TICKET.
2. It comes after the one that it names (tefWRONG_PRIOR), in time (tefMAX_LEDGER), and for the first time
   (tefALREADY).
3. A delegate may send this type: terNO_DELEGATE_PERMISSION.
4. Those who signed may act for the account: tefBAD_AUTH, tefMASTER_DISABLED, and of several signers
   tefNOT_MULTI_SIGNING, tefBAD_SIGNATURE, tefBAD_QUORUM.
5. The fee is enough for an open ledger (telINSUF_FEE_P) and can be paid (terNO_ACCOUNT, tecINSUFF_FEE,
   terINSUF_FEE_B).
6. What its type says.

Up to the fee nothing may claim one, or whoever cannot sign for an account could spend its XRP.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, engine, keylets, ledger
from spec.engine import Mode
from spec.entries import Delegate, SignerList
from spec.flags import lsfDisableMaster, tfRequireAuth
from spec.inner import Permission, Signer, SignerEntry
from spec.results import (
    Result,
    tecINSUFF_FEE,
    tecNO_DST_INSUF_XRP,
    tefALREADY,
    tefBAD_AUTH,
    tefBAD_QUORUM,
    tefBAD_SIGNATURE,
    tefEXCEPTION,
    tefINTERNAL,
    tefMASTER_DISABLED,
    tefMAX_LEDGER,
    tefNO_TICKET,
    tefNOT_MULTI_SIGNING,
    tefPAST_SEQ,
    tefWRONG_PRIOR,
    telINSUF_FEE_P,
    temDISABLED,
    temSEQ_AND_TICKET,
    terINSUF_FEE_B,
    terNO_ACCOUNT,
    terNO_DELEGATE_PERMISSION,
    terPRE_SEQ,
    terPRE_TICKET,
    tesSUCCESS,
)
from spec.transactions.account_set import AccountSet
from spec.transactions.check_cancel import CheckCancel
from spec.transactions.check_create import CheckCreate
from spec.transactions.did_set import DIDSet
from spec.transactions.payment import Payment
from spec.transactions.ticket_create import TicketCreate
from spec.views import NORMAL_LOAD
from tests.spec.ledgers import SEQUENCE, XRP, SmallLedger, account, public_key

HASH, OTHER_HASH = b"\7" * 32, b"\6" * 32
NEXT = 10
"""The number of the first transaction of each account in a small ledger."""
SIMULATION = Mode(dry_run=True)


def note(ledger: SmallLedger, **fields: Any) -> Result:
    return ledger.apply(AccountSet, "alice", **fields)


# Sequence numbers and tickets


def test_the_account_exists() -> None:
    assert note(SmallLedger()) is terNO_ACCOUNT


@pytest.mark.parametrize(
    ("sequence", "result"),
    [(NEXT - 1, tefPAST_SEQ), (NEXT, tesSUCCESS), (NEXT + 1, terPRE_SEQ), (0, tefPAST_SEQ)],
)
def test_it_is_the_accounts_next(sequence: int, result: Result) -> None:
    ledger = SmallLedger("alice")
    assert note(ledger, sequence=sequence) is result
    assert ledger.root("alice").sequence == NEXT + (result is tesSUCCESS)


def with_ticket() -> SmallLedger:
    """Alice has ticket 11, and 12 is her next number."""
    ledger = SmallLedger("alice")
    assert ledger.apply(TicketCreate, "alice", ticket_count=1) is tesSUCCESS
    return ledger


@pytest.mark.parametrize(
    ("ticket", "result"),
    [
        (NEXT, tefNO_TICKET),
        (NEXT + 1, tesSUCCESS),
        (NEXT + 2, terPRE_TICKET),
        (NEXT + 3, terPRE_TICKET),
    ],
)
def test_a_ticket_is_there_or_may_still_come(ticket: int, result: Result) -> None:
    assert note(with_ticket(), ticket_sequence=ticket) is result


def test_a_ticket_is_used_once() -> None:
    ledger = with_ticket()
    assert note(ledger, ticket_sequence=NEXT + 1) is tesSUCCESS
    assert note(ledger, ticket_sequence=NEXT + 1, fee=11) is tefNO_TICKET


def test_a_ticket_is_its_owners() -> None:
    ledger = with_ticket()
    ledger.fund("bob")
    ledger.change("bob", sequence=NEXT + 2)
    assert ledger.apply(AccountSet, "bob", ticket_sequence=NEXT + 1) is tefNO_TICKET


def test_a_number_or_a_ticket_but_not_both() -> None:
    ledger = with_ticket()
    for number in (NEXT, NEXT + 2, NEXT + 9):
        assert note(ledger, sequence=number, ticket_sequence=NEXT + 1) is temSEQ_AND_TICKET


# What came before, and when it is too late


@pytest.mark.parametrize(
    ("stored", "named", "result"),
    [
        (None, None, tesSUCCESS),
        (None, HASH, tefWRONG_PRIOR),
        (None, bytes(32), tesSUCCESS),
        (HASH, HASH, tesSUCCESS),
        (HASH, OTHER_HASH, tefWRONG_PRIOR),
        (HASH, None, tesSUCCESS),
    ],
)
def test_it_follows_what_it_names(stored: bytes | None, named: bytes | None, result: Result) -> None:
    ledger = SmallLedger("alice")
    ledger.change("alice", account_txn_id=stored)
    assert note(ledger, account_txn_id=named) is result


@pytest.mark.parametrize(
    ("last", "result"), [(SEQUENCE - 1, tefMAX_LEDGER), (SEQUENCE, tesSUCCESS), (0, tefMAX_LEDGER)]
)
def test_its_last_ledger_is_the_last_in_which_it_can_stand(last: int, result: Result) -> None:
    assert note(SmallLedger("alice"), last_ledger_sequence=last) is result


def test_it_is_not_applied_twice() -> None:
    small = SmallLedger("alice")
    tx = small.make(AccountSet, "alice")
    assert ledger.apply(small.draft, tx).result is tesSUCCESS
    assert ledger.apply(small.draft, tx).result is tefALREADY
    assert engine.preclaim(tx, small.draft) is tefPAST_SEQ
    small.change("alice", sequence=NEXT)
    assert engine.preclaim(tx, small.draft) is tefALREADY
    late = small.make(AccountSet, "alice", last_ledger_sequence=SEQUENCE - 1)
    small.draft.transactions[late.id] = small.draft.transactions[tx.id]
    assert engine.preclaim(late, small.draft) is tefMAX_LEDGER


# Delegates


def delegated(*values: int) -> SmallLedger:
    """Alice lets bob do what the values say."""
    ledger = SmallLedger("alice", "bob", also=[amendments.PermissionDelegationV1_1])
    entry = Delegate(
        keylets.delegate(account("alice"), account("bob")).key,
        account=account("alice"),
        authorize=account("bob"),
        permissions=tuple(Permission(permission_value=value) for value in values),
    )
    ledger.draft.insert(entry)
    return ledger


def for_alice(ledger: SmallLedger, **fields: Any) -> Result:
    common = {"delegate": account("bob"), "signing_pub_key": public_key("bob"), "uri": b"x"}
    return ledger.apply(DIDSet, "alice", **{**common, **fields})


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ((DIDSet.code + 1,), tesSUCCESS),
        ((1, DIDSet.code + 1), tesSUCCESS),
        ((DIDSet.code,), terNO_DELEGATE_PERMISSION),
        ((), terNO_DELEGATE_PERMISSION),
    ],
)
def test_a_delegate_sends_what_it_may(values: tuple[int, ...], result: Result) -> None:
    ledger = delegated(*values)
    before = ledger.root("bob").balance
    assert for_alice(ledger) is result
    paid = 10 if result is tesSUCCESS else 0
    assert ledger.root("bob").balance == before - paid
    assert ledger.root("alice").balance == 1_000 * XRP


def test_nobody_is_a_delegate_unasked() -> None:
    ledger = SmallLedger("alice", "bob", also=[amendments.PermissionDelegationV1_1])
    assert for_alice(ledger) is terNO_DELEGATE_PERMISSION


def test_a_delegate_signs_for_itself() -> None:
    ledger = delegated(DIDSet.code + 1)
    assert for_alice(ledger, signing_pub_key=public_key("alice")) is tefBAD_AUTH


def test_a_delegate_may_have_gone() -> None:
    ledger = delegated(DIDSet.code + 1)
    ledger.draft.erase(keylets.account(account("bob")))
    assert for_alice(ledger) is terNO_ACCOUNT
    assert for_alice(ledger, signing_pub_key=b"", mode=SIMULATION) is terNO_ACCOUNT


def test_a_fee_of_nothing_is_taken_from_somebody_too() -> None:
    """Nobody looks whether it can be paid; but who would pay is gone."""
    ledger = delegated(DIDSet.code + 1, CheckCreate.code + 1)
    ledger.draft.erase(keylets.account(account("bob")))
    free: dict[str, Any] = {"signing_pub_key": b"", "fee": 0, "mode": SIMULATION}
    assert for_alice(ledger, **free) is tefINTERNAL
    check: dict[str, Any] = {"delegate": account("bob"), "destination": account("nobody"), "send_max": 1}
    assert ledger.apply(CheckCreate, "alice", **check, **free) is tefINTERNAL


def test_a_fee_of_one_drop_is_looked_at() -> None:
    ledger = SmallLedger("alice")
    ledger.change("alice", balance=0)
    assert note(ledger, fee=1) is terINSUF_FEE_B
    assert note(ledger, fee=0) is tesSUCCESS


# Who signed


class TestOneSigner:
    @staticmethod
    def signed_by(name: str, *, regular: str | None = None, flags: int = 0) -> Result:
        ledger = SmallLedger("alice")
        ledger.change("alice", flags=flags, regular_key=None if regular is None else account(regular))
        return note(ledger, signing_pub_key=public_key(name))

    def test_the_master_key(self) -> None:
        assert self.signed_by("alice") is tesSUCCESS
        assert self.signed_by("alice", regular="bob") is tesSUCCESS

    def test_the_master_key_disabled(self) -> None:
        assert self.signed_by("alice", flags=lsfDisableMaster) is tefMASTER_DISABLED
        assert self.signed_by("alice", regular="bob", flags=lsfDisableMaster) is tefMASTER_DISABLED

    def test_the_regular_key(self) -> None:
        assert self.signed_by("bob", regular="bob") is tesSUCCESS
        assert self.signed_by("bob", regular="bob", flags=lsfDisableMaster) is tesSUCCESS

    def test_the_master_key_as_regular_key(self) -> None:
        """No rule makes such an account any more; those there are can still sign."""
        assert self.signed_by("alice", regular="alice", flags=lsfDisableMaster) is tesSUCCESS

    def test_any_other_key(self) -> None:
        assert self.signed_by("bob") is tefBAD_AUTH
        assert self.signed_by("bob", regular="carol") is tefBAD_AUTH
        assert self.signed_by("bob", flags=lsfDisableMaster) is tefBAD_AUTH

    def test_no_key(self) -> None:
        ledger = SmallLedger("alice")
        assert note(ledger, signing_pub_key=b"") is tefBAD_AUTH
        assert note(ledger, signing_pub_key=b"", mode=SIMULATION) is tesSUCCESS

    @pytest.mark.parametrize("field", ["amm_id", "vault_id", "loan_broker_id"])
    @pytest.mark.parametrize(
        "gate", [amendments.LendingProtocol, amendments.BatchV1_1, amendments.fixCleanup3_3_0]
    )
    def test_nobody_signs_for_a_pool(self, field: str, gate: amendments.Amendment) -> None:
        for also, result in (([], tesSUCCESS), ([gate], tefBAD_AUTH)):
            ledger = SmallLedger("alice", also=also)
            ledger.change("alice", **{field: HASH})
            assert note(ledger) is result


class TestSeveralSigners:
    """Alice's list: bob and carol, who weigh 1, and dave, who weighs 2; 2 is enough. Nobody but alice and bob
    is in the ledger."""

    @staticmethod
    def ledger() -> SmallLedger:
        ledger = SmallLedger("alice", "bob")
        entries = [
            SignerEntry(account=account(name), signer_weight=weight)
            for name, weight in (("bob", 1), ("carol", 1), ("dave", 2))
        ]
        key = keylets.signer_list(account("alice")).key
        entries.sort(key=lambda one: one.account)
        ledger.draft.insert(SignerList(key, signer_quorum=2, signer_entries=tuple(entries)))
        return ledger

    @staticmethod
    def signed_by(ledger: SmallLedger, *names: str, keys: dict[str, bytes] | None = None) -> Result:
        signers = [
            Signer(
                account=account(name),
                signing_pub_key=(keys or {}).get(name, public_key(name)),
                txn_signature=b"",
            )
            for name in sorted(names, key=account)
        ]
        return note(ledger, signing_pub_key=b"", signers=tuple(signers))

    def test_an_account_without_a_list(self) -> None:
        assert self.signed_by(SmallLedger("alice"), "bob") is tefNOT_MULTI_SIGNING

    @pytest.mark.parametrize(
        ("names", "result"),
        [
            (["bob", "carol"], tesSUCCESS),
            (["dave"], tesSUCCESS),
            (["bob"], tefBAD_QUORUM),
            (["bob", "carol", "dave"], tesSUCCESS),
            (["bob", "carol", "erin"], tefBAD_SIGNATURE),
            (["erin"], tefBAD_SIGNATURE),
            (["frank"], tefBAD_SIGNATURE),
        ],
    )
    def test_all_are_on_the_list_and_weigh_enough(self, names: list[str], result: Result) -> None:
        assert self.signed_by(self.ledger(), *names) is result

    def test_each_costs_as_much_as_the_transaction(self) -> None:
        ledger = self.ledger()
        tx = ledger.make(AccountSet, "alice", signers=(Signer(account=account("dave")),) * 3)
        assert tx.fee == 40

    def test_one_that_is_in_the_ledger_signs_with_its_keys(self) -> None:
        ledger = self.ledger()
        other = {"bob": public_key("eve")}
        assert self.signed_by(ledger, "bob", "carol", keys=other) is tefBAD_SIGNATURE
        ledger.change("bob", regular_key=account("eve"))
        assert self.signed_by(ledger, "bob", "carol", keys=other) is tesSUCCESS
        assert self.signed_by(ledger, "bob", "carol") is tesSUCCESS
        ledger.change("bob", flags=lsfDisableMaster)
        assert self.signed_by(ledger, "bob", "carol") is tefMASTER_DISABLED
        assert self.signed_by(ledger, "bob", "carol", keys=other) is tesSUCCESS

    def test_one_that_is_not_signs_with_its_master_key(self) -> None:
        other = {"carol": public_key("eve")}
        assert self.signed_by(self.ledger(), "bob", "carol", keys=other) is tefBAD_SIGNATURE

    def test_a_key_of_no_kind(self) -> None:
        assert self.signed_by(self.ledger(), "dave", keys={"dave": b"\4" * 33}) is tefBAD_SIGNATURE

    def test_the_masters_own_key_does_not_help(self) -> None:
        ledger = self.ledger()
        assert self.signed_by(ledger, "alice", "dave") is tefBAD_SIGNATURE

    def test_a_simulation_names_signers_without_keys(self) -> None:
        ledger = self.ledger()
        signers = (Signer(account=account("dave"), signing_pub_key=b"", txn_signature=b""),)
        assert note(ledger, signing_pub_key=b"", signers=signers, mode=SIMULATION) is tesSUCCESS


# The fee


@pytest.mark.parametrize(
    ("load", "fee", "result"),
    [
        (NORMAL_LOAD, 9, telINSUF_FEE_P),
        (NORMAL_LOAD, 10, tesSUCCESS),
        (NORMAL_LOAD * 3, 29, telINSUF_FEE_P),
        (NORMAL_LOAD * 3, 30, tesSUCCESS),
        (NORMAL_LOAD + 25, 10, tesSUCCESS),
        (NORMAL_LOAD + 26, 10, telINSUF_FEE_P),
    ],
)
def test_an_open_ledger_asks_for_a_fee(load: int, fee: int, result: Result) -> None:
    """As much more as the server is busy, in 256ths, rounded down."""
    ledger = SmallLedger("alice", is_open=True)
    ledger.draft.info = replace(ledger.draft.info, load_factor=load)
    assert note(ledger, fee=fee) is result


def test_a_closed_ledger_takes_what_is_offered() -> None:
    assert note(SmallLedger("alice"), fee=0) is tesSUCCESS


@pytest.mark.parametrize(
    ("is_open", "balance", "result"),
    [
        (False, 10, tesSUCCESS),
        (False, 9, tecINSUFF_FEE),
        (False, 1, tecINSUFF_FEE),
        (False, 0, terINSUF_FEE_B),
        (True, 10, tesSUCCESS),
        (True, 9, terINSUF_FEE_B),
        (True, 0, terINSUF_FEE_B),
    ],
)
def test_the_fee_is_there(is_open: bool, balance: int, result: Result) -> None:
    """In a closed ledger it takes what there is; by then it is too late to let it wait."""
    ledger = SmallLedger("alice", is_open=is_open)
    ledger.change("alice", balance=balance)
    assert note(ledger) is result
    if result is tecINSUFF_FEE:
        root = ledger.root("alice")
        assert (root.balance, root.sequence) == (0, NEXT + 1)


# Of two faults the first counts


def test_the_order() -> None:
    """One transaction with every fault; each is mended in turn, and the next is found."""
    ledger = SmallLedger("alice", "bob", also=[amendments.PermissionDelegationV1_1])
    ledger.draft.erase(keylets.account(account("alice")))
    fields: dict[str, Any] = {
        "sequence": NEXT + 1,
        "account_txn_id": HASH,
        "last_ledger_sequence": SEQUENCE - 1,
        "delegate": account("bob"),
        "check_id": HASH,
        "signing_pub_key": public_key("carol"),
        "fee": 2_000 * XRP,
    }

    def result() -> Result:
        return ledger.apply(CheckCancel, "alice", **fields)

    found = [result()]
    ledger.fund("alice")
    found.append(result())
    fields["sequence"] = NEXT
    found.append(result())
    del fields["account_txn_id"]
    found.append(result())
    fields["last_ledger_sequence"] = SEQUENCE
    found.append(result())
    del fields["delegate"]
    found.append(result())
    fields["signing_pub_key"] = public_key("alice")
    found.append(result())
    assert [one.name for one in found] == [
        "terNO_ACCOUNT",
        "terPRE_SEQ",
        "tefWRONG_PRIOR",
        "tefMAX_LEDGER",
        "terNO_DELEGATE_PERMISSION",
        "tefBAD_AUTH",
        "tecINSUFF_FEE",
    ]


def test_what_the_type_says_comes_last() -> None:
    ledger = SmallLedger("alice")
    nobody: dict[str, Any] = {"destination": account("bob"), "amount": 1}
    assert ledger.apply(Payment, "alice", **nobody, fee=2_000 * XRP) is tecINSUFF_FEE
    ledger = SmallLedger("alice")
    assert ledger.apply(Payment, "alice", **nobody) is tecNO_DST_INSUF_XRP


def test_nothing_claims_a_fee_before_the_signature_is_known() -> None:
    """Whoever signs with a wrong key cannot have anything charged."""
    ledger = SmallLedger("alice")
    before = ledger.root("alice").balance
    for fields in ({"fee": 2_000 * XRP}, {"flags": tfRequireAuth}):
        assert note(ledger, signing_pub_key=public_key("bob"), **fields) is tefBAD_AUTH
    assert ledger.root("alice").balance == before


def test_a_type_without_rules() -> None:
    from spec.transactions.dormant import VaultDelete

    ledger = SmallLedger("alice")
    tx = ledger.make(VaultDelete, "alice", vault_id=HASH)
    assert engine.preclaim(tx, ledger.draft) is temDISABLED


def test_arithmetic_that_cannot_be_done_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(*_: Any) -> None:
        raise OverflowError("more than fits")

    own = engine.rules_of(AccountSet)
    assert own is not None
    for name in ("preclaim", "apply"):
        with monkeypatch.context() as patch:
            patch.setitem(engine._RULES, AccountSet.code, replace(own, **{name: overflow}))
            ledger = SmallLedger("alice")
            assert note(ledger) is tefEXCEPTION
            assert ledger.root("alice").sequence == NEXT
