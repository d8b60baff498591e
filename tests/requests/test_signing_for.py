"""Signing for what was issued, objecting to it, and how the office settles an objection."""

import pytest

from departments.models import Department, Membership, User
from items.models import HistoryEntry, Message, Objection, Responsibility, WorkItem
from items.pages.addresses import item_part
from items.requests.signing_for import object_to, overdue, settle_objection, sign_by, sign_for, withdraw_objection
from items.steps import StaleItem
from items.units.merging import merge

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once, moment
from ..kept import Kept

AT = moment("2011-02-10")
EVERYBODY = ["liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"]


def row(item, department):
    return Responsibility.objects.select_related("item__report", "department").get(item=item, department=department)


def objection(cast, by=None, unit=None, item=None, **fields):
    """An open objection of civil affairs to the item it leads."""
    values = {"kind": "duty", "reason": "不属于我局职责", "by": by or cast.liaison, "at": AT}
    return object_to(row(item or cast.led, unit or cast.civil_affairs), **{**values, **fields})


def settle(asked, cast, decision="keep", **fields):
    version = WorkItem.objects.get(pk=asked.item_id).version
    values = {"answer": "经研究,维持原分工", "by": cast.supervisor, "at": AT, "version": version}
    return settle_objection(asked, decision=decision, **{**values, **fields})


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


# Signing


def test_everything_of_a_unit_is_signed_for_at_once(cast):
    rows = list(cast.civil_affairs.responsibilities.order_by("item"))
    signed = sign_for(rows, by=cast.liaison, at=AT)
    assert [one.pk for one in signed] == [one.pk for one in rows]
    stored = Responsibility.objects.filter(department=cast.civil_affairs)
    assert set(stored.values_list("signed_for_at", "signed_for_by")) == {(AT, cast.liaison.pk)}
    for item in (cast.led, cast.supported):
        entry = item.history.get()
        assert (entry.action, entry.by, entry.department, entry.at) == (
            "signed_for",
            cast.liaison,
            cast.civil_affairs,
            AT,
        )
    assert WorkItem.objects.get(pk=cast.led.pk).version == cast.led.version


def test_signing_again_changes_nothing(cast):
    mine = row(cast.led, cast.civil_affairs)
    sign_for([mine], by=cast.liaison, at=AT)
    assert sign_for([mine], by=cast.head, at=moment("2011-02-11")) == []
    assert row(cast.led, cast.civil_affairs).signed_for_by == cast.liaison
    assert cast.led.history.count() == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_unit_itself_signs(cast, who):
    mine, by = row(cast.led, cast.civil_affairs), getattr(cast, who)
    if who in ("liaison", "head"):
        assert sign_for([mine], by=by, at=AT)
    else:
        with refused("Only the liaison or the head of 市民政局 signs"):
            sign_for([mine], by=by, at=AT)


def test_one_foreign_row_and_none_is_signed(cast):
    with refused("head of 市卫生局 signs"):
        sign_for([row(cast.led, cast.civil_affairs), row(cast.led, cast.health)], by=cast.liaison, at=AT)


def test_what_was_not_issued_cannot_be_signed_for(cast):
    Responsibility.objects.filter(item=cast.led).update(issued_on=None)
    with refused("Item 1 was not issued to 市民政局 yet"):
        sign_for([row(cast.led, cast.civil_affairs)], by=cast.liaison, at=AT)


def test_a_collective_does_not_sign_but_its_members_do(cast):
    assert sign_for([row(cast.open_lead, cast.east)], by=cast.east_liaison, at=AT)
    someone = factories.person(role="liaison", department=cast.districts)
    with refused("each of its members signs for itself"):
        sign_for([row(cast.open_lead, cast.districts)], by=someone, at=AT)


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_what_is_no_longer_open_is_left_unsigned(cast, status):
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status)
    rows = [row(cast.led, cast.civil_affairs), row(cast.supported, cast.civil_affairs)]
    assert [one.item for one in sign_for(rows, by=cast.liaison, at=AT)] == [cast.supported]


