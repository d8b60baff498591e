"""An item's status: steps of progress, requests to close and what becomes of them (办结)."""
