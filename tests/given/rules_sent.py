"""What the supervision office sends to set the rules of the lights."""

from departments import clock
from items.lights.terms import COLOURS

DEFAULTS = {
    "yellow_gap": 10,
    "red_gap": 30,
    "ahead_by": 10,
    "soon_days": 15,
    "soon_below": 90,
    "missed_periods": 2,
    "missing_is_yellow": True,
    "late_is_yellow": False,
    "looks": {},
}


def rules_data(**changes):
    """The form of the page as the default rules fill it, with the changes; for today."""
    filled = {
        **DEFAULTS,
        "seen": 0,
        "effective_on": clock.today().isoformat(),
        "reason": "市政府常务会议议定",
        **{f"colour_{colour.value}": shown for colour, shown in COLOURS.items()},
        **changes,
    }
    return {name: value for name, value in filled.items() if name != "looks" and value is not False}
