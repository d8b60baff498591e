"""After every step of the main jobs the person is told what comes next; the few other forms say so by name."""

import pytest
from django.contrib.messages import SUCCESS, get_messages

from departments import clock
from items.next_step.about import AFTER

from ..access.conftest import lived_in  # noqa: F401
from ..access.test_every_form import NOW, PREPARED, taking_post
from ..access.test_sent_twice import POSTED, TAKE_NONE, send, sender_of, sent, signed_in

# What they say needs nothing after it: one's own settings, words and figures of an item, files, a draft that is being
# read, what stands on the page that comes next.
TELL_NOTHING = {
    *("list_layout", "view_add", "view_edit", "view_delete", "password_change"),
    *("own_sessions", "sessions_of_person", "second_factor_confirm", "second_factor_app", "second_factor_key"),
    *("second_factor_codes", "second_factor_remove", "second_factor_reset"),
    *("layout_choose", "layout_copy", "layout_edit", "layout_delete"),
    *("personal", "item_follow", "item_unfollow", "export_again", "export_remove"),
    *("item_dossier", "report_dossiers", "calendar_renew", "calendar_revoke", "clockwork"),
    *("item_second_look", "second_look_result"),
    *("item_edit", "item_units", "item_wording", "item_related", "item_targets", "item_shares", "item_add"),
    *("item_continues", "item_several", "department_members", "portfolio_edit", "report_lights", "report_reopen"),
    *("attachment_add", "attachment_remove", "update_afterwards"),
    *("import_list", "import_decide", "import_data", "import_discard", "import_read", "import_remember"),
    *("remembered_forget", "holiday_year", "holiday_remove", "round_rhythm", "round_add_period"),
    *("bulletin_new", "bulletin_edit", "bulletin_renew", "bulletin_submit", "bulletin_discard", "bulletin_return"),
    *("bulletin_issue", "bulletin_templates", "template_remove"),
    *("meeting_new", "inbox_read", "message_open", "delivery_again"),
    *("workbook_list", "workbook_all", "ledger_workbook_list", "ledger_workbook_checked"),
    *(
        "approvals",
        "emergency_end",
        "people_list",
        "people_passwords",
        "post_hand_over",
        "post_delegate",
        "delegation_revoke",
    ),
}

# Nothing is ticked in what the table sends, the period is not due yet or has been begun, nobody is a demo account.
TAKES_NOTHING_THERE = {
    *("no_change_list", "review_list", "sign_off_list", "sign_for_list"),
    *("period_close", "period_undo_opening", "period_undo_closing", "demo_accounts"),
}


@pytest.fixture
def cast(lived_in):  # noqa: F811
    return lived_in


def test_each_form_says_what_comes_next_or_that_nothing_does():
    forms = {name for name in taking_post() if ":" not in name} - TAKE_NONE
    assert not set(AFTER) & TELL_NOTHING
    assert set(AFTER) | TELL_NOTHING == forms


def told(answer):
    return [str(one.message) for one in get_messages(answer.wsgi_request) if one.level == SUCCESS]


@pytest.mark.parametrize("row", [row for row in POSTED if row.name in AFTER], ids=lambda row: row.address)
def test_a_step_that_was_taken_says_what_comes_next(row, cast):
    person = sender_of(row, cast)
    said = told(send(signed_in(person), row.url(cast), sent(row, cast, person)))
    assert bool(said) == (row.name not in TAKES_NOTHING_THERE)
    assert all('<span class="next-step">' in words for words in said)


@pytest.mark.parametrize("name", sorted(set(PREPARED) & set(AFTER)))
def test_so_does_what_the_table_does_not_fill_in(name, cast):
    with clock.at(NOW):
        person, address, data = PREPARED[name](cast)
        [said] = told(send(signed_in(person), address, data))
    assert '<span class="next-step">' in said


@pytest.mark.parametrize("row", [row for row in POSTED if row.name in TELL_NOTHING], ids=lambda row: row.address)
def test_after_other_forms_nothing_is_added(row, cast):
    person = sender_of(row, cast)
    said = told(send(signed_in(person), row.url(cast), sent(row, cast, person)))
    assert not any("next-step" in words for words in said)
