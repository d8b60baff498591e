"""What happens after two rounds of the simulated year that a simulation does not play, until October.

The months between are left to the calendar; an old year is reported on, closed and archived. All else happens on one
day in October.
"""

from decimal import Decimal

from django.db.models import Count

from departments import clock
from departments.models import Membership, User
from items.access import own_departments
from items.bulletins.drafting import draft_bulletin
from items.closing.moving import move_status
from items.issue.issuing import issue
from items.meetings.deciding import enter_meeting
from items.models import ProgressUpdate, Target, WorkItem, WorkReport
from items.people.entering import keep_workbook
from items.report.archiving import archive
from items.report.withdrawing import withdraw
from items.rounds.running import run_due
from items.rules.accepted import earlier
from items.rules.judged import last_completion
from items.rules.last_words import last_values
from items.updates import drafting, reporting

from ..given.factories import day
from ..given.forms_filled import form
from ..given.imported import imported
from ..given.ledger_workbooks import waiting_ledger
from ..given.together import moment
from ..given.unit_workbooks import waiting_workbook
from .changing_month import ChangingMonth

State, Role = ProgressUpdate.State, Membership.Role
TODAY = day("2011-10-20")
AT = moment(f"{TODAY} 10:00")
# With nothing recorded on it, so that its lights are those of the month's closing before.
A_PAST_DAY = day("2011-04-20")
NEXT_YEAR = "1、种植树木30万棵(责任单位:市林业局)。\n2、修建道路(责任单位:市民政局)。"


