"""The import pages: upload or paste, check, decide, apply; what is refused comes back with a sentence."""

import datetime
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from departments.models import Department, DepartmentAlias
from items.documents import LARGEST_FILE
from items.imports import Decisions, apply_import, drafts, reading
from items.imports import views as views
from items.imports.document_wording import SENTENCES as DOCUMENT_SENTENCES
from items.models import ImportDraft, WorkItem, WorkReport
from items.models.draft import SILENCE

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from .test_creating import everything as ledger
from .test_creating import plan

LIST = "/imports/"
TEXT = """2012年任务分解
一、民生
1、修建道路30公里。架设桥梁。(责任单位:市民政局*、市气象局)
2、改造校舍20所(责任单位:市教育局、市卫生局)。
2、疏浚河道(责任单位:市粮食局)。
绿化荒山。
5、种树(责任单位:各区人民政府、市教育局)。
6、防汛
7、看天(责任单位:市民政局)。"""


def chinese(sentence, **values):
    """A sentence as the page says it."""
    with translation.override("zh-hans"):
        return gettext(sentence) % values


@pytest.fixture
def portal(client, cast):
    """A client of the supervision office."""
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def draft(cast):
    return factories.draft(cast.supervisor, TEXT, title="2012年任务分解")


def address(draft, name="detail"):
    return reverse(f"import_{name}", args=[draft.pk])


def press(client, draft, act, name="decide", **data):
    """Press a button of the draft's page as it is now."""
    version = ImportDraft.objects.get(pk=draft.pk).version
    return client.post(address(draft, name), {"version": version, "act": act, **data})


def decisions(draft):
    return Decisions(**ImportDraft.objects.get(pk=draft.pk).decisions)


def start_of(text, source=TEXT):
    return source.index(text)


def file(data, name="plan.txt"):
    return SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())


def said(response):
    """What the page says is wrong, and what its messages say."""
    page = parse(response)
    return " ".join(element.text for element in [*page.all(role="alert"), *page.all(of="invalid-feedback")])


# Upload and paste


def test_a_text_file_is_uploaded_read_and_shown(portal):
    response = portal.post(LIST, {"file": file(TEXT)})
    draft = ImportDraft.objects.get()
    assert response["Location"] == address(draft)
    assert (draft.name, draft.state, draft.year, draft.title) == ("plan.txt", "ready", 2012, "2012年任务分解")
    page = parse(portal.get(response["Location"]))
    assert len(page.all("article", of="card-item")) == 6


def test_a_word_file_is_uploaded_and_read(portal):
    document, data = docx.Document(), BytesIO()
    for line in TEXT.split("\n"):
        document.add_paragraph(line)
    document.save(data)
    portal.post(LIST, {"file": file(data.getvalue(), "任务分解.docx")})
    draft = ImportDraft.objects.get()
    assert (draft.name, draft.state) == ("任务分解.docx", "ready")
    assert draft.text.split() == TEXT.split()


def test_a_text_is_pasted(portal):
    response = portal.post(LIST, {"text": TEXT.replace("\n", "\r\n")})
    draft = ImportDraft.objects.get()
    assert response["Location"] == address(draft)
    assert (draft.state, draft.text) == ("ready", TEXT)


def test_signs_that_nobody_sees_are_left_out_of_a_pasted_text(portal):
    portal.post(LIST, {"text": "1、修\0路\u200b(责任单位:市民政局)。"})
    assert ImportDraft.objects.get().text == "1、修路(责任单位:市民政局)。"


