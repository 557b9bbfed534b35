"""Pays without a pause, and says of each payment when it is validated: JSON-RPC at the first argument.

Ends when the node does.
"""

from __future__ import annotations

import json
import sys
from itertools import count

from httpx import TransportError
from xrpl.account import get_next_valid_seq_number
from xrpl.clients import JsonRpcClient
from xrpl.constants import CryptoAlgorithm
from xrpl.models import Payment, Tx
from xrpl.transaction import sign, submit
from xrpl.wallet import Wallet

BATCH = 20
"""So many payments wait for their ledger at a time."""

client = JsonRpcClient(sys.argv[1])
rich = Wallet.from_seed("snoPBrXtMeMyMHUVTgbuqAfg1SUTb", algorithm=CryptoAlgorithm.SECP256K1)
receiver = Wallet.create()


def pay(sequence: int) -> str:
    """Submit a payment; its hash."""
    payment = Payment(
        account=rich.address,
        destination=receiver.address,
        amount="20000000",
        fee="10",
        sequence=sequence,
    )
    signed = sign(payment, rich)
    submit(signed, client)
    return str(signed.get_hash())


try:
    waiting: list[str] = []
    for sequence in count(get_next_valid_seq_number(rich.address, client)):
        waiting.append(pay(sequence))
        while len(waiting) >= BATCH:
            for found in [client.request(Tx(transaction=one)).result for one in waiting]:
                if found.get("validated"):
                    print(json.dumps({"hash": found["hash"], "ledger": found["ledger_hash"]}), flush=True)
                    waiting.remove(found["hash"])
except TransportError:
    print(json.dumps("the node has gone"))
