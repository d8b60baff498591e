"""The statements that read rows, written in half the time.

A page asks some thirty statements, and of the time of each most goes into writing it: Django makes every column anew,
asks it for its SQL by way of four calls, and hashes all columns wherever rows have an order, in case it names one of
them by its place. What comes out is the same text; `tests/models/test_selects.py` holds it against Django's own.
"""

from functools import cache

from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

# Stands in the place of a column of a table; no expression is equal to it.
_COLUMN = (object(), None, None)


@cache
def _columns(model, alias):
    return [field.get_col(alias) for field in model._meta.concrete_fields]


class QuickSelects(SQLCompiler):
    """In front of the compiler that Django has for the database."""

    def get_default_columns(self, select_mask, start_alias=None, opts=None, from_parent=None):
        """All columns of a table are the same ones each time; what is deferred or inherited is left to Django."""
        asked = opts or self.query.get_meta()
        if select_mask or from_parent or asked is None or asked.parents or asked.proxy:
            return super().get_default_columns(select_mask, start_alias, opts, from_parent)
        return list(_columns(asked.model, start_alias or self.query.get_initial_alias()))

    def compile(self, node):
        """A plain column is the names of its table and its own."""
        if node.__class__ is Col and node.alias:
            quoted = self.quote_name_unless_alias
            return f"{quoted(node.alias)}.{quoted(node.target.column)}", []
        return super().compile(node)

    def _order_by_pairs(self):
        """Only what is named or worked out can be what an order means by its place; tables' columns never are."""
        select = self.select
        if select and not self.query.combinator:
            named = [one if one[2] or one[0].__class__ is not Col else _COLUMN for one in select]
            self.select = named if any(one is not _COLUMN for one in named) else []
        try:
            return list(super()._order_by_pairs())
        finally:
            self.select = select
