"""Failed sign-ins lock the account for itself and the address for itself."""

import datetime

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from departments.models import User

from ..admin.admin_pages import page
from ..given.html import parse, sentences

SIGN_IN, PASSWORD = "/sign-in/", "/password/"
RIGHT = {"username": "liaison", "password": "liaison-Pass-1"}
OFFICE, HOME, ELSEWHERE = "10.0.0.1", "10.0.0.2", "10.0.0.3"


@pytest.fixture(autouse=True)
def locking(settings):
    settings.AXES_ENABLED = True


def try_in(client, username="liaison", address=OFFICE, password="guess"):
    return client.post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address).status_code


def pass_time(minutes):
    """As if all failures had happened so long before."""
    for attempt in AccessAttempt.objects.all():
        earlier = attempt.attempt_time - datetime.timedelta(minutes=minutes)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=earlier)


def test_one_password_tried_over_twelve_accounts_locks_the_address(client, cast):
    answers = [try_in(client, f"person{number}") for number in range(12)]
    assert answers == [200] * 9 + [429] * 3
    assert try_in(client, **RIGHT) == 429
    assert try_in(client, **RIGHT, address=HOME) == 302


def test_twelve_addresses_trying_one_account_lock_the_account(client, cast):
    answers = [try_in(client, address=f"10.1.0.{number}") for number in range(12)]
    assert answers == [200] * 4 + [429] * 8
    assert try_in(client, **RIGHT, address=HOME) == 429
    assert try_in(client, "head", password="head-Pass-1", address="10.1.0.1") == 302


@pytest.fixture
def at_home(client, cast):
    """The liaison has signed in from HOME before; since then strangers elsewhere have locked the account."""
    assert try_in(client, **RIGHT, address=HOME) == 302
    client.post("/sign-out/")
    for number in range(5):
        try_in(client, address=f"10.1.0.{number}")
    return client


def test_strangers_do_not_keep_the_owner_out_where_he_is_used_to_sign_in(at_home):
    assert try_in(at_home, **RIGHT, address=OFFICE) == 429
    assert try_in(at_home, **RIGHT, address=HOME) == 302


def test_what_is_tried_at_an_address_of_the_owners_locks_the_account_there_too(at_home):
    assert [try_in(at_home, address=HOME) for _time in range(5)] == [200] * 4 + [429]
    assert try_in(at_home, **RIGHT, address=HOME) == 429


def test_an_address_of_one_person_is_none_of_another(at_home):
    assert try_in(at_home, "head", password="head-Pass-1", address=OFFICE) == 302
    at_home.post("/sign-out/")
    assert try_in(at_home, **RIGHT, address=OFFICE) == 429


def test_an_address_is_known_for_thirty_days(at_home):
    AccessLog.objects.update(attempt_time=timezone.now() - datetime.timedelta(days=31))
    assert try_in(at_home, **RIGHT, address=HOME) == 429


def test_an_office_behind_one_address_may_have_a_higher_bound(client, cast, settings):
    settings.PORTAL_LOCK_ADDRESS_FAILURES = 20
    assert [try_in(client, f"person{number}") for number in range(20)] == [200] * 19 + [429]


def test_the_office_chooses_how_many_failures_lock_and_for_how_long(client, cast, settings):
    settings.PORTAL_LOCK_FAILURES, settings.PORTAL_LOCK_MINUTES = 2, 30
    assert [try_in(client) for _time in range(2)] == [200, 429]
    pass_time(29)
    assert try_in(client, **RIGHT) == 429
    pass_time(2)
    assert try_in(client, **RIGHT) == 302


def test_a_lock_lasts_ten_minutes_from_its_last_failure_though_the_first_are_older(client, cast):
    for number in range(9):
        try_in(client, f"person{number}")
        pass_time(1)
    assert try_in(client, "person9") == 429
    pass_time(8)
    assert try_in(client, **RIGHT) == 429
    pass_time(3)
    assert try_in(client, **RIGHT) == 302


def test_trying_on_makes_a_lock_no_longer(client, cast):
    for _time in range(5):
        try_in(client)
    pass_time(9)
    assert try_in(client) == 429
    pass_time(2)
    assert try_in(client, **RIGHT) == 302


def test_failures_long_past_do_not_add_up_with_the_next(client, cast):
    for _round in range(3):
        assert [try_in(client) for _time in range(4)] == [200] * 4
        pass_time(11)


def test_signing_in_to_an_account_of_ones_own_frees_neither_the_address_nor_other_accounts(client, cast):
    for number in range(9):
        try_in(client, f"person{number % 3}")
    assert try_in(client, "head", password="head-Pass-1") == 302
    client.post("/sign-out/")
    assert try_in(client, "person7") == 429


