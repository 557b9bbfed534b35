"""What the edge shows of ledgers and their parts: the specification's JSON, and what the API adds to it.

Source: STLedgerEntry.cpp (getJson), RPCHelpers.cpp (injectSLE), chrono.h (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.edge.errors import Json
from spec import keylets
from spec import quality as qualities
from spec.amount_text import to_text
from spec.entries import AccountRoot, Entry, MPTokenIssuance
from spec.header import EPOCH
from spec.json_format import to_json
from spec.json_values import account_to_json, amount_to_json, currency_to_json
from spec.objects import Record
from spec.values import Account, Amount, Currency, Hash256

GRAVATAR = "www.gravatar.com"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def record(shown: Record) -> Json:
    """A serialised object."""
    return to_json(shown)


def entry(shown: Entry) -> Json:
    """A ledger entry, with its key."""
    members = to_json(shown)
    members["index"] = shown.key.hex().upper()
    if isinstance(shown, MPTokenIssuance):
        members["mpt_issuance_id"] = keylets.issuance_id(shown.sequence, shown.issuer).hex().upper()
    return members


def account_root(root: AccountRoot) -> Json:
    """An account's entry, with the address of the picture that its EmailHash stands for."""
    members = entry(root)
    if root.email_hash is not None:
        members["urlgravatar"] = f"http://{GRAVATAR}/avatar/{root.email_hash.hex()}"
    return members


def metadata(shown: Record) -> Json:
    """A transaction's metadata."""
    return to_json(shown)


def amount(shown: Amount) -> Any:
    """An amount."""
    return amount_to_json(shown)


def text(shown: Amount) -> str:
    """The value of an amount, without what it is of."""
    return to_text(shown)


def account(shown: Account) -> str:
    """An account's address."""
    return account_to_json(shown)


def currency(shown: Currency) -> str:
    """A currency's code."""
    return currency_to_json(shown)


def quality(directory: Hash256) -> str:
    """The rate of an order book's directory, as its key says it."""
    return to_text(qualities.amount_from_quality(keylets.quality_of(directory)))


def time_iso(ledger_time: int) -> str:
    """A time in seconds since 2000, such as 2026-08-18T12:00:00Z."""
    year, month, day, clock = _calendar(ledger_time + EPOCH)
    return f"{year:04}-{month:02}-{day:02}T{clock}Z"


def time_offset(ledger_time: int) -> str:
    """A time in seconds since 2000, such as 2026-08-18T12:00:00.000000000+0000."""
    return f"{time_iso(ledger_time)[:-1]}.000000000+0000"


def time_human(ledger_time: int) -> str:
    """A time in seconds since 2000, such as 2026-Aug-18 12:00:00.000000000 UTC."""
    year, month, day, clock = _calendar(ledger_time + EPOCH)
    return f"{year:04}-{_MONTHS[month - 1]}-{day:02} {clock}.000000000 UTC"


def time_precise(seconds: float) -> str:
    """A time in seconds since 1970 to the microsecond, such as 2026-Aug-18 12:00:00.123456 UTC."""
    microseconds = int(seconds * 1_000_000)
    year, month, day, clock = _calendar(microseconds // 1_000_000)
    return f"{year:04}-{_MONTHS[month - 1]}-{day:02} {clock}.{microseconds % 1_000_000:06} UTC"


def _calendar(seconds: int) -> tuple[int, int, int, str]:
    """Year, month, day and time of day of seconds since 1970, in the Gregorian calendar.

    Years are counted from March, so that the leap day is a year's last; 400 of them have 146,097 days.
    """
    days, second = divmod(seconds, 86_400)
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day, f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
