"""From the draft to the receipts: submitted, returned, approved by a second person, numbered, sent."""

import pytest

from departments.models import Membership
from items.bulletins.deciding import issue_bulletin, return_bulletin, submit_bulletin
from items.bulletins.drafting import draft_bulletin, renew_bulletin, save_bulletin
from items.bulletins.filling import word_file
from items.bulletins.page import receipts_of, with_receipts
from items.errors import WorkflowError
from items.messages.telling import mark_read
from items.models import Bulletin, BulletinCopy, HistoryEntry, Message, Portfolio, WorkItem
from items.steps.errors import StaleBulletin
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.together import at_once, moment
from .conftest import AT, TODAY
from .word_read import paragraphs


@pytest.fixture
def submitted(behind, bulletin):
    return submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)


def issue(bulletin, by, at=AT):
    return issue_bulletin(bulletin, by=by, at=at, version=bulletin.version)


def titles(person):
    return list(person.messages.order_by("pk").values_list("title", flat=True))


def test_those_who_may_approve_it_are_told(behind, submitted):
    told = [f"To be approved: {submitted.title}"]
    assert titles(behind.colleague) == titles(behind.leader) == told
    assert titles(behind.supervisor) == titles(behind.liaison) == []
    assert Message.objects.first().url == submitted.get_absolute_url()


def test_an_empty_one_is_not_submitted(behind, bulletin):
    save_bulletin(bulletin, by=behind.supervisor, at=AT, version=1, head={}, blocks=dict.fromkeys(bulletin.blocks, ""))
    with pytest.raises(WorkflowError, match="no text"):
        submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=2)


def test_a_letter_whose_day_for_the_answer_is_over_goes_no_further(behind):
    unit, until = behind.civil_affairs, day("2011-06-30")
    about = {"kind": "letter", "department": unit, "answer_on": until, "on": day("2011-06-20")}
    letter = draft_bulletin(behind.report, by=behind.supervisor, at=AT, **about)
    with pytest.raises(WorkflowError, match="lies in the past"):
        submit_bulletin(letter, by=behind.supervisor, at=moment("2011-07-01"), version=1)
    submitted = submit_bulletin(letter, by=behind.supervisor, at=AT, version=1)
    with pytest.raises(WorkflowError, match="lies in the past"):
        issue(submitted, behind.colleague, at=moment("2011-07-01"))


@pytest.mark.parametrize("who", ["colleague", "leader"])
def test_a_second_person_of_the_office_or_a_leader_issues_it(behind, submitted, who):
    issued = issue(submitted, getattr(behind, who))
    assert (issued.spelt_number, issued.state) == ("督查通报〔2011〕1号", "issued")
    assert Bulletin.objects.get().decided_by == getattr(behind, who)
    assert HistoryEntry.objects.latest("pk").after["bulletin"].startswith("督查通报〔2011〕1号 关于截至")


@pytest.mark.parametrize("who", ["supervisor", "liaison", "head", "observer", "administrator", "newcomer"])
def test_neither_its_writer_nor_anybody_else_does(behind, submitted, who):
    with pytest.raises(WorkflowError, match="has not written on it"):
        issue(submitted, getattr(behind, who))
    assert Bulletin.objects.get().state == "submitted"


def test_whoever_has_written_a_word_on_it_does_not_approve_it(behind, bulletin):
    save_bulletin(bulletin, by=behind.colleague, at=AT, version=1, head={}, blocks={"overall": "平稳。"})
    save_bulletin(bulletin, by=behind.supervisor, at=AT, version=2, head={}, blocks={"overall": "总体平稳。"})
    submitted = submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=3)
    with pytest.raises(WorkflowError, match="has not written on it"):
        issue(submitted, behind.colleague)
    assert issue(submitted, behind.leader).number == 1


