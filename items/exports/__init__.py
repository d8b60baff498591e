"""What the portal hands out as files. Pure functions of querysets, texts and dates; never a request."""

from .ledger import ledger_name, write_ledger

__all__ = ["ledger_name", "write_ledger"]
