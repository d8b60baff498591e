"""A report of the next year as an import of the office makes it, with units that were not known before."""

from items.imports import drafts, reading, remedies

TEXT = """2012年任务分解
1、加强养老服务(责任单位:市民政局、市老龄办)。
2、做好救灾准备(责任单位:市救灾办)。"""


def imported(cast, text=TEXT):
    """The report, not issued, and the draft that it came from; 市老龄办 and 市救灾办 are new units."""
    draft = drafts.start_draft(by=cast.supervisor, name="plan.txt", data=text.encode())
    reading.read_draft(draft.pk)
    draft = drafts.fetch_draft(draft.pk)
    for remedy in (remedies.make_all_units, _suggest_leads):
        draft = drafts.decide(draft, remedy, by=cast.supervisor, version=draft.version)
    report = drafts.apply_draft(draft, by=cast.supervisor, version=draft.version)
    draft.refresh_from_db()
    return report, draft


def _suggest_leads(plan):
    return remedies.set_leads(plan, remedies.suggested_leads(plan))
