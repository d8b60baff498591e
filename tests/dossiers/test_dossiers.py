"""Closing dossiers: all that was accepted, instructed and decided, with the proofs, for who may read it alone."""

import hashlib
import io
import zipfile

import docx
import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from departments import clock
from departments.models import Membership
from items.background.working import work
from items.dossiers.archive import folder_name
from items.dossiers.dossier import dossier_of
from items.dossiers.filing import ask_for_archive, ask_for_dossier
from items.errors import WorkflowError
from items.exports.keeping import path_of
from items.files.storing import path_of as path_of_proof
from items.ledger.fetching import fetch_item
from items.models import Attachment, Export, ProgressUpdate, WorkItem

from ..given.closed_item import closed_item
from ..given.documents_made import converted, needs_soffice
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import opened

ON = day("2011-05-11")


@pytest.fixture
def closed(cast, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with translation.override("zh-hans"):
        yield closed_item(cast)


def made(export):
    work(until_done=True)
    export.refresh_from_db()
    assert export.state == "ready", export.failure
    return zipfile.ZipFile(path_of(export.stored_as))


def asked(cast, by, item=None):
    return made(ask_for_dossier(fetch_item((item or cast.led).pk), by=by, on=ON))


def document(archive, name="第1项办结档案.docx"):
    return docx.Document(io.BytesIO(archive.read(name)))


def words(archive, name="第1项办结档案.docx"):
    """All that the document says, paragraphs and cells, in its order."""
    file = document(archive, name)
    return "\n".join(text.text for text in file.element.body.iter(docx.oxml.ns.qn("w:t")) if text.text)


def test_it_tells_everything_from_the_published_wording_to_the_closing(closed):
    told = words(asked(closed, closed.supervisor))
    for said in (
        *("2011年任务分解", "加强养老服务", "市民政局", "市卫生局", "牵头", "2011-02-01"),
        *("新建站点", "≥ 30个", "全部建成", "配合完成医养结合", "新建站点 30个", "100%", "2011年3月", "赵局长"),
        *("汛期无法施工", "2011-05-20", "同意延期", "应为配合单位", "维持原分工"),
        *("务必按期建成", "孙市长", "已按要求倒排工期"),
        *("三十个站点投入使用", "同意办结", "钱督查 2011-05-09 15:00", "2011-05-10"),
    ):
        assert said in told, said


def test_every_accepted_report_is_in_it_and_no_other(closed):
    item = fetch_item(closed.led.pk)
    april = opened(closed.report, "2011-04-01")
    ProgressUpdate.objects.create(
        period=april, item=item, department=closed.civil_affairs, role="lead", state="draft", text="未报出的草稿"
    )
    found = dossier_of(item, closed.supervisor, on=ON)
    accepted = ProgressUpdate.objects.filter(item=item, state="accepted")
    assert {update.pk for update in found.updates} == {update.pk for update in accepted} and len(found.updates) == 2
    assert [update.role for update in found.updates] == ["lead", "support"]
    assert "未报出的草稿" not in words(asked(closed, closed.liaison))


def test_the_proofs_are_with_it_and_their_checksums_match(closed):
    archive = asked(closed, closed.supervisor)
    assert archive.testzip() is None
    names = [name for name in archive.namelist() if name.startswith("佐证材料/")]
    assert names == ["佐证材料/01_验收表.pdf", "佐证材料/02_验收表.pdf"]
    *_others, table = document(archive).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    for name, row, proof in zip(names, rows, closed.proofs, strict=True):
        data = archive.read(name)
        assert row[1] == "验收表.pdf" and row[3:] == [str(len(data)), hashlib.sha256(data).hexdigest()]
        assert row[4] == proof.digest
    assert rows[0][2] == "市民政局，2011年3月" and rows[1][2] == "市民政局，申请办结"


def test_a_proof_of_a_long_name_can_be_unpacked_anywhere(closed):
    """A file system takes 255 bytes, and a Chinese character has three."""
    Attachment.objects.filter(pk=closed.proofs[0].pk).update(name="关于印发实施方案的通知" * 17 + ".pdf")
    archive = asked(closed, closed.supervisor)
    [name] = [name for name in archive.namelist() if name.startswith("佐证材料/01_")]
    assert len(name.rpartition("/")[2].encode()) <= 255 and name.endswith(".pdf")
    assert "关于印发实施方案的通知" * 17 + ".pdf" in words(archive)


def test_files_of_the_archive_bear_the_day_of_the_portal(closed):
    archive = asked(closed, closed.supervisor)
    today, proof = clock.today(), closed.proofs[0]
    days = {entry.filename: entry.date_time[:3] for entry in archive.infolist()}
    assert days["第1项办结档案.docx"] == (today.year, today.month, today.day)
    assert days["佐证材料/01_验收表.pdf"] == timezone.localtime(proof.at).timetuple()[:3]


def test_a_proof_that_is_lost_is_told_and_the_rest_is_there(closed):
    path_of_proof(closed.proofs[0].stored_as).unlink()
    archive = asked(closed, closed.supervisor)
    assert [name for name in archive.namelist() if name.startswith("佐证材料/")] == ["佐证材料/02_验收表.pdf"]
    assert (
        document(archive).tables[-1].rows[1].cells[1].text
        == f"验收表.pdf\n{gettext('The file is not on the disk any more.')}"
    )


@needs_soffice
def test_libreoffice_opens_it(closed, tmp_path):
    archive = asked(closed, closed.supervisor)
    assert converted(archive.read("第1项办结档案.docx"), "docx", "pdf").startswith(b"%PDF-")


@pytest.mark.parametrize(("person", "reads"), [("liaison", True), ("supervisor", False), ("health_liaison", False)])
def test_what_has_not_left_a_unit_is_in_nobody_elses(closed, person, reads):
    assert ("仅本单位可见的草稿" in words(asked(closed, getattr(closed, person)))) is reads


@pytest.mark.parametrize("person", ["east_liaison", "administrator", "newcomer"])
def test_who_may_not_open_the_files_of_an_item_gets_no_dossier(client, closed, person):
    with pytest.raises(WorkflowError, match="办结档案限"):
        ask_for_dossier(fetch_item(closed.led.pk), by=getattr(closed, person), on=ON)
    client.force_login(getattr(closed, person))
    assert client.post(reverse("item_dossier", args=[closed.led.pk])).status_code == 403
    assert not Export.objects.exists()
    page = parse(client.get(reverse("item_history", args=[closed.led.pk])))
    assert not page.all(id="dossier")


def test_who_may_no_longer_when_it_is_made_gets_none(closed):
    export = ask_for_dossier(fetch_item(closed.led.pk), by=closed.health_liaison, on=ON)
    Membership.objects.filter(user=closed.health_liaison).update(end_on=day("2011-01-01"))
    work(until_done=True)
    export.refresh_from_db()
    assert (export.state, export.stored_as) == ("failed", "") and "办结档案限" in export.failure


def test_there_is_none_of_an_item_under_way(client, closed):
    WorkItem.objects.filter(pk=closed.led.pk).update(status="in_progress", completed_on=None)
    client.force_login(closed.supervisor)
    page = parse(client.post(reverse("item_dossier", args=[closed.led.pk]), follow=True))
    assert "事项办结后方可生成办结档案。" in page.text and not page.all(id="dossier")
    assert not Export.objects.exists()


def test_it_is_asked_for_on_the_tab_of_the_records(client, closed):
    client.force_login(closed.leader)
    [section] = parse(client.get(reverse("item_history", args=[closed.led.pk]))).all(id="dossier")
    answer = client.post(section.one("form")["action"])
    assert answer["Location"] == reverse("export_list")
    export = Export.objects.get()
    assert export.person == closed.leader and export.name.startswith("办结档案_2011年任务分解_第1项_20")


def test_the_archive_of_a_report_has_a_folder_for_each_item_and_an_index(closed):
    second = closed.supported
    WorkItem.objects.filter(pk=second.pk).update(status="cancelled")
    archive = made(ask_for_archive(closed.report, by=closed.supervisor, on=ON))
    folders = [folder_name(item) for item in (closed.led, second)]
    assert folders == ["001_加强养老服务", "002_完善医疗救助"]
    assert set(archive.namelist()) == {
        *(f"{folders[0]}/佐证材料/0{number}_验收表.pdf" for number in (1, 2)),
        *(f"{folder}/第{number}项办结档案.docx" for number, folder in enumerate(folders, start=1)),
        "目录.xlsx",
    }
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("目录.xlsx"))).active
    rows = [[cell.value for cell in row] for row in sheet[sheet.auto_filter.ref]][1:]
    size = sum(proof.size for proof in closed.proofs)
    assert [row[:2] + row[6:] for row in rows] == [[1, "1", folders[0], 2, size, 0], [2, "2", folders[1], 0, 0, 0]]
    assert "务必按期建成" in words(archive, f"{folders[0]}/第1项办结档案.docx")


