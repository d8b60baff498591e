"""One reporting period: units × items, opened and closed by the office, exported, and its frozen sheet."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import partial
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import Department

from .. import access, read_only
from ..messages.contacts import contacts_of, last_asked
from ..models import ProgressUpdate, ReportingPeriod
from ..pages.addresses import address
from ..pages.counting import spell_found
from ..pages.paging import WholeGroups
from ..pages.posting import post_or, run, take
from ..pages.returning import READ_OR_POST
from ..sheets.files import as_file, back_to_list
from ..sheets.names import in_words, safe_name
from .expecting import to_ask
from .export import write_period
from .forms import PeriodFilter, ReopenPeriodForm
from .outline import bare, with_words
from .page import SheetEntry, by_item, by_unit, days_of, figures, filtered, name_of, readable, units_of, with_boxes
from .proving import what_does_not_fit
from .reopening import undo_closing, why_not_reopened
from .review import boxes_of
from .running import close_period, open_period
from .sheet import digest, lights, parse, sheet_of
from .undoing import begun_in, is_before_its_day, kept_for, undo_opening
from .words import spell_under_old_name

# Reports on a page, of whole items or units: with the words of each no more can be read at a sitting.
ROWS_SHOWN = 40
CLEAN = "clean"


def fetch_period(pk):
    return get_object_or_404(ReportingPeriod.objects.select_related("report"), pk=pk)


def _sheets(request, period, whole):
    """(filter, the `whole` sheet as the person may read it, sheet of the rows that fit or None for a wrong filter)."""
    sheet = readable(whole, request.user)
    chosen = PeriodFilter(request.GET, period=period.pk, units=units_of(sheet), is_closed=sheet.is_frozen)
    shown = filtered(sheet, **chosen.chosen()) if chosen.is_valid() else None
    return chosen, sheet, shown


@require_safe
def period_detail(request, pk):
    """Everything on the page of a closed period comes from its frozen sheet and the lights recorded at its closing."""
    period = fetch_period(pk)
    may_run = access.can_supervise(request.user) and read_only.can_change(period.report)
    if period.opened_at is None:
        may_run = may_run and not period.called_off
        reports, units = to_ask(period) if may_run else (0, 0)
        kept = kept_for(period) if may_run else 0
        context = {"period": period, "may_run": may_run, "reports": reports, "units": units, "kept": kept}
        return render(request, "rounds/planned.html", context)
    chosen, sheet, shown = _sheets(request, period, bare(period))
    page, boxes = None, {}
    if shown is not None:
        groups = (by_unit if chosen.by_unit else by_item)(shown, sheet)
        pages = WholeGroups(groups, ROWS_SHOWN, lambda group: len(group.shown_entries))
        page = pages.get_page(request.GET.get("page"))
        page.object_list = _with_words(request, period, page.object_list, chosen)
    if page and period.is_open and may_run:
        entries = [entry for group in page for entry in group.shown_entries]
        boxes = boxes_of([entry.row.update for entry in entries], [ProgressUpdate.State.AWAITING_REVIEW])
        page.object_list = [with_boxes(group, boxes) for group in page]
    _first, _last, parts_due, due, closes = days_of(sheet)
    context = {
        "period": period,
        "name": name_of(sheet),
        "sheet": sheet,
        "lit": lights(period, _items_on(page), on=clock.today()) if page and not chosen.by_unit else {},
        "days": {"parts_due": parts_due, "due": due, "closes": closes},
        "filter": chosen,
        "page": page,
        "count": len(shown.rows) if shown else 0,
        "figures": figures(sheet, period.pk, is_late=period.is_closed or period.is_late(clock.today())),
        "boxes": len(boxes),
        "clean": sum(box.is_clean for box in boxes.values()),
        "pick_clean": request.GET.get("select") == CLEAN,
        "digest": period.frozen_sheet.digest if period.is_closed else "",
        "altered": what_does_not_fit(period) if period.is_closed else [],
        "may_review": access.can_review(request.user) and read_only.can_change(period.report),
        "layouts_url": _layouts_url(period, chosen) if period.is_closed else "",
        "may_reopen": _may_reopen(request, period),
        "may_write": period.is_closed and access.can_supervise(request.user) and read_only.can_change(period.report),
        **(_of_today(period, sheet, may_run) if period.is_open else {}),
        **(_to_ring_up(period, page) if page and period.is_open and may_run else {}),
    }
    return render(request, "rounds/period.html", context)


def _may_reopen(request, period):
    """Whether the office is offered to take the closing back."""
    if not period.is_closed or not access.can_supervise(request.user) or not read_only.can_change(period.report):
        return False
    return not why_not_reopened(period, clock.today())


def _layouts_url(period, chosen):
    """Address of the layouts in which the items are exported as they stood when the period was frozen."""
    unit = chosen.cleaned_data["unit"] if chosen.is_valid() else None
    return address("layout_choose", report=period.report_id, department=unit, on=period.frozen_on.isoformat())


def _with_words(request, period, groups, chosen):
    """The groups of a bare sheet that are shown, with all that is said in their reports."""
    entries = [entry for group in groups for entry in group.shown_entries]
    sheet = readable(with_words(period, {entry.item.pk for entry in entries}), request.user)
    if not chosen.by_unit:
        return by_item(filtered(sheet, **chosen.chosen()), sheet)
    told = {row.update: SheetEntry(item, row, is_closed=sheet.is_frozen) for item in sheet.items for row in item.rows}
    # What has been taken back between the two readings is left out.
    return [
        replace(group, entries=[told[one.row.update] for one in group.entries if one.row.update in told])
        for group in groups
    ]


def _items_on(page):
    """The keys of the items that stand on the page."""
    return [group.item.pk for group in page]


def _to_ring_up(period, page):
    """{unit: …} of those on the page that have not reported everything: their people, how they were asked last."""
    entries = [entry for group in page for entry in group.shown_entries]
    silent = {entry.row.department for entry in entries if not entry.is_handed_in}
    return {"contacts": contacts_of(silent, on=clock.today()), "asked": last_asked(period, silent)}


def _of_today(period, sheet, may_run):
    """What only an open period shows: it depends on the day, and on the units as they are now."""
    today = clock.today()
    return {
        "today": today,
        "days_left": period.days_left(today),
        "may_run": may_run,
        "may_close": may_run and period.is_late(today),
        "begun": begun_in(period) if may_run and is_before_its_day(period, today) else None,
        "gone": _gone(sheet, today) if may_run else [],
    }


def _gone(sheet, today):
    """[(unit of the sheet that acts no more, what becomes of its reports where another one goes on with them)]."""
    states = defaultdict(Counter)
    for row in sheet.rows:
        states[row.department][row.state] += 1
    acting = Department.objects.active(today).unmerged()
    units = Department.objects.filter(pk__in=states).exclude(pk__in=acting.values("pk")).select_related("successor")
    return [(unit, spell_under_old_name(states[unit.pk], unit.successor) if unit.successor else []) for unit in units]


@require_safe
def period_export(request, pk):
    """The rows as on the screen, all pages; a wrong filter goes back to the page, which says why."""
    period = fetch_period(pk)
    if period.opened_at is None:
        raise Http404
    chosen, sheet, shown = _sheets(request, period, sheet_of(period))
    if shown is None:
        return back_to_list(request)
    name = name_of(sheet)
    as_of = sheet.closed_at[:10] or clock.today().isoformat()
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    counted = spell_found("report", len(shown.rows), len(sheet.rows))
    as_it_was = _("As frozen on %(date)s.") if sheet.closed_at else _("Data date: %(date)s.")
    lines = [f"{as_it_was % {'date': as_of}} {counted}", in_words(filters)]
    lit = lights(period, [item.pk for item in shown.items], on=clock.today())
    write = partial(write_period, shown, lit=lit, title=f"{sheet.report} {name}", lines=lines)
    return as_file(request, f"{safe_name(sheet.report)}_{safe_name(name)}_{as_of}", write)


@require_safe
def period_frozen(request, pk):
    """The frozen sheet itself, byte for byte; `sha256sum` of the file is the digest that page and history name.

    It holds what units wrote and nobody has accepted yet: for the office only.
    """
    period = fetch_period(pk)
    access.require(access.can_review(request.user))
    if not period.is_closed:
        raise Http404
    etag = quote_etag(digest(period.frozen_sheet.text))  # of what is sent, whatever was frozen
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    sheet = parse(period.frozen_sheet.text)
    name = f"{safe_name(sheet.report)}_{safe_name(name_of(sheet))}.json"
    file = BytesIO(period.frozen_sheet.text.encode())
    headers = {"ETag": etag, "Content-Type": "application/json; charset=utf-8"}
    return FileResponse(file, as_attachment=True, filename=name, headers=headers)


# Who only reads the address of a step gets the period.
acts_on_period = post_or(lambda _request, pk: fetch_period(pk))


def _run(request, period, step, done):
    """Let the office take a step on the period."""
    access.require(access.can_supervise(request.user))
    run(
        request,
        lambda: step(period, by=request.user, at=clock.now()),
        lambda changed: done if changed else _("Somebody else has done that already."),
    )
    return redirect(period)


@acts_on_period
def period_open(request, period):
    return _run(request, period, open_period, _("The period is open; the units find it on their workbench."))


@acts_on_period
def period_undo_opening(request, period):
    def step(period, **taken):
        return undo_opening(period, **taken, seen=request.POST.get("seen", ""))

    return _run(request, period, step, _("The opening has been taken back; the units have been told."))


@acts_on_period
def period_close(request, period):
    return _run(request, period, close_period, _("The period is closed and frozen."))


@require_http_methods(READ_OR_POST)
def period_undo_closing(request, pk):
    """What taking the closing back does, asked once with a reason; why it cannot be the period's page says."""
    access.require(access.can_supervise(request.user))
    period, status = fetch_period(pk), 200
    form = ReopenPeriodForm(request.POST or None)
    if request.method == "POST":
        taken = take(form, lambda data: undo_closing(period, by=request.user, at=clock.now(), **data))
        if not taken.is_refused:
            done = _("The closing has been taken back; the units have been told.")
            messages.success(request, done if taken.result else _("Somebody else has done that already."))
            return redirect(period)
        status = taken.status
    elif not period.is_closed or not read_only.can_change(period.report):
        return redirect(period)
    elif why := why_not_reopened(period, clock.today()):
        messages.error(request, why)
        return redirect(period)
    return render(request, "rounds/reopen.html", {"period": period, "form": form}, status=status)
