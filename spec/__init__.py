"""The XRP Ledger's protocol, as functions over integers and bytes.

Nothing here reads a file, a clock or the network, draws chance, or counts in floating point: given the same
bytes, every rule gives the same bytes. Rules see a ledger through the views of `spec.views`, so that the same
function runs on a dict, on a node's tree and on a solver's symbols.
"""
