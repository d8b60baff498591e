"""Another year's report, as an import of the office makes it."""

from items.imports import drafts, reading, remedies

TEXT = """2012年任务分解
1、加强养老服务(责任单位:市民政局、市老龄办)。
2、做好救灾准备(责任单位:市救灾办)。"""


def imported(by, text=TEXT, **described):
    """The report, not issued, and the draft that it came from; of TEXT 市老龄办 and 市救灾办 are new units.

    `described` is what the office says of the report: year, title.
    """
    draft = drafts.start_draft(by=by, name="plan.txt", data=text.encode())
    reading.read_draft(draft.pk)
    draft = drafts.fetch_draft(draft.pk)
    if described:
        draft = drafts.describe_report(draft, by=by, version=draft.version, **described)
    for remedy in (remedies.make_all_units, _suggest_leads):
        draft = drafts.decide(draft, remedy, by=by, version=draft.version)
    report = drafts.apply_draft(draft, by=by, version=draft.version)
    draft.refresh_from_db()
    return report, draft


def _suggest_leads(plan):
    return remedies.set_leads(plan, remedies.suggested_leads(plan))
