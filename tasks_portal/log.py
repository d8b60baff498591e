"""What the log shows of a request, in lines for people or in JSON for machines (`PORTAL_LOG`), and never of whom.

The history and the audit say who did what; the log is for operators, who need no names, addresses or secrets.
"""

import datetime
import json
import logging
import re
from contextvars import ContextVar

# The number of the request that is being answered, for whatever is said meanwhile.
request_number: ContextVar[str] = ContextVar("request_number", default="")

# Each begins where its first run of characters begins and never gives one back: a line of a hundred thousand letters
# takes no longer than it is long.
PRIVATE = (
    # Addresses of mail; user and password of a server; a person's private calendar address.
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"), "<address>"),
    (re.compile(r"(?<!\w)(\w++://)[^/\s:@]+:[^/\s@]+@"), r"\1<secret>@"),
    (re.compile(r"/calendar/[\w-]+\.ics"), "/calendar/<secret>.ics"),
    (
        re.compile(r"(?i)\b(authorization|cookie|password|token|secret|sessionid|csrftoken)(['\"]?\s*[:=]\s*)\S+"),
        r"\1\2<secret>",
    ),
    # Mobile telephones and numbers of identity cards.
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<number>"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)"), "<number>"),
    # What a database repeats of the row that it refused, and what stands behind an address.
    (re.compile(r"(?m)^(DETAIL: +).*$"), r"\1<row>"),
    (re.compile(r"(?<![\w./-])((?=[\w.-]*+/)[\w./-]++)\?[^\s'\"]+"), r"\1?<query>"),
)


def without_private(text):
    """The text without what says something of a person or opens a door."""
    for pattern, instead in PRIVATE:
        text = pattern.sub(instead, text)
    return text


class WithoutTraceback(logging.Filter):
    """A refused request (4xx) is one line: its traceback would say nothing, and real errors would drown."""

    def filter(self, record):
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class WithRequest(logging.Filter):
    """Gives a record the number of its request (`X-Request-ID`, told on the page of an error)."""

    def filter(self, record):
        record.number = getattr(getattr(record, "request", None), "id", "") or request_number.get()
        record.of_request = f" [{record.number}]" if record.number else ""
        return True


class Lines(logging.Formatter):
    """For people."""

    def format(self, record):
        return without_private(super().format(record))


class Json(logging.Formatter):
    """One object a line; what there is not of request, status, milliseconds and traceback is left out."""

    def format(self, record):
        moment = datetime.datetime.fromtimestamp(record.created).astimezone()
        told = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_private(record.getMessage()),
            "request": getattr(record, "number", ""),
            "status": getattr(record, "status_code", None),
            "milliseconds": getattr(record, "milliseconds", None),
        }
        if record.exc_info:
            told["traceback"] = without_private(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in told.items() if value not in (None, "")}, ensure_ascii=False)
