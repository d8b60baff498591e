"""Rows of what leaves the portal: files of a person, bulletins and their templates."""

from items.models import Bulletin, BulletinCopy, Export, LedgerWorkbook, UnitWorkbook, WordTemplate

from ..given import factories
from .rows import FIRST, MOMENT


def an_export(cast, **fields):
    about = {"person": cast.liaison, "title": "台账", "name": "台账.xlsx", "task": "made", "language": "zh-hans"}
    return Export(**about | {"on": FIRST, "asked_at": MOMENT, **fields})


def a_bulletin(cast, **fields):
    """A draft beside one that is issued as 督查通报〔2011〕1号."""
    factories.bulletin(cast.report, cast.supervisor, number=1)
    values = {"report": cast.report, "on": FIRST, "title": "题", "issuer": "督查室", "word": "督查通报", "at": MOMENT}
    return Bulletin(**{**values, "recipients": "各单位", "by": cast.supervisor, "data": {"total": 1}, **fields})


def an_issued_bulletin(cast, **fields):
    """The second one of the year."""
    row = factories.bulletin(cast.report, cast.supervisor, number=2)
    values = {"state": "issued", "year": 2011, "number": 3, "decided_at": MOMENT, "file": row.file}
    Bulletin.objects.filter(pk=row.pk).update(state="draft", year=None, number=None, file=None)
    return a_bulletin(cast, **{**values, **fields})


def a_copy(cast, **fields):
    bulletin = factories.bulletin(cast.report, cast.supervisor, number=1)
    return BulletinCopy(**{"bulletin": bulletin, "department": cast.health, "message": cast.message, **fields})


def a_template(cast, **fields):
    values = {
        "kind": "bulletin",
        "name": "模板.docx",
        "size": 1,
        "digest": "0" * 64,
        "by": cast.supervisor,
        "at": MOMENT,
    }
    return WordTemplate(**{**values, "content": b"PK", **fields})


def a_workbook_again(cast):
    values = {"by": cast.liaison, "at": MOMENT, "name": "填报表.xlsx", "digest": "0" * 64, "upload": b"PK"}
    UnitWorkbook.objects.create(**values)
    return UnitWorkbook(**values)


def a_ledger_again(cast):
    values = {"by": cast.supervisor, "at": MOMENT, "name": "台账.xlsx", "digest": "0" * 64, "filled": {}}
    LedgerWorkbook.objects.create(**values)
    return LedgerWorkbook(**values)
