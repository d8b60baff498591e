"""The page that merges departments: what it shows, asks for, refuses and says afterwards."""

from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from departments.models import Department
from items.forms.secrets import ANYWAY
from items.models import HistoryEntry

from ..given import factories
from ..given.html import parse, sentences
from ..given.opened_rounds import State, opened, put, update_of


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def merge_page(*sources):
    return page("departments_department_merge") + "?" + "&".join(f"source={unit.pk}" for unit in sources)


def post_merge(browser, chosen, target, *, ticked=None, follow=False, **changes):
    ticked = chosen if ticked is None else ticked
    today = timezone.localdate().isoformat()
    data = {"sources": [unit.pk for unit in ticked], "into": target.pk, "on": today, **changes}
    keys = "-".join(map(str, sorted(data["sources"])))
    data = {"sure": f"{keys}:{data['into']}:{data['on']}", **data}
    return browser.post(merge_page(*chosen), data, follow=follow)


def test_the_action_leads_to_the_page_with_the_chosen_departments(office, cast):
    answer = office.post(
        page("departments_department_changelist"),
        {"action": "merge_into", "_selected_action": [cast.health.pk, cast.education.pk]},
    )
    assert answer.url == merge_page(cast.health, cast.education)
    rows = office.get(answer.url).context["rows"]
    assert [(row["unit"], row["ticked"], row["numbers"].items, row["numbers"].posts) for row in rows] == [
        (cast.health, True, 2, 1),
        (cast.education, True, 1, 0),
    ]
    assert rows[0]["numbers"].names == ["市卫生局", "卫生局"]


def test_a_merger_asks_once_and_says_what_moves(office, cast):
    answer = post_merge(office, [cast.health], cast.education, sure="")
    cast.health.refresh_from_db()
    assert answer.status_code == 200 and cast.health.successor is None
    question = parse(answer).one("div", id="sure")
    assert "市教育局" in question.text and "2" in question.text
    assert "autofocus" in question.one("h2", tabindex="-1").attributes  # it stands below the form
    seen = question.one("input", name="sure")["value"]
    # Another target than the one asked about is asked about again.
    assert post_merge(office, [cast.health], cast.office, sure=seen).status_code == 200
    assert post_merge(office, [cast.health], cast.education, sure=seen).status_code == 302
    cast.health.refresh_from_db()
    assert cast.health.successor == cast.education


