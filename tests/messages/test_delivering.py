"""Messages on their way out: each once, again after a failure, and never in anybody's way."""

import datetime
import logging
import socket
import time

import pytest
from django.db import transaction
from django.utils import translation

from items.messages import channels, telling
from items.messages.delivering import ATTEMPTS, OUT_OF_ORDER, deliver, try_again
from items.models import Delivery, Message
from items.steps import WorkflowError

from ..given import factories, mail_server
from ..given.factories import day, moment

AT = moment("2011-03-18 09:00")
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def server():
    with mail_server.running() as server:
        yield server


@pytest.fixture
def by_mail(settings):
    """E-mail is in force, through a server that is down until a test says otherwise."""
    settings.PORTAL_CHANNELS = ["email"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = mail_server.closed_port()
    settings.DEFAULT_FROM_EMAIL = "督查室 <portal@example.gov.cn>"
    return settings


@pytest.fixture
def up(by_mail, server):
    """The server of `by_mail` is up; gives it."""
    by_mail.EMAIL_PORT = server.port
    return server


def waiting(person, **fields):
    """A message to the person whose e-mail waits to be sent."""
    return factories.delivery(factories.message(person, at=AT, **fields))


def test_a_message_goes_out_as_an_e_mail(cast, up):
    delivery = waiting(cast.liaison, title="请报送2011年3月进展", text="市民政局：尚有2项未报。\n请尽快报送。")
    done = deliver(AT)
    assert [row.pk for row in done.sent] == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.attempts, delivery.error) == ("sent", AT, 1, "")
    [mail] = up.mails
    assert mail["Subject"] == "请报送2011年3月进展"
    assert mail["To"] == delivery.address
    assert mail["From"] == "督查室 <portal@example.gov.cn>"
    assert mail["Message-ID"] == f"<portal-delivery-{delivery.pk}@example.gov.cn>"
    assert mail.get_content().splitlines() == ["市民政局：尚有2项未报。", "请尽快报送。"]


def test_what_was_sent_is_not_sent_again(cast, up):
    waiting(cast.liaison)
    deliver(AT)
    assert deliver(AT + 60 * MINUTE).sent == []
    assert len(up.mails) == 1


def test_two_runs_that_read_the_same_send_once(cast, up, monkeypatch):
    """The second run reads the delivery before the first has claimed it, and sends while the first does."""
    waiting(cast.liaison)
    send, inner = channels.Mail.send, []

    def send_while_another_run_goes_on(self, delivery):
        inner.append(deliver(AT))
        send(self, delivery)

    stale = Delivery.objects.select_related("message").get()
    monkeypatch.setattr(channels.Mail, "send", send_while_another_run_goes_on)
    deliver(AT)
    monkeypatch.setattr("items.messages.delivering._due", lambda at, names: [stale.pk])
    monkeypatch.setattr(Delivery.objects, "select_related", lambda *names: Stale(stale))
    deliver(AT)
    assert [run.sent for run in inner] == [[]]
    assert len(up.mails) == 1


def test_a_later_run_that_had_read_it_before_does_not_send_it_too(cast, up, monkeypatch):
    """The first run is slow: its claim has run out by the second one's clock, which has not seen it."""
    waiting(cast.liaison)
    stale = Delivery.objects.select_related("message").get()
    send, later = channels.Mail.send, []

    def send_while_a_later_run_goes_on(self, delivery):
        if not later:
            later.append(None)
            with monkeypatch.context() as patch:
                patch.setattr(Delivery.objects, "select_related", lambda *names: Stale(stale))
                later[0] = deliver(AT + 10 * MINUTE).sent
        send(self, delivery)

    monkeypatch.setattr(channels.Mail, "send", send_while_a_later_run_goes_on)
    deliver(AT)
    assert later == [[]]
    assert len(up.mails) == 1


class Stale:
    """Gives the row as it was read long ago."""

    def __init__(self, row):
        self.row = row

    def get(self, pk):
        return self.row


def test_a_title_with_line_breaks_cannot_add_headers(cast, up):
    message = factories.message(cast.liaison, at=AT, title="题目\r\nBcc: all@example.gov.cn\nX: y")
    factories.delivery(message)
    deliver(AT)
    [mail] = up.mails
    assert mail["Subject"] == "题目 Bcc: all@example.gov.cn X: y"
    assert mail["Bcc"] is None and mail["X"] is None


def test_without_a_channel_nothing_is_queued_and_nothing_sent(cast, settings):
    assert settings.PORTAL_CHANNELS == []
    cast.liaison.email = "li@example.gov.cn"
    [message] = telling.tell([cast.liaison], kind="decided", title="题", at=AT, on=day("2011-03-18"))
    assert not message.deliveries.exists()
    assert deliver(AT).sent == []


def test_what_waits_for_a_channel_that_was_taken_away_stays(cast):
    delivery = waiting(cast.liaison)
    assert deliver(AT).failed == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 0)


# Failures


