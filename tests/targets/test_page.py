"""The form for an item's targets and milestones, and what the item's own page shows of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.models import Target
from items.targets.editing import set_targets

from ..given import factories
from ..given.html import parse, sentences
from .promises import a_target, actions, chinese, told, wanted

# The page


def rows_sent(targets=(), milestones=(), initial=(0, 0), **data):
    """The form as a browser sends it: [{field: text}] for each list."""
    sent = dict(data)
    for kind, rows, known in (("targets", targets, initial[0]), ("milestones", milestones, initial[1])):
        sent |= {f"{kind}-TOTAL_FORMS": len(rows), f"{kind}-INITIAL_FORMS": known}
        for place, row in enumerate(rows):
            row = {"comparator": "=", **row} if kind == "targets" else row
            sent |= {f"{kind}-{place}-{name}": value for name, value in row.items()}
    return sent


@pytest.fixture
def act(client, cast):
    """Sends the form on item 1 as the supervision office."""

    def send(**data):
        client.force_login(cast.supervisor)
        data.setdefault("version", 1)
        return client.post(reverse("item_targets", args=[cast.led.pk]), rows_sent(**data))

    return send


def shown(page, kind):
    """[{field: value}] of the form's rows that hold anything, hidden keys and empty fields left out."""
    rows = []
    for row in page.all("div", of=f"{kind}-row"):
        values = {field["name"].rpartition("-")[2]: field.get("value") for field in row.all("input")}
        for select in row.all("select"):
            values["comparator"] = "".join(o["value"] for o in select.all("option") if "selected" in o.attributes)
        values = {name: value for name, value in values.items() if value and name not in ("pk", "DELETE")}
        if values not in ({}, {"comparator": "="}):
            rows.append(values)
    return rows


def complaint(page, field):
    """What the page says at a field; its error must be tied to it."""
    control = page.one(id=f"id_{field}")
    assert control["aria-invalid"] == "true"
    [said] = [page.one(id=name) for name in control["aria-describedby"].split() if "error" in name]
    return said.text


def test_the_form_shows_the_rows_their_wording_in_context_and_room_for_more(client, promised):
    client.force_login(promised.supervisor)
    page = parse(client.get(reverse("item_targets", args=[promised.led.pk])))
    assert shown(page, "target") == [
        {"label": "新增就业", "comparator": ">=", "number": "10万", "unit": "人"},
        {"label": "新建示范站", "comparator": "=", "number": "3", "upper": "5", "unit": "个"},
    ]
    assert shown(page, "milestone") == [{"title": "示范站开工", "due_on": "2011-06-30"}]
    assert len(page.all("div", of="target-row")) == 2 + 3
    assert len(page.all("div", of="milestone-row")) == 1 + 2
    first, second = page.all("p", of="as-written")
    assert first.one("mark").text == "新增就业10万人"
    assert first.text.endswith("确保新增就业10万人,新建3-5个示范站")
    assert second.one("mark").text == "新建3-5个示范站"


def test_wording_that_no_longer_stands_at_its_place_is_shown_alone(client, promised):
    Target.objects.filter(pk=promised.jobs.pk).update(start=5)
    client.force_login(promised.supervisor)
    first = parse(client.get(reverse("item_targets", args=[promised.led.pk]))).all("p", of="as-written")[0]
    assert first.text.endswith(": 新增就业10万人")


def test_rows_are_added_changed_and_removed_on_the_page(act, promised):
    response = act(
        targets=[
            {"pk": promised.jobs.pk, "label": "新增就业", "number": "12万", "unit": "人", "comparator": ">="},
            {"pk": promised.posts.pk, "label": "新建示范站", "number": "3", "DELETE": "on"},
            {"label": "新建公园", "number": "２", "unit": "座", "per": "每个区"},
            {},
        ],
        milestones=[{"pk": promised.start.pk, "title": "", "due_on": ""}, {"title": "公园开工"}],
        initial=(2, 1),
    )
    assert response["Location"] == promised.led.get_absolute_url()
    assert chinese("Saved.") in sentences(response.client.get(response["Location"]))
    assert told(promised.led.targets) == ["新增就业 ≥ 12万人", "新建公园 2座（每个区）"]
    assert told(promised.led.milestones) == ["公园开工"]


