"""What a search finds: everything of one's own that holds the words, a few of each kind, the best first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from departments.folding import folded, spaced
from departments.hits import Part, excerpt, name_parts, parts
from departments.models import Department

from .. import access
from ..models import Attachment, Chapter, ProgressNote, ProgressUpdate, Target, WorkItem
from ..models.querysets import standing
from ..models.words import NUMBER_QUERY, holding, words_of
from ..pages.addresses import address, item_part, list_url
from ..rules.accepted import signed

# Of one kind so many are shown, and so many counted; the best are chosen among these, the newest.
SHOWN, COUNTED = 8, 1000


@dataclass(frozen=True)
class Hit:
    """One thing found: where it leads, what it is, `said` with what was looked for marked, and what it belongs to."""

    url: str
    title: list[Part]
    said: list[Part]
    hint: str = ""
    # What of it was found where `said` has nothing marked: (what it is, its words).
    found_in: tuple[str, list[Part]] | None = None


@dataclass(frozen=True)
class Section:
    """What was found of one kind: how many, the best of them, and the address of the list of all, if there is one."""

    label: Any
    count: int
    hits: list[Hit]
    # The pages of what was found, or of the items that it belongs to: (name of the address, key).
    leads: set[tuple[str, int]]
    url: str = ""

    @property
    def written(self) -> str:
        """The count; beyond `COUNTED` nobody counts on."""
        return f"{COUNTED:,}+" if self.count > COUNTED else str(self.count)

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.hits)


def place_of(query: str, sections: list[Section]) -> str:
    """The address that a search leads to at once, or "" if there is something to choose from on its page.

    Nothing typed leads to the whole list. What was found is gone to if it is one thing: a unit, or an item, however
    much there is of it.
    """
    if not query:
        return list_url()
    leads = set().union(*(section.leads for section in sections))
    return address(*leads.pop()) if len(leads) == 1 else ""


def place_of_number(query: str) -> str:
    """The address of the item whose number `query` is, of the list of several, or "" where it quotes none; one query.

    An item that is under way stands for those of archived years alone.
    """
    rows = WorkItem.objects.standing().numbered(query).select_related("report")
    found = list(rows.order_by(F("report__archived_at").asc(nulls_first=True)).only("report__archived_at")[:2])
    found = [one for one in found if one.report.is_archived == found[0].report.is_archived]
    if len(found) < 2:
        return found[0].get_absolute_url() if found else ""
    quoted = NUMBER_QUERY.fullmatch(spaced(query).strip())
    return list_url(q=f"第{quoted[2]}项" if quoted and not any(quoted.group(1, 3)) else query)


def sections_of(query: str, user: Any) -> list[Section]:
    """What the person may read and that holds every word of the query, by kinds, in a fixed number of queries.

    Units whose items do not say the words themselves stand before these: it is the units that are meant.
    """
    words = words_of(query)
    if not words:
        return []
    items, units = _items(query, words), _units(query, words)
    is_said = any(_has_hit([*hit.title, *hit.said]) for hit in items.hits)
    found = [
        *([items, units] if is_said else [units, items]),
        _chapters(words),
        _targets(words, query),
        _updates(words, user),
        _attachments(words, user),
    ]
    return [section for section in found if section.count]


def _section(
    label: Any,
    rows: QuerySet,
    show: Callable[[QuerySet], list[Hit]],
    *,
    order: tuple = ("-pk",),
    leads: tuple[str, str] = ("item_detail", "item"),
    url: str = "",
) -> Section:
    """The section of rows in which each stands once; `show` makes hits of those among the rows that it gets.

    `leads` are the name of the address to which one alone would lead, and the column with the key in it.
    """
    name, of = leads
    keys = dict(rows.order_by(*order).values_list("pk", of)[: COUNTED + 1])
    hits = show(rows.model._default_manager.filter(pk__in=list(keys))) if keys else []
    return Section(label, len(keys), hits, {(name, key) for key in keys.values()}, url)


def _ranked(rows: Any, query: str, *best: Q) -> Any:
    """The rows for which the first condition holds, then the second, …; those that begin so before the rest."""
    said = folded(spaced(query))
    steps = [*best, Q(words__startswith=said), Q(words__contains=said)]
    ranks = [When(condition, then=Value(rank)) for rank, condition in enumerate(steps)]
    return rows.alias(_rank=Case(*ranks, default=len(steps), output_field=IntegerField()))


def _items(query, words):
    rows = WorkItem.objects.standing().matching(query)
    newest = (F("report__archived_at").asc(nulls_first=True), "-report__year", "-report_id", "position")

    def show(rows: Any) -> list[Hit]:
        numbered = Q(pk__in=WorkItem.objects.numbered(query).order_by().values("pk"))
        best = _ranked(rows, query, numbered).order_by("_rank", *newest).select_related("report", "chapter")
        shown = list(best.defer("published").with_units()[:SHOWN])
        said = {item.pk: excerpt(parts(item.text, words)) for item in shown}
        elsewhere = found_elsewhere([item for item in shown if not _has_hit(said[item.pk])], words)
        return [
            Hit(
                url=item.get_absolute_url(),
                title=parts(item.display_number, words),
                said=said[item.pk],
                hint=_of_report(item.report),
                found_in=elsewhere.get(item.pk),
            )
            for item in shown
        ]

    return _section(_("Items"), rows, show, order=newest, leads=("item_detail", "pk"), url=list_url(q=query))


def found_elsewhere(items, words):
    """{item key: (where, its words)} of what was found of the items beside their text; at most three queries.

    A unit that was found by another name than it has on the item has nothing marked.
    """
    found = {}
    for item in items:
        places = [
            (_("Remark"), parts(item.remark, words)),
            (_("Group"), parts(item.group, words)),
            (_("Leaders in charge"), parts(item.leaders, words)),
            (_("Origin"), parts(item.reference, words)),
            (_("Chapter"), parts(item.chapter.literal if item.chapter else "", words)),
        ]
        places += [(_("Department"), name_parts(row.department.name, words)) for row in item.direct_responsibilities]
        found[item.pk] = next((place for place in places if _has_hit(place[1])), None)
    for model, label, said in ((Target, _("Target"), "label"), (ProgressNote, _("Progress"), "text")):
        left = [pk for pk, place in found.items() if place is None]
        rows = holding(model.objects.filter(item__in=left), words[:1]).order_by("pk") if left else []
        for row in rows:
            found[row.item_id] = (label, excerpt(parts(getattr(row, said), words)))
    left = [item for item in items if found[item.pk] is None]
    named = {row.department_id: row.department for item in left for row in item.direct_responsibilities}
    units = (
        set(Department.objects.filter(pk__in=named).matching(words[0]).values_list("pk", flat=True)) if named else set()
    )
    for item in left:
        fitting = [named[row.department_id].name for row in item.direct_responsibilities if row.department_id in units]
        found[item.pk] = (_("Department"), [Part(fitting[0], False)]) if fitting else None
    return found


def _units(query, words):
    rows = Department.objects.unmerged()
    for word in words:
        rows = rows.matching(word)

    def show(rows):
        shown = _ranked(rows, query).order_by("_rank", "position", "pk").prefetch_related("aliases")[:SHOWN]
        return [
            Hit(address("department_detail", unit.pk), name_parts(unit.name, words), [], found_in=_alias(unit, words))
            for unit in shown
        ]

    return _section(
        _("Departments"), rows, show, leads=("department_detail", "pk"), url=address("department_list", q=query)
    )


def _alias(unit, words):
    """By which other name the unit was found, if not by its own."""
    if _has_hit(name_parts(unit.name, words)):
        return None
    names = (name_parts(name, words) for name in (unit.short_name, *(alias.name for alias in unit.aliases.all())))
    return next(((_("also written"), name) for name in names if _has_hit(name)), None)


def _chapters(words):
    rows = holding(Chapter.objects.filter(standing("report")), words)

    def show(rows):
        shown = rows.select_related("report").order_by(*newest)[:SHOWN]
        return [
            Hit(list_url(chapter=one.pk), parts(one.literal, words), [], hint=_of_report(one.report)) for one in shown
        ]

    newest = (F("report__archived_at").asc(nulls_first=True), "-report__year", "-report_id", "position")
    return _section(_("Chapters"), rows, show, order=newest, leads=("report_detail", "report"))


def _targets(words, query):
    rows = holding(Target.objects.filter(standing("item__report")), words)

    def show(rows):
        shown = _ranked(rows, query).order_by("_rank", "-pk").select_related("item__report")[:SHOWN]
        return [_of_item(one.item, "targets", one.label, words, after=f" {one.figure}") for one in shown]

    return _section(_("Targets"), rows, show)


def _updates(words, user):
    rows = access.with_readable(user, ProgressUpdate.objects.filter(standing("item__report"))).filter(is_readable=True)

    def show(rows):
        shown = rows.order_by("-pk").select_related("item__report", "department", "period")[:SHOWN]
        return [
            Hit(
                url=update.get_absolute_url(),
                title=[Part(f"{signed(update.department)} · {update.period.name}", False)],
                said=_said(update, words),
                hint=_of_item_words(update.item),
            )
            for update in shown
        ]

    return _section(_("Progress updates"), holding(rows, words), show)


def _said(update, words):
    """The first of its texts that was found; all words may stand in different ones."""
    texts = [excerpt(parts(text, words)) for text in (update.text, update.problems, update.next_steps)]
    return next((text for text in texts if _has_hit(text)), texts[0])


def _attachments(words, user):
    rows = holding(access.readable_attachments(user).filter(standing("item__report")), words)

    def show(rows):
        shown = rows.order_by("-pk").select_related("item__report", "closing")[:SHOWN]
        return [_of_item(one.item, "closing", one.name, words, url=_page_of(one)) for one in shown]

    return _section(_("Attachments"), rows, show)


def _page_of(attachment: Attachment) -> str:
    """Where the file stands beside what it proves; of a closing request that is the item's page."""
    return address("update_detail", attachment.update_id) if attachment.update_id else ""


def _of_item(item, part, text, words, *, after="", url=""):
    return Hit(
        url=url or item_part(item, part),
        title=[*parts(text, words), *([Part(after, False)] if after else [])],
        said=[],
        hint=_of_item_words(item),
    )


def _of_item_words(item):
    return f"{item} · {_of_report(item.report)}"


def _of_report(report):
    return f"{report} · {_('archived')}" if report.is_archived else str(report)


def _has_hit(found):
    return any(part.is_hit for part in found)