def test_what_others_tried_elsewhere_still_counts_after_the_owner_has_signed_in(client, cast):
    for _time in range(4):
        try_in(client, address=ELSEWHERE)
    assert try_in(client, **RIGHT) == 302
    client.post("/sign-out/")
    assert try_in(client, address=ELSEWHERE) == 429


def test_a_name_that_nobody_bears_is_locked_with_the_same_page(client, cast):
    pages = []
    for name, address in (("liaison", OFFICE), ("nobody", HOME)):
        for _time in range(5):
            answer = client.post(SIGN_IN, {"username": name, "password": "guess"}, REMOTE_ADDR=address)
        pages.append((answer.status_code, answer["Retry-After"], parse(answer).one("main").text))
    assert pages[0] == pages[1]
    assert pages[0][:2] == (429, "600")


def test_a_locked_account_is_no_reason_to_end_its_owners_session_but_its_password_is_not_looked_at(client, cast):
    client.force_login(cast.liaison)
    other = type(client)()
    for number in range(5):
        try_in(other, address=f"10.1.0.{number}")
    new = "洪山-绿茶-7杯"
    data = {"old_password": RIGHT["password"], "new_password1": new, "new_password2": new}
    assert client.post(PASSWORD, data).status_code == 429
    assert User.objects.get(pk=cast.liaison.pk).check_password(RIGHT["password"])
    assert client.get(PASSWORD).status_code == 200


# The administration


def shown_locks(office):
    rows = parse(office.get(page("axes_accessattempt_changelist"))).one("table", id="result_list").all("tr")[1:]
    return {
        row.one(of="field-username").text + row.one(of="field-ip_address").text: row.one(of="field-locked").text
        for row in rows
    }


@pytest.fixture
def both(client, cast):
    """The liaison is locked by four addresses, the address ELSEWHERE by ten accounts and one of the liaison's."""
    other = type(client)()
    for number in range(4):
        try_in(other, address=f"10.1.0.{number}")
    for number in range(9):
        try_in(other, f"person{number}", address=ELSEWHERE)
    try_in(other, address=ELSEWHERE)
    return other


def test_the_list_says_what_is_locked(office, both):
    told = shown_locks(office)
    assert told["liaison10.1.0.1"] == "账号"
    assert told["person110.0.0.3"] == "网络地址"
    assert told["liaison10.0.0.3"] == "账号、网络地址"
    pass_time(11)
    assert set(shown_locks(office).values()) == {"—"}


def unlock(office, **row):
    data = {"action": "unlock", "_selected_action": [AccessAttempt.objects.get(**row).pk]}
    return sentences(office.post(page("axes_accessattempt_changelist"), data, follow=True))


def test_unlocking_the_account_leaves_the_address_locked(office, both):
    assert "账号liaison" in unlock(office, username="liaison", ip_address="10.1.0.1")
    assert try_in(both, "person1", address=ELSEWHERE) == 429
    assert try_in(both, **RIGHT) == 302
    assert LogEntry.objects.get().object_repr == "账号liaison：已解锁"


def test_unlocking_the_address_leaves_the_account_locked(office, both):
    assert "地址10.0.0.3" in unlock(office, username="person1", ip_address=ELSEWHERE)
    assert try_in(both, **RIGHT) == 429
    assert try_in(both, "head", password="head-Pass-1", address=ELSEWHERE) == 302


def test_a_row_that_shows_both_lifts_both(office, both):
    unlock(office, username="liaison", ip_address=ELSEWHERE)
    assert try_in(both, **RIGHT, address=ELSEWHERE) == 302


def test_a_row_without_a_lock_is_forgotten(office, both):
    try_in(both, "person1", address=HOME)
    assert "均未锁定" in unlock(office, username="person1", ip_address=HOME)
    assert not AccessAttempt.objects.filter(ip_address=HOME).exists()
    assert not LogEntry.objects.exists()


def test_a_request_without_an_address_is_not_taken_for_all_such(client, cast):
    for number in range(12):
        try_in(client, f"person{number}", address="")
    assert try_in(client, **RIGHT, address="") == 302


def test_locks_are_read_with_one_question_for_a_whole_page(office, both, django_assert_max_num_queries):
    with django_assert_max_num_queries(11) as few:
        shown_locks(office)
    for number in range(50):
        AccessAttempt.objects.create(
            username=f"more{number}", ip_address=HOME, failures_since_start=1, attempt_time=timezone.now()
        )
    with django_assert_max_num_queries(len(few)):
        shown_locks(office)
