"""Long lists in pages."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

# Rows of a list: what a person reads through at a sitting, and sixty kilobytes. A few more are no page of their own.
ROWS_A_PAGE = 30
FEW_MORE = 5


class KeysFirst(Paginator):
    """Finds the keys of a page, then its rows: what a row shows is worked out for these, not for all that are sorted.

    A list that fits onto one page is read at once.
    """

    def page(self, number):
        number, rows = self.validate_number(number), self.object_list
        if self.num_pages == 1 or not isinstance(rows, QuerySet):
            return super().page(number)
        first = (number - 1) * self.per_page
        last = first + self.per_page if number < self.num_pages else self.count
        keys = rows.values_list("pk", flat=True)[first:last]
        return Page(rows.filter(pk__in=list(keys)), number, self)


def paged(request, rows, *, size=None, asked=None):
    """The page of `rows` that the address asks for (`?page=`), or `asked`; the nearest one if there is no such page.

    `size` is the number of rows on a page, `ROWS_A_PAGE` if it is not given.
    """
    pages = KeysFirst(rows, size or ROWS_A_PAGE, orphans=0 if size else FEW_MORE)
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
    """([the first `size` rows of the queryset], how many there are), both in one query."""
    first = list(rows.annotate(of_all=Window(Count("pk")))[:size])
    return first, first[0].of_all if first else 0


def page_range(page):
    """The page numbers to choose from, "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