def test_a_return_needs_a_reason_and_reaches_the_writers(behind, submitted):
    with pytest.raises(WorkflowError, match="needs a reason"):
        return_bulletin(submitted, by=behind.leader, at=AT, version=2, reason=" ")
    return_bulletin(submitted, by=behind.leader, at=AT, version=2, reason="请核对数字")
    stored = Bulletin.objects.get()
    assert (stored.state, stored.return_reason, stored.is_open) == ("returned", "请核对数字", True)
    assert titles(behind.supervisor) == [f"Returned: {submitted.title}"]
    again = submit_bulletin(stored, by=behind.supervisor, at=AT, version=3)
    assert again.version == 4 and Bulletin.objects.get().return_reason == ""


def test_numbers_run_within_a_word_and_a_year(behind):
    def issued(on, word, at):
        one = draft_bulletin(behind.report, by=behind.supervisor, at=moment(at), on=day(on))
        one = save_bulletin(one, by=behind.supervisor, at=AT, version=1, head={"word": word}, blocks={})
        one = submit_bulletin(one, by=behind.supervisor, at=AT, version=one.version)
        return issue(one, behind.leader, at=moment(at)).spelt_number

    found = [
        issued("2011-06-20", "督查通报", "2011-06-20"),
        issued("2011-06-20", "督查通报", "2011-06-20"),
        issued("2011-06-20", "襄政督", "2011-06-20"),
    ]
    assert found == ["督查通报〔2011〕1号", "督查通报〔2011〕2号", "襄政督〔2011〕1号"]


def test_only_what_is_issued_has_a_number(behind, submitted):
    assert paragraphs(word_file(submitted))[1] == "督查通报〔2011〕　号"
    assert paragraphs(word_file(issue(submitted, behind.leader)))[1] == "督查通报〔2011〕1号"


def test_the_units_that_it_names_get_it_and_their_receipts_are_seen(behind, submitted):
    issued = issue(submitted, behind.leader)
    assert titles(behind.liaison) == titles(behind.head) == [f"督查通报〔2011〕1号 {issued.title}"]
    assert titles(behind.east_liaison) == []
    [message] = behind.liaison.messages.all()
    assert (message.kind, message.url) == ("bulletin", issued.get_absolute_url())
    assert [one.is_opened for one in receipts_of(issued)] == [False, False]
    mark_read(message, at=moment("2011-06-21"))
    civil, health = receipts_of(issued)
    assert (civil.unit, dict(civil.people)) == ("市民政局", {"李联络": moment("2011-06-21"), "赵局长": None})
    assert civil.is_opened and not health.is_opened


def test_a_unit_without_people_is_told_of_as_such(behind, submitted):
    Membership.objects.filter(department=behind.health).delete()
    issued = issue(submitted, behind.leader)
    assert [(one.unit, one.people) for one in receipts_of(issued)][1] == ("市卫生局", [])


def test_a_unit_merged_meanwhile_is_told_through_its_successor(behind, submitted):
    commission = factories.department("市卫健委")
    person = factories.person("commission", role="liaison", department=commission)
    merge(behind.health, into=commission, by=behind.administrator, on=TODAY)
    issued = issue(submitted, behind.leader)
    assert [one.unit for one in receipts_of(issued)] == ["市民政局", "市卫健委"]
    assert len([title for title in titles(person) if title.startswith("督查通报〔")]) == 1


def test_each_step_is_in_the_history_of_the_report(behind, submitted):
    return_bulletin(submitted, by=behind.leader, at=AT, version=2, reason="核对")
    submit_bulletin(submitted, by=behind.supervisor, at=AT, version=3)
    issue_bulletin(submitted, by=behind.colleague, at=AT, version=4)
    entries = HistoryEntry.objects.filter(report=behind.report, action__startswith="bulletin").order_by("pk")
    assert [(entry.action, entry.by) for entry in entries] == [
        ("bulletin_drafted", behind.supervisor),
        ("bulletin_submitted", behind.supervisor),
        ("bulletin_returned", behind.leader),
        ("bulletin_submitted", behind.supervisor),
        ("bulletin_issued", behind.colleague),
    ]