def test_a_pasted_table_keeps_its_columns(portal):
    portal.post(LIST, {"text": "序号\t工作任务\t责任单位\n1\t修路\t市民政局\n2\t架桥\t市卫生局"})
    (draft,) = ImportDraft.objects.all()
    assert [item.parsed.text for item in drafts.check(draft)[0].items] == ["修路", "架桥"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"file": file("修路"), "text": "架桥"},
            "Choose a file or paste a text, not both: it is not clear which one counts.",
        ),
        ({}, "Choose a file or paste the text of the breakdown."),
        ({"text": " \n\u200b"}, "Choose a file or paste the text of the breakdown."),
        ({"text": "修路", "corrects": "987654"}, "There is no such choice; choose again."),
    ],
    ids=["both", "neither", "blank", "no report"],
)
def test_an_incomplete_upload_comes_back_with_a_sentence(portal, data, sentence):
    response = portal.post(LIST, data)
    assert response.status_code == 422
    assert chinese(sentence) in parse(response).one("main").text
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "plan.docx", "damaged"),
        (b"%PDF-1.4 broken", "plan.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.doc", None),
        (bytes(range(256)) * 20, "plan.txt", "binary"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "plan.txt", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_is_kept(portal, data, name, code):
    response = portal.post(LIST, {"file": file(data, name)}, follow=True)
    draft = ImportDraft.objects.get()
    assert draft.state == "failed" and code in (None, draft.failure["code"])
    assert bytes(draft.upload) == data
    with translation.override("zh-hans"):
        assert views.sentence_of(draft.failure) in said(response)
    assert name in said(response)
    page = parse(response)
    assert page.one("form", action=address(draft, "read")) and page.one("form", action=address(draft, "discard"))


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_says_so(portal, data):
    response = portal.post(LIST, {"file": file(data)}, follow=True)
    assert response.status_code == 200
    assert ImportDraft.objects.get().failure == {"code": "no_text", "values": {"name": "plan.txt"}}
    with translation.override("zh-hans"):
        assert str(DOCUMENT_SENTENCES["no_text"]).format(name="plan.txt") in said(response)


def test_a_fault_while_reading_is_a_sentence_not_a_broken_page(portal, monkeypatch, caplog):
    monkeypatch.setattr(reading, "read_document", lambda *args, **kwargs: 1 / 0)
    response = portal.post(LIST, {"file": file(TEXT)}, follow=True)
    assert response.status_code == 200
    assert chinese(
        "{name} could not be read for a reason that only the administrators can see in the log. Save it again as "
        ".docx or paste the text."
    ).format(name="plan.txt") in said(response)
    monkeypatch.undo()
    again = portal.post(address(ImportDraft.objects.get(), "read"), follow=True)
    assert parse(again).all("article", of="card-item")


def test_a_file_just_over_the_limit_comes_back_with_its_size(portal):
    response = portal.post(LIST, {"file": file(b"x" * (LARGEST_FILE + 1))})
    assert response.status_code == 422
    assert (
        chinese(
            "“%(name)s” has %(size)s MB; at most %(limit)s MB are possible. Remove pictures from it or split it.",
            **{"name": "plan.txt", "size": 21, "limit": 20},
        )
        in parse(response).one("main").text
    )
    assert not ImportDraft.objects.exists()


def test_a_file_of_just_the_limit_is_taken(portal, monkeypatch):
    begun = []
    monkeypatch.setattr(views, "begin_reading", begun.append)
    assert portal.post(LIST, {"file": file(b"x" * LARGEST_FILE)}).status_code == 302
    assert [draft.size for draft in begun] == [LARGEST_FILE]


TOO_LARGE = "The file is larger than 20 MB, so it was not taken. Remove pictures from it or split it."


def test_a_file_far_over_the_limit_is_turned_away(portal):
    response = portal.post(LIST, {"file": file(b"x" * (LARGEST_FILE + 2 * 1024 * 1024))})
    assert response.status_code == 413
    assert chinese(TOO_LARGE) in sentences(response)
    assert not ImportDraft.objects.exists()


def test_a_body_that_claims_to_be_huge_is_not_kept(portal, monkeypatch):
    """Neither in memory nor on disk: no handler is offered a single piece of it."""
    kept = []
    for name in ("MemoryFileUploadHandler", "TemporaryFileUploadHandler"):
        monkeypatch.setattr(
            f"django.core.files.uploadhandler.{name}.new_file", lambda *args, **kwargs: kept.append("file")
        )
    body = (
        '--parting\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{'x' * 100_000}"
    ).encode()
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=parting",
        "CONTENT_LENGTH": str(2 * 1024**3),
        "wsgi.input": BytesIO(body),
    }
    response = portal.generic("POST", LIST, **sent)
    assert response.status_code == 413
    assert chinese(TOO_LARGE) in sentences(response)
    assert kept == []