def test_the_form_sent_as_it_was_changes_nothing(client, promised):
    client.force_login(promised.supervisor)
    page = parse(client.get(reverse("item_targets", args=[promised.led.pk]))).one("main")
    sent = {field["name"]: field.get("value", "") for field in page.all("input") if field.get("type") != "checkbox"}
    for select in page.all("select"):
        [sent[select["name"]]] = [option["value"] for option in select.all("option") if "selected" in option.attributes]
    assert client.post(reverse("item_targets", args=[promised.led.pk]), sent).status_code == 302
    assert actions(promised.led) == []


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"label": "新建公园", "number": "两座"}, "number", "This is no number; write it like 100000, 10万 or 2.5亿."),
        ({"label": "新建公园", "unit": "座"}, "number", "Write the number that is to be reached."),
        ({"number": "2"}, "label", "Say what is counted."),
        ({"unit": "座", "number": "2"}, "label", "Say what is counted."),
        (
            {"label": "公园", "number": "3", "upper": "2"},
            "upper",
            "The upper end of a range lies above its lower end.",
        ),
        ({"label": "公园", "number": "3", "comparator": ""}, "comparator", "Choose the comparison."),
        ({"label": "公园", "number": "3", "comparator": ">"}, "comparator", "There is no such choice; choose again."),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(act, cast, row, field, sentence):
    response = act(targets=[{"label": "床位", "number": "10万", "unit": "张"}, row], milestones=[{"title": "开工"}])
    assert response.status_code == 422
    page = parse(response)
    assert chinese(sentence) in complaint(page, f"targets-1-{field}")
    assert shown(page, "target")[0] == {"label": "床位", "number": "10万", "unit": "张", "comparator": "="}
    assert shown(page, "milestone") == [{"title": "开工"}]
    assert not cast.led.targets.exists()


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"due_on": "2011-06-30"}, "title", "Say what is reached by that day."),
        ({"title": "开工", "due_on": "2011-13-01"}, "due_on", "This is no date; write it like 2011-12-31."),
    ],
)
def test_a_wrong_milestone_is_told_at_its_field(act, cast, row, field, sentence):
    response = act(milestones=[row])
    assert response.status_code == 422
    assert chinese(sentence) in complaint(parse(response), f"milestones-0-{field}")


def test_what_the_step_refuses_is_said_and_what_was_typed_stays(act, cast):
    response = act(milestones=[{"title": "开工", "due_on": "1950-06-30"}])
    assert response.status_code == 422
    page = parse(response)
    sentence = chinese("The year of the deadline does not fit the report; check it.")
    assert sentence in page.one("p", of="notice-error").text
    assert shown(page, "milestone") == [{"title": "开工", "due_on": "1950-06-30"}]


def test_targets_from_a_stale_page_show_both_and_the_second_attempt_succeeds(act, promised):
    lists = {**wanted(promised.led), "targets": [a_target()]}
    set_targets(promised.led, by=promised.supervisor, version=1, **lists)
    rows = [{"pk": promised.jobs.pk, "label": "新增就业", "number": "11万", "unit": "人"}]
    response = act(targets=rows, initial=(1, 0))
    assert response.status_code == 409
    page = parse(response)
    assert promised.supervisor.name in page.one("p", of="notice-error").text
    assert "新建公园" in page.one(id="present").text
    assert shown(page, "target") == [{"label": "新增就业", "number": "11万", "unit": "人", "comparator": "="}]
    assert told(promised.led.targets) == ["新建公园 2座"]
    version = page.one("main").one("input", name="version")["value"]
    assert act(targets=rows, initial=(1, 0), version=version).status_code == 302
    assert told(promised.led.targets) == ["新增就业 11万人"]


