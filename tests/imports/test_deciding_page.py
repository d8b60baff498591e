"""Every remedy by its button on the page of a draft; what is incomplete, impossible or stale changes nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from items.imports import Decisions, apply_import, drafts
from items.models import ImportDraft, WorkReport

from ..given import factories
from ..given.chinese import chinese
from ..given.html import parse, sentences
from .imported import ledger, plan
from .pressing import address, decisions, press, said, start_of

# Every remedy by its button


def test_every_button_of_the_page_is_known(portal, draft):
    """A button whose verb nobody reads would answer that the page was incomplete."""
    page = parse(portal.get(address(draft)))
    acts = {button["value"] for button in page.all("button", name="act")}
    verbs = {act.partition(":")[0] for act in acts}
    assert {"unit-new", "leads", "drop", "join", "split", "number", "give", "add", "accept"} <= verbs
    incomplete = chinese("The page was incomplete, so nothing was saved. Reload it and try again.")
    for act in acts:
        fields = {field["name"]: field.get("value") or "1" for field in page.all("input") if field.get("name")}
        selects = {select["name"]: select.all("option")[-1]["value"] for select in page.all("select")}
        version = ImportDraft.objects.get(pk=draft.pk).version
        response = portal.post(address(draft, "decide"), {**fields, **selects, "version": version, "act": act})
        assert response.status_code in (302, 422)
        assert incomplete not in (response.content.decode() if response.status_code == 422 else "")
        ImportDraft.objects.filter(pk=draft.pk).update(decisions={}, earlier=[])


def test_an_unknown_unit_is_matched_by_a_click(portal, draft, cast):
    assert press(portal, draft, f"unit:0:{cast.health.pk}", **{"remember-0": "on"}).status_code == 302
    assert decisions(draft).units == {
        "市气象局": {"as": "known", "department": cast.health.pk, "remember": True},
    }


def test_an_unknown_unit_is_matched_by_typing(portal, draft, cast):
    press(portal, draft, "unit-typed:1", **{"unit-1": "卫生局"})
    assert decisions(draft).units == {
        "市粮食局": {"as": "known", "department": cast.health.pk, "remember": False},
    }


def test_a_unit_of_a_like_name_is_offered(portal, cast):
    meant = factories.department("市卫生和计划生育委员会")
    draft = factories.draft(cast.supervisor, "1、甲(责任单位:市卫生计生委)。")
    page = parse(portal.get(address(draft)))
    assert page.one("button", value=f"unit:0:{meant.pk}")


@pytest.mark.parametrize(("act", "kept"), [("unit-new:0", {"as": "new"}), ("unit-ignore:0", {"as": "ignored"})])
def test_an_unknown_unit_is_made_or_is_none(portal, draft, act, kept):
    press(portal, draft, act)
    assert decisions(draft).units == {"市气象局": kept}


def test_all_unknown_units_are_made(portal, draft):
    press(portal, draft, "units-new")
    assert decisions(draft).units == {"市气象局": {"as": "new"}, "市粮食局": {"as": "new"}}


def test_leads_are_confirmed_in_one_go(portal, draft):
    school, trees = start_of("2、改"), start_of("5、种")
    press(portal, draft, "leads", **{f"lead-{school}": "市卫生局", f"lead-{trees}": ""})
    assert decisions(draft).leads == {str(school): ["市卫生局"]}
    press(portal, draft, "leads-suggested")
    assert decisions(draft).leads == {str(school): ["市卫生局"], str(trees): ["市教育局"]}


@pytest.mark.parametrize(("suggested", "words"), [(0, None), (2, "全部按建议确认（2项）")])
def test_as_many_leads_are_offered_as_are_suggested(portal, cast, suggested, words):
    """A collective is never suggested; the button speaks of none but those it would confirm."""
    units = ["市卫生局、市教育局"] * suggested + ["各区人民政府、各县人民政府"] * 55
    factories.department("各县人民政府", is_collective=True)
    text = "\n".join(f"{number}、建设第{number}处站点(责任单位:{told})。" for number, told in enumerate(units, start=1))
    page = parse(portal.get(address(factories.draft(cast.supervisor, text))))
    offered = page.all("button", value="leads-suggested")
    assert [button.text for button in offered] == ([words] if words else [])


def test_an_item_without_a_unit_gets_one(portal, draft, cast):
    flood = start_of("6、防")
    press(portal, draft, f"give:{flood}", **{f"give-{flood}": "市民政局"})
    assert decisions(draft).given == {str(flood): [[cast.civil_affairs.pk, "lead"]]}


def test_an_item_gets_another_number(portal, draft):
    river = start_of("2、疏")
    press(portal, draft, f"number:{river}", **{f"number-{river}": " 3 "})
    assert decisions(draft).numbers == {str(river): 3}


def test_items_are_dropped_joined_split_and_added(portal, draft):
    road, river = start_of("1、修"), start_of("2、疏")
    press(portal, draft, f"drop:{start_of('7、看')}")
    press(portal, draft, f"join:{river}")
    press(portal, draft, f"split:{road}", **{f"split-{road}": start_of("架设")})
    press(portal, draft, f"add:unread_text:{start_of('绿化')}")
    found = decisions(draft)
    assert (found.dropped, found.joined, found.splits) == ([start_of("7、看")], [river], [start_of("架设")])
    assert found.added == [[start_of("绿化"), start_of("绿化") + len("绿化荒山。")]]


def test_findings_are_left_as_they_are(portal, draft):
    key = f"no_lead:{start_of('市教育局、市卫生局')}"
    press(portal, draft, f"accept:{key}")
    assert decisions(draft).accepted == [key]
    press(portal, draft, "accept-group:numbers")
    assert len(decisions(draft).accepted) > 1
    assert "number_repeat" in [found.code for found in drafts.check(ImportDraft.objects.get())[0].blocking]


def test_an_undecided_number_becomes_a_target(portal, cast):
    text = "1、确保增长10%左右(责任单位:市民政局)。"
    draft = factories.draft(cast.supervisor, text)
    page = parse(portal.get(address(draft)))
    start = text.index("10%")
    assert page.one("button", value=f"target:target_unsure:{start}")
    press(portal, draft, f"target:target_unsure:{start}")
    assert decisions(draft).targets == [[start, start + len("10%左右")]]


def test_missing_items_are_chosen_for_cancelling(portal, cast):
    report = apply_import(plan("1、修路(责任单位:市民政局)。\n2、架桥(责任单位:市民政局)。"), by=cast.supervisor)
    draft = factories.draft(cast.supervisor, "1、修路(责任单位:市民政局)。", corrects=report, title=report.title)
    bridge = report.items.get(number=2)
    page = parse(portal.get(address(draft)))
    assert page.one("input", name="cancel")["value"] == str(bridge.pk)
    press(portal, draft, "missing", cancel=[bridge.pk], shown=[bridge.pk])
    assert decisions(draft).cancelled == [bridge.pk]
    assert "checked" in parse(portal.get(address(draft))).one("input", name="cancel").attributes
    press(portal, draft, "", name="apply")
    bridge.refresh_from_db()
    assert bridge.status == "cancelled"


def test_ticks_count_when_the_corrected_version_is_applied(portal, cast):
    report = apply_import(plan("1、修路(责任单位:市民政局)。\n2、架桥(责任单位:市民政局)。"), by=cast.supervisor)
    draft = factories.draft(cast.supervisor, "1、修路(责任单位:市民政局)。", corrects=report, title=report.title)
    bridge = report.items.get(number=2)
    page = parse(portal.get(address(draft)))
    assert page.one("input", name="cancel")["form"] == page.one("form", id="apply-form")["id"]
    press(portal, draft, "", name="apply", cancel=[bridge.pk], shown=[bridge.pk])
    bridge.refresh_from_db()
    assert bridge.status == "cancelled"


def test_enter_takes_all_that_was_typed_and_presses_nothing_else(portal, cast):
    draft = factories.draft(
        cast.supervisor, "1、修路(责任单位:市气象局、市粮食局、市海洋局)。\n1、架桥(责任单位:市民政局)。"
    )
    page = parse(portal.get(address(draft)))
    for form in page.all("form", action=address(draft, "decide")):
        buttons = form.all("button")
        if any(field.get("type") != "hidden" for field in form.all("input")):
            assert buttons[0]["value"] == "typed"
    data = {"unit-0": "市民政局", "remember-0": "on", "unit-2": "市卫生局", f"number-{draft.text.index('1、架')}": "2"}
    press(portal, draft, "typed", **data)
    found = decisions(draft)
    assert {name: choice["department"] for name, choice in found.units.items()} == {
        "市气象局": cast.civil_affairs.pk,
        "市海洋局": cast.health.pk,
    }
    assert found.numbers == {str(draft.text.index("1、架")): 2}
    before = found.as_json()
    for nothing in ({}, {"unit-0": "  "}, {"unit-0": "没有的单位", "number-0": "3"}):
        assert press(portal, draft, "typed", **nothing).status_code == 422
        assert decisions(draft).as_json() == before


def test_an_ended_session_leads_back_to_the_draft(portal, draft):
    for name in ("decide", "data", "apply", "discard", "read"):
        assert portal.get(address(draft, name)).url == address(draft)


def test_a_lead_is_changed_on_the_card(portal, cast):
    draft = factories.draft(cast.supervisor, "1、修路(责任单位:市民政局*、市卫生局)。")
    press(portal, draft, "lead:0", **{"cardlead-0": "市卫生局"})
    assert decisions(draft).leads == {"0": ["市卫生局"]}


def test_a_report_that_is_known_offers_to_be_corrected(portal, cast):
    text = "1、修路(责任单位:市民政局)。"
    report = apply_import(plan(text), by=cast.supervisor)
    draft = factories.draft(cast.supervisor, text, title="另一个题目")
    assert parse(portal.get(address(draft))).one("button", value=f"corrects:{report.pk}")
    press(portal, draft, f"corrects:{report.pk}")
    assert ImportDraft.objects.get(pk=draft.pk).corrects == report


def test_a_report_is_issued_later(portal, cast):
    report = apply_import(plan("1、修路(责任单位:各区人民政府)。"), by=cast.supervisor)
    page = parse(portal.get(report.get_absolute_url()))
    form = page.one("form", action=reverse("report_issue", args=[report.pk]))
    for sentence in ("已交办", "交办"):
        answer = portal.post(form["action"], follow=True)
        assert sentence in sentences(answer)
    report.refresh_from_db()
    assert report.issued_on and report.items.get().responsibilities.filter(via=cast.districts).count() == 2
    assert not parse(portal.get(report.get_absolute_url())).all("form", action=form["action"])


@pytest.mark.parametrize("key", ["", "as_json:x", "__class__:x", "units", "dropped:x"])
def test_only_a_decision_is_taken_back(portal, draft, key):
    assert press(portal, draft, f"forget:{key}").status_code == 422
    assert decisions(draft) == Decisions()


BROKEN = [
    "",
    "x",
    "drop",
    "drop:x",
    f"drop:{'9' * 5000}",
    "join:",
    "split:12",
    "number:12",
    "give:12",
    "unit:0",
    "unit:x:y",
    "unit-typed:0",
    "unit-new:x",
]


@pytest.mark.parametrize("act", BROKEN, ids=range(len(BROKEN)))
def test_an_incomplete_button_says_so_and_changes_nothing(portal, draft, act):
    response = press(portal, draft, act)
    assert response.status_code == 422
    assert chinese("The page was incomplete, so nothing was saved. Reload it and try again.") in said(response)
    assert decisions(draft) == Decisions()


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("missing", {"cancel": "x"}),
        ("leads", {"lead-x": "市民政局"}),
        ("leads", {"lead-0": "市卫生局\0"}),
        ("drop:999", {}),
        ("unit-new:77", {}),
        ("unit-new:-1", {}),
        (f"unit:0:{10**30}", {}),
        ("unit-typed:0", {"unit-0": "无此局\0"}),
        ("add:unread_text:3", {}),
        ("number:15", {"number-15": "x"}),
        ("number:15", {"number-15": "9" * 5000}),
        ("split:15", {"split-15": "0"}),
    ],
)
def test_what_is_not_possible_says_why_and_changes_nothing(portal, draft, act, fields):
    response = press(portal, draft, act, **fields)
    assert response.status_code == 422
    assert said(response)
    assert decisions(draft) == Decisions()


@pytest.mark.parametrize(
    "act", ["accept:\0", "accept:unknown_unit:市气象局", "accept-group:nowhere", "accept-group:unknown_unit"]
)
def test_only_open_findings_are_left_as_they_are(portal, draft, act):
    assert press(portal, draft, act).status_code == 302
    assert decisions(draft) == Decisions()


# Stale pages


@pytest.mark.parametrize("name", ["decide", "data", "apply"])
def test_a_stale_page_comes_back_with_the_present_state(portal, draft, name):
    press(portal, draft, f"drop:{start_of('7、看')}")
    data = {"version": 1, "act": "units-new", "year": 2013, "title": "新题目"}
    before = ledger()
    response = portal.post(address(draft, name), data)
    assert response.status_code == 409
    assert chinese(
        "This import was changed in the meantime, in another window or by a colleague, so your last step was not "
        "saved. Look at the present state below and take it again if it is still needed."
    ) in said(response)
    assert len(parse(response).all("article", of="card-item")) == 5
    assert parse(response).all("input", name="version")[0]["value"] == "2"
    assert ledger() == before
    draft.refresh_from_db()
    assert (draft.version, draft.title) == (2, "2012年任务分解")


@pytest.mark.parametrize("version", ["", "x", "-1"])
@pytest.mark.parametrize("name", ["decide", "data", "apply"])
def test_a_page_without_its_version_is_incomplete(portal, draft, name, version):
    data = {"version": version, "act": "units-new", "year": 2013, "title": "新题目"}
    assert portal.post(address(draft, name), data).status_code == 422
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.parametrize("name", ["decide", "data", "apply"])
def test_an_applied_import_takes_no_further_step(portal, cast, name):
    draft = factories.draft(cast.supervisor)
    press(portal, draft, "", name="apply")
    before = ledger()
    response = press(portal, draft, "units-new", name=name, year=2013, title="新题目")
    assert response.status_code == 409
    assert chinese("This import has been applied already; nothing was imported twice.") in said(response)
    assert WorkReport.objects.latest("pk").get_absolute_url() in parse(response).one("main").links()
    assert ledger() == before


@pytest.mark.parametrize("state", ["waiting", "reading", "failed"])
@pytest.mark.parametrize("name", ["decide", "data", "apply"])
def test_a_draft_that_is_not_read_takes_no_step(portal, draft, name, state):
    ImportDraft.objects.filter(pk=draft.pk).update(state=state, read_at=timezone.now())
    response = press(portal, draft, "units-new", name=name, year="", title="")
    assert response.status_code == 409
    assert said(response) or state == "failed"
