"""What the log shows of a request."""

import logging


class WithoutTraceback(logging.Filter):
    """A refused request (4xx) is one line: its traceback would say nothing, and real errors would drown."""

    def filter(self, record):
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
