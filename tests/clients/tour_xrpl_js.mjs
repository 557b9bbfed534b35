// What an application does first, with xrpl.js: WebSocket at the first argument.

import { AccountSetAsfFlags, Client, Wallet } from "xrpl";

const SECP256K1 = "ecdsa-secp256k1";

const client = new Client(process.argv[2]);
const closed = new Promise((resolve) => client.on("ledgerClosed", resolve));
const seen = {};

const submit = async (transaction, wallet) => (await client.submitAndWait(transaction, { wallet })).result;
const payment = (from, to, Amount) => ({
  TransactionType: "Payment",
  Account: from.address,
  Destination: to.address,
  Amount,
});

// The account's transactions, page by page, two on each.
const history = async (account) => {
  const found = [];
  let marker;
  do {
    const page = (await client.request({ command: "account_tx", account, limit: 2, marker })).result;
    found.push(...page.transactions);
    marker = page.marker;
  } while (marker !== undefined);
  return found;
};

// Whether who subscribed is told of a payment that is made then.
const told = async (wish, from, to) => {
  const hashes = [];
  const listen = (message) => hashes.push(message.hash);
  client.on("transaction", listen);
  await client.request({ command: "subscribe", ...wish });
  const paid = await submit(payment(from, to, "1"), from);
  client.off("transaction", listen);
  await client.request({ command: "unsubscribe", ...wish });
  return hashes.includes(paid.hash);
};

await client.connect();
try {
  const rich = Wallet.fromSeed("snoPBrXtMeMyMHUVTgbuqAfg1SUTb", { algorithm: SECP256K1 });
  const issuer = Wallet.generate();
  const holder = Wallet.generate(SECP256K1);

  seen.state = (await client.request({ command: "server_info" })).result.info.server_state;
  for (const wallet of [issuer, holder]) await submit(payment(rich, wallet, "5000000000"), rich);
  await submit(
    { TransactionType: "AccountSet", Account: issuer.address, SetFlag: AccountSetAsfFlags.asfDefaultRipple },
    issuer,
  );
  const usd = (value) => ({ currency: "USD", issuer: issuer.address, value });
  await submit({ TransactionType: "TrustSet", Account: holder.address, LimitAmount: usd("1000") }, holder);
  const issued = await submit(payment(issuer, holder, usd("12.5")), issuer);
  seen.issued = issued.meta.TransactionResult;
  seen.delivered = issued.meta.delivered_amount.value;
  const lines = await client.request({ command: "account_lines", account: holder.address });
  seen.balance = lines.result.lines[0].balance;
  const found = (await client.request({ command: "tx", transaction: issued.hash })).result;
  seen.found = [found.validated, found.ledger_index === issued.ledger_index];
  seen.history = (await history(holder.address)).map((one) => one.tx_json.TransactionType);
  try {
    await client.request({ command: "account_info", account: Wallet.generate().address });
  } catch (refused) {
    seen.stranger = refused.data.error;
  }
  const poor = await submit(payment(holder, rich, "5000000001"), holder);
  seen["too much"] = poor.meta.TransactionResult;
  await client.request({ command: "subscribe", streams: ["ledger"] });
  seen.stream = (await closed).type;
  seen.account = await told({ accounts: [holder.address] }, holder, rich);
  seen.transactions = await told({ streams: ["transactions"] }, holder, rich);
} finally {
  await client.disconnect();
}
console.log(JSON.stringify(seen));