def test_a_pasted_text_far_over_the_limit_is_turned_away(portal):
    response = portal.post(LIST, {"text": "x" * (LARGEST_FILE + 2 * 1024 * 1024)})
    assert response.status_code in (400, 413)
    assert parse(response).one("h1").text
    assert not ImportDraft.objects.exists()


# The list


def test_the_list_shows_all_imports_of_the_office(portal, cast, draft):
    other = factories.draft(factories.person(role="supervision", department=cast.office), name="另一份.docx")
    page = parse(portal.get(LIST))
    assert {address(draft), address(other)} <= set(page.one("table").links())


def test_the_list_is_paged_and_asks_as_often_for_many_imports(portal, cast, draft):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = portal.get(LIST)
        return len(captured), len(parse(response).one("tbody").all("tr"))

    few, _rows = queries()
    for _number in range(40):
        factories.draft(cast.supervisor, corrects=cast.report)
    assert queries() == (few, 30)
    assert len(parse(portal.get(LIST, {"page": 2})).one("tbody").all("tr")) == 11


def test_the_uploads_are_not_fetched_for_the_list(portal, draft):
    with CaptureQueriesContext(connection) as captured:
        portal.get(LIST)
    asked = [query["sql"] for query in captured if '"items_importdraft"."state"' in query["sql"]]
    assert asked and not any('"items_importdraft"."upload"' in sql or "items_sourcetext" in sql for sql in asked)


# The page of a draft


def test_a_draft_outlives_the_browser_and_is_the_offices(cast, draft, portal):
    press(portal, draft, f"drop:{start_of('7、看')}")
    colleague, client = factories.person(role="supervision", department=cast.office), Client()
    client.force_login(colleague)
    page = parse(client.get(address(draft)))
    assert len(page.all("article", of="card-item")) == 5
    assert press(client, draft, "undo").status_code == 302
    assert len(parse(portal.get(address(draft))).all("article", of="card-item")) == 6


def test_the_source_is_shown_whole_and_every_item_leads_to_its_place(portal, draft):
    page = parse(portal.get(address(draft)))
    source = page.one(of="preview-source")
    for jump in source.all("a", of="jump"):
        jump.children.clear()
    assert source.literal == TEXT
    ids = {element.get("id") for element in page.walk()}
    for card in page.all("article", of="card-item"):
        start = card["id"].removeprefix("i")
        assert f"s{start}" in ids
        assert f"#s{start}" in card.links()
    assert {f"#{card['id']}" for card in page.all("article", of="card-item")} <= set(source.links())


def test_unread_text_is_marked_in_the_source(portal, draft):
    source = parse(portal.get(address(draft))).one(of="preview-source")
    assert "绿化荒山。" in " ".join(piece.text for piece in source.all(of="k-unread"))


def test_an_item_that_is_no_task_is_marked_in_the_source(portal, draft):
    press(portal, draft, f"drop:{start_of('7、看')}")
    source = parse(portal.get(address(draft))).one(of="preview-source")
    assert "看天" in "".join(piece.text for piece in source.all(of="k-dropped"))


def test_what_blocks_hides_the_button_to_apply(portal, draft):
    page = parse(portal.get(address(draft)))
    assert not page.all("form", action=address(draft, "apply"))
    assert page.one("section", id="findings")


def test_a_plan_without_findings_says_so(portal, cast):
    draft = factories.draft(cast.supervisor)
    page = parse(portal.get(address(draft)))
    assert page.one("form", action=address(draft, "apply"))
    assert not page.all("section", id="findings")
    assert chinese("nothing left to settle") in page.text


