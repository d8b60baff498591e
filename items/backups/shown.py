"""What the dashboard says of each report: how many of its items are lit in which colour."""

import datetime
from collections import Counter
from typing import Any

from ..dashboard.scope import ground
from ..lights.present import present_lights
from ..models import WorkReport


def shown(on: datetime.date) -> dict[str, Any]:
    """{"on": the day, which is today, "lights": {key of a report: {colour: items}}}; one report in memory at a time."""
    lights = {}
    for report in WorkReport.objects.standing().order_by("pk"):
        found = ground(report)
        lit = present_lights(found.items, on=on) if found else {}
        lights[str(report.pk)] = dict(Counter(str(light.colour) for light in lit.values()))
    return {"on": on.isoformat(), "lights": lights}