def test_a_unit_that_objects_does_not_sign(cast):
    objection(cast)
    with refused("市民政局 objects to item 1. Withdraw the objection first"):
        sign_for([row(cast.led, cast.civil_affairs)], by=cast.head, at=AT)
    assert sign_for([row(cast.led, cast.health)], by=cast.health_liaison, at=AT)


def test_the_last_day_to_sign_is_counted_in_workdays(cast):
    mine = row(cast.led, cast.civil_affairs)
    assert sign_by(mine) == day("2011-02-10")  # the spring festival lies between
    mine.issued_on = None
    assert sign_by(mine) is None


def test_the_unsigned_and_the_overdue_are_found(cast):
    rows = Responsibility.objects.all()
    assert rows.unsigned(day("2011-01-31")).count() == 0
    unsigned = {(one.item_id, one.department) for one in rows.unsigned(day("2011-02-01")).select_related("department")}
    assert (cast.open_lead.pk, cast.east) in unsigned and (cast.open_lead.pk, cast.districts) not in unsigned
    assert overdue(rows, day("2011-02-10")).count() == 0
    assert overdue(rows, day("2011-02-11")).count() == rows.unsigned(day("2011-02-11")).count() == 7
    sign_for([row(cast.led, cast.civil_affairs)], by=cast.liaison, at=AT)
    cast.report.sign_days = 5
    cast.report.save()
    assert overdue(rows, day("2011-02-11")).count() == 0
    assert overdue(rows, day("2011-03-01")).count() == 6


@pytest.mark.parametrize("more", [1, 30])
def test_the_overdue_are_found_in_three_queries(cast, django_assert_num_queries, more):
    for number in range(4, 4 + more):
        factories.item(cast.report, number, leads=[cast.civil_affairs])
    Responsibility.objects.update(issued_on=day("2011-02-01"))
    with django_assert_num_queries(3):  # the days of issue, the calendar, the rows
        late = list(overdue(Responsibility.objects.filter(department=cast.civil_affairs), day("2011-03-01")))
    assert len(late) == 2 + more


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_leave_one_signature():
    cast = Cast.build()
    mine = row(cast.led, cast.civil_affairs)
    answers = at_once(*(lambda by=by: sign_for([mine], by=by, at=AT) for by in (cast.liaison, cast.head)))
    assert sorted(len(answer) for answer in answers) == [0, 1]
    assert HistoryEntry.objects.filter(action="signed_for").count() == 1


# Objecting


def test_an_objection_is_recorded_and_the_office_is_told(cast):
    asked = objection(cast, kind="deadline", reason=" 6月底前无法完成 ")
    assert (asked.state, asked.kind, asked.reason) == ("open", "deadline", "6月底前无法完成")
    assert asked.department == cast.civil_affairs
    entry = cast.led.history.get()
    assert (entry.action, entry.after, entry.reason) == ("objected", {"objection": "deadline"}, asked.reason)
    assert inbox(cast.supervisor) == [("submitted", item_part(cast.led, "objections"))]
    assert not cast.liaison.messages.exists()


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_unit_itself_objects(cast, who):
    if who in ("liaison", "head"):
        assert objection(cast, by=getattr(cast, who)).pk
    else:
        with refused("Only the liaison or the head of 市民政局 signs"):
            objection(cast, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"kind": "mood"}, "the wording or the target"),
        ({"reason": "长" * 2001}, "at most 2000 characters"),
    ],
)
def test_an_objection_names_what_and_why(cast, fields, sentence):
    with refused(sentence):
        objection(cast, **fields)


def test_who_has_signed_no_longer_objects(cast):
    sign_for([row(cast.led, cast.civil_affairs)], by=cast.liaison, at=AT)
    with refused("市民政局 has signed for item 1"):
        objection(cast)


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_a_closed_item_is_not_objected_to(cast, status):
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status)
    with refused("Item 1 is no longer open"):
        objection(cast)


def test_a_unit_has_one_open_objection_to_an_item(cast):
    objection(cast)
    with refused("has an open objection to the item already"):
        objection(cast, by=cast.head)
    objection(cast, by=cast.health_liaison, unit=cast.health)


