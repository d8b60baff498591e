"""The ledger: the list of items, its filter and its file."""