STEPS = {
    "submit": lambda one, by: submit_bulletin(one, by=by, at=AT, version=one.version),
    "return": lambda one, by: return_bulletin(one, by=by, at=AT, version=one.version, reason="核对"),
    "issue": lambda one, by: issue_bulletin(one, by=by, at=AT, version=one.version),
}
FROM = {"submit": {"draft", "returned"}, "return": {"submitted"}, "issue": {"submitted"}}


@pytest.mark.parametrize("state", Bulletin.State.values)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_from_its_states_alone(behind, step, state):
    told = {"number": 7} if state == "issued" else {"state": state}
    bulletin = factories.bulletin(behind.report, behind.supervisor, **told)
    if state in FROM[step]:
        STEPS[step](bulletin, behind.supervisor if step == "submit" else behind.colleague)
    else:
        with pytest.raises(StaleBulletin):
            STEPS[step](bulletin, behind.colleague)
        assert Bulletin.objects.get().state == state


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_who_approve_at_once_issue_it_once(behind, submitted):
    answers = at_once(
        lambda: issue(submitted, behind.leader).number,
        lambda: issue(submitted, behind.colleague).number,
    )
    assert sorted(map(str, answers))[0] == "1" and any("nothing was saved" in str(one) for one in answers)
    assert BulletinCopy.objects.filter(department=behind.civil_affairs).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_that_are_issued_at_once_get_two_numbers(behind):
    one, other = (factories.bulletin(behind.report, behind.supervisor, state="submitted") for _place in range(2))
    numbers = at_once(lambda: issue(one, behind.leader).number, lambda: issue(other, behind.colleague).number)
    assert sorted(numbers) == [1, 2]


# Special reports


@pytest.fixture
def brief(behind):
    """Submitted by the supervisor, on what the leader answers for."""
    Portfolio.objects.create(leader=behind.leader, department=behind.civil_affairs)
    about = {"kind": "brief", "leader": behind.leader, "on": TODAY}
    one = draft_bulletin(behind.report, by=behind.supervisor, at=AT, **about)
    return submit_bulletin(one, by=behind.supervisor, at=AT, version=1)


def test_a_special_report_goes_to_its_leader_alone_and_shows_the_receipt(behind, brief):
    issued = issue(brief, behind.colleague)
    assert issued.spelt_number == "督查专报〔2011〕1号"
    assert titles(behind.leader)[-1] == f"督查专报〔2011〕1号 {issued.title}"
    assert not [title for title in titles(behind.liaison) if "专报" in title]
    [receipt] = receipts_of(issued)
    assert (receipt.people, receipt.is_opened) == ([("孙市长", None)], False)
    mark_read(behind.leader.messages.get(kind="bulletin"), at=moment("2011-06-21"))
    [receipt] = receipts_of(issued)
    assert receipt.people == [("孙市长", moment("2011-06-21"))]


def test_a_leader_who_issues_what_is_written_to_them_has_read_it(behind, brief):
    issued = issue(brief, behind.leader)
    assert not behind.leader.messages.filter(kind="bulletin").exists()
    assert [one.people for one in receipts_of(issued)] == [[("孙市长", AT)]]
    [listed] = with_receipts(Bulletin.objects.all())
    assert (listed.is_opened, listed.sent_to) == (True, 0)


def test_it_is_not_sent_to_who_is_a_leader_no_more(behind, brief):
    Membership.objects.filter(user=behind.leader).delete()
    with pytest.raises(WorkflowError, match="孙市长 holds no post as city leader"):
        issue(Bulletin.objects.get(), behind.colleague)
    assert not Bulletin.objects.get().is_issued


def test_a_special_report_keeps_its_leader_when_its_figures_are_renewed(behind, brief):
    returned = return_bulletin(brief, by=behind.leader, at=AT, version=2, reason="核对")
    WorkItem.objects.filter(pk=behind.led.pk).update(due_on=day("2011-06-11"))
    renewed, kept = renew_bulletin(returned, by=behind.supervisor, at=AT, version=3)
    assert kept == [] and "逾期9天" in renewed.blocks["problems"]
    assert [row["number"] for row in renewed.data["portfolio"]] == ["1"]
