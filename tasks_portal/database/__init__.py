"""Django's own databases, told of a shorter way to write the statements that read rows (`selects`)."""
