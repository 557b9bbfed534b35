"""AccountSet: each setting is set and taken away, and what may not be is refused."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, flags, keylets
from spec.engine import Mode
from spec.entries import SignerList
from spec.flags import (
    asfAccountTxnID,
    asfAllowTrustLineClawback,
    asfAllowTrustLineLocking,
    asfAuthorizedNFTokenMinter,
    asfDisableMaster,
    asfDisallowXRP,
    asfGlobalFreeze,
    asfNoFreeze,
    asfRequireAuth,
    asfRequireDest,
    lsfAllowTrustLineClawback,
    lsfAllowTrustLineLocking,
    lsfDisableMaster,
    lsfGlobalFreeze,
    lsfNoFreeze,
    lsfRequireAuth,
    tfAllowXRP,
    tfDisallowXRP,
    tfOptionalAuth,
    tfOptionalDestTag,
    tfRequireAuth,
    tfRequireDestTag,
)
from spec.rates import PARITY
from spec.results import (
    Result,
    tecNEED_MASTER_KEY,
    tecNO_ALTERNATIVE_KEY,
    tecNO_PERMISSION,
    tecOWNERS,
    telBAD_DOMAIN,
    telBAD_PUBLIC_KEY,
    temBAD_TICK_SIZE,
    temBAD_TRANSFER_RATE,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.account_set import TOGGLES, AccountSet
from spec.transactions.ticket_create import TicketCreate
from tests.spec.ledgers import SmallLedger, account, public_key

KEY = public_key("bob")


def scene(**fields: Any) -> SmallLedger:
    ledger = SmallLedger("alice", "bob")
    ledger.change("alice", **fields)
    return ledger


def put(ledger: SmallLedger, **fields: Any) -> Result:
    return ledger.apply(AccountSet, "alice", **fields)


def owning(ledger: SmallLedger) -> SmallLedger:
    assert ledger.apply(TicketCreate, "alice", ticket_count=1) is tesSUCCESS
    return ledger


# Flags


@pytest.mark.parametrize(("setting", "sets", "clears", "flag"), TOGGLES)
def test_what_is_set_and_cleared_at_will(setting: int, sets: int, clears: int, flag: int) -> None:
    ledger = scene()
    for _ in range(2):
        assert put(ledger, set_flag=setting) is tesSUCCESS
        assert ledger.root("alice").flags == flag
    for _ in range(2):
        assert put(ledger, clear_flag=setting) is tesSUCCESS
        assert ledger.root("alice").flags == 0
    if sets:
        assert put(ledger, flags=sets) is tesSUCCESS
        assert ledger.root("alice").flags == flag
        assert put(ledger, flags=clears) is tesSUCCESS
        assert ledger.root("alice").flags == 0


def test_a_disabled_master_key_stays_so_while_something_else_is_set_or_cleared() -> None:
    ledger = scene(flags=lsfDisableMaster, regular_key=account("bob"))
    assert put(ledger, set_flag=asfDisallowXRP, signing_pub_key=KEY) is tesSUCCESS
    assert put(ledger, clear_flag=asfDisallowXRP, signing_pub_key=KEY) is tesSUCCESS
    assert ledger.root("alice").flags == lsfDisableMaster


def test_a_number_that_means_nothing_does_nothing() -> None:
    ledger = scene()
    assert put(ledger, set_flag=0, clear_flag=0) is tesSUCCESS
    assert put(ledger, set_flag=99) is tesSUCCESS
    assert ledger.root("alice").flags == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"set_flag": 99, "clear_flag": 99},
        {"set_flag": asfRequireAuth, "flags": tfOptionalAuth},
        {"clear_flag": asfRequireAuth, "flags": tfRequireAuth},
        {"flags": tfRequireAuth | tfOptionalAuth},
        {"set_flag": asfRequireDest, "flags": tfOptionalDestTag},
        {"clear_flag": asfRequireDest, "flags": tfRequireDestTag},
        {"flags": tfRequireDestTag | tfOptionalDestTag},
        {"set_flag": asfDisallowXRP, "flags": tfAllowXRP},
        {"clear_flag": asfDisallowXRP, "flags": tfDisallowXRP},
        {"flags": tfDisallowXRP | tfAllowXRP},
        {"flags": 1},
    ],
)
def test_nothing_is_set_and_cleared_at_once(fields: dict[str, Any]) -> None:
    assert put(scene(), **fields) is temINVALID_FLAG


def test_one_is_set_while_another_is_cleared() -> None:
    ledger = scene(flags=lsfRequireAuth)
    assert put(ledger, set_flag=asfDisallowXRP, clear_flag=asfRequireAuth) is tesSUCCESS
    assert ledger.root("alice").flags == flags.lsfDisallowXRP
    assert put(ledger, set_flag=asfRequireDest, flags=tfAllowXRP) is tesSUCCESS
    assert ledger.root("alice").flags == flags.lsfRequireDestTag


# Fields


@pytest.mark.parametrize(
    ("field", "value", "neutral"),
    [
        ("email_hash", b"\1" * 16, bytes(16)),
        ("wallet_locator", b"\1" * 32, bytes(32)),
        ("message_key", KEY, b""),
        ("domain", b"example.test", b""),
        ("domain", b"x" * 256, b""),
        ("transfer_rate", PARITY + 1, 0),
        ("transfer_rate", 2 * PARITY, PARITY),
        ("tick_size", 3, 0),
        ("tick_size", 15, 16),
    ],
)
def test_a_field_is_set_and_taken_away(field: str, value: Any, neutral: Any) -> None:
    ledger = scene()
    assert put(ledger, **{field: value}) is tesSUCCESS
    assert getattr(ledger.root("alice"), field) == value
    assert put(ledger) is tesSUCCESS
    assert getattr(ledger.root("alice"), field) == value
    assert put(ledger, **{field: neutral}) is tesSUCCESS
    assert getattr(ledger.root("alice"), field) is None


def test_a_wallet_has_no_size() -> None:
    ledger = scene()
    assert put(ledger, wallet_size=7) is tesSUCCESS
    assert "wallet_size" not in vars(ledger.root("alice"))


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"transfer_rate": PARITY - 1}, temBAD_TRANSFER_RATE),
        ({"transfer_rate": 1}, temBAD_TRANSFER_RATE),
        ({"transfer_rate": 2 * PARITY + 1}, temBAD_TRANSFER_RATE),
        ({"tick_size": 2}, temBAD_TICK_SIZE),
        ({"tick_size": 17}, temBAD_TICK_SIZE),
        ({"message_key": b"\4" * 33}, telBAD_PUBLIC_KEY),
        ({"message_key": KEY[:32]}, telBAD_PUBLIC_KEY),
        ({"domain": b"x" * 257}, telBAD_DOMAIN),
        ({"set_flag": asfAuthorizedNFTokenMinter}, temMALFORMED),
        ({"clear_flag": asfAuthorizedNFTokenMinter, "nftoken_minter": account("bob")}, temMALFORMED),
    ],
)
def test_what_cannot_be_stored(fields: dict[str, Any], result: Result) -> None:
    assert put(scene(), **fields) is result


FAULTS: tuple[tuple[dict[str, Any], Result], ...] = (
    ({"flags": tfDisallowXRP | tfAllowXRP}, temINVALID_FLAG),
    ({"transfer_rate": 1}, temBAD_TRANSFER_RATE),
    ({"tick_size": 1}, temBAD_TICK_SIZE),
    ({"message_key": b"\1"}, telBAD_PUBLIC_KEY),
    ({"domain": b"x" * 257}, telBAD_DOMAIN),
    ({"set_flag": asfAuthorizedNFTokenMinter}, temMALFORMED),
)


@pytest.mark.parametrize("place", range(len(FAULTS) - 1))
def test_of_two_faults_the_first_counts(place: int) -> None:
    (first, result), (second, _) = FAULTS[place], FAULTS[place + 1]
    assert put(scene(), **second, **first) is result


def test_a_minter_is_named_and_dismissed() -> None:
    ledger = scene()
    assert put(ledger, nftoken_minter=account("bob")) is tesSUCCESS
    assert ledger.root("alice").nftoken_minter is None
    assert put(ledger, set_flag=asfAuthorizedNFTokenMinter, nftoken_minter=account("bob")) is tesSUCCESS
    assert ledger.root("alice").nftoken_minter == account("bob")
    for _ in range(2):
        assert put(ledger, clear_flag=asfAuthorizedNFTokenMinter) is tesSUCCESS
        assert ledger.root("alice").nftoken_minter is None


def test_the_last_transaction_is_kept_or_not() -> None:
    """From the next transaction on; asking again forgets nothing."""
    ledger = scene()
    assert put(ledger, set_flag=asfAccountTxnID) is tesSUCCESS
    assert ledger.root("alice").account_txn_id == bytes(32)
    assert put(ledger, set_flag=asfAccountTxnID) is tesSUCCESS
    assert ledger.root("alice").account_txn_id not in (None, bytes(32))
    for _ in range(2):
        assert put(ledger, clear_flag=asfAccountTxnID) is tesSUCCESS
        assert ledger.root("alice").account_txn_id is None


# Promises to those who hold what the account issues


def test_the_account_exists() -> None:
    assert SmallLedger().apply(AccountSet, "alice") is terNO_ACCOUNT


@pytest.mark.parametrize("fields", [{"set_flag": asfRequireAuth}, {"flags": tfRequireAuth}])
def test_who_owns_something_does_not_begin_to_ask_for_authorization(fields: dict[str, Any]) -> None:
    assert put(owning(scene()), **fields) is tecOWNERS
    assert put(owning(scene(flags=lsfRequireAuth)), **fields) is tesSUCCESS
    assert put(owning(scene(flags=lsfRequireAuth)), flags=tfOptionalAuth) is tesSUCCESS


def test_who_owns_something_does_not_begin_to_claw_back() -> None:
    assert put(owning(scene()), set_flag=asfAllowTrustLineClawback) is tecOWNERS


def test_an_empty_list_is_nothing() -> None:
    """The list stays when the ticket is used that stood in it."""
    ledger = owning(scene())
    used = {"ticket_sequence": 11}
    assert put(ledger, **used) is tesSUCCESS
    assert ledger.draft.exists(keylets.owner_directory(account("alice")))
    assert put(ledger, set_flag=asfAllowTrustLineClawback) is tesSUCCESS


def test_clawing_back_cannot_be_given_up() -> None:
    ledger = scene()
    assert put(ledger, set_flag=asfAllowTrustLineClawback) is tesSUCCESS
    assert put(ledger, clear_flag=asfAllowTrustLineClawback) is tesSUCCESS
    assert ledger.root("alice").flags == lsfAllowTrustLineClawback


def test_no_freezing_and_clawing_back_exclude_each_other() -> None:
    assert put(owning(scene(flags=lsfNoFreeze)), set_flag=asfAllowTrustLineClawback) is tecNO_PERMISSION
    assert put(scene(flags=lsfAllowTrustLineClawback), set_flag=asfNoFreeze) is tecNO_PERMISSION


def test_freezing_cannot_be_taken_up_again() -> None:
    ledger = scene()
    assert put(ledger, set_flag=asfNoFreeze) is tesSUCCESS
    assert put(ledger, clear_flag=asfNoFreeze) is tesSUCCESS
    assert ledger.root("alice").flags == lsfNoFreeze


def test_freezing_is_given_up_with_the_master_key() -> None:
    regular = {"regular_key": account("bob")}
    assert put(scene(**regular), set_flag=asfNoFreeze, signing_pub_key=KEY) is tecNEED_MASTER_KEY
    ledger = scene(flags=lsfDisableMaster, **regular)
    assert put(ledger, set_flag=asfNoFreeze, signing_pub_key=KEY) is tesSUCCESS


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        (0, {"set_flag": asfGlobalFreeze}, lsfGlobalFreeze),
        (lsfGlobalFreeze, {"clear_flag": asfGlobalFreeze}, 0),
        (lsfNoFreeze, {"set_flag": asfGlobalFreeze}, lsfNoFreeze | lsfGlobalFreeze),
        (lsfNoFreeze | lsfGlobalFreeze, {"clear_flag": asfGlobalFreeze}, lsfNoFreeze | lsfGlobalFreeze),
        (
            lsfGlobalFreeze,
            {"set_flag": asfNoFreeze, "clear_flag": asfGlobalFreeze},
            lsfNoFreeze | lsfGlobalFreeze,
        ),
    ],
)
def test_a_global_freeze_is_no_way_to_freeze_after_all(
    before: int, fields: dict[str, int], after: int
) -> None:
    ledger = scene(flags=before)
    assert put(ledger, **fields) is tesSUCCESS
    assert ledger.root("alice").flags == after


def test_tokens_are_let_into_escrows_and_not_any_more() -> None:
    ledger = scene()
    assert put(ledger, set_flag=asfAllowTrustLineLocking) is tesSUCCESS
    assert ledger.root("alice").flags == lsfAllowTrustLineLocking
    assert put(ledger, clear_flag=asfAllowTrustLineLocking) is tesSUCCESS
    assert ledger.root("alice").flags == 0


@pytest.mark.parametrize("before", [0, lsfAllowTrustLineLocking])
def test_before_tokens_could_be_in_escrow_that_did_nothing(before: int) -> None:
    ledger = SmallLedger("alice", without=[amendments.TokenEscrow])
    ledger.change("alice", flags=before)
    assert put(ledger, set_flag=asfAllowTrustLineLocking) is tesSUCCESS
    assert put(ledger, clear_flag=asfAllowTrustLineLocking) is tesSUCCESS
    assert ledger.root("alice").flags == before


# The master key


def test_the_master_key_is_disabled_where_there_is_another_way_to_sign() -> None:
    assert put(scene(), set_flag=asfDisableMaster) is tecNO_ALTERNATIVE_KEY
    ledger = scene(regular_key=account("bob"))
    assert put(ledger, set_flag=asfDisableMaster) is tesSUCCESS
    assert ledger.root("alice").flags == lsfDisableMaster
    ledger = scene()
    ledger.draft.insert(SignerList(keylets.signer_list(account("alice")).key, signer_quorum=1))
    assert put(ledger, set_flag=asfDisableMaster) is tesSUCCESS


def test_only_the_master_key_disables_itself() -> None:
    by_regular_key = {"signing_pub_key": KEY, "set_flag": asfDisableMaster}
    assert put(scene(regular_key=account("bob")), **by_regular_key) is tecNEED_MASTER_KEY
    disabled = scene(regular_key=account("bob"), flags=lsfDisableMaster)
    assert put(disabled, **by_regular_key) is tesSUCCESS
    assert put(disabled, signing_pub_key=KEY, clear_flag=asfDisableMaster) is tesSUCCESS
    assert disabled.root("alice").flags == 0


def test_the_master_key_comes_before_the_alternative() -> None:
    """A simulation may be signed by nobody."""
    simulated = {"mode": Mode(dry_run=True), "signing_pub_key": b"", "set_flag": asfDisableMaster}
    assert put(scene(), **simulated) is tecNEED_MASTER_KEY
