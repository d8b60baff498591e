"""How many a list has found, in one wording for all lists and workbooks: 共5项（全部31项）."""

from django.utils.translation import npgettext_lazy

# {what is listed: (words of a number, words of a number out of all)}
WORDS = {
    "item": (
        npgettext_lazy("found", "%(count)s work item", "%(count)s work items", "count"),
        npgettext_lazy("found", "%(count)s work item of %(total)s", "%(count)s work items of %(total)s", "count"),
    ),
    "target": (
        npgettext_lazy("found", "%(count)s target", "%(count)s targets", "count"),
        npgettext_lazy("found", "%(count)s target of %(total)s", "%(count)s targets of %(total)s", "count"),
    ),
    "report": (
        npgettext_lazy("found", "%(count)s report", "%(count)s reports", "count"),
        npgettext_lazy("found", "%(count)s report of %(total)s", "%(count)s reports of %(total)s", "count"),
    ),
    "unit": (
        npgettext_lazy("found", "%(count)s unit", "%(count)s units", "count"),
        npgettext_lazy("found", "%(count)s unit of %(total)s", "%(count)s units of %(total)s", "count"),
    ),
    "person": (
        npgettext_lazy("found", "%(count)s person", "%(count)s people", "count"),
        npgettext_lazy("found", "%(count)s person of %(total)s", "%(count)s people of %(total)s", "count"),
    ),
    "file": (
        npgettext_lazy("found", "%(count)s file", "%(count)s files", "count"),
        npgettext_lazy("found", "%(count)s file of %(total)s", "%(count)s files of %(total)s", "count"),
    ),
    "entry": (
        npgettext_lazy("found", "%(count)s entry", "%(count)s entries", "count"),
        npgettext_lazy("found", "%(count)s entry of %(total)s", "%(count)s entries of %(total)s", "count"),
    ),
}


def spell_found(what: str, count: int, of: int | None = None) -> str:
    """So many were found, `of` so many where that is known; `what` is a key of WORDS."""
    plain, of_all = WORDS[what]
    return str(plain % {"count": count} if of is None else of_all % {"count": count, "total": of})
