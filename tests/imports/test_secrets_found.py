"""What looks secret in a draft stands on its page with its place, and goes into the ledger with a reason alone."""

import datetime

import pytest

from items.models import HistoryEntry, WorkReport
from items.rules.secrecy import secrets_in

from ..given import factories
from ..given.html import parse
from .corrected import FIRST_TEXT
from .pressing import LIST, address, file, press

CITIZEN = "11010519491231002X"
SECRET = f"""2012年任务分解
1、修路(责任单位:市民政局)。
2、慰问劳模王某(身份证号{CITIZEN})(责任单位:市教育局)。机密★1年
"""
WHY = "已经保密办核对，不涉密"
ASKED = {"name": "sent_anyway"}


def draft_of(cast, text=SECRET, **fields):
    return factories.draft(cast.supervisor, text, **{"title": "可以导入", **fields})


def shown(portal, draft):
    return parse(portal.get(address(draft))).one("main")


def test_what_was_found_is_listed_with_its_place(portal, cast):
    draft = draft_of(cast)
    found = shown(portal, draft).one("section", id="secrets")
    assert "“机密★”" in found.text and "1101…002X" in found.text and CITIZEN not in found.text
    places = [link for link in found.links() if link.startswith("?at=")]
    assert len(places) == 2
    for place in places:
        page = parse(portal.get(address(draft) + place.partition("#")[0])).one("main")
        assert page.all(id=place.partition("#")[2])
    assert "第3行" in found.text.replace(" ", "")


def test_without_a_reason_nothing_is_imported_and_with_one_the_history_keeps_it(portal, cast):
    draft = draft_of(cast)
    answer = press(portal, draft, "", name="apply", issue="on", sent_anyway="")
    assert answer.status_code == 422 and not WorkReport.objects.filter(title="可以导入").exists()
    field = parse(answer).one("form", id="apply-form").one("input", **ASKED)
    assert field["aria-invalid"] == "true" and "请在文件中删除" in answer.content.decode()
    assert press(portal, draft, "", name="apply", sent_anyway=f" {WHY} ").status_code == 302
    entry = HistoryEntry.objects.get(action="report_imported", report__title="可以导入")
    assert entry.after["sent_anyway"] == WHY


def test_too_long_a_reason_comes_back_as_it_was_typed(portal, cast):
    answer = press(portal, draft_of(cast), "", name="apply", sent_anyway="因" * 201)
    assert answer.status_code == 422 and not WorkReport.objects.filter(title="可以导入").exists()
    assert parse(answer).one("input", **ASKED)["value"] == "因" * 201


def test_a_wrong_day_of_issue_and_a_missing_reason_are_said_at_once(portal, cast):
    tomorrow = datetime.date(2999, 1, 1).isoformat()
    answer = press(portal, draft_of(cast), "", name="apply", issue="on", issued_on=tomorrow, sent_anyway="")
    assert "请在文件中删除" in answer.content.decode()
    kept = press(portal, draft_of(cast), "", name="apply", issue="on", issued_on="x", sent_anyway=WHY)
    assert kept.status_code == 422 and parse(kept).one("input", **ASKED)["value"] == WHY


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"name": "机密★分解.docx"}, "文件名"),
        ({"title": "任务分解(秘密)"}, "标题"),
        ({"remark": f"联系人{CITIZEN}"}, "备注"),
        ({"group": "内部★"}, "分组"),
    ],
)
def test_the_name_of_the_file_and_what_is_said_about_the_report_count_too(portal, cast, fields, where):
    draft = draft_of(cast, "1、修路(责任单位:市民政局)。", **fields)
    assert where in shown(portal, draft).one("section", id="secrets").text
    before = WorkReport.objects.count()
    assert press(portal, draft, "", name="apply").status_code == 422
    assert press(portal, draft, "", name="apply", sent_anyway=WHY).status_code == 302
    assert WorkReport.objects.count() == before + 1


def test_a_corrected_version_asks_as_well(portal, cast, report):
    draft = draft_of(cast, FIRST_TEXT + "\n附件:机密★1年\n", corrects=report, title=report.title, year=report.year)
    assert press(portal, draft, "", name="apply").status_code == 422
    press(portal, draft, "", name="apply", sent_anyway=WHY)
    assert HistoryEntry.objects.filter(action="report_updated", report=report).last().after["sent_anyway"] == WHY


def test_from_the_upload_to_the_ledger_the_file_is_chosen_once(portal, cast):
    sent = portal.post(LIST, {"file": file(SECRET, "机密★.txt")})
    draft = cast.supervisor.import_drafts.latest("pk")
    assert sent.status_code == 302
    assert press(portal, draft, "", name="data", year=2012, title="可以导入", lead_rule="", numbering="")
    assert press(portal, draft, "", name="apply").status_code == 422
    press(portal, draft, "", name="apply", sent_anyway=WHY)
    draft.refresh_from_db()
    assert draft.state == "applied" and draft.name == "机密★.txt"


def test_a_breakdown_without_any_asks_nothing(portal, ready):
    main = shown(portal, ready)
    assert not main.all(id="secrets") and not main.all("input", **ASKED)


# As they stand in published breakdowns and plans; made up, none is a mark.
HARMLESS = """加强保密宣传教育，保守国家秘密，严防失密泄密
完善涉及国家秘密、商业秘密和个人隐私的信息公开审查
推进机密级涉密网络分级保护测评
规范绝密、机密、秘密级文件流转
开展机密文件管理专项检查
加强内部审计、内部控制和内部管理
建设★★★级旅游厕所20座，创建五★级酒店1家
落实“秘密”“机密”文件清退制度
市国家保密局：机要、秘密载体销毁中心建成投用
统一社会信用代码11420600011204567X
项目代码2011-420600-48-01-123456
投资13800000000元，服务热线12345，电话0710-3512345"""


@pytest.mark.parametrize("line", HARMLESS.splitlines())
def test_words_of_the_subject_are_no_marks(line):
    assert not secrets_in(f"1、{line}(责任单位:市保密局)。")


def test_what_was_answered_for_the_version_before_stands(portal, cast):
    press(portal, draft_of(cast), "", name="apply", sent_anyway=WHY)
    report = WorkReport.objects.get(title="可以导入")
    again = draft_of(cast, SECRET.replace("修路", "修桥"), corrects=report)
    page = shown(portal, again)
    assert WHY in page.one("section", id="secrets").text
    assert not page.one("form", id="apply-form").all("input", **ASKED)
    assert press(portal, again, "", name="apply").status_code == 302
    more = draft_of(cast, SECRET.replace("1、修路", "1、修桥。秘密★"), corrects=report)
    assert shown(portal, more).one("form", id="apply-form").all("input", **ASKED)
    assert press(portal, more, "", name="apply", sent_anyway="").status_code == 422


def test_without_a_reason_in_the_history_everything_is_asked(portal, cast):
    press(portal, draft_of(cast), "", name="apply", sent_anyway=WHY)
    report = WorkReport.objects.get(title="可以导入")
    other = factories.report(title="另一份", text=SECRET)
    assert report.source.text == other.source.text
    draft = draft_of(cast, corrects=other, title=other.title, year=other.year)
    assert press(portal, draft, "", name="apply").status_code == 422
