"""Taking entries out of the ledger together with all that depends on them.

Each kind of entry that others than its own transaction may take out has one function for it, registered here
by the module that knows the kind. Two rules use them: an account that is deleted takes what it owns with it,
and a transaction that fails after it found entries dead still takes those out.

Source: DeleteAccount.cpp, Transactor.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from spec.entries import Entry
from spec.keylets import Keylet
from spec.views import ApplyView

Remover = Callable[[ApplyView, Keylet[Any]], None]
R = TypeVar("R", bound=Callable[..., None])

_REMOVERS: dict[type[Entry], Remover] = {}


def removes(kind: type[Entry]) -> Callable[[R], R]:
    """Register the function that takes out an entry of this kind, given the view and the entry's keylet."""

    def register(function: R) -> R:
        _REMOVERS[kind] = function
        return function

    return register


def remove(view: ApplyView, keylet: Keylet[Any]) -> None:
    """Take an entry out with all that depends on it. Raises Failure as the kind's own function does."""
    _REMOVERS[keylet.type](view, keylet)
