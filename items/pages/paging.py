"""Long lists in pages."""

from django.core.paginator import Paginator

# Rows of a list: what a person reads through at a sitting.
ROWS_A_PAGE = 50


def paged(request, rows, *, size=None, asked=None):
    """The page of `rows` that the address asks for (`?page=`), or `asked`; the nearest one if there is no such page.

    `size` is the number of rows on a page, `ROWS_A_PAGE` if it is not given.
    """
    pages = Paginator(rows, size or ROWS_A_PAGE)
    return pages.get_page(request.GET.get("page") if asked is None else asked)


def page_range(page):
    """The page numbers to choose from, "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