def test_a_server_that_is_down_stops_nothing_and_is_tried_again_later_and_later(cast, by_mail):
    delivery, at, waits = waiting(cast.liaison), AT, []
    for _attempt in range(ATTEMPTS - 1):
        [failed] = deliver(at).failed
        assert "ConnectionRefusedError" in failed.error
        delivery.refresh_from_db()
        assert (delivery.state, delivery.error) == ("failed", failed.error)
        assert deliver(delivery.next_try_at - MINUTE).failed == []
        waits.append((delivery.next_try_at - at) // MINUTE)
        at = delivery.next_try_at
    assert waits == [5, 15, 60, 240]
    deliver(at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("given_up", ATTEMPTS)
    assert deliver(at + 10_000 * MINUTE).failed == []


def test_when_the_server_is_back_the_message_goes_out(cast, by_mail, server):
    delivery = waiting(cast.liaison)
    deliver(AT)
    by_mail.EMAIL_PORT = server.port
    assert deliver(AT + 4 * MINUTE).sent == []
    assert len(deliver(AT + 5 * MINUTE).sent) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, delivery.attempts) == ("sent", "", 2)


def test_an_address_that_is_refused_keeps_nobody_else_waiting(cast, up):
    up.refused.append("gone@example.gov.cn")
    refused = factories.delivery(factories.message(cast.head, at=AT), address="gone@example.gov.cn")
    waiting(cast.liaison)
    done = deliver(AT)
    assert [row.pk for row in done.failed] == [refused.pk]
    assert "550" in done.failed[0].error
    assert len(done.sent) == len(up.mails) == 1


def test_a_channel_out_of_order_is_left_until_the_next_run(cast, by_mail):
    for _number in range(OUT_OF_ORDER + 4):
        waiting(cast.liaison)
    assert len(deliver(AT).failed) == OUT_OF_ORDER
    assert Delivery.objects.filter(state="queued", attempts=0).count() == 4


def test_a_silent_server_costs_a_run_one_time_limit_however_many_wait(cast, by_mail):
    """It accepts and never says a word, as one that hangs does."""
    for _number in range(5):
        waiting(cast.liaison)
    by_mail.EMAIL_TIMEOUT = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        by_mail.EMAIL_PORT = silent.getsockname()[1]
        since = time.monotonic()
        [failed] = deliver(AT).failed
    assert time.monotonic() - since < 2
    assert "timed out" in failed.error
    assert Delivery.objects.filter(state="queued", attempts=0).count() == 4


def test_a_run_sends_all_over_one_connection(cast, up):
    for _number in range(4):
        waiting(cast.liaison)
    assert len(deliver(AT).sent) == len(up.mails) == 4
    assert up.sessions == 1


def test_after_an_address_that_is_refused_the_others_go_out_over_another_connection(cast, up):
    up.refused.append("gone@example.gov.cn")
    waiting(cast.liaison)
    factories.delivery(factories.message(cast.head, at=AT), address="gone@example.gov.cn")
    waiting(cast.liaison)
    assert len(deliver(AT).sent) == len(up.mails) == 2


def test_a_fault_in_one_channel_is_logged_and_shown_and_the_others_go_out(cast, up, settings, monkeypatch, caplog):
    class Broken(channels.Channel):
        name = "messenger"

        def send(self, delivery):
            raise RuntimeError("out of order")

    monkeypatch.setitem(channels.KNOWN, "messenger", Broken)
    settings.PORTAL_CHANNELS = ["messenger", "email"]
    message = factories.message(cast.liaison, at=AT)
    broken = factories.delivery(message, channel="messenger", address="13800000000")
    factories.delivery(message)
    with caplog.at_level(logging.ERROR):
        done = deliver(AT)
    assert [row.pk for row in done.failed] == [broken.pk] and len(done.sent) == 1
    broken.refresh_from_db()
    assert (broken.state, broken.error) == ("failed", "RuntimeError: out of order")
    assert "out of order" in caplog.text


def test_an_address_that_no_mail_can_have_fails_like_any_other(cast, up):
    factories.delivery(factories.message(cast.liaison, at=AT), address="a\nb@example.gov.cn")
    [failed] = deliver(AT).failed
    assert failed.state == "failed" and not up.mails


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_a_fault_of_the_program(cast, up):
    waiting(cast.liaison)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver(AT)
    assert not up.mails


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_sending_leaves_a_message_that_goes_out_later(cast, up, monkeypatch):
    delivery = waiting(cast.liaison)

    class Killed(BaseException):
        pass

    def die(self, delivery):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(channels.Mail, "send", die)
        deliver(AT)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    assert deliver(AT + MINUTE).sent == []
    assert len(deliver(AT + 5 * MINUTE).sent) == 1


# Office hours

NIGHT, MORNING = moment("2011-03-18 22:00"), moment("2011-03-21 08:30")


@pytest.mark.parametrize("kind", Message.Kind.values)
def test_what_presses_people_waits_for_office_hours(cast, up, kind):
    waiting(cast.liaison, kind=kind)
    pressing = kind in ("reminder", "chase", "escalation")
    assert len(deliver(NIGHT).sent) == (not pressing)
    assert len(deliver(MORNING).sent) == pressing


# Another try


def given_up(cast):
    delivery = waiting(cast.liaison)
    Delivery.objects.filter(pk=delivery.pk).update(state="given_up", attempts=ATTEMPTS, error="refused")
    delivery.refresh_from_db()
    return delivery


def test_the_office_has_it_tried_again_from_the_start(cast, up):
    delivery = given_up(cast)
    try_again(delivery, by=cast.supervisor, at=AT + 60 * MINUTE)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("queued", 0, "refused")
    assert len(deliver(AT + 60 * MINUTE).sent) == 1


def test_what_was_sent_cannot_be_sent_again(cast, up):
    delivery = waiting(cast.liaison)
    deliver(AT)
    with translation.override("en"), pytest.raises(WorkflowError, match="not sent twice"):
        try_again(delivery, by=cast.supervisor, at=AT)
    assert deliver(AT + MINUTE).sent == []


@pytest.mark.parametrize("name", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_has_messages_tried_again(cast, name):
    delivery = given_up(cast)
    with translation.override("en"), pytest.raises(WorkflowError, match="Only the supervision office"):
        try_again(delivery, by=getattr(cast, name), at=AT)
    delivery.refresh_from_db()
    assert delivery.state == "given_up"
