"""The cast on a portal where every address has something to show."""

from items.bulletins.filling import shipped
from items.rounds.running import close_period, open_period

from ..kept import Kept
from . import factories
from .cast import Cast
from .drawn_curves import proposed
from .exports_made import export_of
from .forms_filled import workbook_of
from .ledger_workbooks import waiting_ledger
from .open_requests import ask_everything
from .unit_workbooks import waiting_workbook
from .written_updates import report_everything


def lived_in(cast):
    """The cast with one thing for every address of the table. Needs a folder of its own in settings.VAR_DIR."""
    cast.draft = factories.draft(cast.supervisor)
    cast.period = factories.period(cast.report)
    open_period(cast.period, at=factories.moment("2011-03-01 09:00"))
    february = {"start_on": factories.day("2011-02-01"), "end_on": factories.day("2011-02-28")}
    cast.frozen = factories.period(cast.report, **february)
    open_period(cast.frozen, at=factories.moment("2011-03-01 09:00"))
    close_period(cast.frozen, at=factories.moment("2011-03-02 09:00"))
    april = {"start_on": factories.day("2011-04-01"), "end_on": factories.day("2011-04-30")}
    cast.planned = factories.period(cast.report, **april)
    cast.unissued = factories.item(cast.report, 9, "另行交办的工作", leads=[cast.health])
    cast.message = factories.message(cast.liaison, url="/items/")
    cast.delivery = factories.delivery(cast.message, state="given_up", attempts=5, error="refused")
    cast.curve = proposed(cast.supported, by=cast.health_liaison)
    cast.meeting = factories.meeting(cast.report, cast.supervisor)
    cast.view = factories.saved_view(cast.liaison, "红灯事项", "light=red")
    cast.shared_view = factories.saved_view(cast.supervisor, "未办结事项", "status=open", is_shared=True)
    cast.layout = factories.layout(cast.supervisor)
    cast.closed = factories.item(
        cast.report, 10, "已办结的工作", status="completed", completed_on=factories.day("2011-03-01")
    )
    cast.look = factories.second_look(cast.closed, cast.supervisor)
    cast.bulletin = factories.bulletin(cast.report, cast.supervisor)
    submitted = {"state": "submitted", "submitted_by": cast.supervisor, "submitted_at": factories.moment("2011-03-02")}
    cast.submitted_bulletin = factories.bulletin(cast.report, cast.supervisor, **submitted)
    cast.issued_bulletin = factories.bulletin(cast.report, cast.supervisor, number=1)
    brief = {"kind": "brief", "leader": cast.leader, "number": 2}
    cast.issued_brief = factories.bulletin(cast.report, cast.supervisor, **brief)
    cast.template = factories.word_template(cast.supervisor, content=shipped("bulletin"))
    cast.workbook = workbook_of(cast.administrator)
    cast.export = export_of(cast.liaison)
    cast.failed_export = export_of(cast.liaison, state="failed", stored_as="", failure="没有符合条件的事项。")
    cast.unit_workbook = waiting_workbook(cast.period, cast.east, cast.east_liaison, _fill)
    cast.ledger_workbook = waiting_ledger(
        cast.supervisor, lambda ledger: ledger.put(cast.supported, "remark", "已协调")
    )
    return report_everything(ask_everything(cast))


def _fill(filled):
    """In every line of the progress the next steps."""
    sheet = filled.sheet()
    line, names = filled.names(sheet)
    for row in range(line + 2, sheet.max_row + 1):
        sheet.cell(row, names["next_steps"]).value = "继续推进"


LIVED_IN = Kept(lambda: lived_in(Cast.build()), files=True)
