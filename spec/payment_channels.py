"""Payment channels: XRP that a source has set aside for a destination, to be claimed by signed messages.

A channel pays out what its source signed for, in any number of claims of growing totals. It closes when its
time has come, when it has paid everything, or when one side wants it to: the destination at once, the source
after a delay that leaves the destination time to claim. What is left then goes back to the source.

Source: PayChan.cpp (3.1.1), PaymentChannelHelpers.cpp (3.3.0-b0); vectors: channel.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.entries import PayChannel
from spec.keylets import Keylet
from spec.results import Result, tefINTERNAL
from spec.views import Layer, ReadView

MAX_TIME = 2**32 - 1


def is_over(view: ReadView, channel: PayChannel) -> bool:
    """Whether one of the channel's two times has come: any transaction that touches it closes it.

    Since fixCleanup3_2_0 a time has come once the parent ledger closed after it, before that when it closed
    at it.
    """
    has_come = accounts.passed if view.info.rules.enabled(amendments.fixCleanup3_2_0) else accounts.expired
    return has_come(view, channel.cancel_after) or has_come(view, channel.expiration)


def settle_time(view: ReadView, channel: PayChannel) -> int:
    """When the channel closes if its source asks for it now; since fixCleanup3_2_0 never beyond the last
    time."""
    moment = view.info.parent_close_time + channel.settle_delay
    if view.info.rules.enabled(amendments.fixCleanup3_2_0):
        return min(moment, MAX_TIME)
    return moment & MAX_TIME


def refusal(view: ReadView, before_fix: Result, since_fix: Result) -> Result:
    """The result of a rule that gave a malformed transaction's result from the ledger until
    fixCleanup3_2_0."""
    return since_fix if view.info.rules.enabled(amendments.fixCleanup3_2_0) else before_fix


def close(view: Layer, keylet: Keylet[PayChannel]) -> None:
    """Take the channel out of the ledger and give what is left of it back. Raises Failure with
    tefBAD_LEDGER."""
    channel = view.need(keylet, tefINTERNAL)
    directories.remove_owned(view, channel.account, channel.owner_node, keylet.key, keep_root=True)
    if channel.destination_node is not None:
        directories.remove_owned(
            view, channel.destination, channel.destination_node, keylet.key, keep_root=True
        )
    source = view.edit_needed(keylets.account(channel.account), tefINTERNAL)
    source.balance += _drops(channel.amount) - channel.balance
    accounts.adjust_owner_count(view, channel.account, -1)
    view.erase(keylet)


def _drops(amount: object) -> int:
    if not isinstance(amount, int):
        raise TypeError(f"a payment channel holds {amount!r}: expected XRP")
    return amount
