"""The reports and drafts of this room, and the office that works on them."""

import pytest

from items.imports import apply_import
from items.issue.issuing import issue

from ..given import factories
from ..given.factories import day
from .corrected import FIRST_TEXT, plan
from .pressing import TEXT


@pytest.fixture
def report(cast):
    """FIRST_TEXT imported and issued."""
    made = apply_import(plan(FIRST_TEXT), by=cast.supervisor)
    issue(made, by=cast.supervisor, on=day("2012-02-01"))
    return made


@pytest.fixture
def portal(client, cast):
    """A client of the supervision office."""
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def draft(cast):
    """TEXT with something to settle everywhere, read, as the pages show it."""
    return factories.draft(cast.supervisor, TEXT, title="2012年任务分解")


@pytest.fixture
def ready(cast):
    """A draft without anything to settle, with a collective on it."""
    return factories.draft(cast.supervisor, "1、修路(责任单位:各区人民政府)。", title="可以导入")
