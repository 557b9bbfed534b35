"""OracleSet reports the prices of assets in other assets, as an account sees them at a time.

An oracle keeps one price for each pair of assets. A report gives prices for some pairs, adds pairs, and takes
those away that it names without a price. What it does not name stays as a pair without a price, since that
price is of another time. More than five pairs cost the reserve of two objects.

LastUpdateTime counts from 1970, unlike every other time in the protocol.

Source: SetOracle.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.amendments import Rules
from spec.entries import Oracle
from spec.header import EPOCH
from spec.inner import PriceData
from spec.objects import optional, required
from spec.results import (
    require,
    tecARRAY_EMPTY,
    tecARRAY_TOO_LARGE,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tecINVALID_UPDATE_TIME,
    tecTOKEN_PAIR_NOT_FOUND,
    temARRAY_EMPTY,
    temARRAY_TOO_LARGE,
    temMALFORMED,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.values import Currency
from spec.views import ApplyView, ReadView

MAX_PAIRS = 10
MAX_PAIRS_OF_ONE_OBJECT = 5
MAX_PROVIDER_LENGTH = 256
MAX_URI_LENGTH = 256
MAX_ASSET_CLASS_LENGTH = 16
MAX_SCALE = 20
MAX_TIME_DIFFERENCE = 300
"""Seconds by which a report may be older or newer than the ledger."""

Pair = tuple[Currency, Currency]


class OracleSet(Transaction, code=51, amendment=amendments.PriceOracle):
    """The report, and who it is from; a first report says all of it."""

    oracle_document_id: int = required("OracleDocumentID")
    provider: bytes | None = optional("Provider")
    uri: bytes | None = optional("URI")
    asset_class: bytes | None = optional("AssetClass")
    last_update_time: int = required("LastUpdateTime")  #: seconds since 1970
    price_data_series: tuple[PriceData, ...] = required("PriceDataSeries")


def _pair(price: PriceData) -> Pair:
    return price.base_asset, price.quote_asset


def object_count(pairs: int) -> int:
    """How many objects an oracle with so many pairs counts as."""
    return 2 if pairs > MAX_PAIRS_OF_ONE_OBJECT else 1


def preflight(tx: OracleSet, rules: Rules) -> None:
    """One to ten prices, and texts that are neither empty nor too long.

    1. There is a price (temARRAY_EMPTY), and not more than ten (temARRAY_TOO_LARGE).
    2. Provider and URI have 1 to 256 bytes, AssetClass 1 to 16, where they are there: temMALFORMED.
    """
    require(tx.price_data_series, temARRAY_EMPTY)
    require(len(tx.price_data_series) <= MAX_PAIRS, temARRAY_TOO_LARGE)
    for text, most in (
        (tx.provider, MAX_PROVIDER_LENGTH),
        (tx.uri, MAX_URI_LENGTH),
        (tx.asset_class, MAX_ASSET_CLASS_LENGTH),
    ):
        require(text is None or 1 <= len(text) <= most, temMALFORMED)


def preclaim(tx: OracleSet, view: ReadView) -> None:
    """The report is of now, newer than the last one, and leaves one to ten pairs that the account can pay
    for.

    1. The account exists: terNO_ACCOUNT.
    2. The report is not from before 2000, and within 300 seconds of the time that the ledger is to close at:
       tecINVALID_UPDATE_TIME. (No ledger closes within 300 seconds of 2000: tecINTERNAL.)
    3. Each pair is of two assets and named once, its scale is at most 20, and in a first report it has a
       price: temMALFORMED.
    4. A first report names provider and asset class: temMALFORMED.
    5. A later one is of a later time (tecINVALID_UPDATE_TIME), names no other provider or asset class
       (temMALFORMED), and takes away only pairs that there are (tecTOKEN_PAIR_NOT_FOUND).
    6. One pair remains at least (tecARRAY_EMPTY), and ten at most (tecARRAY_TOO_LARGE).
    7. Before the fee the account has enough for the reserve of what is more: tecINSUFFICIENT_RESERVE.
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    require(tx.last_update_time >= EPOCH, tecINVALID_UPDATE_TIME)
    require(view.info.close_time >= MAX_TIME_DIFFERENCE, tecINTERNAL)
    difference = tx.last_update_time - EPOCH - view.info.close_time
    require(abs(difference) <= MAX_TIME_DIFFERENCE, tecINVALID_UPDATE_TIME)
    oracle = view.read(keylets.oracle(tx.account, tx.oracle_document_id))
    given, dropped = _check_series(tx, is_update=oracle is not None)
    if oracle is None:
        require(tx.provider is not None and tx.asset_class is not None, temMALFORMED)
        more = object_count(len(given))
        kept = given
    else:
        require(tx.last_update_time > oracle.last_update_time, tecINVALID_UPDATE_TIME)
        require(tx.provider in (None, oracle.provider), temMALFORMED)
        require(tx.asset_class in (None, oracle.asset_class), temMALFORMED)
        known = {_pair(price) for price in oracle.price_data_series}
        require(dropped <= known, tecTOKEN_PAIR_NOT_FOUND)
        kept = given | (known - dropped)
        more = object_count(len(kept)) - object_count(len(known))
    require(kept, tecARRAY_EMPTY)
    require(len(kept) <= MAX_PAIRS, tecARRAY_TOO_LARGE)
    require(root.balance >= accounts.reserve(view, root, more), tecINSUFFICIENT_RESERVE)


