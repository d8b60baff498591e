"""Long lists in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

# Rows of a list: what a person reads through at a sitting.
ROWS_A_PAGE = 50


class KeysFirst(Paginator):
    """Finds the keys of a page, then its rows: what a row shows is worked out for these, not for all that are sorted.

    `show` turns rows, chosen by their keys alone, into those that the page shows: what found them is not asked again.
    A list that fits onto one page is read at once. Where finding the rows is `dear` they are counted in the same
    statement that finds the keys, and never found again.
    """

    def __init__(self, rows, per_page, *, show=None, dear=False):
        super().__init__(rows, per_page)
        self.show, self.dear, self._keys = show, dear, {}

    def get_page(self, number):
        if self.dear:
            self._count_with_keys(int(number) if str(number).isdecimal() and len(str(number)) < 10 else 1)
        return super().get_page(number)

    def page(self, number):
        number, rows = self.validate_number(number), self.object_list
        if not isinstance(rows, QuerySet):
            return super().page(number)
        if self.num_pages == 1 and not self.dear:
            return Page(self.show(rows) if self.show else rows, number, self)
        keys = self._keys.get(number)
        if keys is None:
            keys = list(self._of_page(rows.values_list("pk", flat=True), number))
        if self.show is None:
            return Page(rows.filter(pk__in=keys), number, self)
        shown = {row.pk: row for row in self.show(rows.model._default_manager.filter(pk__in=keys))}
        return Page([shown[key] for key in keys if key in shown], number, self)

    def _of_page(self, rows, number):
        first = (number - 1) * self.per_page
        return rows[first : first + self.per_page]

    def _count_with_keys(self, number):
        """On a page that there is; of one that there is not they are counted by themselves."""
        rows: Any = self.object_list
        rows = rows.annotate(_of=Window(Count("pk"))).values_list("pk", "_of")
        found = list(self._of_page(rows, max(number, 1)))
        if found or number <= 1:
            self.count = found[0][1] if found else 0
            self._keys[max(number, 1)] = [pk for pk, _of in found]


def paged(request, rows, *, size=None, asked=None, show=None, dear=False):
    """The page of `rows` that the address asks for (`?page=`), or `asked`; the nearest one if there is no such page.

    `size` is the number of rows on a page, `ROWS_A_PAGE` if it is not given; `show` and `dear` as in `KeysFirst`.
    """
    pages = KeysFirst(rows, size or ROWS_A_PAGE, show=show, dear=dear)
    return pages.get_page(request.GET.get("page") if asked is None else asked)


def page_range(page):
    """The page numbers to choose from, "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
