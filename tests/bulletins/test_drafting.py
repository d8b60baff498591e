"""A draft: what it says of a day, what is written on it, and how its figures are renewed."""

import datetime

import pytest

from items.bulletins.document import written
from items.bulletins.drafting import discard_bulletin, draft_bulletin, renew_bulletin, save_bulletin
from items.bulletins.filling import word_file
from items.errors import WorkflowError
from items.lights.recording import record_lights
from items.models import Bulletin, HistoryEntry, Portfolio, WorkItem, WorkReport
from items.report.archiving import archive
from items.requests.instructing import instruct, mark_done
from items.rounds.running import close_period, open_period
from items.rounds.sheet import lights
from items.steps.errors import StaleBulletin
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.together import at_once, moment
from .conftest import AT, TODAY
from .word_read import tables

HEAD = {"title": "通报", "issuer": "督查室", "word": "督查通报", "recipients": "各单位"}


def save(bulletin, by, version=1, head=None, **blocks):
    return save_bulletin(bulletin, by=by, at=AT, version=version, head=head or {}, blocks=blocks)


def letter(cast, **fields):
    about = {"kind": "letter", "department": cast.civil_affairs, "answer_on": day("2011-06-30"), "on": TODAY}
    return draft_bulletin(cast.report, by=cast.supervisor, at=AT, **{**about, **fields})


def draft_of(cast):
    return draft_bulletin(cast.report, by=cast.supervisor, at=AT, on=TODAY)


def actions():
    return list(
        HistoryEntry.objects.filter(action__contains="bulletin").order_by("pk").values_list("action", flat=True)
    )


def test_it_says_what_is_late_and_what_went_well(behind, bulletin):
    assert [(row["number"], row["units"], row["colour"]) for row in bulletin.data["late"]] == [("1", "市民政局", "red")]
    assert [row["number"] for row in bulletin.data["results"]] == ["2"]
    assert "逾期10天：完成时限为2011年6月10日" in bulletin.blocks["problems"]
    assert bulletin.blocks == bulletin.drafted and bulletin.edited == []
    assert (bulletin.title, bulletin.recipients) == (
        "关于截至2011年6月20日“2011年任务分解”落实情况的通报",
        "各责任单位",
    )
    assert (bulletin.issuer, bulletin.word, bulletin.spelt_number) == ("市政府办公室", "督查通报", "")


def test_quotation_marks_within_quotation_marks_are_single(behind):
    WorkItem.objects.filter(pk=behind.led.pk).update(text="推进“阳光新政”工程化")
    assert "第1项“推进‘阳光新政’工程化”" in draft_of(behind).blocks["problems"]


def test_an_excerpt_ends_before_a_quotation_that_it_would_cut(behind):
    text = "推进社会保险扩面征缴,全面实施医疗、工伤和生育保险市级统筹,启动实施社会保险“一卡通”惠民工程"
    WorkItem.objects.filter(pk=behind.led.pk).update(text=text)
    assert "启动实施社会保险…”（" in draft_of(behind).blocks["problems"]


def test_nothing_is_said_of_none(behind):
    assert draft_of(behind).blocks["results"].startswith("已办结1项。")


def test_units_that_are_named_are_those_in_charge(behind, bulletin):
    assert bulletin.data["units"] == [[behind.civil_affairs.pk, "市民政局"], [behind.health.pk, "市卫生局"]]


def test_the_next_one_takes_over_how_the_office_called_itself(behind, bulletin):
    save(bulletin, behind.supervisor, head={**HEAD, "issuer": "市政府督查室", "word": "襄政督"})
    Bulletin.objects.update(on=day("2011-06-19"))
    second = draft_bulletin(behind.report, by=behind.colleague, at=AT, on=TODAY)
    assert (second.issuer, second.word) == ("市政府督查室", "襄政督")


def test_what_changes_later_does_not_reach_it(behind, bulletin):
    WorkItem.objects.update(text="改过", due_on=day("2012-01-01"))
    assert written(Bulletin.objects.get()) == written(bulletin)


def test_renewing_takes_new_figures_and_keeps_what_was_edited_by_hand(behind, bulletin):
    save(bulletin, behind.supervisor, demands="请抓紧。")
    WorkItem.objects.filter(pk=behind.led.pk).update(due_on=day("2011-06-11"))
    renewed, kept = renew_bulletin(bulletin, by=behind.supervisor, at=AT, version=2)
    assert kept == ["demands"] and renewed.blocks["demands"] == "请抓紧。"
    assert "逾期9天" in renewed.blocks["problems"] and renewed.data["late"][0]["due"] == "2011-06-11"
    assert Bulletin.objects.get().version == 3