@pytest.mark.parametrize("person", ["liaison", "leader", "observer", "administrator"])
def test_the_archive_is_the_offices_alone(client, closed, person):
    client.force_login(getattr(closed, person))
    assert client.post(reverse("report_dossiers", args=[closed.report.pk])).status_code == 403
    with pytest.raises(WorkflowError, match="仅由督查室"):
        ask_for_archive(closed.report, by=getattr(closed, person), on=ON)


def test_there_is_no_archive_before_anything_has_ended(client, cast):
    client.force_login(cast.supervisor)
    page = parse(client.post(reverse("report_dossiers", args=[cast.report.pk]), follow=True))
    assert "本任务分解尚无办结事项。" in page.text and not Export.objects.exists()


def test_queries_do_not_grow_with_what_is_told(closed, django_assert_max_num_queries):
    item = fetch_item(closed.led.pk)
    with django_assert_max_num_queries(40) as few:
        dossier_of(item, closed.supervisor, on=ON)
    april = opened(closed.report, "2011-04-01")
    told = closed.led.instructions.get()
    for unit, role in ((closed.civil_affairs, "lead"), (closed.health, "support")):
        ProgressUpdate.objects.create(
            **{"period": april, "item": item, "department": unit, "role": role, "state": "accepted", "text": "继续"},
            **{name: clock.now() for name in ("sent_at", "handed_in_at", "reviewed_at")},
            **{name: closed.supervisor for name in ("sent_by", "reviewed_by")},
        )
        told.answers.create(by=closed.liaison, department=unit, text="又一答复", at=clock.now())
    with django_assert_max_num_queries(len(few)):
        dossier_of(fetch_item(closed.led.pk), closed.supervisor, on=ON)