def _check_series(tx: OracleSet, *, is_update: bool) -> tuple[set[Pair], set[Pair]]:
    """The pairs that are given a price and those that are dropped; each pair is named once."""
    given: set[Pair] = set()
    dropped: set[Pair] = set()
    for price in tx.price_data_series:
        pair = _pair(price)
        require(price.base_asset != price.quote_asset, temMALFORMED)
        require(pair not in given and pair not in dropped, temMALFORMED)
        require(price.scale <= MAX_SCALE, temMALFORMED)
        require(price.asset_price is not None or is_update, temMALFORMED)
        (given if price.asset_price is not None else dropped).add(pair)
    return given, dropped


def apply(tx: OracleSet, view: ApplyView) -> None:
    """Store the prices in the order of the pairs; before fixPriceOracleOrder a first report kept its own
    order."""
    keylet = keylets.oracle(tx.account, tx.oracle_document_id)
    oracle = view.edit(keylet)
    if oracle is None:
        _create(tx, view)
        return
    prices = {_pair(price): price.replace(asset_price=None, scale=0) for price in oracle.price_data_series}
    before = object_count(len(prices))
    for price in tx.price_data_series:
        pair = _pair(price)
        if price.asset_price is None:
            prices.pop(pair, None)
        else:
            prices[pair] = price
    oracle.price_data_series = tuple(prices[pair] for pair in sorted(prices))
    if tx.uri is not None:
        oracle.uri = tx.uri
    oracle.last_update_time = tx.last_update_time
    if view.info.rules.enabled(amendments.fixIncludeKeyletFields):
        oracle.oracle_document_id = tx.oracle_document_id
    accounts.adjust_owner_count(view, tx.account, object_count(len(prices)) - before)


def _create(tx: OracleSet, view: ApplyView) -> None:
    rules = view.info.rules
    series = tx.price_data_series
    if rules.enabled(amendments.fixPriceOracleOrder):
        series = tuple(sorted(series, key=_pair))
    oracle = Oracle(
        keylets.oracle(tx.account, tx.oracle_document_id).key,
        owner=tx.account,
        provider=tx.provider or b"",
        uri=tx.uri,
        price_data_series=series,
        asset_class=tx.asset_class or b"",
        last_update_time=tx.last_update_time,
    )
    if rules.enabled(amendments.fixIncludeKeyletFields):
        oracle.oracle_document_id = tx.oracle_document_id
    oracle.owner_node = directories.add_owned(view, tx.account, oracle.key)
    accounts.adjust_owner_count(view, tx.account, object_count(len(series)))
    view.insert(oracle)
