"""The page of a person's own settings: who one is, what one may set, what one follows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from departments.models import User
from items.ledger.laying_out import lay_out
from items.models import DigestSettings, HistoryEntry, ListSettings
from items.personal.choosing import choose

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.refusals import refused
from ..given.together import at_once

PAGE = reverse("personal")
AT, TODAY = moment("2011-05-10 10:00"), day("2011-05-10")
UNTOUCHED = {"phone": "", "digest": "", "opens_with": None}


@pytest.fixture(autouse=True)
def on_that_day(client):
    client.cookies["django_language"] = "en"
    with clock.at(AT):
        yield


@pytest.fixture
def person(client, cast):
    client.force_login(cast.liaison)
    return client


def shown(client):
    """`values_of` the page as it comes."""
    return values_of(parse(client.get(PAGE)))


def values_of(page):
    """{name: value} of the form as the page has it, hidden fields too, a select's chosen option."""
    form = page.one("form", of="personal-form")
    values = {field["name"]: field.get("value", "") for field in form.all("input") if field["name"] != "form_key"}
    for select in form.all("select"):
        chosen = [option["value"] for option in select.all("option") if "selected" in option.attributes]
        values[select["name"]] = chosen[0] if chosen else ""
    return values


def save(client, page=None, **changes):
    return client.post(PAGE, (page or shown(client)) | changes)


def kept(user):
    return User.objects.get(pk=user.pk)


def set_own(user, seen=UNTOUCHED, **changes):
    return choose(**{**UNTOUCHED, **seen, **changes}, seen=seen, by=user, at=AT, on=TODAY)


def test_it_is_reached_from_the_menu_of_the_header(person):
    menu = parse(person.get("/")).one("details", of="user-menu")
    assert PAGE in [link["href"] for link in menu.all("a")]


def test_it_shows_name_and_posts_and_who_changes_them(person):
    page = parse(person.get(PAGE)).one("main")
    assert "李联络" in page.one("dl").text and "市民政局 Liaison" in page.one("dl").text
    assert "changed by an administrator" in page.text
    assert reverse("post_list") in [link["href"] for link in page.all("a")]
    assert not page.all("input", name="name")


def test_without_settings_there_is_no_digest_and_the_list_opens_with_all(person):
    assert shown(person)["digest"] == shown(person)["opens_with"] == ""
    assert not DigestSettings.objects.exists() and not ListSettings.objects.exists()


def test_all_three_are_saved_at_once(person, cast):
    view = factories.saved_view(cast.liaison)
    answer = save(person, phone=" 0710-3511111 ", digest="weekly", opens_with=view.pk)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    [digest] = DigestSettings.objects.all()
    assert (digest.user, digest.often, digest.last_on, digest.told_until) == (cast.liaison, "weekly", TODAY, AT)
    assert kept(cast.liaison).phone == "0710-3511111"
    assert ListSettings.objects.get(user=cast.liaison).opens_with == view
    assert person.get("/items/")["Location"] == view.get_absolute_url()
    assert {**shown(person), "opens_with": int(shown(person)["opens_with"])}.items() >= {
        "phone": "0710-3511111",
        "digest": "weekly",
        "opens_with": view.pk,
    }.items()


# The telephone


def test_the_history_tells_of_the_telephone_only_that_it_changed(person, cast):
    save(person, phone="0710-3511111")
    [entry] = HistoryEntry.objects.filter(action="account_changed")
    assert (entry.by, entry.person, entry.department) == (cast.liaison, cast.liaison, cast.civil_affairs)
    assert (entry.before, entry.after) == ({}, {"person": "李联络 (liaison)", "contact": "phone"})
    save(person)
    assert HistoryEntry.objects.filter(action="account_changed").count() == 1


@pytest.mark.parametrize(("phone", "sentence"), [("1" * 31, "at most 30"), ("11010519491231002X", "identity")])
def test_a_wrong_telephone_gets_its_sentence_and_stays_in_the_form(person, cast, phone, sentence):
    answer = save(person, phone=phone, digest="daily")
    page = parse(answer).one("form", of="personal-form")
    assert answer.status_code == 422 and sentence in page.text
    assert page.one("input", name="phone")["value"] == phone
    assert kept(cast.liaison).phone == "" and not DigestSettings.objects.exists()


def test_a_mobile_may_be_entered_as_administrators_may(person, cast):
    assert save(person, phone="13812345678").status_code == 302
    assert kept(cast.liaison).phone == "13812345678"


def test_the_telephone_of_an_administrator_is_not_undone_by_a_page_that_was_open(person, cast):
    page = shown(person)
    User.objects.filter(pk=cast.liaison.pk).update(phone="3519999")
    assert save(person, page, digest="daily").status_code == 302  # another field is nobody's loss
    assert kept(cast.liaison).phone == "3519999" and DigestSettings.objects.get().often == "daily"
    answer = save(person, page, phone="3510001")
    assert answer.status_code == 409 and "changed meanwhile" in parse(answer).one("form", of="personal-form").text
    assert kept(cast.liaison).phone == "3519999"
    assert save(person, values_of(parse(answer))).status_code == 302  # having been told of the other
    assert kept(cast.liaison).phone == "3510001"


