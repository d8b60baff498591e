"""Long lists in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

# Rows of a list: what a person reads through at a sitting, and sixty kilobytes. A few more are no page of their own.
ROWS_A_PAGE = 30
FEW_MORE = 5


class KeysFirst(Paginator):
    """Finds the keys of a page, then its rows: what a row shows is worked out for these, not for all that are sorted.

    `show` turns rows, chosen by their keys alone, into those that the page shows: what found them is not asked again.
    A list that fits onto one page is read at once. Where finding the rows is `dear` they are counted in the same
    statement that finds the keys, and never found again.
    """

    def __init__(self, rows, per_page, *, show=None, dear=False, orphans=0):
        super().__init__(rows, per_page, orphans=orphans)
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
        last = first + self.per_page if number < self.num_pages else self.count
        return rows[first:last]

    def _count_with_keys(self, number):
        """On a page that there is; of one that there is not they are counted by themselves."""
        rows: Any = self.object_list
        number = max(number, 1)
        first = (number - 1) * self.per_page
        rows = rows.annotate(_of=Window(Count("pk"))).values_list("pk", "_of")
        found = list(rows[first : first + self.per_page + self.orphans])
        if found or number == 1:
            self.count = found[0][1] if found else 0
            keys = [pk for pk, _of in found]
            self._keys[number] = keys if number == self.num_pages else keys[: self.per_page]


def paged(request, rows, *, size=None, asked=None, show=None, dear=False):
    """The page of `rows` that the address asks for (`?page=`), or `asked`; the nearest one if there is no such page.

    `size` is the number of rows on a page, `ROWS_A_PAGE` if it is not given; `show` and `dear` as in `KeysFirst`.
    """
    orphans = 0 if size else FEW_MORE
    pages = KeysFirst(rows, size or ROWS_A_PAGE, show=show, dear=dear, orphans=orphans)
    return pages.get_page(request.GET.get("page") if asked is None else asked)


class WholeGroups(Paginator):
    """Pages of whole groups, each with as many as have together no more than `rows` rows, one group at least.

    `rows_in` counts those of a group.
    """

    def __init__(self, groups, rows, rows_in):
        pages, room = [], 0
        for group in groups:
            count = rows_in(group)
            if not pages or count > room:
                pages.append([])
                room = rows
            pages[-1].append(group)
            room -= count
        self.pages = pages
        super().__init__(groups, max(1, len(groups)))

    @property
    def num_pages(self):
        return max(1, len(self.pages))

    def page(self, number):
        number = self.validate_number(number)
        return Page(self.pages[number - 1] if self.pages else [], number, self)


def first_of(rows, size):
    """([the first `size` rows of the queryset], how many there are); two queries, one where there are none.

    As in `KeysFirst` what a row shows is worked out for these alone.
    """
    found = list(rows.annotate(_of=Window(Count("pk"))).values_list("pk", "_of")[:size])
    if not found:
        return [], 0
    return list(rows.filter(pk__in=[pk for pk, _of in found])), found[0][1]


def few_of(rows, size):
    """([the first `size` rows of the queryset], how many there are) in one query, for rows that cost little."""
    found = list(rows.annotate(_of=Window(Count("pk")))[:size])
    return found, found[0]._of if found else 0


def page_range(page):
    """The page numbers to choose from, "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
