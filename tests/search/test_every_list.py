"""One folding for every field in which something is looked for: in lists, choices and the administration alike."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from departments.models import Membership, User
from items.closing.moving import write_note
from items.models import Closing, Extension, Instruction, Objection
from items.people.recording import Held, record_post

from ..admin.admin_pages import page as admin_page
from ..admin.admin_pages import shown
from ..given import factories
from ..given.access_table import NO_PAGES, ROWS
from ..given.factories import day, moment
from ..given.html import parse
from ..given.lived_in import LIVED_IN
from ..given.opened_rounds import opened

AT = moment("2011-03-10 09:00")
NOTHING = "没有这样的词"
SAID = "汛期无法施工（约１０天）"
SAID_OTHERWISE = ("汛期無法施工", "约10天", "（約 10 天）", "施工,约", "汛期 １０天")
PERSON, PERSON_OTHERWISE = "李联络", ("李聯絡", "lilianluo", "LLL", "ｌｉａｎｌｕｏ", "李 联络")
UNIT, UNIT_OTHERWISE = "市卫生局", ("市衛生局", "wsj", "ＷＳＪ", "卫生局")
ITEM, ITEM_OTHERWISE = "加强养老服务", ("加強養老服務", "加强　养老服务", "“加强养老服务”")
# {name of a list: (parameter, what is typed, the same otherwise)}
LISTS = {
    "item_list": ("q", ITEM, ITEM_OTHERWISE),
    "target_list": ("q", "扩建乡镇卫生院", ("擴建鄉鎮衛生院", "扩建 乡镇卫生院")),
    "department_list": ("q", UNIT, UNIT_OTHERWISE),
    "round_list": ("q", UNIT, UNIT_OTHERWISE),
    **{f"{kind}_list": ("q", SAID, SAID_OTHERWISE) for kind in ("instruction", "extension", "objection", "closing")},
    "people_list": ("q", PERSON, PERSON_OTHERWISE),
    "report_detail": ("q", ITEM, ITEM_OTHERWISE),
}
# Looked through are user names and addresses of machines alone.
OF_SIGN_INS = {"axes_accessattempt", "axes_accesslog"}
ADMINISTERED = {
    "departments_user": [(PERSON, PERSON_OTHERWISE), ("市民政局", ("mzj", "市民政局　"))],
    "departments_membership": [(PERSON, PERSON_OTHERWISE), (UNIT, UNIT_OTHERWISE)],
    "departments_department": [(UNIT, UNIT_OTHERWISE)],
    "items_workreport": [("襄政发〔2011〕1号", ("襄政發[2011]1號", "襄政发2011", "襄政发（２０１１）１号"))],
    "items_chapter": [("一、民生（实事）", ("民生(實事)", "民生实事"))],
    "items_workitem": [(ITEM, ITEM_OTHERWISE)],
    "items_progressnote": [("已完成１０公里", ("完成10公里", "完成 10 公里")), (PERSON, PERSON_OTHERWISE)],
    "items_historyentry": [(PERSON, PERSON_OTHERWISE), ("市民政局", ("mzj",))],
}


@pytest.fixture
def full(cast):
    """Something in every list: what units have asked, a target, a chapter, a note, a post that was given."""
    factories.target(cast.led, "扩建乡镇卫生院")
    factories.chapter(cast.report, "一、民生（实事）")
    cast.report.document_number = "襄政发〔2011〕1号"
    cast.report.save()
    opened(cast.report)
    write_note(cast.led, text="已完成１０公里", by=cast.liaison)
    own = {"item": cast.led, "department": cast.civil_affairs, "by": cast.head, "at": AT}
    Extension.objects.create(due_on=day("2011-06-30"), wanted_on=day("2011-09-30"), reason=SAID, **own)
    Closing.objects.create(result=SAID, **own)
    Objection.objects.create(kind="duty", reason=SAID, **own)
    Instruction.objects.create(item=cast.led, by=cast.leader, text=SAID, at=AT)
    post = Membership.objects.get(user=cast.liaison)
    record_post(None, Held.of(post), by=cast.administrator, at=AT)
    return cast


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def lines(client, address):
    """What the page shows of what was found: texts of its rows, and addresses that its links lead to."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    main = parse(answer).one("main")
    return [row.text for row in main.all("tbody")], [link for link in main.links() if "?" not in link]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_finds_the_same_however_it_is_written(full, name):
    client, (parameter, typed, otherwise) = signed_in(full.administrator), LISTS[name]
    args = [full.report.pk] if name == "report_detail" else []

    def found(words):
        return lines(client, reverse(name, args=args, query={parameter: words}))

    expected = found(typed)
    assert expected != found(NOTHING)
    assert [words for words in otherwise if found(words) != expected] == []


@pytest.mark.parametrize("parameter", ["person", "by"])
def test_who_did_what_for_whom_is_found_however_written(full, parameter):
    client = signed_in(full.administrator)
    names = {"person": (PERSON, PERSON_OTHERWISE), "by": ("郑管理", ("鄭管理", "zgl", "zhengguanli"))}
    typed, otherwise = names[parameter]

    def found(words):
        return lines(client, reverse("people_changes", query={parameter: words}))

    expected = found(typed)
    assert expected != found(NOTHING)
    assert [words for words in otherwise if found(words) != expected] == []


def test_a_person_to_choose_is_found_however_written(full):
    client = signed_in(full.administrator)
    address = reverse("post_found", args=[Membership.objects.get(user=full.head).pk])
    for words in (PERSON, *PERSON_OTHERWISE):
        assert [key for key, _label in client.get(address, {"q": words}).json()["found"]] == [full.liaison.pk]


@pytest.mark.parametrize("name", ADMINISTERED)
def test_the_administration_finds_the_same_however_it_is_written(full, name):
    client = signed_in(full.administrator)

    def found(words):
        return [row.pk for row in shown(client.get(admin_page(f"{name}_changelist", q=words)))]

    assert found(NOTHING) == []
    for typed, otherwise in ADMINISTERED[name]:
        assert found(typed), typed
        assert {words: found(words) for words in otherwise} == dict.fromkeys(otherwise, found(typed))


@pytest.fixture
def lived_in(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return LIVED_IN()


def test_no_list_with_a_field_to_look_for_something_is_left_out(lived_in):
    asking, client = set(), signed_in(lived_in.supervisor)
    administering = signed_in(lived_in.administrator)
    for row in ROWS:
        if row.method != "GET" or row.name in (*NO_PAGES, "admin:index"):
            continue
        reader = administering if row.answers["administrator"] == "200" else client
        answer = reader.get(row.url(lived_in))
        if answer.status_code == 200 and parse(answer).one("main").all("input", name="q"):
            asking.add(row.name)
    assert asking - {"search"} == set(LISTS)
    models = {model for model, one in admin.site._registry.items() if one.search_fields}
    assert {f"{one._meta.app_label}_{one._meta.model_name}" for one in models} == set(ADMINISTERED) | OF_SIGN_INS


def test_people_are_found_by_name_and_user_name(cast):
    assert set(User.objects.matching("health")) == {cast.health_liaison}
    assert set(User.objects.matching("ＨＥＡＬ")) == {cast.health_liaison}
    assert set(User.objects.matching("wangweisheng")) == {cast.health_liaison}
    assert not User.objects.matching(" ") and not User.objects.matching("，")