def test_the_day_first_proposed_is_one_that_the_page_takes(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 3000
    proposed = office.get(merge_page(cast.health)).context["form"]["on"].value()
    assert post_merge(office, [cast.health], cast.education, on=f"{proposed:%Y-%m-%d}").status_code == 302


def test_offered_are_units_of_the_same_kind_without_itself_and_the_merged(office, cast):
    post_merge(office, [cast.office], cast.education)

    def offered(unit, typed=""):
        """The keys that the field finds; the page itself offers none but what is chosen."""
        select = parse(office.get(merge_page(unit))).one("select", name="into")
        assert select.all("option") == []
        asked = {"term": typed, "app_label": "departments", "model_name": "department", "field_name": "successor"}
        found = office.get(f"{select['data-ajax--url']}&{urlencode(asked)}").json()["results"]
        return {one["id"] for one in found}

    units = (cast.civil_affairs, cast.education, cast.east, cast.west)
    assert offered(cast.health) == {str(unit.pk) for unit in units}
    assert offered(cast.districts) == set()
    assert offered(cast.health, "jiaoyu") == {str(cast.education.pk)}


def test_too_many_departments_at_once_are_refused(office, cast):
    for _number in range(51):
        factories.department()
    chosen = list(Department.objects.values_list("pk", flat=True))
    answer = office.post(
        page("departments_department_changelist"), {"action": "merge_into", "_selected_action": chosen}, follow=True
    )
    assert "50" in sentences(answer)


def test_the_page_of_a_department_offers_the_merger_until_it_is_merged(office, cast):
    address = page("departments_department_change", cast.health.pk)
    assert merge_page(cast.health) in office.get(address).text
    post_merge(office, [cast.health], cast.education)
    assert merge_page(cast.health) not in office.get(address).text


def test_a_merger_moves_the_items_and_says_how_many(office, cast):
    answer = post_merge(office, [cast.health], cast.education, follow=True, reason="襄编发〔2014〕3号")
    assert answer.resolver_match.url_name == "departments_department_changelist"
    said = sentences(answer)
    assert "市卫生局" in said and "市教育局" in said and "2" in said
    assert list(Department.objects.called("卫生局")) == [cast.education]
    assert cast.supported.responsibilities.get(role="lead").department == cast.education
    assert {entry.reason for entry in HistoryEntry.objects.filter(action="department_merged")} == {"襄编发〔2014〕3号"}
    assert "市教育局" in LogEntry.objects.get(object_id=cast.health.pk).get_change_message()


def test_a_ground_that_looks_secret_is_asked_about_once(office, cast):
    answer = post_merge(office, [cast.health], cast.education, reason="机密★1年")
    assert answer.status_code == 422 and parse(answer).one("input", name=ANYWAY)
    assert not HistoryEntry.objects.filter(action="department_merged").exists()
    post_merge(office, [cast.health], cast.education, reason="机密★1年", **{ANYWAY: "已核对"})
    entries = HistoryEntry.objects.filter(action="department_merged")
    assert {entry.after["sent_anyway"] for entry in entries} == {"已核对"}


def test_only_the_ticked_departments_are_merged(office, cast):
    post_merge(office, [cast.health, cast.education], cast.education, ticked=[cast.health])
    assert set(Department.objects.filter(successor=cast.education)) == {cast.health}


def test_an_earlier_day_is_the_last_day_of_the_merged_department(office, cast):
    post_merge(office, [cast.health], cast.education, on="2014-05-01")
    cast.health.refresh_from_db()
    assert cast.health.active_to == factories.day("2014-05-01")


@pytest.mark.parametrize(
    ("sources", "into", "sentence"),
    [
        (["health"], "health", "市卫生局"),
        (["health", "education"], "education", "市教育局"),
        (["health"], "districts", "各区人民政府"),
        (["districts"], "health", "各区人民政府"),
        (["merged"], "health", "已并入"),
        (["health"], "merged", "已并入"),
    ],
)
def test_an_impossible_merger_gets_a_sentence_and_changes_nothing(office, cast, sources, into, sentence):
    cast.merged = factories.department("市旧局", successor=cast.office)
    before = list(Department.objects.values()), HistoryEntry.objects.count()
    answer = post_merge(office, [getattr(cast, source) for source in sources], getattr(cast, into), reason="三定")
    assert answer.status_code == 422
    [said] = answer.context["form"].non_field_errors()
    if sentence == "已并入":
        assert "市旧局" in said and "市政府办公室" in said
    else:
        assert sentence in said
    # What was chosen is kept.
    assert all(row["ticked"] for row in answer.context["rows"])
    assert answer.context["form"]["into"].value() == str(getattr(cast, into).pk)
    assert 'value="三定"' in answer.text
    assert (list(Department.objects.values()), HistoryEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("into", ""),
        ("into", "99999"),
        ("into", "x"),
        ("on", ""),
        ("on", "2014-02-30"),
        ("on", "9999-01-01"),
        ("sources", []),
        ("sources", ["99999"]),
        ("sources", ["x"]),
        ("reason", "x" * 501),
    ],
)
def test_a_wrong_entry_gets_a_sentence_at_its_field(office, cast, field, value):
    answer = post_merge(office, [cast.health], cast.education, **{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not HistoryEntry.objects.filter(action="department_merged").exists()


def test_a_department_that_was_not_on_the_page_is_not_merged(office, cast):
    answer = post_merge(office, [cast.health], cast.education, ticked=[cast.civil_affairs])
    assert list(answer.context["form"].errors) == ["sources"]


@pytest.mark.parametrize("query", ["", "?source=", "?source=x", "?source=99999", "?source=" + "9" * 30])
def test_without_departments_the_page_leads_back_to_the_list(office, cast, query):
    answer = office.get(page("departments_department_merge") + query, follow=True)
    assert answer.redirect_chain == [(page("departments_department_changelist"), 302)]
    assert sentences(answer)


@pytest.mark.parametrize("who", ["liaison", "head", "supervisor", "leader", "observer", "newcomer"])
def test_nobody_else_merges(client, cast, who):
    client.force_login(getattr(cast, who))
    assert post_merge(client, [cast.health], cast.education, follow=True).status_code == 403
    assert not Department.objects.filter(successor__isnull=False).exists()


def test_the_merge_page_asks_the_database_as_often_for_many_departments(office, cast, django_assert_max_num_queries):
    units = [factories.department() for _number in range(60)]
    with django_assert_max_num_queries(12):
        office.get(merge_page(units[0]))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=cmd|'/C calc'!A0"])
def test_names_that_look_like_code_are_merged_and_shown_as_text(office, cast, name):
    unit = factories.department(name)
    assert "<script>alert" not in office.get(merge_page(unit, cast.health)).text
    refused = post_merge(office, [unit], unit)
    assert name in refused.context["form"].non_field_errors()[0]
    answer = post_merge(office, [unit], cast.health, follow=True)
    assert name in sentences(answer)
    assert "<script>alert" not in refused.text + answer.text
    assert list(Department.objects.called(name)) == [cast.health]


def test_the_question_and_the_answer_say_which_reports_are_kept_aside(office, cast):
    since = factories.day("2011-02-01")
    item = factories.item(cast.report, 4, responsible=[cast.health, cast.education], issued_on=since)
    item.responsibilities.update(issued_on=since)
    march = opened(cast.report)
    for unit in (cast.health, cast.education):
        put(update_of(march, item, unit), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    question = parse(post_merge(office, [cast.health], cast.education, sure="")).one("div", id="sure")
    for words in ("另行留存", "第4项", "市卫生局", "2011年3月"):
        assert words in question.text, words
    done = post_merge(office, [cast.health], cast.education, follow=True)
    assert "另行留存" in sentences(done)
    assert "第4项" in sentences(done)
