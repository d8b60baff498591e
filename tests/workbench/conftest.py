"""The only period is March 2011, everything is signed for, and pages are in English."""

import pytest
from django.utils import translation

from departments import clock
from items.models import Responsibility

from ..given.opened_rounds import opened_first
from .task_lists import NOW


@pytest.fixture
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def signed_for(cast):
    """Everything has been signed for, unless a test says otherwise."""
    Responsibility.objects.filter(issued_on__isnull=False).update(signed_for_at=NOW, signed_for_by=cast.liaison)


@pytest.fixture
def march(cast):
    """The only period: the rounds of the cast's report begin in March."""
    return opened_first(cast.report)
