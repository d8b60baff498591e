"""What looks secret in a workbook of units and people is asked about cell by cell, and kept with its reason."""

import pytest

from departments.models import Department, User
from items.models import HistoryEntry, PeopleWorkbook
from items.people.entering import keep_workbook, plan_of, take_in
from items.steps.errors import WorkflowError

from ..given.factories import day, moment
from ..given.forms_filled import form
from ..given.html import parse
from .test_pages import LIAISON, upload

AT, TODAY = moment("2011-03-18 10:00"), day("2011-03-18")
CITIZEN, CARD, MOBILE = "11010519491231002X", "4111111111111111", "13812345678"
WHY = "已经核对，为编造的示例"
PERSON = {"full_name": "林青山", "unit": "市教育局", "role": LIAISON}


def found_in(cast, name="名单.xlsx", **rows):
    """[(sheet, line, column, sentence)] of what a workbook of these rows is asked about."""
    workbook = keep_workbook(name, form(**rows), by=cast.administrator, at=AT)
    return [(one.sheet, one.line, one.column, one.sentence) for one in plan_of(workbook, on=TODAY).secrets]


def post(client, url, **data):
    seen = parse(client.get(url)).one("main").one("input", name="seen")["value"]
    return client.post(url, {"seen": seen, **data})


def test_a_telephone_may_be_a_mobile_and_nothing_else(cast):
    assert found_in(cast, people=[PERSON | {"phone": MOBILE}]) == []
    assert [one[:3] for one in found_in(cast, people=[PERSON | {"phone": CARD}])] == [("人员", 2, "G")]


@pytest.mark.parametrize(
    ("units", "people", "place"),
    [
        ([{"name": "市粮食局", "remark": f"法人身份证{CITIZEN}"}], [], ("单位", 2, "J")),
        ([{"name": "市粮食局", "aliases": "粮食局(机密)"}], [], ("单位", 2, "D")),
        ([{"name": "市粮食局", "remark": f"联系电话{MOBILE}"}], [], ("单位", 2, "J")),
        ([], [PERSON | {"username": CITIZEN.lower()}], ("人员", 2, "A")),
        ([], [PERSON | {"full_name": "林青山 秘密★"}], ("人员", 2, "B")),
    ],
)
def test_every_cell_that_is_written_is_asked_about(cast, units, people, place):
    assert [one[:3] for one in found_in(cast, units=units, people=people)] == [place]


def test_the_name_of_the_file_is_asked_about(cast):
    [(where, line, _column, sentence)] = found_in(cast, "机密★名册.xlsx", people=[PERSON])
    assert (where, line) == ("文件名", None) and "“机密★”" in sentence


def test_a_line_that_cannot_be_taken_in_is_looked_through_at_once(cast):
    rows = [PERSON | {"unit": "市森林局", "full_name": f"林 {CITIZEN}"}]
    assert [one[:3] for one in found_in(cast, people=rows)] == [("人员", 2, "B")]


def test_what_stands_in_the_portal_already_is_not_asked_about(cast):
    Department.objects.filter(pk=cast.health.pk).update(remark=f"法人{CITIZEN}")
    same = {"name": "市卫生局", "remark": f"法人{CITIZEN}"}
    assert found_in(cast, units=[same]) == []
    assert found_in(cast, units=[same | {"short_name": "卫局"}]) == []
    assert len(found_in(cast, units=[same | {"remark": f"法人代表{CITIZEN}"}])) == 1


def test_it_is_all_or_nothing_and_the_history_of_accounts_keeps_the_reason(office, cast):
    rows = [PERSON | {"username": "lin", "phone": CARD}, {"full_name": "何河", "role": "观察员"}]
    url = upload(office, form(people=rows))["Location"]
    main = parse(office.get(url)).one("main")
    asked = main.one("section", id="secrets").text
    assert "第 2 行 G 列" in asked and "4111…1111" in asked
    before = User.objects.count()
    answer = post(office, url, sent_anyway="")
    assert answer.status_code == 422 and User.objects.count() == before
    assert parse(answer).one("input", name="sent_anyway")["aria-invalid"] == "true"
    assert post(office, url, sent_anyway="因" * 201).status_code == 422 and PeopleWorkbook.objects.exists()
    assert post(office, url, sent_anyway=f" {WHY}").status_code == 302
    entries = HistoryEntry.objects.filter(after__sent_anyway=WHY)
    assert {entry.action for entry in entries} >= {"people_taken_in", "account_made", "post_given"}
    assert User.objects.get(username="lin").phone == CARD
    assert WHY in office.get("/people/changes/").content.decode()


def test_the_step_itself_takes_nothing_in_without_a_reason(cast):
    workbook = keep_workbook("名单.xlsx", form(people=[PERSON | {"phone": CARD}]), by=cast.administrator, at=AT)
    plan = plan_of(workbook, on=TODAY)
    with pytest.raises(WorkflowError, match="说明理由"):
        take_in(workbook, seen=plan.mark, by=cast.administrator, at=AT)
    assert PeopleWorkbook.objects.filter(pk=workbook.pk).exists()
    take_in(workbook, seen=plan.mark, by=cast.administrator, at=AT, anyway=WHY)


def test_a_discarded_workbook_needs_no_reason_and_a_harmless_one_asks_none(office, cast):
    url = upload(office, form(people=[PERSON | {"phone": CARD}]))["Location"]
    assert "formnovalidate" in parse(office.get(url)).one("button", name="discard").attributes
    assert office.post(url, {"discard": "on"}).status_code == 302
    url = upload(office, form(people=[PERSON | {"phone": MOBILE}]))["Location"]
    main = parse(office.get(url)).one("main")
    assert not main.all("input", name="sent_anyway") and not main.all(id="secrets")
    assert post(office, url).status_code == 302
    assert not HistoryEntry.objects.filter(after__has_key="sent_anyway").exists()
