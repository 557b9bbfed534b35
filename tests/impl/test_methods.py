"""Methods that no recording asks, on a ledger that stands alone."""

from __future__ import annotations

from typing import Any

import pytest

from impl.edge import dispatch
from impl.edge.service import Role, Service
from spec import keys, validity
from spec.transaction import Transaction
from tests.impl.standing import MASTER, MASTER_SEED, STRANGER, ask, pay, standing_service

Json = dict[str, Any]


@pytest.fixture
def service() -> Service:
    return standing_service()


def test_every_method_is_in_one_place_of_the_table() -> None:
    assert {"account_info", "ledger", "tx", "submit", "subscribe", "stop"} <= dispatch.METHODS.keys()
    for name, method in dispatch.METHODS.items():
        assert method.name == name
        assert method.handler.__doc__
        assert len(set(method.parameters)) == len(method.parameters)


@pytest.mark.parametrize("name", ["ledger_header", "tx_history"])
def test_some_methods_are_of_the_first_api_version_only(service: Service, name: str) -> None:
    assert ask(service, name, start=0).get("error") is None
    assert ask(service, name, start=0, api_version=2)["error"] == "unknownCmd"


# --- submitting


def test_a_payment_is_signed_submitted_and_found(service: Service) -> None:
    done = pay(service)
    assert done["engine_result"] == "tesSUCCESS"
    assert done["deprecated"].startswith("Signing support in the 'submit' command")
    name = done["tx_json"]["hash"]
    assert ask(service, "tx", transaction=name)["error"] == "txnNotFound"
    assert ask(service, "ledger_accept") == {"ledger_current_index": 4}
    found = ask(service, "tx", transaction=name, api_version=2)
    assert found["meta"]["delivered_amount"] == "100000000"
    assert found["ctid"] == "C000000300000000"
    assert ask(service, "tx", ctid=found["ctid"].lower(), api_version=2) == found
    listed = ask(service, "account_tx", account=STRANGER)
    assert [each["tx"]["hash"] for each in listed["transactions"]] == [name]
    assert ask(service, "tx_history", start=0)["txs"][0]["hash"] == name
    balance = ask(service, "account_info", account=STRANGER)["account_data"]["Balance"]
    assert balance == "100000000"


def test_a_signed_blob_is_submitted_with_all_that_the_server_says(service: Service) -> None:
    tx_json = {
        "TransactionType": "Payment",
        "Account": MASTER,
        "Destination": STRANGER,
        "DeliverMax": "100000000",
    }
    signed = ask(service, "sign", tx_json=tx_json, secret=MASTER_SEED, api_version=2)
    assert signed["tx_json"]["Fee"] == "10"
    assert signed["tx_json"]["Sequence"] == 1
    assert "Amount" not in signed["tx_json"]
    done = ask(service, "submit", tx_blob=signed["tx_blob"])
    assert done["tx_json"]["hash"] == signed["hash"]
    assert {name: done[name] for name in ("accepted", "applied", "broadcast", "queued", "kept")} == {
        "accepted": True,
        "applied": True,
        "broadcast": True,
        "queued": False,
        "kept": True,
    }
    assert (done["account_sequence_next"], done["account_sequence_available"]) == (2, 2)
    assert (done["open_ledger_cost"], done["validated_ledger_index"]) == ("10", 2)
    again = ask(service, "submit", tx_blob=signed["tx_blob"])
    assert (again["engine_result"], again["applied"]) == ("tefPAST_SEQ", False)


@pytest.mark.parametrize(
    ("blob", "exception"),
    [
        ("00", "Transaction length invalid"),
        ("12" * 40, None),
        ("120000" + "00" * 40, None),
    ],
)
def test_what_is_no_transaction_is_refused(service: Service, blob: str, exception: str | None) -> None:
    answer = ask(service, "submit", tx_blob=blob)
    assert answer["error"] == "invalidTransaction"
    assert exception in (None, answer["error_exception"])


