"""UNLModify decides, in a flag ledger, that a validator is to be disabled or enabled again.

What is decided takes effect in the next flag ledger. At most one validator is waiting for each at a time.

Source: Change.cpp (3.1.1).
"""

from __future__ import annotations

from spec import keylets, keys
from spec.entries import NegativeUNL
from spec.objects import required
from spec.results import require, tefFAILURE, temINVALID
from spec.transaction import Transaction
from spec.views import ApplyView, ReadView


class UNLModify(Transaction, code=102, delegable=False, pseudo=True):
    """Which validator, and which way."""

    unl_modify_disabling: int = required("UNLModifyDisabling")  #: 1 to disable, 0 to enable again
    ledger_sequence: int = required("LedgerSequence")
    unl_modify_validator: bytes = required("UNLModifyValidator")  #: its master public key


def preclaim(tx: UNLModify, view: ReadView) -> None:
    """Only consensus makes it, so an open ledger never has one: temINVALID."""
    require(not view.info.is_open, temINVALID)


def apply(tx: UNLModify, view: ApplyView) -> None:
    """Note what is to happen. A validator is disabled only if it is not, and enabled again only if it is.

    Everything else is tefFAILURE: another ledger than a flag ledger, and than the one that it names; another
    wish than to disable or to enable; a key of no known kind; a second validator for the same; the same one
    for both; one that is disabled already, or not.
    """
    sequence = view.info.sequence
    require(sequence % 256 == 0 and tx.ledger_sequence == sequence, tefFAILURE)
    require(tx.unl_modify_disabling in (0, 1), tefFAILURE)
    validator = tx.unl_modify_validator
    require(keys.key_type(validator) is not None, tefFAILURE)
    keylet = keylets.negative_unl()
    entry = view.edit(keylet)
    if entry is None:
        entry = NegativeUNL(keylet.key)
        view.insert(entry)
    disabled = any(one.public_key == validator for one in entry.disabled_validators or ())
    if tx.unl_modify_disabling:
        require(entry.validator_to_disable is None, tefFAILURE)
        require(entry.validator_to_re_enable != validator, tefFAILURE)
        require(not disabled, tefFAILURE)
        entry.validator_to_disable = validator
    else:
        require(entry.validator_to_re_enable is None, tefFAILURE)
        require(entry.validator_to_disable != validator, tefFAILURE)
        require(disabled, tefFAILURE)
        entry.validator_to_re_enable = validator
