"""What a step would do to the light of an item: it is taken, looked at and taken back."""

from dataclasses import dataclass

from django.db import transaction

from ..models import WorkItem
from ..steps.errors import WorkflowError
from .facts import lights_of
from .light import Light


@dataclass(frozen=True)
class TriedLight:
    """The `Light` of an item before and after a step."""

    before: Light
    after: Light


class _Tried(Exception):
    """Ends the trial; nothing of it stays."""


def try_step(item, step, *, on):
    """The `TriedLight` of `step()` on the item, on the day; None where the step is refused. Nothing is written."""
    before = _light(item, on)
    try:
        with transaction.atomic():
            step()
            after = _light(item, on)
            raise _Tried
    except _Tried:
        return TriedLight(before, after)
    except WorkflowError:
        return None


def _light(item, on):
    return lights_of(list(WorkItem.objects.filter(pk=item.pk).for_lights()), on=on)[item.pk]