@pytest.mark.parametrize(
    "broken",
    [
        {"targets-TOTAL_FORMS": "x"},
        {"targets-TOTAL_FORMS": "9999"},
        {"milestones-TOTAL_FORMS": "x"},
        {"targets-0-pk": "x"},
        {"targets-0-pk": "9" * 5000},
        {"version": "x"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_tampered_form_changes_nothing(client, promised, broken):
    client.force_login(promised.supervisor)
    rows = [{"pk": promised.jobs.pk, "label": "新增就业", "number": "11万"}]
    data = {**rows_sent(rows, initial=(1, 0), version=1), **broken}
    response = client.post(reverse("item_targets", args=[promised.led.pk]), data)
    assert response.status_code == 422
    assert parse(response).all(of="notice-error")
    assert told(promised.led.targets) == ["新增就业 ≥ 10万人", "新建示范站 3–5个"]


def test_a_form_without_anything_in_it_changes_nothing(client, promised):
    client.force_login(promised.supervisor)
    response = client.post(reverse("item_targets", args=[promised.led.pk]))
    assert response.status_code == 422
    assert chinese("The page was incomplete, so nothing was saved. Reload it and try again.") in parse(response).text
    assert promised.led.targets.count() == 2


def test_the_form_costs_the_same_for_one_row_and_for_fifty(client, cast):
    client.force_login(cast.supervisor)
    address = reverse("item_targets", args=[cast.led.pk])
    counts = []
    for more in (1, 49):
        for number in range(more):
            factories.target(cast.led, number=number + 1)
            factories.milestone(cast.led)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(parse(client.get(address)), "target")) == cast.led.targets.count()
        counts.append(len(queries) - 1)  # without the count above
    assert counts[0] == counts[1] <= 12


# What the item shows


def test_the_item_shows_its_targets_and_milestones(client, promised):
    factories.target(promised.led, "新建公园", 2, unit="座", per="每个区")
    factories.milestone(promised.led, "公园开工")
    client.force_login(promised.liaison)
    section = parse(client.get(promised.led.get_absolute_url())).one(id="targets")
    rows = [[cell.text for cell in row.children if not isinstance(cell, str)] for row in section.all("tr")[1:]]
    assert rows == [
        ["新增就业", "≥ 10万人", "新增就业10万人"],
        ["新建示范站", "3–5个", "新建3-5个示范站"],
        ["新建公园", "2座（每个区）", chinese("entered by the supervision office")],
    ]
    first, second = section.all("li")
    assert first.text == "2011-06-30 示范站开工"
    assert second.text == f"{chinese('no day named')} 公园开工 {chinese('entered by the supervision office')}"


def test_without_a_countable_target_the_item_says_that_progress_is_judged(client, cast):
    client.force_login(cast.liaison)
    section = parse(client.get(cast.led.get_absolute_url())).one(id="targets")
    assert section.one("p", of="empty").text == chinese("No countable target in the text: progress is judged.")
    assert not section.all("table") and not section.all("ul")


@pytest.mark.parametrize(("person", "offered"), [("supervisor", True), ("liaison", False), ("leader", False)])
def test_only_the_supervision_office_is_led_to_the_form(client, cast, person, offered):
    client.force_login(getattr(cast, person))
    page = parse(client.get(cast.led.get_absolute_url()))
    assert (reverse("item_targets", args=[cast.led.pk]) in page.links()) is offered


def test_administrators_see_targets_and_milestones_and_cannot_change_them(office, promised):
    page = parse(office.get(reverse("admin:items_workitem_change", args=[promised.led.pk])))
    assert "≥ 10万人" in page.text and "示范站开工" in page.text
    rows = [field for field in page.all("input") if field.get("name", "").startswith(("targets-0", "milestones-0"))]
    assert {field["type"] for field in rows} == {"hidden"}
