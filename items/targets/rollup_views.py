"""The targets of a report (量化目标汇总), and the same as an Excel file."""

from dataclasses import replace
from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock
from departments.hits import parts

from ..models import Target, WorkItem, WorkReport
from ..models.words import words_of
from ..pages.paging import page_range, paged
from ..pages.reports import ALL, how_all_ended, report_asked
from ..search.page import found_elsewhere
from ..sheets.files import as_file, back_to_list
from ..sheets.names import safe_name
from .export import write_targets
from .filters import TargetFilter
from .rollup import rollup, with_voices

# Above the list, which is what the page is for.
CONFLICTS_SHOWN = 10


def chosen_targets(request):
    """(filter, reports, rollup of the items that it leaves) of the report that is asked for, or of all."""
    reports, report = list(WorkReport.objects.live()), report_asked(request, with_all=True)
    asked = request.GET.copy()
    if asked.get("report", "") in ("", ALL):  # what names no report stays, and is refused
        asked["report"] = "" if report in (None, ALL) else report.pk
    chosen = TargetFilter(asked, queryset=WorkItem.objects.all(), user=request.user)
    return chosen, reports, rollup(chosen.items(), on=clock.today())


def counted(chosen, found):
    """How many targets there are without any filter but that of the report; no query where there is none."""
    if all(name in ("report", "state") for name, _label, _value in chosen.active()):
        return len(found.lines)
    report = chosen.form.cleaned_data["report"]
    items = WorkItem.objects.live().filter(report=report) if report else WorkItem.objects.live()
    return Target.objects.filter(item__in=items).count()


def active(chosen, reports):
    """The filters in words; the only report there is needs no mention."""
    return [one for one in chosen.active() if one[0] != "report" or len(reports) > 1]


def with_places(lines, looked_for):
    """The lines with where else their item holds the words, if neither its number or text nor the label does."""
    words = words_of(looked_for)
    silent = {line.item.pk for line in lines if words and not _is_said(line, words)}
    if not silent:
        return lines
    items = WorkItem.objects.filter(pk__in=silent).select_related("chapter").with_units()
    places = found_elsewhere(list(items), words)
    return [replace(line, found_in=places.get(line.item.pk)) for line in lines]


def _is_said(line, words):
    said = (line.item.display_number, line.item.text, line.progress.label)
    return any(part.is_hit for text in said for part in parts(text, words))


@require_safe
def target_list(request):
    """Every target of the report, conflicts first."""
    chosen, reports, found = chosen_targets(request)
    page = paged(request, found.in_state(chosen.state_asked))
    page.object_list = with_places(with_voices(page.object_list), chosen.words)
    asked = {name: value for name, value in request.GET.items() if name not in ("state", "page", "conflicts")}
    context = {
        "filter": chosen,
        "reports": len(reports),
        "all_ended": not reports and how_all_ended(),
        "active": active(chosen, reports),
        "errors": [(chosen.form.fields[name].label, errors) for name, errors in chosen.form.errors.items()],
        "found": found,
        "looked_for": chosen.words,
        "total": counted(chosen, found) if chosen.is_valid() else 0,
        "conflicts": paged(request, found.conflicts, size=CONFLICTS_SHOWN, asked=request.GET.get("conflicts", "")),
        "figures": found.figures(**asked),
        "page": page,
        "page_range": page_range(page),
        "today": clock.today(),
    }
    return render(request, "plans/targets.html", context)


@require_safe
def target_export(request):
    """The targets as on the screen; a wrong filter goes back to the page, which says why."""
    chosen, reports, found = chosen_targets(request)
    if not chosen.is_valid():
        return back_to_list(request)
    today, report = clock.today(), chosen.form.cleaned_data["report"]
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in active(chosen, reports)]
    write = partial(
        write_targets,
        with_voices(found.in_state(chosen.state_asked)),
        found.conflicts,
        title=report.title if report else "",
        filters=filters,
        on=today,
    )
    name = _("%(title)s_targets") % {"title": safe_name(report.title if report else "")}
    return as_file(request, f"{name}_{today.isoformat()}", write)
