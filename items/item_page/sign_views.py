"""The unit's head signs, or returns, what the unit asks and answers."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from departments import clock

from .. import access
from ..closing.closing import return_unsigned, sign_closing
from ..closing.forms import SignClosingForm
from ..models import Closing, Extension, InstructionAnswer
from ..pages.addresses import address
from ..pages.posting import post_or
from ..requests.extending import return_extension, sign_extension
from ..requests.forms import SignForm
from ..requests.instructing import return_answer, sign_answer, take_back_answer
from ..rules.accepted import present_unit
from .act_views import acts_on
from .response import press, save
from .told import signed


def _fetch_answer(_request, pk):
    return get_object_or_404(InstructionAnswer.objects.select_related("instruction__item__report", "department"), pk=pk)


acts_on_answer = post_or(_fetch_answer, page=lambda answer: address("item_requests", answer.item.pk))


@acts_on(Extension)
def extension_sign(request, extension):
    return _sign(request, extension, "sign_extension", sign_extension, return_extension)


@acts_on(Closing)
def closing_sign(request, closing):
    return _sign(request, closing, "sign_closing", sign_closing, return_unsigned, SignClosingForm)


@acts_on_answer
def answer_sign(request, answer):
    return _sign(request, answer, "sign_answer", sign_answer, return_answer)


@acts_on_answer
def answer_withdraw(request, answer):
    """Take back what the head has not signed."""
    unit = present_unit(answer.department)
    access.require(unit is not None and access.writes_for(request.user, unit.pk))
    done = _("The answer is taken back; nobody outside your unit knows of it.")
    return press(request, answer.item, lambda: take_back_answer(answer, by=request.user, at=clock.now()), done)


def _sign(request, row, name, sign, send_back, make=SignForm):
    """What the pressed button says: sign it, or return it with a reason."""
    unit = present_unit(row.department)
    access.require(
        unit is not None and access.heads(request.user, unit.pk), access.ONLY_HEAD_SIGNS % {"unit": unit or ""}
    )
    name = f"{name}_{row.pk}"
    form = make(request.POST, name=name)

    def step(data):
        who = {"by": request.user, "at": clock.now()}
        if data["decision"] == form.SIGN:
            anyway = {"anyway": data["anyway"]} if data.get("anyway") else {}
            return sign(row, **who, **anyway)
        return send_back(row, **who, reason=data["reason"])

    return save(request, row.item, form, name, step, done=signed)
