"""The page of a draft: the source and its items, downloading, discarding, waiting for the reading."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from items.imports import apply_import, views
from items.models import ImportDraft
from items.models.draft import SILENCE

from ..given import factories
from ..given.chinese import chinese
from ..given.html import parse, sentences
from .imported import ledger, plan
from .pressing import LIST, TEXT, address, many, press, said, start_of

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
