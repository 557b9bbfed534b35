"""Generated traffic, put to the reference and to the node side by side, and compared after every ledger."""
