"""What goes over the line, asked for over real HTTP: compressed where that tells nothing, not again if unchanged."""

import gzip
import http.client
import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from items.rounds.running import close_period, open_period

from ..given import factories
from ..given.factories import day, moment

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def ask(live_server, transactional_db, cast):
    """ask(address, **headers): (status, headers, body) as the observer, or as `person`."""
    line = urlsplit(live_server.url)

    def ask(address, person=cast.observer, **headers):
        client = Client()
        client.force_login(person)
        cookie = f"sessionid={client.cookies['sessionid'].value}"
        connection = http.client.HTTPConnection(line.hostname, line.port, timeout=30)
        connection.request("GET", address, headers={"Cookie": cookie, **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    return ask


def test_a_page_is_compressed_for_whom_understands_it(ask):
    status, headers, plain = ask("/items/")
    assert (status, headers["Content-Encoding"]) == (200, None)
    _status, headers, body = ask("/items/", **GZIP)
    assert headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in headers["Vary"]
    assert len(gzip.decompress(body)) == pytest.approx(len(plain), rel=0.01)
    assert len(body) < len(plain) / 3


def test_the_length_of_what_is_compressed_changes_from_answer_to_answer(ask):
    """The tokens are masked anew, and Django adds a random number of bytes."""
    assert len({len(ask("/items/?q=abc", **GZIP)[2]) for _time in range(8)}) > 1


def test_what_another_site_asked_for_is_not_compressed(ask):
    for site, encoding in (("cross-site", None), ("same-origin", "gzip"), ("none", "gzip")):
        _status, headers, _body = ask("/items/?q=abc", **GZIP, **{"Sec-Fetch-Site": site})
        assert headers["Content-Encoding"] == encoding, site


def test_a_workbook_is_not_compressed_twice(ask):
    _status, headers, body = ask(reverse("item_export"), **GZIP)
    assert headers["Content-Encoding"] is None and body.startswith(b"PK")


def test_data_that_the_browser_has_is_not_sent_again(ask, cast):
    address = reverse("department_found", query={"q": "民政局"})
    status, headers, body = ask(address)
    assert (status, json.loads(body)["found"]) == (200, [[cast.civil_affairs.pk, "市民政局"]])
    again, known, nothing = ask(address, **{"If-None-Match": headers["ETag"]})
    assert (again, known["ETag"], nothing) == (304, headers["ETag"], b"")
    assert known["Cache-Control"] == "private, no-cache"
    cast.civil_affairs.name = "市民政和老龄局"
    cast.civil_affairs.save()
    assert ask(address, **{"If-None-Match": headers["ETag"]})[0] == 200


def test_a_page_has_no_validator_for_each_has_keys_of_its_own(ask):
    assert ask("/items/")[1]["ETag"] is None


def test_a_frozen_sheet_is_sent_once(ask, cast):
    period = factories.period(cast.report, start_on=day("2011-02-01"), end_on=day("2011-02-28"))
    open_period(period, at=moment("2011-03-01 09:00"))
    close_period(period, at=moment("2011-03-02 09:00"))
    address = reverse("period_frozen", args=[period.pk])
    status, headers, body = ask(address, cast.supervisor)
    assert status == 200 and json.loads(body)
    assert ask(address, cast.supervisor, **{"If-None-Match": headers["ETag"]})[::2] == (304, b"")
    assert ask(address, cast.observer, **{"If-None-Match": headers["ETag"]})[0] == 403
