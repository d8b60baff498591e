"""Instructions as people meet them on the pages."""

import pytest

from items.models import Instruction

from ..given.html import parse
from .looking import buttons, of, said, typed

pytestmark = pytest.mark.usefixtures("under_way")


def test_an_instruction_is_given_answered_and_marked_done(send, view, cast):
    assert send(cast.leader, "item_instruction", cast.led, text="请加快", due_on="2011-05-31").status_code == 302
    given = Instruction.objects.get()
    page = view(cast.liaison, cast.led)
    assert "请加快" in of(page, "instructions").text and buttons(of(page, "instructions")) == ["Send the answer"]
    assert not buttons(of(view(cast.health_liaison, cast.led), "instructions"))
    assert send(cast.liaison, "instruction_answer", given, text="已加派人手").status_code == 302
    page = view(cast.leader, cast.led)
    assert "已加派人手" in of(page, "instructions").text
    assert buttons(of(page, "instructions")) == ["Mark as done"]
    assert buttons(of(page, "acts")) == ["Send the instruction"]
    assert send(cast.leader, "instruction_done", given).status_code == 302
    response = send(cast.liaison, "instruction_answer", given, text="补充说明")
    assert response.status_code == 422
    assert "补充说明" in parse(response).one(id="given-back").text
    response = send(cast.leader, "instruction_done", given)
    assert (response.status_code, "stands at “Done”" in said(response)) == (422, True)


def test_a_late_day_is_refused_with_the_text_kept(send, cast):
    response = send(cast.leader, "item_instruction", cast.led, text="请加快", due_on="2011-05-01")
    assert (response.status_code, "lies in the past" in said(response)) == (422, True)
    assert typed(parse(response), "instruction_form", "text") == "请加快"