def test_the_head_and_the_blocks_are_written_and_the_history_says_which(behind, bulletin):
    done = save(bulletin, behind.colleague, head=HEAD, overall="总体平稳。", poem="床前明月光")
    assert (done.title, done.blocks["overall"], done.edited) == ("通报", "总体平稳。", ["overall"])
    assert "poem" not in Bulletin.objects.get().blocks
    entry = HistoryEntry.objects.get(action="bulletin_edited")
    assert entry.after["block_overall"] == "总体平稳。" and entry.after["title"] == "通报"
    assert set(done.writers.all()) == {behind.supervisor, behind.colleague}


def test_saving_what_stands_there_changes_nothing(behind, bulletin):
    save(bulletin, behind.colleague, overall=bulletin.blocks["overall"])
    assert Bulletin.objects.get().version == 1 and actions() == ["bulletin_drafted"]
    assert list(bulletin.writers.all()) == [behind.supervisor]


@pytest.mark.parametrize("step", [save, lambda one, by: renew_bulletin(one, by=by, at=AT, version=1)])
def test_who_was_slower_is_told_and_overwrites_nothing(behind, bulletin, step):
    save(bulletin, behind.supervisor, overall="甲")
    with pytest.raises(StaleBulletin, match="nothing was saved") as refused:
        step(bulletin, behind.colleague)
    assert refused.value.bulletin.blocks["overall"] == "甲"
    assert Bulletin.objects.get().version == 2


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_writes(behind, bulletin, who):
    person = getattr(behind, who)
    for step in (
        lambda: draft_bulletin(behind.report, by=person, at=AT, on=TODAY),
        lambda: save(bulletin, person, overall="甲"),
        lambda: renew_bulletin(bulletin, by=person, at=AT, version=1),
        lambda: discard_bulletin(bulletin, by=person, at=AT, version=1),
    ):
        with pytest.raises(WorkflowError, match="Only the supervision office"):
            step()
    assert actions() == ["bulletin_drafted"]


@pytest.mark.parametrize("state", ["submitted", "issued"])
def test_only_a_draft_is_written_on(behind, state):
    told = {"number": 7} if state == "issued" else {"state": state}
    bulletin = factories.bulletin(behind.report, behind.supervisor, **told)
    with pytest.raises(StaleBulletin):
        save(bulletin, behind.supervisor, overall="甲")
    with pytest.raises(StaleBulletin):
        discard_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)


def test_a_draft_is_discarded_and_the_history_keeps_it(behind, bulletin):
    discard_bulletin(bulletin, by=behind.colleague, at=AT, version=1)
    assert not Bulletin.objects.exists() and actions() == ["bulletin_drafted", "bulletin_discarded"]
    with pytest.raises(WorkflowError, match="discarded meanwhile"):
        save(bulletin, behind.supervisor, overall="甲")


@pytest.mark.parametrize(("on", "sentence"), [("2011-06-21", "lies in the future"), ("2010-01-05", "No lights")])
def test_a_day_of_which_nothing_is_known_is_refused(behind, on, sentence):
    with pytest.raises(WorkflowError, match=sentence):
        draft_bulletin(behind.report, by=behind.supervisor, at=AT, on=day(on))


def test_a_period_that_is_open_is_refused(behind):
    with pytest.raises(WorkflowError, match="once it is closed"):
        draft_bulletin(behind.report, by=behind.supervisor, at=AT, period=factories.period(behind.report))


def test_of_a_period_it_tells_the_lights_of_the_closing_and_not_those_of_the_evening(behind):
    """As the page of the period does: the frozen sheet is the rule."""
    closing = moment("2011-06-18 09:00")
    period = factories.period(behind.report)
    open_period(period, at=moment("2011-03-01 09:00"))
    close_period(period, at=closing)
    record_lights(closing)
    WorkItem.objects.filter(pk=behind.led.pk).update(status="completed", completed_on=day("2011-06-18"))
    record_lights(moment("2011-06-18 15:00"))
    of_period = draft_bulletin(behind.report, by=behind.supervisor, at=AT, period=period)
    of_day = draft_bulletin(behind.report, by=behind.supervisor, at=AT, on=day("2011-06-18"))
    led = behind.led.pk
    assert (of_period.on, of_period.data["at"]) == (day("2011-06-18"), "2011-06-18T09:00:00+08:00")
    assert [row["colour"] for row in of_period.data["late"] if row["item"] == led] == ["red"]
    assert lights(period, [led], on=TODAY)[led].colour == "red"
    assert led in [row["item"] for row in of_day.data["results"]]


