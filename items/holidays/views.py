"""The workday calendar of a year (工作日历): everybody reads it, the office enters the yearly notice."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..pages.posting import run, take
from ..pages.returning import READ_OR_POST
from ..rules import workdays
from . import page
from .entering import calendar_with, enter, remove
from .forms import NoticeForm
from .reading import spell


@require_safe
def holidays(request):
    """To the year whose notice is missing, else to the present one."""
    return redirect("holiday_year", year=page.default_year())


def _require_year(year):
    if not workdays.FIRST_KNOWN <= year <= page.FURTHEST:
        raise Http404


@require_http_methods(READ_OR_POST)
def holiday_year(request, year):
    """The calendar; what is sent is shown as a calendar first, and saved when it is sent again as shown."""
    _require_year(year)
    notice = page.notice_of(year)
    if request.method != "POST":
        return _show(request, year, notice)
    access.require(access.can_supervise(request.user))
    form = NoticeForm(request.POST, year=year)
    if not form.is_valid():
        return _show(request, year, notice, form=form, status=422)
    if not ("save" in request.POST and form.is_seen):
        return _preview(request, year, notice, form)
    taken = take(form, lambda data: _enter(request, year, form, data))
    if taken.is_refused:
        return _show(request, year, notice, form=form, status=taken.status)
    messages.success(request, _("Saved: the calendar of %(year)s follows the notice.") % {"year": year})
    return redirect("holiday_year", year=year)


def _enter(request, year, form, data):
    given = {"document": data["document"], "version": data["version"]}
    return enter(year, form.holidays, **given, by=request.user, at=clock.now())


@require_http_methods(READ_OR_POST)
def holiday_remove(request, year):
    """Take back what was entered; who only reads this address gets the year."""
    _require_year(year)
    notice = page.notice_of(year)
    if request.method == "POST":
        access.require(access.can_supervise(request.user))
        if notice is None:
            messages.error(request, _("Somebody else has done that already."))
        else:
            version = request.POST.get("version", "")
            seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else notice.version
            run(
                request,
                lambda: remove(notice, by=request.user, at=clock.now(), version=seen),
                _("Removed: the year is as it was before."),
            )
    return redirect("holiday_year", year=year)


def _preview(request, year, notice, form):
    new = calendar_with(year, form.holidays)
    form.show_as_seen()
    shown = page.year_of(year, new)
    return _show(request, year, notice, form=form, shown=shown, moves=page.moves(year, new, clock.today()))


def _show(request, year, notice, *, form=None, shown=None, moves=None, status=200):
    is_preview = shown is not None
    present = shown or page.year_of(year, workdays.entered())
    listed = form.holidays if is_preview else page.holidays_of(notice) if notice else present.holidays
    may_enter = access.can_supervise(request.user)
    if form is None and may_enter:
        text = spell(listed) if present.source in (page.ENTERED, page.KNOWN) else ""
        document = notice.document if notice else ""
        form = NoticeForm(
            year=year, initial={"version": notice.version if notice else 0, "document": document, "text": text}
        )
    context = {
        "year": present,
        "notice": notice,
        "listed": listed,
        "form": form if may_enter else None,
        "moves": moves,
        "is_preview": is_preview,
        "earlier": year - 1 if year > workdays.FIRST_KNOWN else None,
        "later": year + 1 if year < page.FURTHEST else None,
        "last_known": workdays.LAST_KNOWN,
    }
    return render(request, "holidays/year.html", context, status=status)