class LivedThrough(ChangingMonth):
    """`blank`, `joint`, `still`, `corrected`: accepted reports of the open period; `reopened`: an item.

    `running`, `next`, `archived`, `withdrawn` and `discarded` are reports of governments, the last one never issued;
    `taken` and `left` the parts of `joint`. `meetings` were held on `A_PAST_DAY` and today; `workbook` is of a unit's
    people, `unit_workbook` of what one reports, `ledger_workbook` of the office. `bulletins` are drafts of today and of
    September.
    """

    def __init__(self):
        self.office = User.objects.get(username="supervision")
        self.running = WorkReport.objects.get()
        for month in range(3, 10):
            self.let_pass(f"2011-{month:02}-10")
            if month == 7:
                self.archived = self.old_year()
            self.let_pass(f"2011-{month + 1:02}-01")
        archive(self.archived, by=self.office, at=moment("2011-10-09 10:00"))
        self.let_pass("2011-10-10")
        with clock.at(AT):
            run_due(AT)
            self.in_october()

    def let_pass(self, on):
        with clock.at(moment(f"{on} 08:00")):
            run_due(clock.now())

    def in_october(self):
        self.blank, self.corrected, self.still = self.reports_with_blanks(), self.correction(), self.no_change()
        self.joint = self.joint_report()
        self.reopened = self.reopening()
        self.play_changing_month()
        self.meetings = [
            enter_meeting(self.running, by=self.office, at=AT, held_on=held_on) for held_on in (A_PAST_DAY, TODAY)
        ]
        self.bulletins = [
            draft_bulletin(self.running, by=self.office, at=AT, on=TODAY),
            draft_bulletin(self.running, by=self.office, at=AT, period=self.running.periods.get(start_on="2011-09-01")),
        ]
        data = form(units=[{"name": "市林业和草原局"}])
        self.workbook = keep_workbook("名单.xlsx", data, by=User.objects.get(username="admin"), at=AT)
        self.unit_workbook = self.workbook_of_a_unit()
        self.ledger_workbook = waiting_ledger(self.office, self.changed)
        self.next = self.imported(2012, "2012年任务分解", NEXT_YEAR)
        issue(self.next, by=self.office, on=TODAY, as_of=TODAY)
        run_due(AT)
        self.withdrawn, self.discarded = (
            self.imported(2012, f"误导入的任务分解{place}", "1、误入之事不应出现(责任单位:市民政局)。")
            for place in ("甲", "乙")
        )
        issue(self.withdrawn, by=self.office, on=TODAY, as_of=TODAY)
        for report in (self.withdrawn, self.discarded):
            withdraw(report, by=self.office, at=AT, reason="导入了旧稿", is_issued=report == self.withdrawn)
        run_due(AT)

    def changed(self, ledger):
        """The remark of the first item that is there."""
        ledger.put(self.running.items.in_order().first(), "remark", "已协调")

    def workbook_of_a_unit(self):
        person = User.objects.get(username="liaison")
        [unit] = own_departments(person)
        return waiting_workbook(self.running.periods.open().first(), unit, person)

    def old_year(self):
        """The year before, of which one unit reports until it is archived."""
        with clock.at(moment("2011-07-11 09:00")):
            report = self.imported(2010, "2010年任务分解", "1、旧年之事已经了结(责任单位:市民政局)。")
            issue(report, by=self.office, on=day("2011-07-11"), as_of=day("2011-07-11"))
            run_due(clock.now())
            [update] = ProgressUpdate.objects.filter(item__report=report)
            self.accept(self.send(update, completion="40"))
        return report

    @property
    def marked(self):
        """Keys of the items to which something has happened."""
        updates = (self.blank, self.joint, self.still, self.corrected)
        return {self.reopened.pk, *(update.item_id for update in updates)}

    # People

    def holder(self, update, role):
        posts = Membership.objects.current(clock.today()).filter(department=update.department_id, role=role)
        return User.objects.filter(memberships__in=posts, is_active=True).order_by("pk").first()

    def waiting(self, **wanted):
        """Updates of the open period that nobody has begun, of single units for themselves."""
        rows = ProgressUpdate.objects.filter(
            period__closed_at=None, period__opened_at__isnull=False, item__report=self.running, state=State.EXPECTED
        )
        return rows.filter(via=None, **wanted).order_by("item__number", "department__position")

    def send(self, update, **changes):
        """The unit writes and sends, its head signs; returns the update."""
        liaison = self.holder(update, Role.LIAISON)
        if "completion" not in changes and last_completion(update):
            changes["completion_answer"] = drafting.CARRY
        changes = {"text": f"{update.item.text[:20]}。", "next_steps": "继续推进。", **changes}
        saved = drafting.save(update, by=liaison, at=clock.now(), was={}, changes=changes).update
        reporting.send(saved, by=liaison, at=clock.now(), version=saved.version, anyway="情况属实")
        return self.signed(update)

    def signed(self, update):
        update = ProgressUpdate.objects.get(pk=update.pk)
        if update.state == State.AWAITING_SIGN_OFF:
            head = self.holder(update, Role.HEAD)
            update = reporting.sign_off(update, by=head, at=clock.now(), version=update.version)
        return ProgressUpdate.objects.get(pk=update.pk)

    def accept(self, update, **more):
        reporting.accept(update, by=self.office, at=clock.now(), version=update.version, **more)
        return ProgressUpdate.objects.get(pk=update.pk)

    # What they do

    def reports_with_blanks(self):
        """Of an item with three targets one figure stands, one cannot be had, one is new."""
        items = WorkItem.objects.annotate(known=Count("targets")).filter(known__gte=2)
        for update in self.waiting(item__in=items, role__in=["lead", "responsible"]):
            known = [pk for pk, last in last_values(update).items() if last]
            if len(known) >= 2:
                break
        carried, unknown, *others = known
        changes = {f"blank_{carried}": drafting.CARRY, f"blank_{unknown}": drafting.UNAVAILABLE}
        for pk in others:
            changes[f"value_{pk}"] = str(last_values(update)[pk].value + 1)
        return self.accept(self.send(update, **changes))

    def figures(self, update):
        """Every target of its item stays where it was, or at nothing."""
        last = last_values(update)
        targets = Target.objects.filter(item=update.item_id)
        return {f"value_{one.pk}": str(last[one.pk].value if last.get(one.pk) else 0) for one in targets}

    def correction(self):
        """The office sets a percentage of its own."""
        items = WorkItem.objects.filter(targets__isnull=False)
        update = self.waiting(item__in=items, role="lead").first()
        return self.accept(self.send(update, **self.figures(update)), completion=Decimal(3), note="现场核查")

    def no_change(self):
        """A unit says that nothing has changed."""
        update = next(update for update in self.waiting(role="responsible") if earlier(update))
        liaison = self.holder(update, Role.LIAISON)
        reporting.report_no_change(update, by=liaison, at=AT)
        return self.accept(self.signed(update))

    def joint_report(self):
        """Of two parts the lead takes up one; the other stays as it is."""
        for lead in self.waiting(role="lead"):
            parts = list(self.waiting(item=lead.item_id, role="support")[:2])
            if len(parts) == 2:
                break
        taken, left = [self.send(part) for part in parts]
        update = self.send(lead, **{f"{drafting.PART}{taken.pk}": "on"}, **self.figures(lead))
        self.taken, self.left = (ProgressUpdate.objects.get(pk=one.pk) for one in (taken, left))
        return self.accept(update)

    def reopening(self):
        """An item that was closed is worked on again."""
        item = WorkItem.objects.filter(report=self.running, status="in_progress").last()
        given = {"by": self.office, "on": TODAY, "at": AT}
        closed = {"status": "completed", "text": "已办结", "anyway": "其余措施转日常办理"}
        item = move_status(item, version=item.version, **closed, **given)
        return move_status(item, version=item.version, status="in_progress", text="回头看发现未运行", **given)

    def imported(self, year, title, text):
        report, _draft = imported(self.office, f"{title}\n{text}", year=year, title=title)
        return report
