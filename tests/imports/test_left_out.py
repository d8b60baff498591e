"""Items that a corrected file leaves out: the preview says what lies open on them, cancelling ends it in words."""

import pytest

from items.models import Extension, ImportDraft, Instruction, Objection

from ..given.factories import day, moment
from ..given.html import parse
from .corrected import FIRST_TEXT, correct, item
from .pressing import LIST, address

AT = moment("2012-03-01")
WITHOUT_SCHOOL = FIRST_TEXT.replace("\n2、发展学前教育,改造校舍20所(责任单位:市教育局、各区人民政府)。", "")


@pytest.fixture
def school(cast, report):
    """The item on schools, on which education wants more time, the east objects and a leader has instructed."""
    found = item(report, 2)
    about = {"item": found, "at": AT, "by": cast.east_liaison, "reason": "资金未到位"}
    wanted = {"due_on": day("2012-06-30"), "wanted_on": day("2012-12-31")}
    Extension.objects.create(department=cast.education, **wanted, **about)
    Objection.objects.create(department=cast.east, kind="duty", **about)
    Instruction.objects.create(item=found, by=cast.leader, text="请报选址", at=AT)
    return found


def test_the_preview_says_what_lies_open_on_what_the_file_leaves_out(portal, report, school, cast):
    portal.post(LIST, {"text": WITHOUT_SCHOOL, "corrects": report.pk})
    row = (
        parse(portal.get(address(ImportDraft.objects.get())))
        .one("section", id="changes")
        .all("li", of="change-missing")
    )
    assert [one.text for one in row[0].all("ul")[0].all("li")] == [
        f"批示未办结：{cast.leader} 2012-03-01“请报选址”",
        f"异议未处理：{cast.east}",
        "延期申请未答复：市教育局 2012-06-30→2012-12-31",
    ]


def test_cancelling_it_ends_what_was_asked_and_tells_the_units(report, school, cast):
    correct(report, WITHOUT_SCHOOL, cast, cancel={school.pk})
    school.refresh_from_db()
    assert school.status == "cancelled"
    assert school.ended_short["short_extensions"] == "市教育局 2012-06-30→2012-12-31"
    assert (Extension.objects.get().state, Objection.objects.get().state) == ("lapsed", "lapsed")
    titles = set(cast.east_liaison.messages.filter(text="更正文件未再列入此事项。").values_list("title", flat=True))
    assert titles == {"第2项已取消", "不再答复：第2项的异议"}
    assert Instruction.objects.get().state == "open"


def test_what_stays_keeps_what_was_asked(report, school, cast):
    correct(report, WITHOUT_SCHOOL, cast)
    assert (Extension.objects.get().state, Objection.objects.get().state) == ("asked", "open")
