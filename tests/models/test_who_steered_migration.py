"""Reports of before anybody noted who steered their item: those asked beside them."""

from ..given.factories import day, moment

AT = moment("2011-03-20 09:00")


def test_those_who_were_asked_beside_a_report_steered_its_item(migrated):
    apps = migrated("0027_steered_by")

    def make(name, **fields):
        return apps.get_model("items", name).objects.create(**fields)

    place = {"text": "推进", "start": 0, "text_start": 0, "text_end": 0, "end": 0}
    report = make("WorkReport", year=2011, title="报告", source=make("SourceText", text=""))
    item = make("WorkItem", report=report, position=1, number=1, **place)
    last = day("2011-03-31")
    days = {"start_on": day("2011-03-01"), "end_on": last, "opens_on": day("2011-03-01"), "opened_at": AT}
    days |= dict.fromkeys(["parts_due_on", "due_on", "closes_on"], last)
    period = make("ReportingPeriod", report=report, rhythm="month", **days)
    units = [
        apps.get_model("departments", "Department").objects.create(name=f"第{one}局", position=one) for one in range(5)
    ]
    sent = {"sent_at": AT, "handed_in_at": AT, "state": "awaiting_review"}
    asked = [("responsible", sent), ("responsible", {}), ("support", sent), ("responsible", {"state": "dropped"})]
    for unit, (role, fields) in zip(units, asked, strict=False):
        make("ProgressUpdate", period=period, item=item, department=unit, role=role, **fields)
    make("ProgressUpdate", period=period, item=item, department=units[4], via=units[3], role="lead", **sent)
    rows = migrated("0028_who_steered").get_model("items", "ProgressUpdate").objects
    steered = [[units[0].pk, None], [units[1].pk, None], [units[4].pk, units[3].pk]]
    assert dict(rows.values_list("department", "steered_by")) == {
        units[0].pk: steered,
        units[1].pk: [],
        units[2].pk: [],
        units[3].pk: [],
        units[4].pk: steered,
    }
