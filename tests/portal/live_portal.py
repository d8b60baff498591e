"""A portal as `deploy/run` serves it, asked over sockets: byte for byte what is sent."""

import contextlib
import http.client
import re
import socket
import threading
import urllib.parse
from dataclasses import dataclass

# What an answer never shows: code, paths, statements, names of what is behind.
LEAKS = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|/tmp/|/opt/|\bSELECT\b.+\bFROM\b|sqlite3|psycopg|OperationalError|"
    r"IntegrityError|DataError|waitress|gunicorn|WSGI|django\.|DJANGO_|Exception Type"
)


@dataclass
class Answer:
    """What came back; `status` 0 where the server closed the connection without a word."""

    status: int
    headers: http.client.HTTPMessage | dict
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def is_in_words(self):
        """Whether it says in Chinese what is the matter, or is no refusal."""
        return self.status < 400 or bool(re.search(r"[\u4e00-\u9fff]", self.text))


def send_raw(port, data, seconds=20):
    """The answer to these very bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        with contextlib.suppress(OSError):  # it may have answered before it had all
            line.sendall(data)
        return _read(line)


def _read(line, method="GET"):
    answer = http.client.HTTPResponse(line, method=method)
    try:
        answer.begin()
        return Answer(answer.status, answer.headers, answer.read())
    except (http.client.HTTPException, ConnectionError):
        return Answer(0, {}, b"")
    finally:
        answer.close()


class Person:
    """Somebody's browser: cookies, tokens, and requests in which every byte can be wrong."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, path, method="GET", body=b"", headers=(), kind="application/x-www-form-urlencoded"):
        """The answer at a path, which is sent as it stands (bytes or ASCII)."""
        target = path if isinstance(path, bytes) else path.encode("ascii")
        lines = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
        if self.cookies:
            lines.append(b"Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()).encode())
        if body or method == "POST":
            lines += [b"Content-Type: " + kind.encode(), b"Content-Length: %d" % len(body)]
        lines += [one if isinstance(one, bytes) else one.encode("latin-1") for one in headers]
        answer = send_raw(self.port, b"\r\n".join(lines) + b"\r\n\r\n" + body)
        for cookie in answer.headers.get_all("Set-Cookie", []) if answer.headers else []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def post(self, path, fields, **options):
        """Send a form as a browser does; values may be bytes. The token comes along unless `fields` has one."""
        fields = {"csrfmiddlewaretoken": self.token(), **fields}
        return self.ask(path, "POST", urllib.parse.urlencode(fields, errors="surrogatepass").encode(), **options)

    def upload(self, path, name, content, fields=(), field="file"):
        """Send a file as a browser does; `name` may be bytes."""
        border = b"----border7d1"
        parts = {"csrfmiddlewaretoken": self.token(), **dict(fields)}
        body = b"".join(
            b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (border, key.encode(), value.encode())
            for key, value in parts.items()
        )
        name = name if isinstance(name, bytes) else name.encode()
        head = b'Content-Disposition: form-data; name="%s"; filename="%s"\r\n' % (field.encode(), name)
        body += b"--%s\r\n%sContent-Type: application/octet-stream\r\n\r\n%s\r\n--%s--\r\n" % (
            border,
            head,
            content,
            border,
        )
        return self.ask(path, "POST", body, kind=f"multipart/form-data; boundary={border.decode()}")

    def token(self):
        """The token of forms, as the sign-in page or the own settings give it."""
        if "csrftoken" not in self.cookies:
            self.ask("/sign-in/" if "sessionid" not in self.cookies else "/personal/")
        return self.cookies["csrftoken"]

    def sign_in(self, username, password):
        answer = self.post("/sign-in/", {"username": username, "password": password})
        assert answer.status == 302, answer.text
        return self


class Log:
    """What a served portal writes, read as it comes so that it never waits for its reader."""

    def __init__(self, stream):
        self.lines, self._stream = [], stream
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with contextlib.suppress(ValueError):  # closed with its process
            self.lines.extend(self._stream)

    @property
    def text(self):
        return "".join(self.lines)
