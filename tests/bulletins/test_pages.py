"""The pages of bulletins: from the period to the draft, writing, approving, the Word file, templates."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments import clock
from items.bulletins.deciding import issue_bulletin, submit_bulletin
from items.bulletins.drafting import draft_bulletin, save_bulletin
from items.bulletins.filling import shipped, word_file
from items.models import Bulletin, HistoryEntry, Portfolio, WordTemplate
from items.rounds.running import close_period, open_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.together import moment
from .conftest import AT, TODAY
from .templates_made import with_paragraph
from .word_read import paragraphs


def signed_in(person):
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def office(behind):
    return signed_in(behind.supervisor)


@pytest.fixture
def issued(behind, bulletin):
    submitted = submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)
    return issue_bulletin(submitted, by=behind.leader, at=AT, version=2)


def page(answer):
    return parse(answer).one("main")


def sent(bulletin, **fields):
    """What the form of the bulletin sends."""
    head = {name: getattr(bulletin, name) for name in ("version", "title", "issuer", "word", "recipients")}
    return {**head, **{f"block_{key}": text for key, text in bulletin.blocks.items()}, **fields}


def notices(answer):
    return [one.text for one in parse(answer).one("main").all("p", of="notice")]


# Drafting


def test_two_clicks_lead_from_a_closed_period_to_its_draft(office, behind):
    period = factories.period(behind.report)
    open_period(period, at=moment("2011-03-01 09:00"))
    assert "Draft a bulletin" not in page(office.get(period.get_absolute_url())).text
    close_period(period, at=moment("2011-06-20 09:00"))
    links = page(office.get(period.get_absolute_url())).all("a")
    [link] = [one["href"] for one in links if one["href"].startswith(reverse("bulletin_new"))]
    form = page(office.get(link)).one("form", of="bulletin-form")
    [chosen] = [one["value"] for one in form.one("select", name="period").all("option") if "selected" in one.attributes]
    data = {"kind": "bulletin", "period": chosen}
    answer = office.post(form["action"], data)
    draft = Bulletin.objects.get()
    assert answer["Location"] == reverse("bulletin_edit", args=[draft.pk]) and draft.period == period
    assert draft.data["reports"] == {"asked": 5, "handed_in": 0, "silent": 5, "late": 0}
    assert "5份" in draft.blocks["overall"]
    assert office.post(form["action"], data)["Location"] == answer["Location"]
    assert sum(one["silent"] for one in draft.data["silent"]) == 5


def test_only_the_office_is_offered_to_draft_one(behind):
    period = factories.period(behind.report)
    open_period(period, at=moment("2011-03-01 09:00"))
    close_period(period, at=moment("2011-06-20 09:00"))
    for person in (behind.leader, behind.liaison):
        assert "Draft a bulletin" not in page(signed_in(person).get(period.get_absolute_url())).text


def test_a_day_and_a_letter_are_chosen_in_a_form(office, behind):
    answer = office.post(reverse("bulletin_new"), {"kind": "letter", "department": behind.civil_affairs.pk})
    assert answer.status_code == 422 and "a day by which it answers" in page(answer).text
    office.post(
        reverse("bulletin_new"),
        {"kind": "letter", "department": behind.civil_affairs.pk, "answer_on": "2011-06-30"},
    )
    assert (Bulletin.objects.get().kind, Bulletin.objects.get().on) == ("letter", TODAY)


def test_a_draft_that_is_open_already_is_told_as_such(office, behind):
    asked = {"kind": "letter", "department": behind.civil_affairs.pk, "answer_on": "2011-06-30"}
    address = reverse("bulletin_new") + f"?report={behind.report.pk}"
    told = "The same is being drafted already"
    assert told not in office.post(address, asked, follow=True).text
    with clock.at(moment("2011-06-20 17:00")):
        again = office.post(address, {**asked, "answer_on": "2011-07-05"}, follow=True)
    assert told in again.text and 'value="2011-06-30"' in again.text


def test_a_period_and_a_day_together_are_refused(office, behind):
    period = factories.period(behind.report)
    open_period(period, at=moment("2011-03-01 09:00"))
    close_period(period, at=moment("2011-06-20 09:00"))
    answer = office.post(reverse("bulletin_new"), {"kind": "bulletin", "period": period.pk, "on": "2011-06-19"})
    assert answer.status_code == 422 and "a period or a day, not both" in page(answer).text


def test_the_page_of_a_unit_leads_to_a_letter(office, behind):
    links = [
        one["href"] for one in page(office.get(reverse("department_detail", args=[behind.civil_affairs.pk]))).all("a")
    ]
    asked = f"?report={behind.report.pk}&kind=letter&department={behind.civil_affairs.pk}"
    assert f"{reverse('bulletin_new')}{asked}" in links
    reader = page(signed_in(behind.liaison).get(reverse("department_detail", args=[behind.civil_affairs.pk])))
    assert not [one for one in reader.all("a") if reverse("bulletin_new") in one["href"]]


def test_the_address_fills_the_form_in(office, behind):
    shown = page(office.get(reverse("bulletin_new"), {"kind": "letter", "department": behind.health.pk}))
    chosen = [one["value"] for one in shown.all("option") if "selected" in one.attributes]
    assert {"letter", str(behind.health.pk)} <= set(chosen)


# Special reports


def in_charge(cast):
    Portfolio.objects.create(leader=cast.leader, department=cast.civil_affairs)


def test_portfolios_and_the_dashboards_rows_lead_to_a_special_report(office, behind):
    type(behind.led).objects.filter(pk=behind.led.pk).update(leaders="孙市长")
    new = reverse("bulletin_new")
    for address in (reverse("portfolio_list"), reverse("dashboard")):
        [link] = [one["href"] for one in page(office.get(address)).all("a") if one["href"].startswith(new)]
        form = page(office.get(link)).one("form", of="bulletin-form")
        chosen = {one["value"] for one in form.all("option") if "selected" in one.attributes}
        assert {"brief", str(behind.leader.pk)} <= chosen
        reader = page(signed_in(behind.leader).get(address))
        assert not [one for one in reader.all("a") if one["href"].startswith(new)]


def test_a_special_report_needs_its_leader(office, behind):
    answer = office.post(reverse("bulletin_new"), {"kind": "brief"})
    assert answer.status_code == 422 and "written to one leader: choose whom" in page(answer).text
    answer = office.post(reverse("bulletin_new"), {"kind": "brief", "leader": behind.liaison.pk})
    assert answer.status_code == 422
    answer = office.post(reverse("bulletin_new"), {"kind": "brief", "leader": behind.leader.pk})
    assert answer.status_code == 422 and "Set the portfolio first" in page(answer).text
    in_charge(behind)
    answer = office.post(reverse("bulletin_new"), {"kind": "brief", "leader": behind.leader.pk})
    assert answer.status_code == 302 and Bulletin.objects.get().leader == behind.leader


def test_the_leader_of_another_kind_is_left_out(office, behind):
    office.post(reverse("bulletin_new"), {"kind": "bulletin", "leader": behind.leader.pk})
    assert Bulletin.objects.get().leader is None


def test_its_page_has_the_figures_of_the_leader_and_the_list_its_receipt(office, behind):
    in_charge(behind)
    one = draft_bulletin(behind.report, by=behind.supervisor, at=AT, kind="brief", leader=behind.leader, on=TODAY)
    form = page(office.get(reverse("bulletin_edit", args=[one.pk])))
    assert "Open instructions and meeting decisions" in form.one("dl", of="bulletin-figures").text
    assert form.all("textarea", name="block_proposals") and not form.all("textarea", name="block_demands")
    submit_bulletin(one, by=behind.supervisor, at=AT, version=1)
    colleague = signed_in(behind.colleague)
    answer = colleague.post(reverse("bulletin_issue", args=[one.pk]), {"version": 2}, follow=True)
    assert notices(answer)[0] == "Issued as 督查专报〔2011〕1号; it went to 孙市长."
    assert "not opened yet" in page(office.get(reverse("bulletin_list"))).text
    [message] = behind.leader.messages.filter(kind="bulletin")
    signed_in(behind.leader).post(reverse("message_open", args=[message.pk]))
    receipts = page(office.get(one.get_absolute_url())).one("details", id="receipts").text
    assert "孙市长" in receipts and "not opened yet" not in receipts


def test_an_issued_special_report_is_read_by_office_and_leaders_alone(behind):
    brief = factories.bulletin(behind.report, behind.supervisor, kind="brief", leader=behind.leader, number=4)
    for person in (behind.liaison, behind.observer, behind.administrator):
        client = signed_in(person)
        answer = client.get(brief.get_absolute_url())
        assert answer.status_code == 403 and "is read by the leader it is written to" in parse(answer).text
        assert client.get(reverse("bulletin_file", args=[brief.pk])).status_code == 403
        assert brief.title not in page(client.get(reverse("bulletin_list"))).text
    assert brief.title in page(signed_in(behind.leader).get(reverse("bulletin_list"))).text


# Writing


def test_what_is_written_is_saved_and_shown(office, behind, bulletin):
    words = "各单位要抓紧。\n（一）整改\n<b>{{ title }} & 其他"
    answer = office.post(reverse("bulletin_edit", args=[bulletin.pk]), sent(bulletin, block_demands=words))
    assert answer["Location"] == bulletin.get_absolute_url()
    article = page(office.get(bulletin.get_absolute_url())).one("article")
    assert [one.text for one in article.all("h2")][-1] == "四、下一步要求"
    assert "（一）整改" in [one.text for one in article.all("h3")]
    assert "<b>{{ title }} & 其他" in article.text
    content = word_file(Bulletin.objects.get())
    assert "<b>{{ title }} & 其他" in paragraphs(content) and "（一）整改" in paragraphs(content)


def test_an_empty_block_is_left_out_and_the_others_are_numbered(office, behind, bulletin):
    office.post(reverse("bulletin_edit", args=[bulletin.pk]), sent(bulletin, block_results=""))
    heads = [one.text for one in page(office.get(bulletin.get_absolute_url())).one("article").all("h2")]
    assert heads == ["一、总体情况", "二、存在问题", "三、下一步要求"]


def test_after_a_collision_nothing_that_was_typed_is_lost(office, behind, bulletin):
    save_bulletin(bulletin, by=behind.colleague, at=AT, version=1, head={}, blocks={"overall": "甲的话"})
    address = reverse("bulletin_edit", args=[bulletin.pk])
    answer = office.post(address, sent(bulletin, version=1, block_overall="乙的话"))
    assert answer.status_code == 409
    shown = page(answer)
    assert "乙的话" in [one.text for one in shown.all("textarea", name="block_overall")]
    assert "甲的话" in shown.one("section", id="present").text
    version = shown.all("input", name="version")[0]["value"]
    office.post(address, sent(bulletin, version=version, block_overall="乙的话"))
    assert Bulletin.objects.get().blocks["overall"] == "乙的话"


def test_renewing_says_which_blocks_stay(office, behind, bulletin):
    office.post(reverse("bulletin_edit", args=[bulletin.pk]), sent(bulletin, block_demands="请抓紧。"))
    shown = page(office.get(reverse("bulletin_edit", args=[bulletin.pk])))
    assert "Edited by hand: Demands for the next step." in shown.text
    answer = office.post(reverse("bulletin_renew", args=[bulletin.pk]), {"version": 2}, follow=True)
    assert "left as they are: Demands for the next step" in notices(answer)[0]


def test_a_submitted_one_cannot_be_edited(office, behind, bulletin):
    submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)
    assert office.get(reverse("bulletin_edit", args=[bulletin.pk])).status_code == 302
    answer = office.post(reverse("bulletin_edit", args=[bulletin.pk]), sent(bulletin, block_overall="甲"))
    assert answer.status_code == 409 and "Awaiting approval" in page(answer).text


# Approving


def test_its_writer_is_not_offered_to_approve_it_and_the_leader_is(office, behind, bulletin):
    submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)
    own = page(office.get(bulletin.get_absolute_url()))
    assert "Approve and issue" not in own.text and "somebody else of the office" in own.text
    leader = signed_in(behind.leader)
    assert "Approve and issue" in page(leader.get(bulletin.get_absolute_url())).text
    answer = leader.post(reverse("bulletin_issue", args=[bulletin.pk]), {"version": 2}, follow=True)
    assert notices(answer)[0] == "Issued as 督查通报〔2011〕1号; it went to 2 units."


def test_a_return_shows_its_reason(office, behind, bulletin):
    submit_bulletin(bulletin, by=behind.supervisor, at=AT, version=1)
    leader, address = signed_in(behind.leader), reverse("bulletin_return", args=[bulletin.pk])
    assert leader.post(address, {"version": 2, "reason": ""}).status_code == 422
    leader.post(address, {"version": 2, "reason": "请核对数字"})
    assert "Returned by 孙市长: 请核对数字" in page(office.get(bulletin.get_absolute_url())).text


def test_an_issued_one_is_read_by_everybody_and_a_draft_by_who_writes_and_approves(behind, issued):
    draft = factories.bulletin(behind.report, behind.supervisor)
    for person in (behind.liaison, behind.observer, behind.newcomer):
        client = signed_in(person)
        assert client.get(issued.get_absolute_url()).status_code == 200
        assert client.get(draft.get_absolute_url()).status_code == 403
        assert client.get(reverse("bulletin_file", args=[draft.pk])).status_code == 403
        assert draft.title not in page(client.get(reverse("bulletin_list"))).text
        assert not page(client.get(issued.get_absolute_url())).all(id="receipts")
    assert draft.title in page(signed_in(behind.leader).get(reverse("bulletin_list"))).text


def test_the_file_is_the_one_that_was_issued(behind, issued):
    answer = signed_in(behind.liaison).get(reverse("bulletin_file", args=[issued.pk]))
    content = b"".join(answer.streaming_content)
    assert content == bytes(issued.file.content)
    assert answer["Content-Disposition"].startswith("attachment") and "docx" in answer["Content-Disposition"]


def test_opening_the_message_is_the_receipt(behind, issued, office):
    client, [message] = signed_in(behind.liaison), behind.liaison.messages.all()
    answer = client.post(reverse("message_open", args=[message.pk]))
    assert answer["Location"] == issued.get_absolute_url()
    assert "1 of 2 units" in page(office.get(issued.get_absolute_url())).one("details", id="receipts").text
    assert "1 of 2 units" in page(office.get(reverse("bulletin_list"))).text


def test_who_came_by_the_list_gives_the_receipt_on_the_page(behind, issued, office):
    client, address = signed_in(behind.liaison), issued.get_absolute_url()
    [message] = behind.liaison.messages.all()
    opening = reverse("message_open", args=[message.pk])
    assert [form.get("action") for form in page(client.get(address)).all("form")] == [opening]
    assert page(client.post(opening, follow=True)).all("form") == []
    assert "1 of 2 units" in page(office.get(address)).one("details", id="receipts").text
    assert opening not in office.get(address).text


def test_the_list_of_a_period_holds_its_bulletins_alone(office, behind, issued):
    assert issued.title not in page(office.get(reverse("bulletin_list"), {"period": 1})).text
    assert issued.title in page(office.get(reverse("bulletin_list"), {"report": behind.report.pk})).text


@pytest.mark.parametrize("name", ["bulletin_list", "bulletin_detail"])
def test_queries_do_not_depend_on_rows(office, behind, issued, name, django_assert_num_queries):
    address = issued.get_absolute_url() if name == "bulletin_detail" else reverse(name)

    def queries():
        with django_assert_num_queries(50, exact=False) as found:
            office.get(address)
        return len(found)

    queries()
    before = queries()
    for _number in range(5):
        factories.bulletin(behind.report, behind.supervisor)
        unit = factories.department()
        issued.copies.create(department=unit, message=factories.message(factories.person(), kind="bulletin"))
    assert queries() == before


# Templates


def upload(client, content, name="本办通报.docx", kind="bulletin"):
    return client.post(reverse("bulletin_templates"), {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_the_offices_own_template_is_used_from_then_on(office, behind, bulletin):
    assert upload(office, with_paragraph("内部资料 注意保存")).status_code == 302
    assert "内部资料 注意保存" in paragraphs(word_file(bulletin))
    assert HistoryEntry.objects.get(action="template_kept").after["template"] == "本办通报.docx"
    office.post(reverse("template_remove", args=[WordTemplate.objects.get().pk]))
    assert "内部资料 注意保存" not in paragraphs(word_file(bulletin))


def test_a_template_for_letters_is_none_for_bulletins(office, behind, bulletin):
    upload(office, with_paragraph("函"), kind="letter")
    assert "函" not in paragraphs(word_file(bulletin))


def test_another_template_leaves_what_was_issued_as_it_was(office, behind, issued):
    before = word_file(issued)
    upload(office, with_paragraph("新的样式"))
    assert word_file(Bulletin.objects.get()) == before


def test_what_is_no_template_is_refused_with_its_place(office, behind):
    answer = upload(office, with_paragraph("签发人：{{ signer }}"))
    assert answer.status_code == 422 and not WordTemplate.objects.exists()
    assert "本办通报.docx: “{{ signer }}” at “签发人：{{ signer }}”: there is no such placeholder." in page(answer).text


def test_a_flood_is_turned_away_with_its_reason(office, behind):
    body = b'--parting\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n' + b"x" * 1000
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=parting",
        "CONTENT_LENGTH": str(2 * 1024**3),
        "wsgi.input": io.BytesIO(body),
    }
    answer = office.generic("POST", reverse("bulletin_templates"), **sent)
    assert answer.status_code == 413
    assert "at most 2 MB" in answer.text and "Choose a file first" not in answer.text


def test_the_page_lists_what_a_template_may_name(office):
    shown = page(office.get(reverse("bulletin_templates"))).text
    for words in ("{{ title }}", "{%p for line in part.lines %}", "{%tr for row in annex.rows %}", "{{ row.reason }}"):
        assert words in shown


def test_templates_are_downloaded_as_they_are(office, behind):
    upload(office, shipped("bulletin"), name="甲.docx")
    own = office.get(reverse("template_file", args=[WordTemplate.objects.get().pk]))
    ours = office.get(reverse("template_shipped", args=["bulletin"]))
    assert b"".join(own.streaming_content) == b"".join(ours.streaming_content) == shipped("bulletin")


def test_what_no_word_file_may_hold_is_left_out_of_it(behind):
    type(behind.led).objects.filter(pk=behind.led.pk).update(text="加强\x0b养老\ufffe服务\x1f")
    bulletin = draft_bulletin(behind.report, by=behind.supervisor, at=AT, on=day("2011-06-20"))
    assert any("加强 养老 服务" in line for line in paragraphs(word_file(bulletin)))


def test_signs_that_no_word_file_may_hold_are_kept_out_of_its_head(office, behind, bulletin):
    answer = office.post(reverse("bulletin_edit", args=[bulletin.pk]), sent(bulletin, title="标\x01题\n换行"))
    assert answer.status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.title == "标 题 换行"


def test_a_word_file_is_made_whatever_the_title_holds(behind, bulletin):
    bulletin.title = "标\x01题"
    assert "标 题" in paragraphs(word_file(bulletin))