@pytest.mark.django_db(transaction=True)
def test_two_objections_at_once_end_in_one_and_a_sentence():
    cast = Cast.build()
    answers = at_once(*(lambda by=by: objection(cast, by=by) for by in (cast.liaison, cast.head)))
    assert Objection.objects.count() == 1
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "has an open objection" in sentence


# Settling


def test_kept_as_issued_the_unit_signs_then(cast):
    asked = objection(cast)
    settle(asked, cast)
    asked.refresh_from_db()
    assert (asked.state, asked.decision, asked.settled_by, asked.settled_at) == ("settled", "keep", cast.supervisor, AT)
    entry = cast.led.history.first()
    assert (entry.action, entry.after, entry.reason) == (
        "objection_settled",
        {"decision": "keep"},
        "经研究,维持原分工",
    )
    assert inbox(cast.liaison) == inbox(cast.head) == [("decided", item_part(cast.led, "objections"))]
    assert sign_for([row(cast.led, cast.civil_affairs)], by=cast.liaison, at=AT)


def test_another_unit_takes_over_in_the_same_role_and_signs_itself(cast):
    taker = factories.person(role="liaison", department=cast.education)
    asked = objection(cast)
    item = settle(asked, cast, "reassign", department=cast.education, at=moment("2011-02-11"))
    rows = {one.department: one for one in item.responsibilities.direct()}
    assert set(rows) == {cast.education, cast.health}
    assert (rows[cast.education].role, rows[cast.education].position) == ("lead", 1)
    assert rows[cast.education].issued_on is not None and rows[cast.education].signed_for_at is None
    assert rows[cast.health].role == "support"
    entry = item.history.filter(action="objection_settled").get()
    assert (entry.before, entry.after["department"]) == ({"department": "市民政局"}, "市教育局")
    assert inbox(taker) == [("decided", item.get_absolute_url()), ("issued", f"{item.get_absolute_url()}#sign-for")]
    assert {kind for kind, _url in inbox(cast.liaison)} == {"decided"}


