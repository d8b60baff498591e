"""The statistics in the Excel ledger: units by role and status."""

import pytest

from items.lights.terms import look
from items.models import Colour, Responsibility, WorkItem

from .workbooks import ON, export, statistics

pytestmark = pytest.mark.usefixtures("english")


def test_statistics_count_by_unit_role_and_status(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=ON)
    found = statistics(export())
    lights = [f"{look(colour).shape}\n{look(colour).word}" for colour in Colour]
    labels = ["Total", *lights, *(one.label for choices in (WorkItem.Status, Responsibility.Role) for one in choices)]

    def line(name):
        row = found[name]
        assert list(row) == ["Chapter or unit", *labels]
        return {label: value for label, value in row.items() if value and label not in ("Chapter or unit", *lights)}

    assert line("市民政局") == {"Lead": 1, "Supporting": 1, "Not started": 1, "Completed": 1, "Total": 2}
    assert line("市教育局") == {"Responsible (lead not stated)": 1, "Not started": 1, "Total": 1}
    assert line("各区人民政府") == line("东城区人民政府") == line("市教育局")
    assert line("Total (each item counted once)") == {
        "Lead": 2,
        "Supporting": 2,
        "Responsible (lead not stated)": 1,
        "Not started": 2,
        "Completed": 1,
        "Total": 3,
    }


def test_statistics_cover_the_filtered_items_only(cast):
    found = statistics(export(WorkItem.objects.filter(pk=cast.open_lead.pk)))
    assert list(found) == [
        "市教育局",
        "东城区人民政府",
        "西城区人民政府",
        "各区人民政府",
        "Total (each item counted once)",
    ]


def test_statistics_stand_in_the_units_order_and_explain_themselves(cast):
    cast.west.position, cast.east.position = 1, 2
    cast.west.save()
    cast.east.save()
    workbook = export()
    assert list(statistics(workbook))[-3:-1] == ["西城区人民政府", "东城区人民政府"]
    assert workbook["Statistics"]["A4"].value.startswith("An item counts for every department")


def test_a_chart_of_more_units_than_it_shows_says_so(cast, monkeypatch):
    def charts():
        sheet = export()["Statistics"]
        return {"".join(run.t for run in chart.title.tx.rich.p[0].r): chart for chart in sheet._charts}

    assert "Lights by unit" in charts()
    monkeypatch.setattr("items.layouts.statistics.MOST_BARS", 2)
    assert "Lights by unit: the first 2 of 6" in charts()


def test_a_chart_names_every_bar(cast):
    assert {chart.x_axis.tickLblSkip for chart in export()["Statistics"]._charts} == {1}
