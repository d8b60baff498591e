"""March 2011 of civil affairs, with figures on the item that it leads, and the workbook for it."""

import pytest
from django.utils import translation

from departments import clock
from items.models import TargetValue

from ..given import factories
from ..given.opened_rounds import ACCEPT_ALL, FEBRUARY, opened, update_of
from ..given.unit_workbooks import Filled, exported

NOW = factories.moment("2011-03-18 09:00")


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(NOW), translation.override("zh-hans"):
        yield


@pytest.fixture
def homes(cast):
    return factories.target(cast.led, "新建敬老院", 12, unit="所")


@pytest.fixture
def rate(cast):
    return factories.target(cast.led, "床位使用率", 80, unit="%")


@pytest.fixture
def february(cast, homes, rate):
    """Everybody reported in February, civil affairs five homes, and was accepted."""
    february = opened(cast.report, FEBRUARY)
    ACCEPT_ALL(february, cast.liaison, cast.supervisor, "二月新建5所")
    update = update_of(february, cast.led, cast.civil_affairs)
    TargetValue.objects.create(update=update, target=homes, label=homes.label, unit=homes.unit, value=5)
    return february


@pytest.fixture
def march(cast, february):
    return opened(cast.report)


@pytest.fixture
def led(cast, march):
    """What civil affairs reports on the item that it leads."""
    return update_of(march, cast.led, cast.civil_affairs)


@pytest.fixture
def part(cast, march):
    """What it contributes to the other one."""
    return update_of(march, cast.supported, cast.civil_affairs)


@pytest.fixture
def made(cast, march, led, part):
    """The bytes of its workbook."""
    return exported(march, cast.civil_affairs, cast.liaison)


@pytest.fixture
def filled(made):
    return Filled(made)
