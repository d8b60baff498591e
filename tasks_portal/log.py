"""What the log shows of a request."""

import logging


class WithoutTraceback(logging.Filter):
    """A refused request (4xx) is one line: its traceback would say nothing, and real errors would drown."""

    def filter(self, record):
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class WithRequest(logging.Filter):
    """Puts the number of its request (`X-Request-ID`, told on the page of an error) behind what is said of it."""

    def filter(self, record):
        number = getattr(getattr(record, "request", None), "id", "")
        record.of_request = f" [{number}]" if number else ""
        return True
