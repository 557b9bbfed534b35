"""What is settled when an entry is made stays, where the protocol demands it: since LendingProtocol.

The law is about every transaction that changes an entry: it keeps its type and its key. Of those of which it
says more, loans and their brokers, only the format is known here: no transaction touches them.
"""

from __future__ import annotations

from proofs.effects import keeps_the_laws
from proofs.replacing import Seed
from proofs.subjects import effects_offers, effects_owned, effects_tokens, effects_xrp
from spec import amendments, trust_lines
from spec.transactions import did_set, payment

SETTLED = ("what-is-settled-stays",)
OTHER_KEY = "key = bytes(32)"
HOOK = "view.credit_hook(sender, receiver, amount, before)"
MOVED_LINE = Seed(trust_lines.direct_send, HOOK, f"line.state.{OTHER_KEY}")

keeps_the_laws(
    effects_xrp._pay,
    Seed(payment._apply_xrp, "receiver.flags &= ~lsfPasswordSpent", f"receiver.{OTHER_KEY}"),
    covers=("tesSUCCESS", "tecUNFUNDED_PAYMENT"),
    also=SETTLED,
    since=amendments.LendingProtocol,
)
keeps_the_laws(
    effects_tokens._redeem_tokens,
    MOVED_LINE,
    covers=("tesSUCCESS", "tecPATH_DRY"),
    also=SETTLED,
    since=amendments.LendingProtocol,
)
keeps_the_laws(
    effects_offers._buy,
    MOVED_LINE,
    also=(*SETTLED, *effects_offers.OF_TRADES),
    most_fee=effects_offers.MOST_FEE,
    since=amendments.LendingProtocol,
)
keeps_the_laws(
    effects_owned._identify,
    Seed(
        did_set.apply,
        "if not is_new:\n        require(not empty, tecEMPTY_DID)",
        f"if not is_new:\n        require(not empty, tecEMPTY_DID)\n        entry.{OTHER_KEY}",
    ),
    covers=("tesSUCCESS", "tecEMPTY_DID"),
    also=SETTLED,
    since=amendments.LendingProtocol,
)