def many(count):
    return "\n".join(f"{n}、建设第{n}号工程{n}公里(责任单位:市民政局、市第{n}局)。" for n in range(1, count + 1))


def test_the_number_of_queries_does_not_grow_with_the_items(portal, cast):
    def queries(count):
        draft = factories.draft(cast.supervisor, many(count))
        with CaptureQueriesContext(connection) as captured:
            assert portal.get(address(draft)).status_code == 200
        return len(captured)

    assert queries(2) == queries(120)


def test_the_number_of_queries_of_a_correction_does_not_grow_either(portal, cast):
    def queries(count):
        lines = [f"{n}、建设第{n}号工程{n}公里(责任单位:市民政局、市卫生局)。" for n in range(1, count + 1)]
        text = "\n".join(lines)
        report = apply_import(plan(text, title=f"{count}项"), by=cast.supervisor)
        draft = factories.draft(
            cast.supervisor, text.replace("公里", "千米"), corrects=report, title=report.title, year=report.year
        )
        with CaptureQueriesContext(connection) as captured:
            assert portal.get(address(draft)).status_code == 200
        return len(captured)

    assert queries(2) == queries(60)


def test_the_items_are_paged(portal, cast):
    draft = factories.draft(cast.supervisor, many(120))

    def numbers(**asked):
        page = parse(portal.get(address(draft), asked))
        return [card.one("a", of="card-number").text for card in page.all("article", of="card-item")]

    assert numbers() == [str(number) for number in range(1, 51)]
    assert numbers(page=3) == [str(number) for number in range(101, 121)]
    assert numbers(page="x") == numbers()
    assert numbers(page=99) == numbers(page=3)
    place = draft.text.index("第77号")
    assert "77" in numbers(at=place)
    assert numbers(at="9" * 5000) == numbers(page=3)


def test_the_pages_together_hold_the_whole_source(portal, cast):
    draft = factories.draft(cast.supervisor, "通知\n" + many(120) + "\n完")
    shown = ""
    for number in (1, 2, 3):
        source = parse(portal.get(address(draft), {"page": number})).one(of="preview-source")
        for jump in source.all("a", of="jump"):
            jump.children.clear()
        shown += source.literal
    assert shown == draft.text


def test_a_step_leads_back_to_where_the_button_stood(portal, draft):
    response = press(portal, draft, f"drop:{start_of('7、看')}", page="1", anchor="preview")
    assert response["Location"] == address(draft) + "?page=1#preview"
    response = press(portal, draft, "undo", page="//evil.example", anchor="x y<")
    assert response["Location"] == address(draft)


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


# About the report


def describe(client, draft, **data):
    values = {"year": 2012, "title": "2012年任务分解", "lead_rule": "", "numbering": "", **data}
    return press(client, draft, "", name="data", **values)


def test_what_is_said_about_the_report_is_kept(portal, draft):
    response = describe(
        portal,
        draft,
        year=2013,
        title="别的题目",
        issuer="市政府",
        document_number="襄政发〔2013〕1号",
        default_due_on="2013-12-31",
        lead_rule="first",
        numbering="through",
        group="实事",
        remark="第一行\r\n第二行",
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.year, draft.title, draft.issuer, draft.group) == (2013, "别的题目", "市政府", "实事")
    assert (draft.default_due_on, draft.remark) == (day("2013-12-31"), "第一行\n第二行")
    plan_now = drafts.check(draft)[0]
    assert (plan_now.parsed.lead_rule, plan_now.numbering) == ("first", "through")


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": ""},
        {"year": "1900"},
        {"year": "3000"},
        {"year": "x"},
        {"title": ""},
        {"title": "长" * 201},
        {"default_due_on": "31.12.2013"},
        {"lead_rule": "loudest"},
        {"numbering": "backwards"},
        {"group": "长" * 51},
        {"remark": "长" * 2001},
        {"title": "题\0目"},
    ],
)
def test_wrong_data_come_back_with_what_was_typed(portal, draft, wrong):
    response = describe(portal, draft, **{"issuer": "市政府", **wrong})
    assert response.status_code == 422
    page = parse(response)
    assert page.one("section", id="data").all(of="invalid-feedback")
    assert page.one("input", name="issuer")["value"] == "市政府"
    draft.refresh_from_db()
    assert (draft.version, draft.issuer) == (1, "")


