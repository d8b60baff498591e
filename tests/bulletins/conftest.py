import pytest
from django.utils import translation

from departments import clock
from departments.models import Membership
from items.bulletins.drafting import draft_bulletin
from items.models import WorkItem

from ..given import factories
from ..given.factories import day
from ..given.together import moment

AT, TODAY = moment("2011-06-20"), day("2011-06-20")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def behind(cast):
    """`led` is overdue, `supported` is completed; a second person sits in the office."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-10"), status="in_progress")
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="completed", completed_on=day("2011-06-01"))
    role = Membership.Role.SUPERVISION
    cast.colleague = factories.person("colleague", role=role, department=cast.office, name="冯督查")
    with clock.at(AT):
        yield cast


@pytest.fixture
def bulletin(behind):
    """A draft of today by the supervisor."""
    return draft_bulletin(behind.report, by=behind.supervisor, at=AT, on=TODAY)
