"""What templates need to show items: shapes beside words, badges for roles, links that keep the other filters."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from departments.hits import name_parts, parts

from ..forms.found import NAMED
from ..imports.creating import target_fields
from ..models import Target, WorkItem
from ..models.words import words_of
from ..pages.addresses import item_part
from ..pages.counting import spell_found
from ..rules import accepted

register = template.Library()

# A line may end after each hyphen of a date, and between a number and the character behind it.
UNBROKEN = re.compile(r"\d{4}-\d\d-\d\d|(?<![\d.-])[+−]?\d[\d,.]*(?:个百分点|[%‰\u3400-\u9fff])")
KEPT_WHOLE = mark_safe('<span class="nowrap">'), mark_safe("</span>")
MARKED = mark_safe("<mark>"), mark_safe("</mark>")

# Colour never stands alone (design.md §5): every status has a shape and its word.
STATUS_SHAPES = {
    WorkItem.Status.NOT_STARTED: "○",
    WorkItem.Status.IN_PROGRESS: "◐",
    WorkItem.Status.AWAITING_CLOSURE: "◎",
    WorkItem.Status.COMPLETED: "◆",
    WorkItem.Status.CANCELLED: "✕",
    WorkItem.Status.CARRIED_OVER: "→",
}


@register.inclusion_tag("includes/_status.html")
def status_badge(item, overdue=False):
    """The status as shape and word; "overdue" beside it as a word of its own."""
    return {"item": item, "shape": STATUS_SHAPES[item.status], "overdue": overdue}


@register.inclusion_tag("includes/_light.html")
def light_badge(light, title=True):
    """A `lights.light.Light` as shape and word, with its reason as title; nothing for an item without."""
    return {"look": light.look if light else None, "reason": light.reason if light and title else ""}


@register.inclusion_tag("includes/_light.html")
def look_badge(look):
    """A `lights.terms.Look` as shape and word."""
    return {"look": look, "reason": ""}


@register.inclusion_tag("includes/_count.html")
def found(what, count, of=None, refused=False):
    """How many a list has found, as `pages.counting.spell_found` says it; that its filter is wrong where `refused`."""
    return {"words": "" if refused else spell_found(what, count, of), "refused": refused}


@register.filter
def whole(text):
    """The text with each date, percentage and number with its unit (39天, 8.9个百分点) on one line."""
    return format_html_join("", "{}{}{}", _kept_whole(str(text)))


def _kept_whole(text):
    end = 0
    for found in UNBROKEN.finditer(text):
        yield text[end : found.start()], "", ""
        yield KEPT_WHOLE[0], found.group(), KEPT_WHOLE[1]
        end = found.end()
    yield text[end:], "", ""


@register.filter
def runs(found):
    """Runs of a text (`departments.hits.Part`), those that were looked for marked."""
    return format_html_join(
        "", "{}{}{}", ((MARKED[0], text, MARKED[1]) if hit else ("", text, "") for text, hit in found)
    )


@register.simple_tag(takes_context=True)
def marked(context, text):
    """The text with the words marked that the page's `looked_for` has, as they were typed; without any as it is."""
    looked_for = context.get("looked_for")
    return runs(parts(text, words_of(looked_for))) if looked_for else text


@register.simple_tag(takes_context=True)
def marked_name(context, name):
    """The same of a name, which letters spell."""
    looked_for = context.get("looked_for")
    return runs(name_parts(str(name), words_of(looked_for))) if looked_for else name


@register.filter
def signed(department):
    """The name under what the unit said, by the unit that acts for it today (`rules.accepted.signed`)."""
    return accepted.signed(department)


@register.filter
def signed_by(name, merged):
    """The same by the unit's name, "" or None for nobody, and its key if it was merged."""
    return accepted.signed_name(name or "", merged)


@register.filter
def part_of_item(item, part):
    """Address of a part of an item's page: `pages.addresses.item_part`."""
    return item_part(item, part)


@register.filter
def is_overdue(item, today):
    return item.is_overdue(today)


@register.filter
def figure(target):
    """A target as it was read from a text (ParsedTarget), in figures: "≥ 10万人"."""
    return Target(**target_fields(target)).figure


@register.filter
def cells(text):
    """Text of the source with the edges of table cells made visible."""
    return text.replace("\t", " │ ")


@register.filter
def is_silent(draft, now):
    return draft.is_silent(now)


@register.inclusion_tag("includes/_role.html")
def role_badge(responsibility):
    """Lead filled, supporting outlined, responsible dashed; the basis as the badge's title."""
    return {"row": responsibility}


@register.filter
def in_role(responsibilities, role):
    """The responsibilities (already fetched) that stand in one of the roles, e.g. "lead" or "support responsible"."""
    return [row for row in responsibilities if row.role in role.split()]


@register.filter
def roles_and_names(text):
    """[(role, unit)] of a change of units in the history, one line each."""
    return [line.rpartition(" ")[::2] for line in text.splitlines()]


@register.inclusion_tag("ledger/_sort.html", takes_context=True)
def sort_link(context, key, label):
    """A column head that sorts; a second click turns the order round."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    now = query.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if now == key else key
    return {"label": label, "query": query.urlencode(), "direction": direction}


@register.simple_tag(takes_context=True)
def query_without(context, name):
    """The present query without the parameter `name` and back on the first page: what a filter's × leads to.

    Where nothing is left it is the page's `query_of_all`, if its bare address shows something else than all.
    """
    query = context["request"].GET.copy()
    for gone in (name, name + NAMED, "page"):
        query.pop(gone, None)
    return query.urlencode() or context.get("query_of_all", "")
