"""What an application finds about an account: JSON-RPC at the first argument, then its address and the last
ledger to look at."""

from __future__ import annotations

import json
import sys

from xrpl.clients import JsonRpcClient
from xrpl.models import AccountInfo, AccountTx, Ledger, Tx

client = JsonRpcClient(sys.argv[1])
account, last = sys.argv[2], int(sys.argv[3])
history = client.request(AccountTx(account=account, ledger_index_max=last, limit=400)).result["transactions"]
answers = [
    client.request(AccountInfo(account=account, ledger_index=last)).result,
    client.request(Ledger(ledger_index=last, transactions=True)).result,
    history,
    [client.request(Tx(transaction=one["hash"])).result for one in history],
]
print(json.dumps(answers))