# Applying


@pytest.fixture
def ready(cast):
    """A draft without anything to settle, with a collective on it."""
    return factories.draft(cast.supervisor, "1、修路(责任单位:各区人民政府)。", title="可以导入")


def test_applying_leads_to_the_report(portal, ready, cast):
    response = press(portal, ready, "", name="apply", issue="on")
    report = WorkReport.objects.get(title="可以导入")
    assert response["Location"] == report.get_absolute_url()
    assert report.issued_on == timezone.localdate()
    assert cast.east.responsibilities.filter(item__report=report).exists()
    page = parse(portal.get(address(ready)))
    assert report.get_absolute_url() in page.one("main").links()


def test_without_the_tick_the_report_is_not_issued(portal, ready):
    press(portal, ready, "", name="apply")
    assert WorkReport.objects.get(title="可以导入").issued_on is None


def test_what_blocks_is_said_and_nothing_is_written(portal, draft):
    before = ledger()
    response = press(portal, draft, "", name="apply")
    assert response.status_code == 422
    assert "市气象局" in said(response) and "市粮食局" in said(response)
    assert len(parse(response).all("article", of="card-item")) == 6
    assert ledger() == before


@pytest.mark.parametrize("error", [DatabaseError, OperationalError])
def test_a_database_error_is_said_and_nothing_is_lost(portal, draft, error, monkeypatch):
    press(portal, draft, "units-new")
    press(portal, draft, f"number:{start_of('2、疏')}", **{f"number-{start_of('2、疏')}": "3"})
    draft.refresh_from_db()
    before = (ledger(), draft.decisions, draft.version)

    def breaks(*args, **kwargs):
        raise error("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr("items.imports.creating.create_targets", breaks)
        response = press(portal, draft, "", name="apply")
    assert response.status_code == 503
    assert chinese(
        "The database refused, so nothing was imported. The upload and all decisions are still here: try again, and "
        "tell the administrators if it happens once more."
    ) in said(response)
    draft.refresh_from_db()
    assert (ledger(), draft.decisions, draft.version) == before
    assert draft.state == "ready" and bytes(draft.upload) == TEXT.encode()
    assert press(portal, draft, "", name="apply").status_code == 302


def test_a_unit_renamed_while_the_draft_is_open_is_asked_for(portal, cast):
    draft = factories.draft(cast.supervisor)
    Department.objects.filter(pk=cast.civil_affairs.pk).update(name="市民政和救助局")
    before = ledger()
    response = press(portal, draft, "", name="apply")
    assert response.status_code == 422 and "市民政局" in said(response)
    page = parse(response)
    assert page.one("button", value=f"unit:0:{cast.civil_affairs.pk}")
    assert ledger() == before
    press(portal, draft, f"unit:0:{cast.civil_affairs.pk}", **{"remember-0": "on"})
    assert press(portal, draft, "", name="apply").status_code == 302
    assert DepartmentAlias.objects.get(name="市民政局").department == cast.civil_affairs


def test_a_correction_shows_and_brings_what_changes(portal, cast):
    report = apply_import(plan("1、修路3公里(责任单位:市民政局)。\n2、架桥(责任单位:市民政局)。"), by=cast.supervisor)
    portal.post(
        LIST, {"text": "1、修路4公里(责任单位:市民政局)。\n3、种树(责任单位:市民政局)。", "corrects": report.pk}
    )
    draft = ImportDraft.objects.get()
    page = parse(portal.get(address(draft)))
    changes = page.one("section", id="changes")
    assert len(changes.all("li", of="change-changed")) == 1
    assert len(changes.all("li", of="change-new")) == len(changes.all("li", of="change-missing")) == 1
    assert press(portal, draft, "", name="apply")["Location"] == report.get_absolute_url()
    texts = set(WorkItem.objects.filter(report=report).values_list("text", flat=True))
    assert texts == {"修路4公里", "种树", "架桥"}


# Discarding, downloading, reading


def test_discarding_takes_the_draft_away(portal, draft):
    response = portal.post(address(draft, "discard"), follow=True)
    assert not ImportDraft.objects.exists()
    assert chinese("“%(name)s” has been discarded.", name="breakdown.txt") in sentences(response)
    assert portal.get(address(draft)).status_code == 404


def test_an_applied_import_cannot_be_discarded(portal, ready):
    press(portal, ready, "", name="apply")
    response = portal.post(address(ready, "discard"))
    assert response.status_code == 422
    assert chinese("This import has been applied and stays as its record.") in said(response)
    assert ImportDraft.objects.exists()


def test_the_upload_comes_back_byte_for_byte(portal, cast):
    data = bytes(range(256)) * 4
    draft = factories.draft(cast.supervisor, upload=data, name="任务分解.docx", state="failed")
    response = portal.get(address(draft, "file"))
    assert b"".join(response.streaming_content) == data
    assert "attachment" in response["Content-Disposition"]
    assert "%E4%BB%BB%E5%8A%A1%E5%88%86%E8%A7%A3.docx" in response["Content-Disposition"]


def test_the_progress_is_shown_while_the_file_is_read(portal, draft):
    ImportDraft.objects.filter(pk=draft.pk).update(state="reading", read_done=3, read_total=8, read_at=timezone.now())
    response = portal.get(address(draft, "progress"))
    assert "HX-Redirect" not in response
    part = parse(response)
    bar = part.one("progress")
    assert (bar["value"], bar["max"]) == ("3", "8")
    assert part.one(id="reading")["hx-get"] == address(draft, "progress")
    assert parse(portal.get(address(draft))).one("progress")["value"] == "3"


@pytest.mark.parametrize("state", ["ready", "failed"])
def test_the_waiting_page_goes_on_when_the_reading_has_ended(portal, draft, state):
    ImportDraft.objects.filter(pk=draft.pk).update(state=state)
    assert portal.get(address(draft, "progress"))["HX-Redirect"] == address(draft)


@pytest.mark.parametrize("state", ["waiting", "reading"])
def test_a_reading_that_broke_off_or_never_began_can_be_begun_again(portal, draft, state):
    long_ago = timezone.now() - SILENCE - datetime.timedelta(seconds=1)
    read_at = long_ago if state == "reading" else None
    ImportDraft.objects.filter(pk=draft.pk).update(state=state, read_at=read_at, created_at=long_ago)
    page = parse(portal.get(address(draft)))
    assert page.one("form", action=address(draft, "read"))
    assert portal.post(address(draft, "read"))["Location"] == address(draft)
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_a_reading_under_way_is_not_begun_again(portal, draft, monkeypatch):
    begun = []
    monkeypatch.setattr(views, "begin_reading", begun.append)
    ImportDraft.objects.filter(pk=draft.pk).update(state="reading", read_at=timezone.now())
    assert not parse(portal.get(address(draft))).all("form", action=address(draft, "read"))
    portal.post(address(draft, "read"))
    ImportDraft.objects.filter(pk=draft.pk).update(state="ready")
    portal.post(address(draft, "read"))
    assert begun == []


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_nobody_else_reaches_a_draft(client, cast, draft, who):
    client.force_login(getattr(cast, who))
    before = (ledger(), list(ImportDraft.objects.values()))
    for name in ("detail", "progress", "file"):
        assert client.get(address(draft, name)).status_code == 403
    for name in ("decide", "data", "apply", "discard", "read"):
        assert press(client, draft, "units-new", name=name).status_code == 403
    assert client.post(LIST, {"text": TEXT}).status_code == 403
    assert (ledger(), list(ImportDraft.objects.values())) == before