def test_a_changed_signature_fails_local_checks(service: Service) -> None:
    signed = ask(
        service,
        "sign",
        secret=MASTER_SEED,
        tx_json={"TransactionType": "AccountSet", "Account": MASTER, "Fee": "10", "Sequence": 1},
    )
    signature = signed["tx_json"]["TxnSignature"]
    changed = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    answer = ask(service, "submit", tx_blob=signed["tx_blob"].replace(signature, changed))
    assert answer["error"] == "invalidTransaction"
    assert answer["error_exception"] == "fails local checks: Invalid signature."
    again = ask(service, "submit", tx_blob=signed["tx_blob"].replace(signature, changed))
    assert again["error_exception"] == "fails local checks: Transaction has bad signature."


def test_signatures_are_verified_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a good transaction and of a bad one, however often they are sent."""
    note = {"TransactionType": "AccountSet", "Account": MASTER, "Fee": "10", "Sequence": 1}
    good = ask(service, "sign", secret=MASTER_SEED, tx_json=note)["tx_blob"]
    bad = good.replace("68400000000000000A", "68400000000000000B")
    asked: list[object] = []
    fault = validity.signature_fault

    def count(tx: Transaction) -> str | None:
        asked.append(tx)
        return fault(tx)

    monkeypatch.setattr(validity, "signature_fault", count)
    for blob in (good, bad):
        answers = [ask(service, "submit", tx_blob=blob) for _ in range(5)]
        assert len({answer.get("error") for answer in answers}) == 1
    assert len(asked) == 2


# --- signing


@pytest.mark.parametrize(
    ("params", "token", "message"),
    [
        ({}, "invalidParams", "Missing field 'secret'."),
        ({"secret": "s", "seed": "s"}, "invalidParams", None),
        ({"seed": "s"}, "invalidParams", "Invalid field 'secret', not string."),
        ({"secret": 7}, "invalidParams", "Invalid field 'secret', not string."),
        ({"secret": ""}, "badSeed", "Invalid field 'secret'."),
        ({"secret": "s", "key_type": "ed25519"}, "invalidParams", None),
        ({"seed": "s", "key_type": "rsa"}, "invalidParams", "Invalid field 'key_type'."),
        ({"seed": "s", "key_type": "ed25519"}, "badSeed", "Disallowed seed."),
        ({"secret": MASTER_SEED}, "invalidParams", "Missing field 'tx_json'."),
        ({"secret": MASTER_SEED, "tx_json": 7}, "invalidParams", "Invalid field 'tx_json', not object."),
        (
            {"secret": MASTER_SEED, "tx_json": {}},
            "invalidParams",
            "Missing field 'tx_json.TransactionType'.",
        ),
        (
            {"secret": MASTER_SEED, "tx_json": {"TransactionType": "AccountSet"}},
            "srcActMissing",
            "Missing field 'tx_json.Account'.",
        ),
        (
            {"secret": MASTER_SEED, "tx_json": {"TransactionType": "AccountSet", "Account": "rBad"}},
            "srcActMalformed",
            "Invalid field 'tx_json.Account'.",
        ),
        (
            {"secret": MASTER_SEED, "tx_json": {"TransactionType": "AccountSet", "Account": STRANGER}},
            "srcActNotFound",
            None,
        ),
        (
            {"secret": "another", "tx_json": {"TransactionType": "AccountSet", "Account": MASTER}},
            "badSecret",
            None,
        ),
        (
            {
                "secret": MASTER_SEED,
                "offline": True,
                "tx_json": {"TransactionType": "AccountSet", "Account": MASTER},
            },
            "invalidParams",
            "Missing field 'tx_json.Sequence'.",
        ),
        (
            {
                "secret": MASTER_SEED,
                "fee_mult_max": 0,
                "tx_json": {"TransactionType": "AccountSet", "Account": MASTER},
            },
            "highFee",
            "Fee of 10 exceeds the requested tx limit of 0",
        ),
        (
            {
                "secret": MASTER_SEED,
                "tx_json": {"TransactionType": "AccountSet", "Account": MASTER, "Signers": []},
            },
            "alreadyMultisig",
            None,
        ),
    ],
)
def test_what_cannot_be_signed(service: Service, params: Json, token: str, message: str | None) -> None:
    answer = ask(service, "sign", **params)
    assert answer["error"] == token
    assert message in (None, answer["error_message"])
    assert answer["deprecated"].startswith("This command has been deprecated")


@pytest.mark.parametrize("name", ["sign", "sign_for", "submit", "channel_authorize"])
def test_nobody_but_the_administrator_has_the_server_sign(service: Service, name: str) -> None:
    answer = ask(service, name, role=Role.GUEST)
    assert (answer["error"], answer["error_message"]) == (
        "notSupported",
        "Signing is not supported by this server.",
    )
    allowed = ask(standing_service(signing=True), name, role=Role.GUEST)
    assert allowed["error"] == "invalidParams"


def test_several_sign_together(service: Service) -> None:
    seeds = ["one", "two"]
    accounts = [
        ask(service, "wallet_propose", passphrase=seed, key_type="ed25519")["account_id"] for seed in seeds
    ]
    entries = [{"SignerEntry": {"Account": each, "SignerWeight": 1}} for each in accounts]
    tx_json: Json = {
        "TransactionType": "SignerListSet",
        "Account": MASTER,
        "SignerQuorum": 2,
        "SignerEntries": sorted(entries, key=lambda each: keys_of(each["SignerEntry"]["Account"])),
    }
    assert ask(service, "submit", tx_json=tx_json, secret=MASTER_SEED)["engine_result"] == "tesSUCCESS"
    for account in accounts:
        assert pay(service, account)["engine_result"] == "tesSUCCESS"
    ask(service, "ledger_accept")
    common = {"TransactionType": "AccountSet", "Account": MASTER, "Sequence": 4, "Fee": "30"}
    answer: Json = {"tx_json": common}
    for account, seed in zip(accounts, seeds, strict=True):
        answer = ask(
            service,
            "sign_for",
            account=account,
            passphrase=seed,
            key_type="ed25519",
            tx_json={name: value for name, value in answer["tx_json"].items() if name != "hash"},
        )
        assert "error" not in answer
    tx_json = {name: value for name, value in answer["tx_json"].items() if name != "hash"}
    assert len(tx_json["Signers"]) == 2
    done = ask(service, "submit_multisigned", tx_json=tx_json)
    assert done["engine_result"] == "tesSUCCESS"
    twice = ask(
        service, "sign_for", account=accounts[0], passphrase="one", key_type="ed25519", tx_json=tx_json
    )
    assert twice["error_message"].startswith("Duplicate Signers:Signer:Account entries")


def keys_of(address: str) -> bytes:
    from spec.addresses import decode_account

    return decode_account(address)


def test_a_claim_is_authorised_and_verified(service: Service) -> None:
    claim: Json = {"channel_id": "AB" * 32, "amount": "1000000"}
    signed = ask(service, "channel_authorize", secret=MASTER_SEED, **claim)
    public_key = ask(service, "wallet_propose", passphrase="masterpassphrase")["public_key"]

    def verified(**changed: Any) -> Any:
        params = {"public_key": public_key, "signature": signed["signature"], **claim, **changed}
        return ask(service, "channel_verify", **params)

    assert verified() == {"signature_verified": True}
    assert verified(amount="1000001") == {"signature_verified": False}
    assert verified(amount=1_000_000)["error"] == "channelAmtMalformed"
    assert verified(channel_id="AB")["error"] == "channelMalformed"
    assert verified(public_key="zz")["error"] == "publicMalformed"
    assert verified(signature="")["error"] == "invalidParams"


# --- simulating


def test_a_simulation_says_what_would_happen_and_changes_nothing(service: Service) -> None:
    tx_json = {
        "TransactionType": "Payment",
        "Account": MASTER,
        "Destination": STRANGER,
        "Amount": "100000000",
    }
    answer = ask(service, "simulate", tx_json=tx_json)
    assert answer["engine_result"] == "tesSUCCESS"
    assert answer["engine_result_message"] == "The simulated transaction would have been applied."
    assert answer["applied"] is False
    assert answer["ledger_index"] == 3
    assert answer["meta"]["delivered_amount"] == "100000000"
    assert (answer["tx_json"]["Sequence"], answer["tx_json"]["Fee"]) == (1, "10")
    binary = ask(service, "simulate", tx_json=tx_json, binary=True)
    assert {"meta_blob", "tx_blob"} <= binary.keys()
    assert ask(service, "account_info", account=STRANGER)["error"] == "actNotFound"
    poor = ask(service, "simulate", tx_json=tx_json | {"Amount": "1"})
    assert poor["engine_result"] == "tecNO_DST_INSUF_XRP"


@pytest.mark.parametrize(
    ("params", "token"),
    [
        ({}, "invalidParams"),
        ({"tx_blob": "", "tx_json": {}}, "invalidParams"),
        ({"tx_blob": "zz"}, "invalidParams"),
        ({"tx_json": {}}, "invalidParams"),
        ({"tx_json": {"TransactionType": "AccountSet", "Account": MASTER}, "secret": "x"}, "invalidParams"),
        (
            {"tx_json": {"TransactionType": "AccountSet", "Account": MASTER, "TxnSignature": "00"}},
            "transactionSigned",
        ),
        ({"tx_json": {"TransactionType": "AccountSet", "Account": "rBad"}}, "srcActMalformed"),
        ({"tx_json": {"TransactionType": "AccountSet", "Account": STRANGER}}, "srcActNotFound"),
        ({"tx_json": {"TransactionType": "AccountSet", "Account": MASTER}, "binary": 1}, "invalidParams"),
    ],
)
def test_what_cannot_be_simulated(service: Service, params: Json, token: str) -> None:
    assert ask(service, "simulate", **params)["error"] == token


# --- the server


def test_clients_see_a_release_that_they_know_and_ours_beside_it(service: Service) -> None:
    info = ask(service, "server_info")["info"]
    assert tuple(int(part) for part in info["build_version"].split(".")) >= (1, 11, 0)
    assert info["software"] == {"name": "canon", "version": "0.1.0"}
    assert info["complete_ledgers"] == "2"
    assert info["validated_ledger"]["reserve_base_xrp"] == 10
    state = ask(service, "server_state")["state"]
    assert state["validated_ledger"]["reserve_base"] == 10_000_000
    assert state["load_factor"] == state["load_base"] == 256


def test_the_version_is_that_of_the_distribution() -> None:
    import canon
    from impl.edge.service import VERSION

    assert canon.VERSION == VERSION


def test_definitions_are_given_once(service: Service) -> None:
    definitions = ask(service, "server_definitions")
    assert {"FIELDS", "TYPES", "TRANSACTION_TYPES"} <= definitions.keys()
    assert ask(service, "server_definitions", hash=definitions["hash"]) == {"hash": definitions["hash"]}
    assert ask(service, "server_definitions", hash="0" * 64) == definitions
    assert ask(service, "server_definitions", hash=7)["error"] == "invalidParams"


def test_features_go_by_name_and_by_identifier(service: Service) -> None:
    features = ask(service, "feature")["features"]
    name, shown = next((key, each) for key, each in features.items() if each["name"] == "DID")
    assert shown["enabled"] is True
    assert ask(service, "feature", feature="DID") == {name: shown} == ask(service, "feature", feature=name)
    assert ask(service, "feature", feature="nonsense")["error"] == "badFeature"
    assert ask(service, "feature", feature="DID", vetoed=True, role=Role.GUEST)["error"] == "noPermission"
    for role, shown in ((Role.ADMIN, True), (Role.GUEST, False)):
        (sponsor,) = ask(service, "feature", feature="Sponsor", role=role).values()
        assert ("vetoed" in sponsor) is shown


def test_keys_are_proposed_from_a_seed_or_at_random(service: Service) -> None:
    known = ask(service, "wallet_propose", passphrase="masterpassphrase")
    assert known["account_id"] == MASTER
    assert known["master_seed"] == MASTER_SEED
    assert "low entropy" in known["warning"]
    assert "warning" not in ask(service, "wallet_propose", seed=MASTER_SEED)
    first, second = ask(service, "wallet_propose"), ask(service, "wallet_propose", key_type="ed25519")
    assert first["master_seed"] != second["master_seed"]
    assert second["public_key_hex"].startswith("ED")
    assert keys.key_type(bytes.fromhex(first["public_key_hex"])) is keys.KeyType.SECP256K1
    assert ask(service, "wallet_propose", key_type="rsa")["error"] == "invalidParams"
    assert ask(service, "wallet_propose", seed="nonsense")["error"] == "badSeed"
    created = ask(service, "validation_create")
    assert created["validation_public_key"].startswith("n9")


def test_stop_asks_the_node_to_stop() -> None:
    service = standing_service()
    stopped: list[bool] = []
    service.stop = lambda: stopped.append(True)
    assert ask(service, "stop", role=Role.GUEST)["error"] == "noPermission"
    assert stopped == []
    assert ask(service, "stop") == {"message": "canon server stopping"}
    assert stopped == [True]


def test_the_fee_is_the_base_fee(service: Service) -> None:
    pay(service)
    fee = ask(service, "fee")
    assert fee["current_ledger_size"] == "1"
    assert fee["drops"] == {
        "base_fee": "10",
        "median_fee": "5000",
        "minimum_fee": "10",
        "open_ledger_fee": "10",
    }


# --- ledgers


def test_both_ledgers_are_shown_when_none_is_chosen(service: Service) -> None:
    answer = ask(service, "ledger")
    assert answer["closed"]["ledger"]["closed"] is True
    assert answer["open"]["ledger"] == {
        "closed": False,
        "ledger_index": "3",
        "parent_hash": answer["closed"]["ledger"]["ledger_hash"],
    }


@pytest.mark.failure_mode(88)
def test_pages_of_the_state_are_the_whole_state(service: Service) -> None:
    for _ in range(3):
        ask(service, "ledger_accept")
    chosen: Json = {"ledger_index": 3}
    whole = [each["index"] for each in ask(service, "ledger_data", **chosen)["state"]]
    for binary in (False, True):
        pages: list[str] = []
        params: Json = {}
        while True:
            answer = ask(service, "ledger_data", limit=1, binary=binary, **chosen, **params)
            pages += [each["index"] for each in answer["state"]]
            assert ("ledger" in answer) == (not params)
            if "marker" not in answer:
                break
            params = {"marker": answer["marker"]}
            ask(service, "ledger_accept")
        assert pages == whole
    assert ask(service, "ledger_data", marker="zz")["error"] == "invalidParams"


def test_a_guest_cannot_have_everything_at_once(service: Service) -> None:
    for name in ("full", "accounts"):
        answer = ask(service, "ledger", role=Role.GUEST, ledger_index="validated", **{name: True})
        assert answer["error"] == "noPermission"


def test_a_node_of_a_network_does_not_close_ledgers_on_demand() -> None:
    assert ask(standing_service(standalone=False), "ledger_accept") == {
        "error": "notStandAlone",
        "request": {"command": "ledger_accept"},
        "status": "error",
        "type": "response",
    }
