"""A text as a plan, what an import wrote, and refusals that wrote nothing."""

import contextlib

import pytest
from django.utils import translation

from departments.models import Department, DepartmentAlias
from items.imports import ImportRefused, ReportData, plan_import
from items.models import (
    Chapter,
    HistoryEntry,
    ImportDraft,
    Milestone,
    Responsibility,
    SourceText,
    Target,
    WorkItem,
    WorkReport,
)
from items.report_text.parser import parse

TEXT = """一、民生
1、加强养老服务(责任单位:市民政局*、卫生局)。
2、发展学前教育(责任单位:市教育局、各区人民政府;完成时限:2012年6月底)。
(一)实事
3、改造校舍(责任单位:市教育局;完成时限:全年)。"""
UNKNOWN = "1、甲(责任单位:市民政局、市粮食局)。2、乙(责任单位:市气象局、市粮食局)。"


def plan(text=TEXT, decisions=None, corrects=None, **data):
    return plan_import(
        parse(text), ReportData(**{"year": 2012, "title": "2012年任务分解", **data}), decisions, corrects=corrects
    )


def ledger():
    """All that an applied import could write."""
    models = [
        *[WorkReport, SourceText, Chapter, WorkItem, Responsibility, Target, Milestone, HistoryEntry],
        *[Department, DepartmentAlias],
    ]
    return [list(model.objects.order_by("pk").values()) for model in models]


def everything():
    """All that an import could write, the draft among it."""
    return [*ledger(), list(ImportDraft.objects.order_by("pk").values())]


@contextlib.contextmanager
def refused(sentence, error=ImportRefused):
    """The step is refused with the sentence and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(error, match=sentence) as caught:
        yield caught
    assert everything() == before


def rows(item):
    """[(unit, role, basis, as written)] in order."""
    found = item.responsibilities.select_related("department")
    return [(row.department.name, row.role, row.basis, row.literal) for row in found]
