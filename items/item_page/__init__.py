"""The page of one item and the forms on it."""
