"""Drafts of an import as they come in, and the steps on them."""

from items.imports import drafts, reading
from items.models import ImportDraft

TEXT = """2012年任务分解
市人民政府办公室
一、民生
1、修建道路30公里。架设桥梁。(责任单位:市民政局*、市卫生局)
2、改造校舍20所(责任单位:市教育局、各区人民政府)。"""
UNKNOWN = TEXT + "\n3、看天(责任单位:市气象局)。"


def started(cast, text=TEXT, name="plan.txt", **fields):
    """A draft as it comes in, not read yet."""
    data = text if isinstance(text, bytes) else text.encode()
    return drafts.start_draft(by=cast.supervisor, name=name, data=data, **fields)


def plan_of(draft):
    return drafts.check(drafts.fetch_draft(draft.pk))[0]


def first_start(draft):
    return plan_of(draft).items[0].parsed.start


def decide(draft, remedy, *values, by, version=None, **options):
    """One remedy with these values on the draft."""
    version = version or ImportDraft.objects.get(pk=draft.pk).version
    return drafts.decide(draft, lambda plan: remedy(plan, *values, **options), by=by, version=version)


def apply(draft, by, **options):
    return drafts.apply_draft(draft, by=by, version=ImportDraft.objects.get(pk=draft.pk).version, **options)


def started_with(cast, text=TEXT):
    """A draft of the text, read, as one person of the office sees it."""
    draft = started(cast, text)
    reading.read_draft(draft.pk)
    return drafts.fetch_draft(draft.pk)
