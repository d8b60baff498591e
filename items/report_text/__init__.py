"""Reads breakdown documents: text in, ParsedReport out. Pure Python, no Django, no database.

source → tables → clauses → markers → outline → builder: tables are taken out first; clauses come before numbers, for
a number is an item when a clause belongs to it. `parser.parse` reads a text, `model` says what it gives.

Nothing is imported here: the models ask this package for one rule, and its patterns take half a second to be made.
"""
