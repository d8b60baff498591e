"""The pages that the table of addresses shows to each person, and those on which somebody may find a form."""

from decimal import Decimal

from django.urls import reverse

from departments.models import Membership, User
from items.models import Closing, Extension, Follow, Instruction, Objection, ProgressUpdate
from items.rounds.running import close_period, open_period

from ..admin.admin_pages import page as admin_page
from . import factories
from .access_table import NO_PAGES, ROWS
from .factories import day, moment
from .opened_rounds import State, put

# Those who fill in forms; the administrator's are in the administration.
WRITERS = ["liaison", "head", "member", "supervisor", "leader", "administrator"]
# Their forms give back what was typed by ways of their own: a password is asked again, a progress update is kept by
# updates.js.
APART = ["password_change", "set_language", "second_factor_confirm", "second_factor_app", "second_factor_key"]


def pages_of(name):
    """The rows of the table that show the person a page, and one for each way to say no."""
    shown = [row for row in ROWS if row.method == "GET" and row.name not in (*NO_PAGES, "admin:index")]
    refused = {row.answers[name]: row for row in shown if row.answers[name].startswith("4")}
    return [row for row in shown if row.answers[name] == "200"] + list(refused.values())


def with_every_form(cast):
    """The lived-in cast, and beside it what the forms stand on for which the table of addresses has no row."""
    factories.target(cast.led, "新建敬老院", 12, unit="所")  # the fields of its plan begin with digits
    report = factories.report(title="待交办的任务分解")
    factories.item(report, 71, "另一件事", leads=[cast.health])
    issued = factories.report(title="另一份任务分解", issued_on=day("2011-03-01"))
    over = factories.report(title="旧任务分解", year=2010, archived_at=moment("2011-01-20"))
    cast.reports = {"unissued": report, "issued": issued, "archived": over}
    about = {"leads": [cast.civil_affairs], "due_on": day("2099-12-31")}  # by the wall clock of the walk
    about |= {"issued_on": day("2011-02-01"), "status": "in_progress"}
    cast.free, cast.accepted_item = (factories.item(cast.report, number, "安静之事", **about) for number in (72, 73))
    people = {"by": cast.liaison, "office": cast.supervisor}
    asked = {"period": cast.period, "department": cast.civil_affairs, "role": "lead"}
    put(ProgressUpdate.objects.create(item=cast.free, **asked), State.AWAITING_REVIEW, **people)
    done = ProgressUpdate.objects.create(item=cast.accepted_item, **asked)
    cast.accepted = put(done, State.ACCEPTED, **people, completion=Decimal(30))
    cast.reopenable = factories.period(report, closes_on=day("2099-12-31"))
    open_period(cast.reopenable, at=moment("2011-03-01"))
    close_period(cast.reopenable, at=moment("2011-03-26"))
    User.objects.filter(pk=cast.newcomer.pk).update(is_demo=True)
    Membership.objects.create(user=cast.newcomer, role="observer", approved_at=None, asked_at=moment("2011-03-02"))
    User.objects.create_superuser("rescue", name="应急")
    Follow.objects.create(user=cast.leader, item=cast.led, at=moment("2011-03-01"))
    return cast


def _beside(name, cast):
    """Addresses of forms on what `with_every_form` has added, and of those that a parameter brings."""
    if name in ("liaison", "head"):
        return [cast.free.get_absolute_url()]
    if name == "administrator":
        return [reverse("people_passwords", query={"person": cast.liaison.pk})]
    if name != "supervisor":
        return []
    reports = cast.reports
    return [
        reverse("item_several", query={"item": cast.led.pk}),
        reverse("period_call", args=[cast.period.pk], query={"department": cast.civil_affairs.pk}),
        reverse("period_undo_closing", args=[cast.reopenable.pk]),
        reverse("report_withdraw", args=[reports["unissued"].pk]),
        reports["unissued"].get_absolute_url(),
        reverse("report_archive", args=[reports["issued"].pk]),
        reverse("report_reopen", args=[reports["archived"].pk]),
        cast.accepted.get_absolute_url(),
        cast.closed.get_absolute_url(),
    ]


def form_pages(name, cast):
    """The addresses of the pages on which the person may find forms; of a cast `with_every_form`."""
    own = _beside(name, cast)
    asked = [
        set(model.objects.values_list("item", flat=True)) for model in (Closing, Extension, Instruction, Objection)
    ]
    own += [reverse("item_requests", args=[pk]) for pk in sorted(set.union(*asked))]
    own += [row.url(cast) for row in pages_of(name) if row.answers[name] == "200" and row.name not in APART]
    if name != "administrator":
        return own
    names = ("departments_department", "departments_membership", "departments_user")
    rows = (cast.health, cast.post, cast.head)
    adds = [admin_page(f"{name}_add") for name in names]
    return own + adds + [admin_page(f"{name}_change", row.pk) for name, row in zip(names, rows, strict=True)]