def test_nothing_is_written_on_a_report_that_is_archived(behind, bulletin):
    archive(behind.report, by=behind.supervisor, at=AT)
    for step in (
        lambda: save(Bulletin.objects.get(), behind.supervisor, overall="甲"),
        lambda: draft_bulletin(WorkReport.objects.get(), by=behind.supervisor, at=AT, on=TODAY),
    ):
        with pytest.raises(WorkflowError, match="archived"):
            step()


# Letters and reminders


def test_a_letter_is_about_one_unit_and_its_day(behind):
    one = letter(behind)
    assert [row["number"] for row in one.data["late"]] == ["1"] and one.data["units"] == [
        [behind.civil_affairs.pk, "市民政局"]
    ]
    assert (one.title, one.recipients, one.word) == ("关于督办市民政局有关事项的函", "市民政局", "督办函")
    assert "第1项“加强养老服务”" in one.blocks["matters"] and "2011年6月30日前书面答复" in one.blocks["demands"]
    assert list(one.blocks) == ["matters", "demands"]


def test_a_reminder_is_milder(behind):
    one = letter(behind, kind="reminder")
    assert (one.word, written(one).masthead, written(one).answer_by) == ("提醒单", "提醒单", "2011年6月30日")


@pytest.mark.parametrize("kind", ["letter", "reminder"])
def test_a_letter_has_the_annexes_that_its_file_has(behind, kind):
    supports = {"leads": [behind.civil_affairs], "status": "completed", "completed_on": day("2011-06-01")}
    factories.item(behind.report, 9, text="办好一件实事", **supports)
    one = letter(behind, kind=kind)
    one.data["silent"] = [{"key": behind.civil_affairs.pk, "unit": "市民政局", "silent": 2, "asked": 3}]
    assert one.data["results"] and [annex.key for annex in written(one).annexes] == ["late"]
    assert [table[0][0] for table in tables(word_file(one))] == ["序号"]


def test_another_day_for_the_answer_is_the_one_that_the_text_names(behind):
    one = save(letter(behind), behind.supervisor, head={"answer_on": day("2011-07-05")})
    assert "2011年7月5日前书面答复" in one.blocks["demands"] and "6月30日" not in one.blocks["demands"]
    assert Bulletin.objects.get().edited == [] and written(one).answer_by == "2011年7月5日"


def test_another_day_for_the_answer_leaves_the_rest_of_an_edited_text(behind):
    one = save(letter(behind), behind.supervisor, demands="请于2011年6月30日前答复，并抄送市纪委。")
    one = save(one, behind.supervisor, version=2, head={"answer_on": day("2011-07-05")})
    assert one.blocks["demands"] == "请于2011年7月5日前答复，并抄送市纪委。" and one.edited == ["demands"]


def test_a_day_for_the_answer_that_is_over_is_not_written_into_a_letter(behind):
    with pytest.raises(WorkflowError, match="lies in the past"):
        save(letter(behind), behind.supervisor, head={"answer_on": TODAY - datetime.timedelta(days=1)})


