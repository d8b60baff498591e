"""What a unit has not signed for yet (待签收), signed for with one button."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..forms.keys import keys_of
from ..models import Objection, Responsibility
from ..pages.returning import READ_OR_POST, back
from ..steps import WorkflowError
from .signing_for import sign_by, sign_for


@dataclass(frozen=True)
class Unsigned:
    """A responsibility, until when the unit signs for it, and whether it objects to the item instead."""

    row: Responsibility
    sign_by: datetime.date
    objects: bool


@require_http_methods(READ_OR_POST)
def sign_for_list(request):
    """Everything that the person's units have not signed for, signed for with one button."""
    own = access.own_departments(request.user)
    if request.method == "POST":
        access.require(own, _("Units sign for items: you hold no post as liaison or head of one."))
        keys = keys_of(request.POST.getlist("row"))
        rows = Responsibility.objects.filter(pk__in=keys, department__in=own)
        try:
            signed = sign_for(rows, by=request.user, at=clock.now())
        except WorkflowError as error:
            messages.error(request, str(error))
        else:
            _say_signed(request, len(signed), len(keys))
            return back(request, reverse("sign_for_list"))
    today = clock.today()
    rows = (
        Responsibility.objects.filter(department__in=own)
        .unsigned(today)
        .select_related("item__report", "department", "via")
        .order_by("department__position", "department", "item__report", "item__position")
    )
    objections = Objection.objects.filter(department__in=own, state=Objection.State.OPEN)
    objecting = set(objections.values_list("item", "department"))
    lines = [Unsigned(row, sign_by(row), objects=(row.item_id, row.department_id) in objecting) for row in rows]
    context = {"lines": lines, "own": own, "today": today, "signable": any(not line.objects for line in lines)}
    return render(request, "requests/sign_for.html", context, status=422 if request.method == "POST" else 200)


def _say_signed(request, signed, asked):
    if signed:
        sentence = ngettext("%(count)s item signed for.", "%(count)s items signed for.", signed)
        messages.success(request, sentence % {"count": signed})
    if not asked:
        messages.warning(request, _("Nothing was ticked, so nothing was signed for."))
    elif signed < asked:
        left = asked - signed
        sentence = ngettext(
            "%(count)s item had been signed for already or is no longer open.",
            "%(count)s items had been signed for already or are no longer open.",
            left,
        )
        messages.warning(request, sentence % {"count": left})
