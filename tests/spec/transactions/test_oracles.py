"""OracleSet and OracleDelete: prices are reported, pairs come and go, and time does not go back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, directories, keylets
from spec.entries import Oracle
from spec.header import EPOCH
from spec.inner import PriceData
from spec.results import (
    Result,
    tecARRAY_EMPTY,
    tecARRAY_TOO_LARGE,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tecINVALID_UPDATE_TIME,
    tecNO_ENTRY,
    tecTOKEN_PAIR_NOT_FOUND,
    tefBAD_LEDGER,
    temARRAY_EMPTY,
    temARRAY_TOO_LARGE,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.oracle_delete import OracleDelete
from spec.transactions.oracle_set import OracleSet
from tests.spec.ledgers import NOW, XRP, SmallLedger, account, currency

ALICE = account("alice")
CLOSE = NOW + 10 + EPOCH
"""When the ledger is to close, in seconds since 1970."""
CODES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH", "III", "JJJ", "KKK")


def price(code: str, value: int | None = 5, scale: int = 0, quote: str = "USD") -> PriceData:
    fields: dict[str, Any] = {"base_asset": currency(code), "quote_asset": currency(quote)}
    return PriceData(**fields, asset_price=value, scale=scale)


def prices(*codes: str, value: int | None = 5) -> tuple[PriceData, ...]:
    return tuple(price(code, value) for code in codes)


def report(ledger: SmallLedger, *codes: str, time: int = CLOSE, **fields: Any) -> Result:
    common = {"oracle_document_id": 1, "last_update_time": time, "price_data_series": prices(*codes)}
    return ledger.apply(OracleSet, "alice", **{**common, **fields})


def first(ledger: SmallLedger, *codes: str, time: int = CLOSE, **fields: Any) -> Result:
    """A first report says who it is from."""
    return report(ledger, *codes, time=time, **{"provider": b"p", "asset_class": b"c", **fields})


def made(*codes: str) -> SmallLedger:
    ledger = SmallLedger("alice")
    assert first(ledger, *codes, time=CLOSE - 100) is tesSUCCESS
    return ledger


def oracle(ledger: SmallLedger) -> Oracle:
    found = ledger.draft.read(keylets.oracle(ALICE, 1))
    assert found is not None
    return found


def known(ledger: SmallLedger) -> dict[str, int | None]:
    return {one.base_asset[12:15].decode(): one.asset_price for one in oracle(ledger).price_data_series}


def test_a_first_report_is_kept_in_order() -> None:
    ledger = SmallLedger("alice")
    assert first(ledger, "BBB", "AAA", uri=b"u") is tesSUCCESS
    there = oracle(ledger)
    assert (there.owner, there.provider, there.asset_class, there.uri) == (ALICE, b"p", b"c", b"u")
    assert (there.oracle_document_id, there.last_update_time) == (1, CLOSE)
    assert list(known(ledger)) == ["AAA", "BBB"]
    assert ledger.root("alice").owner_count == 1


def test_before_the_fix_it_was_kept_as_it_was() -> None:
    ledger = SmallLedger("alice", without=[amendments.fixPriceOracleOrder])
    first(ledger, "BBB", "AAA", time=CLOSE - 1)
    assert list(known(ledger)) == ["BBB", "AAA"]
    report(ledger, "BBB", "AAA")
    assert list(known(ledger)) == ["AAA", "BBB"]


def test_it_did_not_say_its_number_before_the_fix() -> None:
    ledger = SmallLedger("alice", without=[amendments.fixIncludeKeyletFields])
    first(ledger, "AAA", time=CLOSE - 1)
    report(ledger, "AAA")
    assert oracle(ledger).oracle_document_id is None


def test_a_later_report_changes_adds_and_takes_away() -> None:
    """What it does not name has no price any more."""
    ledger = made("AAA", "BBB", "CCC")
    series = (price("BBB", 7, scale=2), price("CCC", None), price("DDD", 8))
    assert report(ledger, price_data_series=series) is tesSUCCESS
    assert known(ledger) == {"AAA": None, "BBB": 7, "DDD": 8}
    assert [one.scale for one in oracle(ledger).price_data_series] == [0, 2, 0]
    assert oracle(ledger).last_update_time == CLOSE
    assert oracle(ledger).uri is None
    assert report(ledger, "AAA", time=CLOSE + 1, uri=b"u") is tesSUCCESS
    assert oracle(ledger).uri == b"u"


def test_who_it_is_from_may_be_said_again() -> None:
    assert first(made("AAA"), "AAA") is tesSUCCESS


@pytest.mark.parametrize(
    ("before", "add", "drop", "count"),
    [
        (CODES[:5], (), (), 1),
        (CODES[:6], (), (), 2),
        (CODES[:5], CODES[5:6], (), 2),
        (CODES[:6], (), CODES[:1], 1),
        (CODES[:10], (), CODES[:4], 2),
    ],
)
def test_more_than_five_pairs_count_twice(
    before: tuple[str, ...], add: tuple[str, ...], drop: tuple[str, ...], count: int
) -> None:
    ledger = made(*before)
    series = (*prices(*add), *prices(*drop, value=None)) or prices(before[0])
    assert report(ledger, price_data_series=series) is tesSUCCESS
    assert ledger.root("alice").owner_count == count
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=1) is tesSUCCESS
    assert ledger.root("alice").owner_count == 0


# What is refused


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"price_data_series": ()}, temARRAY_EMPTY),
        ({"price_data_series": prices(*CODES)}, temARRAY_TOO_LARGE),
        ({"price_data_series": prices(*CODES[:10])}, tesSUCCESS),
        ({"provider": b""}, temMALFORMED),
        ({"provider": b"x" * 257}, temMALFORMED),
        ({"provider": b"x" * 256}, tesSUCCESS),
        ({"uri": b""}, temMALFORMED),
        ({"uri": b"x" * 257}, temMALFORMED),
        ({"uri": b"x" * 256}, tesSUCCESS),
        ({"asset_class": b""}, temMALFORMED),
        ({"asset_class": b"x" * 17}, temMALFORMED),
        ({"asset_class": b"x" * 16}, tesSUCCESS),
        ({"flags": 1}, temINVALID_FLAG),
        ({"price_data_series": (), "provider": b""}, temARRAY_EMPTY),
        ({"price_data_series": prices(*CODES), "provider": b""}, temARRAY_TOO_LARGE),
    ],
)
def test_no_such_report(fields: dict[str, Any], result: Result) -> None:
    assert first(SmallLedger("alice"), "AAA", **fields) is result


@pytest.mark.parametrize(
    ("time", "result"),
    [
        (0, tecINVALID_UPDATE_TIME),
        (EPOCH - 1, tecINVALID_UPDATE_TIME),
        (CLOSE - 301, tecINVALID_UPDATE_TIME),
        (CLOSE - 300, tesSUCCESS),
        (CLOSE + 300, tesSUCCESS),
        (CLOSE + 301, tecINVALID_UPDATE_TIME),
    ],
)
def test_it_is_of_now(time: int, result: Result) -> None:
    assert first(SmallLedger("alice"), "AAA", time=time) is result


def test_no_ledger_closed_so_early() -> None:
    ledger = SmallLedger("alice")
    ledger.draft.info = replace(ledger.draft.info, close_time=299)
    assert first(ledger, "AAA", time=EPOCH + 299) is tecINTERNAL
    assert first(ledger, "AAA", time=EPOCH - 1) is tecINVALID_UPDATE_TIME
    ledger.draft.info = replace(ledger.draft.info, close_time=300)
    assert first(ledger, "AAA", time=EPOCH) is tesSUCCESS


@pytest.mark.parametrize(
    "series",
    [
        (price("USD"),),
        (price("AAA"), price("AAA", 6)),
        (price("AAA", scale=21),),
        (price("AAA", None),),
        (price("AAA"), price("BBB", None)),
    ],
)
def test_no_such_prices(series: tuple[PriceData, ...]) -> None:
    assert first(SmallLedger("alice"), price_data_series=series) is temMALFORMED


def test_the_largest_scale() -> None:
    assert first(SmallLedger("alice"), price_data_series=(price("AAA", scale=20),)) is tesSUCCESS


def test_the_same_assets_the_other_way_round_are_another_pair() -> None:
    series = (price("AAA", quote="BBB"), price("BBB", quote="AAA"))
    assert first(SmallLedger("alice"), price_data_series=series) is tesSUCCESS


@pytest.mark.parametrize("field", ["provider", "asset_class"])
def test_a_first_report_says_who_it_is_from(field: str) -> None:
    fields: dict[str, Any] = {field: None}
    assert first(SmallLedger("alice"), "AAA", **fields) is temMALFORMED


def test_the_account_exists() -> None:
    assert first(SmallLedger(), "AAA") is terNO_ACCOUNT


@pytest.mark.parametrize("field", ["provider", "asset_class"])
def test_a_later_one_names_no_other(field: str) -> None:
    fields: dict[str, Any] = {field: b"other"}
    assert report(made("AAA"), "AAA", **fields) is temMALFORMED


@pytest.mark.parametrize(("later", "result"), [(0, tecINVALID_UPDATE_TIME), (1, tesSUCCESS)])
def test_a_later_one_is_of_a_later_time(later: int, result: Result) -> None:
    fields = {} if later else {"provider": b"other"}
    assert report(made("AAA"), "AAA", time=CLOSE - 100 + later, **fields) is result


def test_only_what_is_there_is_taken_away() -> None:
    series = (price("AAA", None), price("BBB", None))
    assert report(made("AAA"), price_data_series=series) is tecTOKEN_PAIR_NOT_FOUND
    assert report(made("AAA", "BBB"), price_data_series=series) is tecARRAY_EMPTY
    ledger = made(*CODES[:10])
    ledger.spare("alice", -XRP)
    assert report(ledger, "KKK") is tecARRAY_TOO_LARGE
    swapped = (price("KKK"), price("AAA", None))
    assert report(made(*CODES[:10]), price_data_series=swapped) is tesSUCCESS


def test_it_needs_a_reserve_before_the_fee() -> None:
    for codes, cost in ((CODES[:5], 2 * XRP), (CODES[:6], 4 * XRP)):
        ledger = SmallLedger("alice")
        ledger.spare("alice", cost - 1)
        assert first(ledger, *codes) is tecINSUFFICIENT_RESERVE
        ledger.spare("alice", cost)
        assert first(ledger, *codes) is tesSUCCESS


def test_only_for_what_is_more() -> None:
    ledger = made(*CODES[:5])
    ledger.spare("alice", 0)
    assert report(ledger, "AAA") is tesSUCCESS
    assert report(ledger, "FFF", time=CLOSE + 1) is tecINSUFFICIENT_RESERVE
    ledger = made(*CODES[:6])
    ledger.spare("alice", -2 * XRP)
    assert report(ledger, price_data_series=prices("AAA", value=None)) is tesSUCCESS


# Taking one out


def test_it_is_the_accounts_own() -> None:
    ledger = made("AAA")
    ledger.fund("bob")
    assert ledger.apply(OracleDelete, "bob", oracle_document_id=1) is tecNO_ENTRY
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=2) is tecNO_ENTRY
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=1, flags=1) is temINVALID_FLAG
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=1) is tesSUCCESS
    assert ledger.draft.exists(keylets.owner_directory(ALICE))
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE))) == []


def test_one_that_is_not_listed() -> None:
    ledger = made("AAA")
    ledger.draft.erase(keylets.owner_directory(ALICE))
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=1) is tefBAD_LEDGER


def test_there_are_none_without_the_amendment() -> None:
    ledger = SmallLedger("alice", without=[amendments.PriceOracle])
    assert first(ledger, "AAA") is temDISABLED
    assert ledger.apply(OracleDelete, "alice", oracle_document_id=1) is temDISABLED
