"""JSON as it was shown in other years or by other programs, brought to the form of today's server."""

from __future__ import annotations

from typing import Any

from spec import types
from spec.fields import FIELDS


def today(shown: Any, name: str = "") -> Any:
    """The same with 64-bit numbers in lower case and without leading zeros, and no ``type_hex``."""
    if isinstance(shown, dict):
        return {name: today(value, name) for name, value in shown.items() if name != "type_hex"}
    if isinstance(shown, list):
        return [today(item) for item in shown]
    is_long = name in FIELDS and FIELDS[name].type is types.UINT64 and not FIELDS[name].decimal
    return shown.lstrip("0").lower() or "0" if is_long else shown
