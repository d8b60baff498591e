"""What no browser sends, to a portal as it is served: nothing breaks, nothing is told, and all is answered in words.

Each case is what is sent and the code that comes back; where another may, both.
"""

import re
import shutil
import socket

import pytest
from django.urls import get_resolver

from . import bad_files
from .live_portal import LEAKS, Log, Person, send_raw
from .starting import serving

HUGE = "1" + "0" * 30
LOST = b"%ED%A0%80"  # half of a character
HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
POST = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = POST + b"Content-Type: application/x-www-form-urlencoded\r\n"
PARTS = POST + b"Content-Type: multipart/form-data; boundary=x\r\n"


def sized(head, body):
    """A request with this head and body, and the right length."""
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


MANY = b"&".join(b"a%04d=" % number for number in range(10_000))
BASE64 = (
    b'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    b"=\xff\xff===a\r\n--x--\r\n"
)

# What a machine sends byte for byte, without a session.
RAW = {
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "a line alone": (b"GET\r\n\r\n", 400),
    "no version": (b"GET /sign-in/\r\n\r\n", (200, 400)),
    "a version from the future": (b"GET /sign-in/ HTTP/9.9\r\nHost: localhost\r\n\r\n", (200, 400, 505)),
    "a method of its own": (b"BREW /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (403, 405)),
    "a method with blanks": (b"GET ME /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "no host": (b"GET /sign-in/ HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "two hosts": (HEAD + b"Host: evil.example\r\n\r\n", 400),
    "a stranger's host": (HEAD.replace(b"localhost", b"evil.example") + b"\r\n", 400),
    "a host with a path": (HEAD.replace(b"localhost", b"localhost/evil") + b"\r\n", 400),
    "a host with a name before it": (HEAD.replace(b"localhost", b"localhost@evil.example") + b"\r\n", 400),
    "a host with NUL": (HEAD.replace(b"localhost", b"local\0host") + b"\r\n", 400),
    "a port of many digits": (HEAD.replace(b"localhost", b"localhost:" + b"9" * 40) + b"\r\n", (200, 400)),
    "a host forwarded by nobody": (HEAD + b"X-Forwarded-Host: evil.example\r\n\r\n", 200),
    "an address forwarded by nobody": (HEAD + b"X-Forwarded-For: 1.2.3.4' OR 1=1--\r\n\r\n", 200),
    "a scheme forwarded by nobody": (HEAD + b"X-Forwarded-Proto: https\r\n\r\n", 200),
    "two lengths": (FORM + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "a length below zero": (FORM + b"Content-Length: -1\r\n\r\n", 400),
    "a length with a sign": (FORM + b"Content-Length: +3\r\n\r\nabc", 400),
    "a length of 5,000 digits": (FORM + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
    "a length beyond all measure": (FORM + b"Content-Length: 99999999999\r\n\r\nabc", 413),
    "a length and pieces": (
        FORM + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
        (400, 403),
    ),
    "pieces of no size": (FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400),
    "an encoding nobody knows": (FORM + b"Transfer-Encoding: gzip\r\n\r\n", (400, 501)),
    "pieces in disguise": (FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", (400, 501)),
    "a header without a colon": (HEAD + b"Cookie\r\n\r\n", 400),
    "a header with a blank before its colon": (HEAD + b"X-A : 1\r\n\r\n", 400),
    "a header over two lines": (HEAD + b"X-A: 1\r\n 2\r\n\r\n", (200, 400)),
    "a line break without its return": (HEAD + b"X-A: 1\nX-B: 2\r\n\r\n", 400),
    "headers of 100,000 bytes": (HEAD + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    "5,000 headers": (HEAD + b"".join(b"X-%d: 1\r\n" % number for number in range(5000)) + b"\r\n", (200, 431)),
    "a cookie of bytes": (HEAD + b"Cookie: sessionid=\xff\xfe\0; =; ;;a\r\n\r\n", (200, 400)),
    "a session that is SQL": (HEAD + b"Cookie: sessionid=' OR '1'='1\r\n\r\n", 200),
    "a session of 30,000 characters": (HEAD + b"Cookie: sessionid=" + b"a" * 30_000 + b"\r\n\r\n", 200),
    "a language that is a path": (HEAD + b"Cookie: django_language=../../../etc/passwd%00\r\n\r\n", 200),
    "a range of its own": (HEAD + b"Range: bytes=0-" + b"9" * 400 + b"\r\n\r\n", 200),
    "dates of nonsense": (HEAD + b'If-Modified-Since: Xyz, 99 Abc 99999\r\nIf-None-Match: "\r\n\r\n', 200),
    "a form without its token": (FORM + b"Content-Length: 3\r\n\r\na=b", 403),
    "a form in an encoding nobody knows": (
        POST + b"Content-Type: application/x-www-form-urlencoded; charset=klingon\r\nContent-Length: 3\r\n\r\na=b",
        (400, 403),
    ),
    "10,000 fields": (sized(FORM, MANY), 403),
    "parts without a border": (sized(POST + b"Content-Type: multipart/form-data\r\n", b"abc"), (400, 403)),
    "parts that never end": (sized(PARTS, b"--x\r\nContent-Disposition: form-data; nam"), (400, 403)),
    "parts without a name": (sized(PARTS, b"--x\r\nA: b\r\n\r\nabc\r\n--x--\r\n"), (400, 403)),
    "a part in base 64 that is none": (sized(PARTS, BASE64), (400, 403)),
    "JSON of 100,000 brackets": (sized(POST + b"Content-Type: application/json\r\n", b"[" * 100_000), 403),
    "a body where none belongs": (HEAD + b"Content-Length: 5\r\n\r\nabcde", 200),
    "a second request behind the first": (HEAD + b"\r\nGET /none/ HTTP/1.1\r\n\r\n", 200),
    "what is expected that nobody does": (FORM + b"Expect: 200-tea\r\nContent-Length: 0\r\n\r\n", (403, 417)),
}
# Addresses as no link of ours has them.
PATHS = {
    "up and out": (b"/static/../../../../etc/passwd", 404),
    "up and out, encoded": (b"/static/..%2f..%2f..%2fetc/passwd", 404),
    "up and out, encoded twice": (b"/static/%252e%252e%252fetc/passwd", 404),
    "up with the other slash": (b"/static/..%5c..%5cetc/passwd", 404),
    "NUL in a static name": (b"/static/css/%00portal.css", 404),
    "NUL in a path": (b"/items/%00/", 404),
    "two slashes": (b"//evil.example/%2e%2e", (302, 404)),
    "an address with its host": (b"http://evil.example/sign-in/", (302, 400)),
    "an address without a slash": (b"sign-in", (302, 400, 404)),
    "a star": (b"*", (302, 400, 404)),
    "20,000 characters": (b"/items/" + b"a" * 20_000, 404),
    "bytes that are no text": (b"/\xff\xfe", (400, 404)),
    "encoded bytes that are no text": (b"/%ff%fe%c0%af/", 404),
    "half a character": (b"/items/" + LOST + b"/", 404),
    "a line break": (b"/items/%0d%0aSet-Cookie:%20a=b/", 404),
    "half an encoding": (b"/items/%/%1/%zz", 404),
    "a unit of 31 digits": (b"/items/" + HUGE.encode() + b"/", 404),
    "a unit below zero": (b"/items/-1/", 404),
    "the database": (b"/portal.db", 404),
    "the key": (b"/secret-key", 404),
    "the repository": (b"/.git/config", 404),
    "the environment": (b"/.env", 404),
    "the administration of others": (b"/wp-admin/", 404),
    "where to go next, elsewhere": (b"/sign-in/?next=//evil.example", 302),
    "where to go next, in script": (b"/sign-in/?next=javascript:alert(1)", 302),
    "where to go next, in two lines": (b"/sign-in/?next=/%0d%0aSet-Cookie:%20a=b", 302),
}
# Values of parameters, percent-encoded.
VALUES = {
    "below zero": b"-1",
    "31 digits": HUGE.encode(),
    "no number": b"NaN",
    "endless": b"1e999",
    "NUL": b"a%00b",
    "half a character": LOST,
    "no text": b"%ff%fe",
    "SQL": b"'%29%20OR%201=1--",
    "HTML": b"%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "a template": b"%7B%7B%20settings.SECRET_KEY%20%7D%7D%7B%25%20debug%20%25%7D",
    "a formula": b"=HYPERLINK(%22http://evil.example%22)",
    "a path": b"../../../../etc/passwd",
    "a date out of time": b"99999-99-99",
}
PARAMETERS = (
    b"page q sort order item report period department unit leader chapter status light kind state select what next at "
    b"on month year from to group view layout encoding days person update start cursor"
).split()


@pytest.fixture(scope="module")
def live(checkout, first_var, tmp_path_factory):
    """(port, what the portal writes, {user name: password}) of a portal that serves the seed."""
    var = shutil.copytree(first_var, tmp_path_factory.mktemp("live") / "var")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lines = (var / "demo-accounts.txt").read_text().splitlines()
    accounts = dict(line.split()[:2] for line in lines)
    others = {"PORTAL_TICK_SECONDS": "0", "PORTAL_WORK_BESIDE": "0", "PORTAL_RATE_LIMITS": "0"}
    with serving(checkout, port, patience=None, PORTAL_VAR=str(var), **others) as process:
        yield port, Log(process.stdout), accounts


@pytest.fixture(scope="module")
def port(live):
    return live[0]


@pytest.fixture(scope="module")
def people(live):
    """{user name: a browser in which they are signed in}."""
    port, _log, accounts = live
    return {name: Person(port).sign_in(name, password) for name, password in accounts.items()}


@pytest.fixture(autouse=True)
def nothing_breaks(live):
    yield
    assert "Traceback" not in live[1].text


def check(answer, codes):
    assert answer.status in (codes if isinstance(codes, tuple) else (codes,)), (answer.status, answer.text[:300])
    assert not (found := LEAKS.search(answer.text)), answer.text[max(0, found.start() - 200) : found.end() + 200]
    assert answer.is_in_words, answer.text[:500]


@pytest.mark.parametrize("case", RAW)
def test_bytes(port, case):
    data, codes = RAW[case]
    check(send_raw(port, data), codes)


@pytest.mark.parametrize("case", PATHS)
def test_paths(people, case):
    path, codes = PATHS[case]
    answer = people["supervision"].ask(path)
    check(answer, codes)
    assert "evil.example" not in answer.headers.get("Location", "") and "a" not in people["supervision"].cookies


def addresses():
    """Every address of the portal as a pattern without converters: {name: path with {} for each of its parts}."""
    found = {}
    for path, names, _converters in (
        (forms[0][0], forms[0][1], converters)
        for _name, (forms, _pattern, _defaults, converters) in _entries(get_resolver())
    ):
        found[path] = names
    return found


def _entries(resolver):
    for key in resolver.reverse_dict:
        if isinstance(key, str):
            yield key, resolver.reverse_dict.getlist(key)[0]


@pytest.mark.parametrize("who", ["supervision", "liaison", "admin"])
def test_numbers_in_every_address(people, who):
    """None of them is there; how many there are stands here lest the walk walk past them."""
    asked = 0
    for path, names in addresses().items():
        if not names:
            continue
        for value in (HUGE, "999999999999999999", "0"):
            address = "/" + path % dict.fromkeys(names, value)
            asked += 1
            check(people[who].ask(address), (302, 403, 404, 405))
            if value == HUGE:
                check(people[who].post(address, {"version": HUGE, "act": "x"}), (302, 400, 403, 404, 405))
    assert asked > 300


@pytest.mark.parametrize(("who", "turn"), [*(("supervision", turn) for turn in range(4)), ("admin", 4), ("admin", 5)])
def test_every_parameter_of_every_page(people, who, turn):
    """Another value in each parameter, and others on each page: what reads them is the same on many pages."""
    values = list(VALUES.values())
    for number, (path, names) in enumerate(addresses().items()):
        if names or path in ("sign-out/", "search/"):
            continue
        pairs = (name + b"=" + values[(at + number + 2 * turn) % len(values)] for at, name in enumerate(PARAMETERS))
        answer = people[who].ask(b"/" + path.encode() + b"?" + b"&".join(pairs))
        check(answer, (200, 302, 400, 403, 404, 405, 409, 422))
        assert b"<script>alert" not in answer.body and b"root:" not in answer.body


TEXTS = {
    "NUL": "甲\0乙",
    "half a character": b"\xed\xa0\x80",
    "no text": b"\xff\xfe\xc0\xaf",
    "SQL": "'); DROP TABLE items_workitem; --",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "a formula": "=cmd|' /C calc'!A0",
    "a line that ends a header": "a\r\nBcc: evil@example.cn",
    "writing that turns around": "\u202eabc\u2066",
    "marks upon marks": "a" + "\u0301" * 3000,
    "a million characters": "长" * 1_000_000,
}


@pytest.mark.parametrize("text", TEXTS)
def test_texts_in_forms(people, text):
    value = TEXTS[text]
    office = people["supervision"]
    forms = {
        "/items/views/add/": {"name": value, "query": value},
        "/personal/": {"digest": value, "opens_with": value},
        "/imports/": {"text": value, "corrects": value},
        "/language/": {"language": value, "next": value},
    }
    for path, fields in forms.items():
        answer = office.post(path, fields)
        check(answer, (200, 302, 400, 413, 422))
        assert b"<script>alert" not in answer.body


# What is wrong with the body as a whole, sent by somebody who may send: (kind, body, code).
BODIES = {
    "10,000 fields": ("application/x-www-form-urlencoded", MANY, 400),
    "23 MB": ("application/x-www-form-urlencoded", b"a=" + b"b" * 23_000_000, 400),
    "an encoding nobody knows": ("application/x-www-form-urlencoded; charset=klingon", b"a=b", (200, 302, 400, 403)),
    "another known encoding": (
        "application/x-www-form-urlencoded; charset=utf-7",
        b"a=+ADw-script+AD4-",
        (302, 400, 403),
    ),
    "parts without a border": ("multipart/form-data", b"abc", 400),
    "a border of bytes": ("multipart/form-data; boundary=\xe9\xe9", b"abc", 400),
    "parts that never end": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a', 403),
    "a part in base 64 that is none": ("multipart/form-data; boundary=x", BASE64, (400, 403)),
    "JSON of 100,000 brackets": ("application/json", b"[" * 100_000, (200, 302, 403)),
    "nothing": ("application/x-www-form-urlencoded", b"", 403),
    "only marks": ("application/x-www-form-urlencoded", b"&&==&%&;=%00&" * 50, 403),
}


@pytest.mark.parametrize("body", BODIES)
def test_bodies(people, body):
    kind, data, codes = BODIES[body]
    office = people["supervision"]
    headers = [b"X-CSRFToken: " + office.token().encode()] if codes != 403 else []
    check(office.ask("/personal/", "POST", data, kind=kind, headers=headers), codes)


def test_a_token_of_somebody_else_and_one_that_was_made_up(live, people):
    port = live[0]
    office = people["supervision"]
    for token in ("x" * 64, "a" * 32, "", "\0", "长"):
        check(office.post("/personal/", {"csrfmiddlewaretoken": token}), 403)
    stranger = Person(port)
    stranger.token()
    check(office.post("/personal/", {"csrfmiddlewaretoken": stranger.cookies["csrftoken"]}), 403)
    check(office.ask("/personal/", "POST", b"", headers=["Origin: https://evil.example"]), 403)
    check(office.post("/personal/", {}, headers=["Origin: null"]), 403)


def test_sessions_that_have_ended_or_never_were(live):
    port, _log, accounts = live
    person = Person(port).sign_in("observer", accounts["observer"])
    kept = dict(person.cookies)
    person.post("/sign-out/", {})
    for session in (kept["sessionid"], "a" * 32, "../../etc/passwd", "%00"):
        person.cookies = {**kept, "sessionid": session}
        answer = person.ask("/items/")
        check(answer, 302)
        assert answer.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("case", bad_files.CASES)
def test_files(people, case):
    """To the imports, to units and people: each is refused in words, or kept as what it is."""
    name, content = bad_files.CASES[case]
    check(people["supervision"].upload("/imports/", name, content), (200, 302, 400, 413, 422))
    check(people["admin"].upload("/people/", name, content), (200, 302, 400, 413, 422))


def test_a_static_file_bears_the_headers_of_all_answers(people):
    page = people["supervision"].ask("/items/").text
    answer = people["supervision"].ask(re.search(r"/static/css/portal\.\w+\.css", page)[0])
    assert answer.status == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
