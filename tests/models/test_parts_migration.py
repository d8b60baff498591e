"""Parts that were settled before anybody recorded by which report."""

from ..given.factories import day, moment

AT, OTHER = moment("2011-03-20 09:00"), moment("2011-03-21 09:00")


def test_a_part_belongs_to_the_report_that_was_settled_with_it(migrated):
    apps = migrated("0010_figures")
    make = {
        name: apps.get_model("items", name).objects.create
        for name in ("SourceText", "WorkReport", "WorkItem", "ReportingPeriod")
    }
    person = apps.get_model("departments", "User").objects.create(username="office")
    unit = apps.get_model("departments", "Department").objects.create
    report = make["WorkReport"](year=2011, title="报告", source=make["SourceText"](text=""))
    item = make["WorkItem"](report=report, position=1, number=1, text="推进", start=0, text_start=0, text_end=0, end=0)
    first, last = day("2011-03-01"), day("2011-03-31")
    days = {"start_on": first, "end_on": last, "opens_on": first, "opened_at": AT}
    days |= dict.fromkeys(["parts_due_on", "due_on", "closes_on"], last)
    period = make["ReportingPeriod"](report=report, rhythm="month", **days)

    def said(name, role, sent_at, reviewed_at):
        sent = {"sent_at": sent_at, "handed_in_at": sent_at, "sent_by": person}
        settled = {"state": "accepted", "reviewed_at": reviewed_at, "reviewed_by": person}
        rows = apps.get_model("items", "ProgressUpdate").objects
        return rows.create(period=period, item=item, department=unit(name=name), role=role, **sent, **settled).pk

    lead = said("市民政局", "lead", AT, OTHER)
    with_sending = said("市卫生局", "support", moment("2011-03-19 09:00"), AT)
    with_accepting = said("市教育局", "support", AT, OTHER)
    by_the_office = said("市农委", "support", AT, moment("2011-03-22 09:00"))
    after = migrated("0011_parts_taken_up").get_model("items", "ProgressUpdate").objects
    assert dict(after.values_list("pk", "taken_up_in")) == {
        lead: None,
        with_sending: lead,
        with_accepting: lead,
        by_the_office: None,
    }
    assert migrated("0010_figures").get_model("items", "ProgressUpdate").objects.count() == 4