def test_saving_twice_from_one_page_is_no_collision(person, cast):
    page = shown(person)
    for _time in range(2):
        assert save(person, page, phone="3510001", digest="daily").status_code == 302
    assert HistoryEntry.objects.filter(action="account_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_telephones_at_once_one_is_kept_and_the_other_told(cast):
    answers = at_once(*(lambda phone=phone: set_own(cast.liaison, phone=phone) for phone in ("3510001", "3510002")))
    assert [answer is None for answer in answers].count(True) == 1
    assert any("changed meanwhile" in answer for answer in answers if answer)
    assert HistoryEntry.objects.filter(action="account_changed").count() == 1


# The view


def test_only_ones_own_views_and_shared_ones_are_offered(person, cast):
    own = factories.saved_view(cast.liaison, "自己的")
    shared = factories.saved_view(cast.supervisor, "共用的", is_shared=True)
    factories.saved_view(cast.head, "别人的")
    form = parse(person.get(PAGE)).one("form", of="personal-form")
    values = [option["value"] for option in form.one("select", name="opens_with").all("option")]
    assert values == ["", str(own.pk), str(shared.pk)]


def test_another_view_leaves_the_rest_of_the_layout_alone(person, cast):
    lay_out(hidden=["lead"], rows_a_page=60, is_compact=True, by=cast.liaison, on=TODAY)
    view = factories.saved_view(cast.liaison)
    save(person, opens_with=view.pk)
    kept = ListSettings.objects.get()
    assert (kept.hidden, kept.rows_a_page, kept.is_compact, kept.opens_with) == (["lead"], 60, True, view)
    save(person, opens_with="")
    assert ListSettings.objects.get().opens_with is None


def test_a_view_of_somebody_else_is_refused(person, cast):
    view = factories.saved_view(cast.head)
    assert save(person, opens_with=view.pk).status_code == 422
    with refused("no longer there"):
        set_own(cast.liaison, opens_with=view)
    assert not ListSettings.objects.exists()


def test_a_view_that_is_shared_no_longer_stands_for_all_items(person, cast):
    view = factories.saved_view(cast.supervisor, is_shared=True)
    save(person, opens_with=view.pk)
    type(view).objects.update(is_shared=False)
    assert shown(person)["opens_with"] == ""
    own = factories.saved_view(cast.liaison, "自己的")
    assert save(person, opens_with=own.pk).status_code == 302
    assert ListSettings.objects.get().opens_with == own


# The digest


def test_who_wants_none_any_more_has_no_settings(person, cast):
    save(person, digest="daily")
    save(person, digest="")
    assert not DigestSettings.objects.exists()


def test_another_rhythm_keeps_what_was_told(person, cast):
    factories.digest_settings(cast.liaison, "daily", "2011-05-09", "2011-05-09 09:00")
    save(person, digest="weekly")
    [digest] = DigestSettings.objects.all()
    assert (digest.often, digest.last_on, digest.told_until) == (
        "weekly",
        day("2011-05-09"),
        moment("2011-05-09 09:00"),
    )


@pytest.mark.parametrize("often", ["hourly", "\0"])
def test_there_are_no_other_digests(person, cast, often):
    assert save(person, digest=often).status_code == 422
    assert not DigestSettings.objects.exists()


# What one follows


def lines(client, address=PAGE):
    return parse(client.get(address)).one("section", id="followed").all("li")


def test_followed_items_stand_below_the_latest_first_with_light_and_a_button(person, cast):
    factories.follow(cast.liaison, cast.supported)
    factories.follow(cast.liaison, cast.led, "2011-04-01 09:00")
    factories.follow(cast.head, cast.open_lead)
    first, second = lines(person)
    assert cast.led.text in first.text and cast.supported.text in second.text
    assert first.all(of="light")
    answer = person.post(first.one("form")["action"], {"next": PAGE})
    assert answer["Location"] == PAGE
    assert [row.item for row in cast.liaison.follows.all()] == [cast.supported]


def test_without_any_it_says_how_to_follow(person):
    assert "Press “Follow”" in parse(person.get(PAGE)).one("section", id="followed").text


def test_the_list_of_followed_items_is_paged(person, cast):
    for number in range(10, 50):
        factories.follow(cast.liaison, factories.item(cast.report, number))
    assert [len(lines(person, f"{PAGE}?page={page}")) for page in (1, 2)] == [30, 10]
    assert parse(person.get(PAGE)).one("section", id="followed").one("h2").text.endswith("40")


def test_the_number_of_queries_is_that_of_one_item(cast):
    counted = []
    for many in (1, 25):
        for number in range(many):
            factories.follow(cast.liaison, factories.item(cast.report, 100 * many + number))
        client = Client()
        client.force_login(User.objects.get(pk=cast.liaison.pk))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
