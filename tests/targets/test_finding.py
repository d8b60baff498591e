"""What the list of targets finds by words and numbers, and that it says where."""

import pytest
from django.urls import reverse

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse


@pytest.fixture
def rows(client, cast):
    """[(what is counted, the work item's cell)] of the list for these words."""

    def get(q, **asked):
        client.force_login(cast.supervisor)
        page = parse(client.get(reverse("target_list"), {"q": q, **asked}))
        found = [row for table in page.all("table", of="target-rows") for row in table.all("tr")]
        return [(row.all("th")[0].text, row.all("td")[0].text) for row in found if row.all("td")]

    return get


@pytest.fixture
def numbered(cast):
    """Items 191, 193 and 195 with a target each; 195 says both other numbers, in its text and in a note."""
    for number, name, text in ((191, "甲", "推进"), (193, "乙", "推进"), (195, "丙", "新建191个站点")):
        item = factories.item(cast.report, number, text, leads=[cast.civil_affairs], issued_on=day("2011-02-01"))
        factories.target(item, label=f"{name}站点")
    item.notes.create(by=cast.liaison, department=cast.civil_affairs, text="已建成193个", at=moment("2011-03-01 10:00"))
    return cast


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("191", ["甲站点"]),
        ("193", ["乙站点"]),
        ("191-193", ["甲站点", "乙站点"]),
        ("第191项", ["甲站点"]),
        ("191、195", ["甲站点", "丙站点"]),
    ],
)
def test_a_number_of_an_item_finds_the_targets_of_that_item_alone(numbered, rows, typed, labels):
    assert [label for label, _item in rows(typed)] == labels


def test_a_number_that_is_no_items_is_looked_for_in_words(numbered, rows):
    numbered.report.items.filter(number=191).update(number=290)
    assert [label for label, _item in rows("191")] == ["丙站点"]


def test_a_row_says_where_its_item_holds_what_was_looked_for(numbered, rows):
    numbered.report.items.filter(number=193).update(number=290)
    [(_label, item)] = rows("193")
    assert "已建成193个" in item