def test_another_deadline_and_another_wording_stand_in_the_history_with_the_old_ones(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"))
    item = settle(objection(cast), cast, "deadline", due_on=day("2011-09-30"), answer="")
    assert (item.due_on, item.original_due_on) == (day("2011-09-30"), None)
    entry = item.history.first()
    assert (entry.before, entry.after) == ({"due_on": "2011-06-30"}, {"due_on": "2011-09-30"})
    item = settle(objection(cast, kind="wording"), cast, "reword", text="加强农村养老服务")
    assert item.text == "加强农村养老服务"
    entry = item.history.first()
    assert (entry.action, entry.before["text"], entry.after["text"]) == (
        "objection_settled",
        "加强养老服务",
        "加强农村养老服务",
    )


@pytest.mark.parametrize(
    ("decision", "fields", "sentence"),
    [
        ("keep", {"answer": " "}, "Say why the item stays"),
        ("reassign", {}, "Choose the unit"),
        ("reassign", {"department": "health"}, "“市卫生局” stands on the item already"),
        ("reassign", {"department": "civil_affairs"}, "“市民政局” stands on the item already"),
        ("deadline", {}, "Give the new deadline"),
        ("deadline", {"due_on": day("2011-06-30")}, "differs from the present one"),
        ("deadline", {"due_on": day("2111-06-30")}, "year of the deadline does not fit"),
        ("reword", {"text": "  "}, "Write the new wording"),
        ("reword", {"text": "加强养老服务"}, "wording is the same"),
        ("shrug", {}, "not a valid choice"),
    ],
)
def test_a_decision_says_what_follows_from_it(cast, decision, fields, sentence):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"))
    asked = objection(cast)
    fields = {name: getattr(cast, value) if name == "department" else value for name, value in fields.items()}
    with refused(sentence):
        settle(asked, cast, decision, **fields)


@pytest.mark.parametrize("decision", ["reassign", "deadline", "reword"])
def test_a_closed_item_can_only_be_kept(cast, decision):
    asked = objection(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    with refused("no longer open"):
        settle(asked, cast, decision, department=cast.education, due_on=day("2011-09-30"), text="新")
    assert settle(asked, cast).status == "cancelled"


def test_a_member_of_a_collective_is_not_replaced_alone(cast):
    asked = objection(cast, by=cast.east_liaison, unit=cast.east, item=cast.open_lead)
    with refused("takes part as a member of “各区人民政府”"):
        settle(asked, cast, "reassign", department=cast.health)


def test_a_unit_that_is_closed_takes_nothing_over(cast):
    asked = objection(cast)
    Department.objects.filter(pk=cast.education.pk).update(active_to=day("2011-01-31"))
    with refused("“市教育局” does not exist any more"):
        settle(asked, cast, "reassign", department=cast.education)


def test_after_a_merger_the_successor_stands_for_the_objecting_unit(cast):
    asked = objection(cast)
    merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-02-15"))
    item = settle(Objection.objects.get(), cast, "reassign", department=cast.office)
    assert {one.department for one in item.responsibilities.direct()} == {cast.office, cast.health}
    again = objection(cast, by=cast.health_liaison, unit=cast.health)
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-02-16"))
    moved = User.objects.get(pk=cast.health_liaison.pk)
    assert withdraw_objection(Objection.objects.get(pk=again.pk), by=moved, at=AT).state == "withdrawn"
    assert asked.pk != again.pk


def test_a_unit_taken_off_the_item_is_told_so_to_the_office(cast):
    asked = objection(cast)
    row(cast.led, cast.civil_affairs).delete()
    with refused("市民政局 does not stand on the item any more"):
        settle(asked, cast, "reassign", department=cast.education)


def test_the_office_settles_upon_the_item_as_it_had_seen_it(cast):
    asked = objection(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(version=4)
    with refused("nothing was saved", StaleItem):
        settle(asked, cast, version=1)


STATES = ["open", "settled", "withdrawn"]
PEOPLE = ["liaison", "head", "health_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"]
# state × step × person: everybody not named is refused for lack of rights; a state not open refuses whoever may.
MAY = {
    "withdraw": (["liaison", "head"], "Only the liaison or the head of 市民政局 withdraws", "withdrawn"),
    "settle": (["supervisor"], "Only the supervision office settles", "settled"),
}


@Kept
def objected():
    """The cast, of whom civil affairs has objected."""
    cast = Cast.build()
    objection(cast)
    return cast


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", MAY)
@pytest.mark.parametrize("state", STATES)
def test_an_objection_moves_as_the_table_says(db, state, step, who):
    cast = objected()
    settled = {"decision": "keep", "settled_by": cast.supervisor, "settled_at": AT} if state == "settled" else {}
    Objection.objects.update(state=state, **settled)
    asked = Objection.objects.get()
    may, not_permitted, becomes = MAY[step]
    by = getattr(cast, who)

    def take():
        return settle(asked, cast, by=by) if step == "settle" else withdraw_objection(asked, by=by, at=AT)

    if who in may and state == "open":
        take()
        assert Objection.objects.get().state == becomes
    else:
        with refused("stands at" if who in may else not_permitted):
            take()


@pytest.mark.django_db(transaction=True)
def test_settling_and_withdrawing_at_once_gives_one_result_and_a_sentence():
    cast = Cast.build()
    asked = objection(cast)
    mine, theirs = Objection.objects.get(), Objection.objects.get()
    taken_back = {"by": cast.liaison, "at": AT}
    answers = at_once(lambda: settle(mine, cast), lambda: withdraw_objection(theirs, **taken_back))
    assert ["stands at" in answer for answer in answers if isinstance(answer, str)] == [True]
    asked.refresh_from_db()
    done = HistoryEntry.objects.filter(action__in=["objection_settled", "objection_withdrawn"])
    assert [entry.action for entry in done] == [f"objection_{asked.state}"]


def test_a_stand_in_signs_in_the_name_of_the_unit(cast):
    post = Membership.objects.get(user=cast.liaison)
    post.delegations.create(
        to=cast.newcomer, start_on=day("2000-01-01"), end_on=day("2999-12-31"), by=cast.liaison, at=AT
    )
    newcomer = User.objects.get(pk=cast.newcomer.pk)
    assert sign_for([row(cast.led, cast.civil_affairs)], by=newcomer, at=AT)
    assert "李联络" in cast.led.history.get().post
    assert not Message.objects.exists()
