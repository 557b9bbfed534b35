"""What an application does first, with xrpl-py: JSON-RPC at the first argument, WebSocket at the second."""

from __future__ import annotations

import json
import sys
from typing import Any

from xrpl.clients import JsonRpcClient, WebsocketClient
from xrpl.constants import CryptoAlgorithm
from xrpl.models import (
    AccountInfo,
    AccountLines,
    AccountSet,
    AccountSetAsfFlag,
    AccountTx,
    IssuedCurrencyAmount,
    Payment,
    ServerInfo,
    StreamParameter,
    Subscribe,
    TrustSet,
    Tx,
)
from xrpl.transaction import XRPLReliableSubmissionException, submit_and_wait
from xrpl.wallet import Wallet

RICH = "snoPBrXtMeMyMHUVTgbuqAfg1SUTb"


def tour(rpc: str, ws: str) -> dict[str, Any]:
    """Each step and what came of it."""
    seen: dict[str, Any] = {}
    client = JsonRpcClient(rpc)
    rich = Wallet.from_seed(RICH, algorithm=CryptoAlgorithm.SECP256K1)
    issuer = Wallet.create()
    holder = Wallet.create(algorithm=CryptoAlgorithm.SECP256K1)

    def submit(transaction: Any, wallet: Wallet) -> Any:
        return submit_and_wait(transaction, client, wallet).result

    seen["state"] = client.request(ServerInfo()).result["info"]["server_state"]
    for wallet in (issuer, holder):
        submit(Payment(account=rich.address, destination=wallet.address, amount="5000000000"), rich)
    submit(AccountSet(account=issuer.address, set_flag=AccountSetAsfFlag.ASF_DEFAULT_RIPPLE), issuer)
    limit = IssuedCurrencyAmount(currency="USD", issuer=issuer.address, value="1000")
    submit(TrustSet(account=holder.address, limit_amount=limit), holder)
    paid = IssuedCurrencyAmount(currency="USD", issuer=issuer.address, value="12.5")
    issued = submit(Payment(account=issuer.address, destination=holder.address, amount=paid), issuer)
    seen["issued"] = issued["meta"]["TransactionResult"]
    seen["delivered"] = issued["meta"]["delivered_amount"]["value"]
    seen["balance"] = client.request(AccountLines(account=holder.address)).result["lines"][0]["balance"]
    found = client.request(Tx(transaction=issued["hash"])).result
    seen["found"] = found["validated"], found["ledger_index"] == issued["ledger_index"]
    seen["history"] = [one["tx_json"]["TransactionType"] for one in history(client, holder.address)]
    seen["stranger"] = client.request(AccountInfo(account=Wallet.create().address)).result["error"]
    try:
        submit(Payment(account=holder.address, destination=rich.address, amount="5000000001"), holder)
    except XRPLReliableSubmissionException as refused:
        seen["too much"] = str(refused)
    with WebsocketClient(ws) as socket:
        socket.request(Subscribe(streams=[StreamParameter.LEDGER]))
        seen["stream"] = next(one["type"] for one in socket if one["type"] != "response")
        seen["account"] = told(socket, Subscribe(accounts=[holder.address]), submit, holder, rich)
        seen["transactions"] = told(
            socket, Subscribe(streams=[StreamParameter.TRANSACTIONS]), submit, holder, rich
        )
    return seen


def history(client: JsonRpcClient, address: str) -> list[Any]:
    """The account's transactions, page by page, two on each."""
    found: list[Any] = []
    marker = None
    while marker is not None or not found:
        page = client.request(AccountTx(account=address, limit=2, marker=marker)).result
        found += page["transactions"]
        marker = page.get("marker")
    return found


def told(socket: WebsocketClient, wish: Subscribe, submit: Any, sender: Wallet, receiver: Wallet) -> bool:
    """Whether who subscribed is told of a payment that is made then."""
    socket.request(wish)
    paid = submit(Payment(account=sender.address, destination=receiver.address, amount="1"), sender)
    return any(one["type"] == "transaction" and one["hash"] == paid["hash"] for one in socket)


if __name__ == "__main__":
    print(json.dumps(tour(sys.argv[1], sys.argv[2])))