def test_where_nothing_is_behind_no_letter_is_written(behind):
    with pytest.raises(WorkflowError, match="nothing to urge"):
        letter(behind, department=behind.health)
    with pytest.raises(WorkflowError, match="lies in the past"):
        letter(behind, answer_on=TODAY - datetime.timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_get_one_draft(behind):
    def press(by):
        return lambda: draft_bulletin(behind.report, by=by, at=moment("2011-06-20"), on=TODAY).pk

    first, second = at_once(press(behind.supervisor), press(behind.colleague))
    assert first == second and Bulletin.objects.count() == 1


# Special reports, and what there is nothing to tell of


def brief(cast, **fields):
    about = {"kind": "brief", "leader": cast.leader, "on": TODAY}
    return draft_bulletin(cast.report, by=cast.supervisor, at=AT, **{**about, **fields})


def given(cast, *units):
    Portfolio.objects.bulk_create(Portfolio(leader=cast.leader, department=unit) for unit in units)


def test_a_special_report_is_on_what_its_leader_answers_for(behind):
    given(behind, behind.civil_affairs)
    one = brief(behind)
    assert [row["number"] for row in one.data["portfolio"]] == ["1"] and one.data["held"] == ["市民政局"]
    assert (one.title, one.recipients, one.word) == ("关于孙市长分管工作落实情况的专报", "孙市长", "督查专报")
    assert list(one.blocks) == ["overall", "results", "problems", "requests", "instructions", "proposals"]
    assert "由孙市长分管的事项共1项" in one.blocks["overall"] and "逾期10天" in one.blocks["problems"]
    assert one.blocks["requests"] == "没有提请市领导协调的事项。"
    assert one.blocks["instructions"] == "没有尚未办结的批示和议定事项。"
    assert brief(behind) == one


def test_an_item_that_names_the_leader_needs_no_portfolio(behind):
    WorkItem.objects.filter(pk=behind.supported.pk).update(leaders="孙市长")
    one = brief(behind)
    assert [row["number"] for row in one.data["portfolio"]] == ["2"] and one.data["held"] == []
    assert "分管单位" not in one.blocks["overall"]


def test_an_instruction_that_is_late_is_said_to_be_and_one_that_is_done_is_not_told(behind):
    given(behind, behind.civil_affairs)
    early = moment("2011-06-01")
    instruct(behind.led, by=behind.leader, at=early, text="请抓紧", due_on=day("2011-06-10"))
    done = instruct(behind.led, by=behind.leader, at=early, text="已了结")
    mark_done(done, by=behind.leader, at=moment("2011-06-02"))
    told = brief(behind).blocks
    assert "共1件，其中已反馈0件，待反馈1件（逾期未反馈1件）" in told["instructions"]
    assert "请抓紧" in told["instructions"] and "已了结" not in told["instructions"]
    assert "逾期未反馈的1件批示" in told["proposals"]


def test_of_a_past_day_it_tells_what_was_open_then(behind):
    given(behind, behind.civil_affairs)
    record_lights(moment("2011-06-18 09:00"))
    done = instruct(behind.led, by=behind.leader, at=moment("2011-06-17"), text="请抓紧")
    mark_done(done, by=behind.leader, at=moment("2011-06-19"))
    instruct(behind.led, by=behind.leader, at=moment("2011-06-19"), text="后来的")
    told = brief(behind, on=day("2011-06-18")).blocks["instructions"]
    assert "请抓紧" in told and "后来的" not in told


def test_a_leader_without_portfolio_is_told_of_as_such(behind):
    with pytest.raises(WorkflowError, match="is in the charge of 孙市长: no item names them"):
        brief(behind)


def test_who_is_no_leader_gets_no_special_report(behind):
    with pytest.raises(WorkflowError, match="李联络 holds no post as city leader"):
        brief(behind, leader=behind.liaison)


def test_a_unit_that_was_merged_away_gets_no_letter(behind):
    merge(behind.civil_affairs, into=behind.health, by=behind.administrator, on=TODAY)
    gone = type(behind.health).objects.get(pk=behind.civil_affairs.pk)
    with pytest.raises(WorkflowError, match="市民政局 was merged into 市卫生局: write to that unit"):
        letter(behind, department=gone)


def test_a_unit_without_items_gets_no_letter(behind):
    with pytest.raises(WorkflowError, match="nothing to urge"):
        letter(behind, department=factories.department("市档案局"))


def test_a_report_without_items_gives_no_bulletin(behind):
    empty = factories.report(title="空报告", year=2012)
    with pytest.raises(WorkflowError, match="“空报告” has no items that count"):
        draft_bulletin(empty, by=behind.supervisor, at=AT, on=TODAY)


def test_a_report_of_which_no_period_was_closed_is_told_of_as_it_is_today(behind):
    assert not behind.report.periods.exists()
    one = draft_bulletin(behind.report, by=behind.supervisor, at=AT, on=TODAY)
    assert (one.data["period"], one.data["at"], one.data["reports"]) == ("", "", {})
    assert written(one).period == ""


def test_a_unit_that_was_merged_after_the_closing_is_named_as_it_was(behind):
    period = factories.period(behind.report)
    open_period(period, at=moment("2011-03-01 09:00"))
    close_period(period, at=moment("2011-06-18 09:00"))
    record_lights(moment("2011-06-18 09:00"))
    merge(behind.civil_affairs, into=behind.health, by=behind.administrator, on=TODAY)
    one = draft_bulletin(behind.report, by=behind.supervisor, at=AT, period=period)
    assert {"市民政局", "市卫生局"} <= {row["unit"] for row in one.data["silent"]}
    assert [row["units"] for row in one.data["late"] if row["item"] == behind.led.pk] == ["市民政局"]
