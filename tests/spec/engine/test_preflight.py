"""What is said of every transaction without a ledger, in this order; see ``engine.preflight``.

1. The type exists under these rules, and so does what the transaction asks of it: temDISABLED.
2. A delegate may be named at all (temDISABLED), is not the account itself (temBAD_SIGNER) and could be
   allowed to send this type (temINVALID).
3. It is for this network: telNETWORK_ID_MAKES_TX_NON_CANONICAL, telREQUIRES_NETWORK_ID, telWRONG_NETWORK.
4. Its flags are known: temINVALID_FLAG.
5. Account, fee, key and numbers are ones that there can be: temBAD_SRC_ACCOUNT, temBAD_FEE, temBAD_SIGNATURE,
   temINVALID.
6. It is no part of a batch: temINVALID_FLAG, temINVALID_INNER_BATCH.
7. Since fixCleanup3_2_0 every amount is one that there can be: temBAD_AMOUNT.
8. What its type says.
9. The signatures hold, or are absent where only a simulation is wanted: temINVALID.
10. What its type says that costs more than a signature.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, engine, keys, signing, validity
from spec.amendments import Amendment
from spec.amounts import MAX_DROPS, MAX_MPT
from spec.engine import FINAL, Mode
from spec.flags import tfGotMajority, tfInnerBatchTxn
from spec.inner import Signer
from spec.keys import KeyType
from spec.results import (
    Result,
    tefEXCEPTION,
    telNETWORK_ID_MAKES_TX_NON_CANONICAL,
    telREQUIRES_NETWORK_ID,
    telWRONG_NETWORK,
    temBAD_AMOUNT,
    temBAD_FEE,
    temBAD_REGKEY,
    temBAD_SEQUENCE,
    temBAD_SIGNATURE,
    temBAD_SIGNER,
    temBAD_SRC_ACCOUNT,
    temDISABLED,
    temINVALID,
    temINVALID_FLAG,
    temINVALID_INNER_BATCH,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.did_delete import DIDDelete
from spec.transactions.dormant import VaultDelete
from spec.transactions.enable_amendment import EnableAmendment
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.payment import Payment
from spec.transactions.set_regular_key import SetRegularKey
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.trust_set import TrustSet
from spec.values import MPTAmount
from tests.spec.ledgers import account, issued, public_key, rules

UNSIGNED = Mode()
"""The signatures are still to be checked."""
SIMULATION = Mode(dry_run=True)
HASH = b"\7" * 32
BAD_KEY = b"\4" + bytes(32)
NOBODY = bytes(20)
DELEGATION = amendments.PermissionDelegationV1_1


def note(**fields: Any) -> AccountSet:
    """The simplest transaction: it changes nothing."""
    common = {"account": account("alice"), "signing_pub_key": public_key("alice"), "sequence": 1, "fee": 10}
    return AccountSet(**{**common, **fields})


def preflight(
    tx: Transaction,
    *also: Amendment,
    without: tuple[Amendment, ...] = (),
    network: int = 0,
    mode: Mode = FINAL,
) -> Result:
    return engine.preflight(tx, rules(*also, without=without), network, mode)


def test_nothing_can_be_said_against_most() -> None:
    assert preflight(note()) is tesSUCCESS


def test_the_type_exists_only_with_its_amendment() -> None:
    tx = DIDDelete(account=account("alice"), sequence=1, fee=10, signing_pub_key=b"")
    assert preflight(tx) is tesSUCCESS
    assert preflight(tx, without=(amendments.DID,)) is temDISABLED
    tx.delegate = tx.account
    assert preflight(tx, DELEGATION) is temBAD_SIGNER
    assert preflight(tx, DELEGATION, without=(amendments.DID,)) is temDISABLED


def test_a_type_without_rules_does_not_exist() -> None:
    tx = VaultDelete(account=account("alice"), sequence=1, fee=10, signing_pub_key=b"", vault_id=HASH)
    assert preflight(tx, amendments.SingleAssetVault) is temDISABLED


class TestDelegates:
    def test_they_exist_only_with_the_amendment(self) -> None:
        tx = note(delegate=account("bob"))
        assert preflight(tx) is temDISABLED
        assert preflight(tx, DELEGATION) is tesSUCCESS

    def test_nobody_is_its_own(self) -> None:
        own = note(delegate=account("alice"))
        assert preflight(own) is temDISABLED
        assert preflight(own, DELEGATION) is temBAD_SIGNER

    def test_some_types_are_for_the_account_alone(self) -> None:
        """Of AccountSet a part can be allowed, of SignerListSet nothing."""
        common = {"account": account("alice"), "sequence": 1, "fee": 10, "signing_pub_key": b""}
        tx = SignerListSet(**common, delegate=account("bob"), signer_quorum=0)
        assert preflight(tx, DELEGATION) is temINVALID
        tx.delegate = tx.account
        assert preflight(tx, DELEGATION) is temBAD_SIGNER

    def test_they_come_before_the_network(self) -> None:
        assert preflight(note(delegate=account("bob"), network_id=5)) is temDISABLED


@pytest.mark.parametrize(
    ("network", "named", "result"),
    [
        (0, None, tesSUCCESS),
        (0, 0, telNETWORK_ID_MAKES_TX_NON_CANONICAL),
        (1024, None, tesSUCCESS),
        (1024, 1024, telNETWORK_ID_MAKES_TX_NON_CANONICAL),
        (1025, None, telREQUIRES_NETWORK_ID),
        (1025, 1025, tesSUCCESS),
        (1025, 1026, telWRONG_NETWORK),
    ],
)
def test_newer_networks_are_named_and_older_ones_are_not(
    network: int, named: int | None, result: Result
) -> None:
    assert preflight(note(network_id=named), network=network) is result


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"flags": 1}, temINVALID_FLAG),
        ({"account": NOBODY}, temBAD_SRC_ACCOUNT),
        ({"fee": -1}, temBAD_FEE),
        ({"fee": MAX_DROPS}, tesSUCCESS),
        ({"fee": MAX_DROPS + 1}, temBAD_FEE),
        ({"fee": issued(1, "bob")}, temBAD_FEE),
        ({"signing_pub_key": BAD_KEY}, temBAD_SIGNATURE),
        ({"signing_pub_key": b""}, tesSUCCESS),
        ({"sequence": 0, "ticket_sequence": 5, "account_txn_id": HASH}, temINVALID),
        ({"sequence": 0, "ticket_sequence": 5}, tesSUCCESS),
        ({"account_txn_id": HASH}, tesSUCCESS),
        ({"flags": tfInnerBatchTxn}, temINVALID_FLAG),
    ],
)
def test_what_no_transaction_is_like(fields: dict[str, Any], result: Result) -> None:
    assert preflight(note(**fields)) is result


FAULTS: list[tuple[dict[str, Any], Result]] = [
    ({"network_id": 0}, telNETWORK_ID_MAKES_TX_NON_CANONICAL),
    ({"flags": 1 | tfInnerBatchTxn}, temINVALID_FLAG),
    ({"account": NOBODY}, temBAD_SRC_ACCOUNT),
    ({"fee": -1}, temBAD_FEE),
    ({"signing_pub_key": BAD_KEY}, temBAD_SIGNATURE),
    ({"sequence": 0, "ticket_sequence": 5, "account_txn_id": HASH}, temINVALID),
    ({"flags": tfInnerBatchTxn}, temINVALID_FLAG),
    ({"amount": MAX_DROPS + 1}, temBAD_AMOUNT),
    ({"destination": NOBODY}, temMALFORMED),
]
"""In the order in which they are found; the last but one is an amount, the last a fault of the type."""


@pytest.mark.parametrize("place", range(len(FAULTS) - 1))
def test_of_two_faults_the_first_counts(place: int) -> None:
    (first, result), (second, _) = FAULTS[place], FAULTS[place + 1]
    fields = {"destination": account("bob"), "amount": 1, **second, **first}
    common = {"account": account("alice"), "signing_pub_key": b"", "sequence": 1, "fee": 10}
    assert preflight(Payment(**{**common, **fields})) is result


class TestBatches:
    def test_what_is_no_part_of_one_must_not_say_so(self) -> None:
        assert preflight(note(flags=tfInnerBatchTxn)) is temINVALID_FLAG
        assert preflight(note(flags=tfInnerBatchTxn), amendments.BatchV1_1) is temINVALID_INNER_BATCH

    def test_it_is_seen_before_the_amounts(self) -> None:
        tx = Payment(
            account=account("alice"),
            sequence=1,
            fee=10,
            signing_pub_key=b"",
            flags=tfInnerBatchTxn,
            destination=account("bob"),
            amount=MAX_DROPS + 1,
        )
        assert preflight(tx, amendments.BatchV1_1) is temINVALID_INNER_BATCH


class TestAmounts:
    """Since fixCleanup3_2_0 all of them are looked at, however deep; before it was up to each type."""

    @staticmethod
    def trust(limit: Any) -> TrustSet:
        return TrustSet(account=account("alice"), sequence=1, fee=10, signing_pub_key=b"", limit_amount=limit)

    @pytest.mark.parametrize("drops", [MAX_DROPS + 1, -MAX_DROPS - 1])
    def test_more_xrp_than_there_is(self, drops: int) -> None:
        tx = self.trust(drops)
        assert preflight(tx) is temBAD_AMOUNT
        assert preflight(tx, without=(amendments.fixCleanup3_2_0,)) is not tesSUCCESS

    @pytest.mark.parametrize("value", [-1, MAX_MPT + 1])
    def test_more_of_a_token_than_there_can_be(self, value: int) -> None:
        assert preflight(self.trust(MPTAmount(value, bytes(24)))) is temBAD_AMOUNT

    def test_a_tokens_range_is_its_formats(self) -> None:
        assert preflight(self.trust(issued(10**15, "bob", exponent=80))) is tesSUCCESS


class TestSignatures:
    def test_they_are_checked_where_nobody_did_before(self) -> None:
        assert preflight(note(), mode=UNSIGNED) is temINVALID
        pair = keys.account_keys(b"\1" * 16, KeyType.ED25519)
        tx = note(account=keys.account_id(pair.public_key), signing_pub_key=pair.public_key)
        message = signing.transaction(tx.encode_for_signing())
        tx.txn_signature = keys.sign(message, pair.secret, KeyType.ED25519)
        assert preflight(tx, mode=UNSIGNED) is tesSUCCESS
        tx.fee += 1
        assert preflight(tx, mode=UNSIGNED) is temINVALID

    def test_what_the_type_refuses_costs_no_check(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Transaction] = []
        monkeypatch.setattr(validity, "signature_fault", lambda tx: asked.append(tx))
        bad = SetRegularKey(
            account=account("alice"), sequence=1, fee=10, signing_pub_key=b"", regular_key=account("alice")
        )
        assert preflight(bad, mode=UNSIGNED) is temBAD_REGKEY
        assert asked == []
        assert preflight(note(), mode=UNSIGNED) is tesSUCCESS
        assert len(asked) == 1

    def test_what_costs_more_comes_after_them(self) -> None:
        common = {"account": account("alice"), "sequence": 1, "fee": 10, "signing_pub_key": b""}
        tx = EscrowFinish(**common, owner=account("bob"), offer_sequence=1, credential_ids=())
        assert preflight(tx, mode=UNSIGNED) is temINVALID
        assert preflight(tx) is temMALFORMED

    @pytest.mark.parametrize(
        ("fields", "result"),
        [
            ({}, tesSUCCESS),
            ({"signing_pub_key": b""}, tesSUCCESS),
            ({"txn_signature": b""}, tesSUCCESS),
            ({"txn_signature": b"\1"}, temINVALID),
            ({"signing_pub_key": b"", "signers": "absent"}, tesSUCCESS),
            ({"signing_pub_key": b"", "signers": "signed"}, temINVALID),
            ({"signers": "absent"}, temINVALID),
        ],
    )
    def test_a_simulation_has_none(self, fields: dict[str, Any], result: Result) -> None:
        signature = {"absent": b"", "signed": b"\1"}.get(fields.get("signers", ""))
        if signature is not None:
            signer = Signer(account=account("bob"), signing_pub_key=b"", txn_signature=signature)
            fields = {**fields, "signers": (signer,)}
        assert preflight(note(**fields), mode=SIMULATION) is result


def test_arithmetic_that_cannot_be_done_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(tx: Transaction, rules: Any) -> None:
        raise OverflowError("more than fits")

    own = engine.rules_of(AccountSet)
    assert own is not None
    monkeypatch.setitem(engine._RULES, AccountSet.code, replace(own, preflight=overflow))
    assert preflight(note()) is tefEXCEPTION


class TestPseudoTransactions:
    """Validators make them; nobody signs them, and they cost nothing."""

    @staticmethod
    def change(**fields: Any) -> EnableAmendment:
        common = {"account": NOBODY, "sequence": 0, "fee": 0, "signing_pub_key": b"", "amendment": HASH}
        return EnableAmendment(**{**common, **fields})

    FAULTS: tuple[tuple[dict[str, Any], Result], ...] = (
        ({"flags": tfInnerBatchTxn}, temINVALID_FLAG),
        ({"network_id": 0}, telNETWORK_ID_MAKES_TX_NON_CANONICAL),
        ({"account": account("alice")}, temBAD_SRC_ACCOUNT),
        ({"fee": 1}, temBAD_FEE),
        ({"signing_pub_key": public_key("alice")}, temBAD_SIGNATURE),
        ({"txn_signature": b"\1"}, temBAD_SIGNATURE),
        ({"signers": ()}, temBAD_SIGNATURE),
        ({"sequence": 1}, temBAD_SEQUENCE),
        ({"previous_txn_id": HASH}, temBAD_SEQUENCE),
    )

    @pytest.mark.parametrize(("fields", "result"), FAULTS)
    def test_what_they_are_not_like(self, fields: dict[str, Any], result: Result) -> None:
        assert preflight(self.change(**fields)) is result

    @pytest.mark.parametrize("place", range(len(FAULTS) - 1))
    def test_of_two_faults_the_first_counts(self, place: int) -> None:
        (first, result), (second, _) = self.FAULTS[place], self.FAULTS[place + 1]
        assert preflight(self.change(**{**second, **first})) is result

    def test_their_network_is_named_or_not(self) -> None:
        assert preflight(self.change(), network=2000) is tesSUCCESS
        assert preflight(self.change(network_id=2000), network=2000) is tesSUCCESS
        assert preflight(self.change(network_id=2001), network=2000) is telWRONG_NETWORK

    def test_their_flags_are_looked_at_since_there_are_loans(self) -> None:
        assert preflight(self.change(flags=1)) is tesSUCCESS
        assert preflight(self.change(), amendments.LendingProtocol) is tesSUCCESS
        assert preflight(self.change(flags=1), amendments.LendingProtocol) is temINVALID_FLAG
        assert preflight(self.change(flags=tfGotMajority), amendments.LendingProtocol) is tesSUCCESS
