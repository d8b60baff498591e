"""Units and people from Excel, one-time passwords, and the end of the demo accounts."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import User

from .. import access
from ..forms.keys import key_of, keys_of
from ..forms.secrets import ANYWAY
from ..forms.upload_limit import is_too_large
from ..models import PeopleWorkbook, WorkReport
from ..pages.addresses import address
from ..pages.paging import page_range, paged
from ..pages.posting import run
from ..pages.returning import READ_OR_POST
from ..steps.errors import WorkflowError
from .entering import discard_workbook, keep_workbook, plan_of, take_in
from .export import missing_rows, person_rows, unit_rows, write_form, write_passwords
from .forms import PeopleFilter, PeopleUploadForm, TakeInAnywayForm
from .letting_in import MOST_AT_ONCE, end_demo_accounts, hand_out
from .page import NO_PASSWORD, handed_over, people_found, person_lines, unanswered_units, with_posts

UNITS_SHOWN = 30
PROBLEMS_SHOWN = 200
LIST = "list"


@require_http_methods(READ_OR_POST)
def people_list(request):
    """Who can sign in and who cannot yet; a POST brings a workbook."""
    access.require(access.can_read_people(request.user))
    form, status = PeopleUploadForm(), 200
    if request.method == "POST":
        access.require(access.can_keep_people(request.user), access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
        form, status = PeopleUploadForm(request.POST, request.FILES), 422
        if is_too_large(request):
            messages.error(request, _("The file is larger than 20 MB, so it was not taken."))
            form, status = PeopleUploadForm(), 413
        elif form.is_valid():
            file = form.cleaned_data["file"]
            return redirect(keep_workbook(file.name, file.read(), by=request.user, at=clock.now()))
    today = clock.today()
    chosen = PeopleFilter(request.GET)
    people = _found(chosen, today)
    page = paged(request, people)
    lacking = unanswered_units(on=today)
    units = list(lacking[: UNITS_SHOWN + 1])
    context = {
        "form": form,
        "filter": chosen,
        "page": page,
        "page_range": page_range(page),
        "lines": person_lines(with_posts(page.object_list, on=today)),
        "lacking": units[:UNITS_SHOWN],
        "lacking_count": len(units) if len(units) <= UNITS_SHOWN else lacking.count(),
        "may_keep": access.can_keep_people(request.user),
        "may_reset_factors": access.can_reset_second_factor(request.user),
        "may_end_sessions": access.can_end_sessions(request.user),
    }
    return render(request, "people/list.html", context, status=status)


def _found(chosen, on):
    """The people whom the filter finds; none for a wrong one."""
    if not chosen.is_valid():
        return User.objects.none()
    return people_found(state=chosen.cleaned_data["state"], words=chosen.cleaned_data["q"].replace("\0", ""), on=on)


@require_safe
def people_export(request):
    """The form: as things are, `?form=empty`, or `?form=missing` with the units that have nobody (`&report=`)."""
    access.require(access.can_read_people(request.user))
    today, asked = clock.today(), request.GET.get("form", "")
    rows = {"units": unit_rows(), "people": person_rows(today)} if asked not in ("empty", "missing") else {}
    if asked == "missing":
        report = WorkReport.objects.filter(pk=key_of(request.GET.get("report")) or 0).first()
        rows = {"people": missing_rows(unanswered_units(on=today, report=report))}
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_form(file, on=today, **rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('Units and people')}_{today.isoformat()}.xlsx")


@require_http_methods(READ_OR_POST)
def people_checked(request, pk):
    """What the uploaded workbook would make and change; a POST takes it in, or discards it."""
    access.require(access.can_keep_people(request.user), access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
    workbook = get_object_or_404(PeopleWorkbook, pk=pk, by=request.user)
    status, is_asked = 200, ANYWAY in request.POST
    if request.method == "POST":
        if "discard" in request.POST:
            discard_workbook(workbook, by=request.user)
            messages.success(request, _("“%(name)s” has been discarded.") % {"name": workbook.name})
            return redirect("people_list")
        anyway, seen = TakeInAnywayForm(request.POST, found=is_asked), request.POST.get("seen", "")
        try:
            if anyway.is_valid():
                plan = take_in(workbook, seen=seen, by=request.user, at=clock.now(), anyway=anyway.sent_anyway)
                messages.success(request, _taken_in(plan))
                return redirect(address("people_list", state=NO_PASSWORD if plan.people else ""))
        except WorkflowError as error:
            messages.error(request, str(error))
        status = 422
    plan = plan_of(workbook, on=clock.today())
    page = paged(request, plan.changes)
    context = {
        "workbook": workbook,
        "plan": plan,
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "secrets": plan.secrets[:PROBLEMS_SHOWN],
        "anyway_form": TakeInAnywayForm(request.POST if is_asked else None, found=plan.secrets),
        "page": page,
        "page_range": page_range(page),
        "units": sum(change.is_unit for change in plan.changes),
        "people": sum(not change.is_unit for change in plan.changes),
    }
    return render(request, "people/checked.html", context, status=status)


def _taken_in(plan):
    return _("Taken in: %(units)s units, %(people)s people, %(posts)s posts.") % {
        "units": len(plan.units),
        "people": len(plan.people),
        "posts": len(plan.posts),
    }


@require_http_methods(READ_OR_POST)
def people_passwords(request):
    """Whom a one-time password is to be handed to, and what becomes of the old one; a POST answers with the list."""
    access.require(access.can_keep_people(request.user), access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
    today, status = clock.today(), 200
    asked = request.POST if request.method == "POST" else request.GET
    chosen = (
        _found(PeopleFilter(asked), today)
        if "all" in asked
        else User.objects.filter(pk__in=keys_of(asked.getlist("person"))[: MOST_AT_ONCE + 1])
    )
    people = chosen.filter(is_active=True).exclude(pk=request.user.pk).order_by("username")[: MOST_AT_ONCE + 1]
    if request.method == "POST":
        try:
            given = hand_out(people, by=request.user, at=clock.now())
        except WorkflowError as error:
            messages.error(request, str(error))
            status = 422
        else:
            return _slips(request, handed_over(given), today)
    if not people:
        if status == 200:
            messages.error(request, _("Choose at least one person who may sign in."))
        return redirect("people_list")
    context = {"lines": person_lines(with_posts(people, on=today))}
    return render(request, "people/passwords.html", context, status=status)


def _slips(request, slips, today):
    """The one answer in which the passwords stand; no browser keeps it."""
    home = request.build_absolute_uri("/")
    if request.POST.get("as") == LIST:
        response = render(request, "people/slips.html", {"slips": slips, "home": home})
    else:
        file = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_passwords(slips, address=home, on=today, file=file)
        file.seek(0)
        name = f"{_('One-time passwords')}_{today.isoformat()}.xlsx"
        response = FileResponse(file, as_attachment=True, filename=name)
    return response


@require_http_methods(READ_OR_POST)
def demo_accounts(request):
    """The demo accounts that are still active; a POST deactivates them all."""
    access.require(access.can_tend_units(request.user))
    if request.method == "POST":
        access.require(access.can_keep_people(request.user), access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
        done = _("The demo accounts have been deactivated; their entries in the history stay.")
        run(request, lambda: end_demo_accounts(by=request.user, at=clock.now()), done)
        return redirect("demo_accounts")
    people = with_posts(User.objects.filter(is_demo=True, is_active=True).order_by("username"), on=clock.today())
    context = {"lines": person_lines(people), "may_keep": access.can_keep_people(request.user)}
    return render(request, "people/demo.html", context)
