"""How items are closed, carried over and linked to those of later reports."""
