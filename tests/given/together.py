"""Moments of a test's calendar, and steps that two people take in the same moment."""

import datetime
import threading

from django.db import connection
from django.utils import timezone, translation

from items.steps import WorkflowError


def moment(text):
    """An aware moment from "2011-05-01" (noon) or "2011-05-01 23:59:59"."""
    text = text if " " in text else f"{text} 12:00:00"
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def at_once(*steps):
    """Run the steps (functions) in threads that start together; returns what each gave, or the refusing sentence.

    Needs a test with `@pytest.mark.django_db(transaction=True)`.
    """
    together = threading.Barrier(len(steps), timeout=60)
    answers = [None] * len(steps)

    def one(place, step):
        try:
            with translation.override("en"):
                together.wait()
                answers[place] = step()
        except WorkflowError as error:
            answers[place] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
