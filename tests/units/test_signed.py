"""What a unit said before it was merged bears both names, wherever it is shown."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from items.closing.short import lying_on
from items.models import Shortfall
from items.rules.accepted import signed
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.lit_items import curve, light_of, tell
from ..given.opened_rounds import opened
from ..given.together import moment

BOTH = "市人社局（原市民政局）"


@pytest.fixture
def merged(cast):
    """Civil affairs reported for March, noted and proposed a plan, and was merged by way of another into 市人社局."""
    target = factories.target(cast.led)
    cast.update = tell(cast, opened(cast.report), cast.led, cast.civil_affairs, {target: 5})
    cast.led.notes.create(by=cast.liaison, department=cast.civil_affairs, text="已开工", at=moment("2011-03-12 10:00"))
    proposed = curve(cast, cast.led, [["2011-12-31", "100"]], state="proposed")
    proposed.department = cast.civil_affairs
    proposed.save()
    opened(cast.report, "2011-05-01")  # March is closed: its reports stay those of who wrote them
    first, last = factories.department("市社会事务局"), factories.department("市人社局")
    merge(cast.civil_affairs, into=first, by=cast.administrator, on=day("2011-05-03"))
    merge(first, into=last, by=cast.administrator, on=day("2011-05-04"))
    cast.civil_affairs.refresh_from_db()
    return cast


def test_a_merged_unit_signs_behind_the_one_that_acts_today(merged):
    assert signed(merged.civil_affairs) == BOTH
    assert (signed(merged.health), signed(None)) == ("市卫生局", "")


@pytest.mark.parametrize(("name", "of"), [("update_detail", "update"), ("item_plan", "led")])
def test_no_page_names_it_by_its_old_name_alone(client, merged, name, of):
    client.force_login(merged.supervisor)
    said = parse(client.get(reverse(name, args=[getattr(merged, of).pk]))).one("main").text
    assert BOTH in said and "市民政局" not in said.replace(BOTH, "")


def test_light_and_what_waits_on_the_item_name_both(client, merged):
    assert BOTH in light_of(merged.led, day("2011-05-05")).last
    [plan] = lying_on([merged.led.pk])[merged.led.pk][Shortfall.PLANS]
    assert plan == BOTH
    client.force_login(merged.supervisor)
    assert parse(client.get(reverse("item_detail", args=[merged.led.pk]))).one("main").text.count(BOTH) >= 3


def test_the_latest_note_of_a_list_bears_both_names(client, merged):
    client.force_login(merged.supervisor)
    [note] = [one for one in parse(client.get(reverse("item_list"))).all("span", of="hint") if "市民政局" in one.text]
    assert note.text.startswith(BOTH)


def test_so_does_that_of_the_ledger(client, merged):
    client.force_login(merged.supervisor)
    book = load_workbook(io.BytesIO(b"".join(client.get(reverse("item_export")).streaming_content)))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert f"{BOTH}：已开工" in cells
