"""A file from the wish to the download: for its person alone, never half, never twice, gone after a week."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from departments import clock
from items.background.working import give_sign, work
from items.errors import WorkflowError
from items.exports.making import ExportRefused, exported
from items.exports.preparing import MOST_UNDER_WAY, forget_exports, give_up, make_again, prepare
from items.models import Export
from items.models.export import KEPT_FOR, SILENCE

from ..given.factories import day, moment
from ..given.html import parse

ON = day("2011-03-20")
LIST = "/exports/"


@exported
def rows_file(export, file, sign):
    """As many rows as were asked for; none is refused, a row less is an error."""
    count = export.parameters["rows"]
    if count == 0:
        raise ExportRefused("Nothing fits this filter.")
    for number in range(count):
        sign(number, count)
        file.write(f"{translation.get_language()} {number}\n".encode())
    assert count > 0


@exported
def given_up_file(export, file, sign):
    """Its person gives it up while it is being made."""
    give_up(Export.objects.get(pk=export.pk))
    sign(1, 2)
    raise AssertionError("the making went on")


@exported
def flood_file(export, file, sign):
    """More than there is room for."""
    with open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")


class Context:
    attempt = 1


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with clock.at(moment("2011-03-20 10:00")):
        yield tmp_path


def asked(by, rows=2, name="名单.txt"):
    return prepare(rows_file, by=by, title="人员名单", name=name, on=ON, parameters={"rows": rows})


def made(by, rows=2):
    export = asked(by, rows)
    work(until_done=True)
    export.refresh_from_db()
    return export


def files(folder):
    return sorted(path.name for path in (folder / "exports").glob("*"))


def test_a_file_is_made_in_the_language_of_who_asked_and_downloaded(client, cast, var):
    with translation.override("en"):
        export = made(cast.liaison)
    assert (export.state, files(var)) == ("ready", [export.stored_as])
    client.force_login(cast.liaison)
    answer = client.get(reverse("export_file", args=[export.pk]))
    assert b"".join(answer.streaming_content) == b"en 0\nen 1\n"
    assert "attachment" in answer["Content-Disposition"] and answer["Content-Disposition"].endswith(".txt")
    line = parse(client.get(LIST)).one("tbody")
    assert line.one("a", of="btn-primary").get("href") == reverse("export_file", args=[export.pk])
    assert "2011-03-20" in line.text


def test_nobody_else_finds_or_touches_it(client, cast):
    export = made(cast.liaison)
    client.force_login(cast.supervisor)
    assert "人员名单" not in client.get(LIST).text
    for name in ("export_file", "export_progress"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404
    for name in ("export_again", "export_remove"):
        assert client.post(reverse(name, args=[export.pk])).status_code == 404
    assert Export.objects.get() == export


def test_pressed_twice_it_is_made_once_and_too_many_are_refused(cast):
    first = asked(cast.liaison)
    assert asked(cast.liaison) == first
    for rows in range(3, MOST_UNDER_WAY + 2):
        asked(cast.liaison, rows)
    assert asked(cast.liaison) == first
    with pytest.raises(WorkflowError, match=str(MOST_UNDER_WAY)):
        asked(cast.liaison, 99)
    asked(cast.head, 99)
    work(until_done=True)
    assert asked(cast.liaison) != first


@pytest.mark.parametrize(("rows", "sentence"), [(0, "Nothing fits this filter."), (-1, "平台")])
def test_what_cannot_be_made_says_why_leaves_nothing_and_can_be_asked_for_again(client, cast, var, rows, sentence):
    export = made(cast.liaison, rows)
    assert (export.state, files(var)) == ("failed", [])
    assert sentence in export.failure
    client.force_login(cast.liaison)
    assert export.failure in parse(client.get(LIST)).one("tbody").text
    Export.objects.update(parameters={"rows": 1})
    assert client.post(reverse("export_again", args=[export.pk])).status_code == 302
    work(until_done=True)
    export.refresh_from_db()
    assert (export.state, export.failure) == ("ready", "")


def test_a_full_disk_is_said_as_such(cast, var):
    told = {"by": cast.liaison, "title": "人员名单", "name": "名单.txt", "on": ON, "parameters": {}}
    export = prepare(flood_file, **told)
    work(until_done=True)
    export.refresh_from_db()
    assert (export.state, files(var)) == ("failed", [])
    assert "磁盘" in export.failure


def test_what_is_made_on_a_later_day_bears_that_day(cast):
    """It says what holds then: after a night without a worker, or made again."""
    with clock.at(moment("2011-03-20 17:00")):
        export = asked(cast.liaison, name="名单_2011-03-20.txt")
    with clock.at(moment("2011-03-21 09:00")):
        work(until_done=True)
    export.refresh_from_db()
    assert (export.state, export.on, export.name) == ("ready", day("2011-03-21"), "名单_2011-03-21.txt")


def test_what_is_made_on_its_day_keeps_it(cast):
    with clock.at(moment("2011-03-20 17:00")):
        export = asked(cast.liaison, name="名单_2011-03-20.txt")
        work(until_done=True)
    export.refresh_from_db()
    assert (export.on, export.name) == (ON, "名单_2011-03-20.txt")


def test_what_is_under_way_or_ready_is_not_made_again(cast):
    export = asked(cast.liaison)
    with pytest.raises(WorkflowError):
        make_again(export)
    work(until_done=True)
    export.refresh_from_db()
    with pytest.raises(WorkflowError):
        make_again(export)


def test_given_up_in_the_middle_it_ends_without_a_file(cast, var):
    given_up_file.func(Context, asked(cast.liaison).pk)
    assert (Export.objects.count(), files(var)) == (0, [])


def test_deleted_its_file_goes_too(client, cast, var):
    export = made(cast.liaison)
    client.force_login(cast.liaison)
    assert client.post(reverse("export_remove", args=[export.pk])).status_code == 302
    assert (Export.objects.count(), files(var)) == (0, [])


def test_a_lost_file_is_said(client, cast, var):
    export = made(cast.liaison)
    (var / "exports" / export.stored_as).unlink()
    client.force_login(cast.liaison)
    answer = client.get(reverse("export_file", args=[export.pk]), follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "文件已不在" in answer.text


def test_after_a_week_it_is_gone(cast, var):
    export, now = made(cast.liaison), timezone.now()
    (var / "exports" / "left").write_bytes(b"x")
    Export.objects.update(asked_at=now - KEPT_FOR + datetime.timedelta(minutes=1))
    assert forget_exports(now) == 0
    assert set(files(var)) == {export.stored_as, "left"}
    Export.objects.update(asked_at=now - KEPT_FOR - datetime.timedelta(minutes=1))
    assert forget_exports(now) == 1
    assert files(var) == ["left"]


def test_the_page_says_how_far_it_is_and_that_it_broke_off(client, cast):
    export, now = asked(cast.liaison), timezone.now()
    client.force_login(cast.liaison)
    progress = reverse("export_progress", args=[export.pk])
    assert parse(client.get(progress)).one("tbody").get("hx-get") == progress
    Export.objects.update(state="making", done=3, total=4, sign_at=now)
    assert "75 %" in client.get(progress).text
    Export.objects.update(sign_at=now - SILENCE)
    shown = parse(client.get(progress))
    assert shown.one("form", action=reverse("export_again", args=[export.pk]))
    client.post(reverse("export_again", args=[export.pk]))
    export.refresh_from_db()
    assert (export.state, export.done) == ("waiting", 0)


def test_the_page_says_when_nobody_works(client, cast):
    asked(cast.liaison)
    client.force_login(cast.liaison)
    assert "notice-error" not in client.get(LIST).text
    Export.objects.update(asked_at=timezone.now() - datetime.timedelta(seconds=21))
    assert "notice-error" in client.get(LIST).text
    give_sign("one", timezone.now())
    assert "notice-error" not in client.get(LIST).text


def test_without_files_the_page_says_where_they_come_from(cast):
    client = Client()
    client.force_login(cast.observer)
    assert parse(client.get(LIST)).one("p", of="empty").one("a").get("href") == reverse("item_list")
