"""EnableAmendment, SetFee and UNLModify: what validators agreed on, and what they cannot have.

What no pseudo-transaction is like is in ``tests/spec/engine/test_preflight.py``.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, keylets, ledger
from spec.entries import Amendments, FeeSettings, NegativeUNL
from spec.flags import tfGotMajority, tfLostMajority
from spec.inner import DisabledValidator, Majority
from spec.results import (
    Result,
    tefALREADY,
    tefFAILURE,
    temDISABLED,
    temINVALID,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transaction import Transaction
from spec.transactions.enable_amendment import EnableAmendment
from spec.transactions.set_fee import SetFee
from spec.transactions.unl_modify import UNLModify
from tests.spec.ledgers import NOW, SmallLedger, public_key

FLAG_LEDGER = 1_024
ONE, OTHER = b"\1" * 32, b"\2" * 32


def put(small: SmallLedger, kind: type[Transaction], **fields: Any) -> Result:
    common: dict[str, Any] = {"account": bytes(20), "sequence": 0, "fee": 0, "signing_pub_key": b""}
    small.last = ledger.apply(small.draft, kind(**{**common, **fields}))
    return small.last.result


# Amendments


def amend(small: SmallLedger, amendment: bytes = ONE, **fields: Any) -> Result:
    return put(small, EnableAmendment, **{"ledger_sequence": 1, "amendment": amendment, **fields})


def known(small: SmallLedger) -> Amendments:
    found = small.draft.read(keylets.amendments())
    assert found is not None
    return found


def test_an_amendment_gets_a_majority_and_comes_into_force() -> None:
    small = SmallLedger()
    assert amend(small, flags=tfGotMajority) is tesSUCCESS
    assert known(small).majorities == (Majority(amendment=ONE, close_time=NOW),)
    small.wait(7)
    assert amend(small, OTHER, flags=tfGotMajority) is tesSUCCESS
    assert amend(small) is tesSUCCESS
    assert known(small).amendments == (ONE,)
    assert known(small).majorities == (Majority(amendment=OTHER, close_time=NOW + 7),)
    assert amend(small, OTHER) is tesSUCCESS
    assert known(small).amendments == (ONE, OTHER)
    assert known(small).majorities is None


def test_it_loses_its_majority() -> None:
    small = SmallLedger()
    amend(small, flags=tfGotMajority)
    assert amend(small, flags=tfLostMajority) is tesSUCCESS
    assert known(small).majorities is None
    assert known(small).amendments is None


def test_it_needs_no_majority_to_come_into_force() -> None:
    """When it does is for validators to say."""
    small = SmallLedger()
    assert amend(small) is tesSUCCESS
    assert known(small).amendments == (ONE,)


def test_what_is_so_already_is_refused() -> None:
    small = SmallLedger()
    assert amend(small, flags=tfLostMajority) is tefALREADY
    amend(small, flags=tfGotMajority)
    assert amend(small, flags=tfGotMajority, ledger_sequence=2) is tefALREADY
    assert amend(small, flags=tfGotMajority | tfLostMajority) is temINVALID_FLAG
    amend(small)
    for flags in (0, tfGotMajority, tfLostMajority, tfGotMajority | tfLostMajority):
        assert amend(small, flags=flags, ledger_sequence=3) is tefALREADY


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (EnableAmendment, {"amendment": ONE, "ledger_sequence": 1}),
        (SetFee, {"base_fee": 1}),
        (
            UNLModify,
            {"unl_modify_disabling": 1, "ledger_sequence": 1, "unl_modify_validator": b""},
        ),
    ],
)
def test_an_open_ledger_has_none(kind: type[Transaction], fields: dict[str, Any]) -> None:
    assert put(SmallLedger(is_open=True), kind, **fields) is temINVALID


# Fees

IN_DROPS: dict[str, int] = {
    "base_fee_drops": 12,
    "reserve_base_drops": 1_000_000,
    "reserve_increment_drops": 200_000,
}
IN_UNITS: dict[str, int] = {
    "base_fee": 12,
    "reference_fee_units": 10,
    "reserve_base": 1_000_000,
    "reserve_increment": 200_000,
}


def fees(small: SmallLedger) -> dict[str, int | None]:
    found = small.draft.read(keylets.fee_settings())
    assert found is not None
    return {name: getattr(found, name) for name in (*IN_DROPS, *IN_UNITS)}


def test_fees_are_in_drops() -> None:
    small = SmallLedger()
    small.draft.insert(FeeSettings(keylets.fee_settings().key, **IN_UNITS))
    assert put(small, SetFee, **IN_DROPS) is tesSUCCESS
    assert fees(small) == {**IN_DROPS, **dict.fromkeys(IN_UNITS)}


def test_before_they_were_in_units() -> None:
    small = SmallLedger(without=[amendments.XRPFees])
    assert put(small, SetFee, **IN_UNITS) is tesSUCCESS
    assert fees(small) == {**dict.fromkeys(IN_DROPS), **IN_UNITS}


@pytest.mark.parametrize(
    ("before", "form", "other", "result"),
    [(False, IN_DROPS, IN_UNITS, temMALFORMED), (True, IN_UNITS, IN_DROPS, temDISABLED)],
)
def test_all_of_one_form_and_none_of_the_other(
    before: bool, form: dict[str, int], other: dict[str, int], result: Result
) -> None:
    small = SmallLedger(without=[amendments.XRPFees] if before else ())
    for name in form:
        less = {key: value for key, value in form.items() if key != name}
        assert put(small, SetFee, **less, **other) is temMALFORMED
    for name, value in other.items():
        assert put(small, SetFee, **form, **{name: value}) is result


# Validators


KEY, OTHER_KEY = public_key("one"), public_key("other")


def modify(small: SmallLedger, disabling: int, validator: bytes = KEY, **fields: Any) -> Result:
    common = {"unl_modify_disabling": disabling, "unl_modify_validator": validator}
    return put(small, UNLModify, **{**common, "ledger_sequence": FLAG_LEDGER, **fields})


def negative(
    *disabled: bytes, to_disable: bytes | None = None, to_enable: bytes | None = None
) -> SmallLedger:
    small = SmallLedger()
    small.draft.info = replace(small.draft.info, sequence=FLAG_LEDGER)
    if disabled or to_disable or to_enable:
        entry = NegativeUNL(keylets.negative_unl().key)
        entry.disabled_validators = (
            tuple(DisabledValidator(public_key=one, first_ledger_sequence=1) for one in disabled) or None
        )
        entry.validator_to_disable = to_disable
        entry.validator_to_re_enable = to_enable
        small.draft.insert(entry)
    return small


def waiting(small: SmallLedger) -> tuple[bytes | None, bytes | None]:
    found = small.draft.read(keylets.negative_unl())
    assert found is not None
    return found.validator_to_disable, found.validator_to_re_enable


def test_one_validator_waits_for_each() -> None:
    small = negative(OTHER_KEY)
    assert modify(small, 1) is tesSUCCESS
    assert modify(small, 0, OTHER_KEY) is tesSUCCESS
    assert waiting(small) == (KEY, OTHER_KEY)


def test_the_first_makes_the_list() -> None:
    small = negative()
    assert modify(small, 1) is tesSUCCESS
    assert waiting(small) == (KEY, None)


@pytest.mark.parametrize(
    ("small", "disabling"),
    [
        (negative(to_disable=OTHER_KEY), 1),
        (negative(to_disable=KEY), 1),
        (negative(KEY, to_enable=KEY), 1),
        (negative(to_enable=KEY), 1),
        (negative(KEY), 1),
        (negative(KEY, to_enable=OTHER_KEY), 0),
        (negative(KEY, to_disable=KEY), 0),
        (negative(), 0),
        (negative(OTHER_KEY), 0),
        (negative(), 2),
    ],
)
def test_what_cannot_be(small: SmallLedger, disabling: int) -> None:
    assert modify(small, disabling) is tefFAILURE


def test_it_is_for_this_flag_ledger() -> None:
    assert modify(negative(), 1, ledger_sequence=FLAG_LEDGER - 256) is tefFAILURE
    small = negative()
    small.draft.info = replace(small.draft.info, sequence=FLAG_LEDGER + 1)
    assert modify(small, 1, ledger_sequence=FLAG_LEDGER + 1) is tefFAILURE


@pytest.mark.parametrize("validator", [b"", b"\4" * 33, KEY[:32]])
def test_it_is_a_key_of_a_known_kind(validator: bytes) -> None:
    assert modify(negative(), 1, validator) is tefFAILURE
