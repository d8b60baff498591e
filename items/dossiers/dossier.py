"""What a closing dossier tells of an item, as far as its reader may read it; a fixed number of queries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import User

from .. import access
from ..item_page.page import as_published, chapter_path
from ..item_page.reader import Reader
from ..ledger.unit_lines import UnitLine, unit_lines
from ..lights.present import present_lights
from ..models import (
    Attachment,
    Instruction,
    InstructionAnswer,
    PlannedCurve,
    ProgressUpdate,
    SecondLook,
    WorkItem,
    WorkReport,
)
from ..models.querysets import WorkItemQuerySet
from ..plans.page import curves_in_force
from ..report.page import excerpt
from ..rules.accepted import signed
from ..second_looks.page import looks_of


@dataclass(frozen=True)
class Dossier:
    """All of it, the oldest first: `wording` is the document's own, `changes` what the office has made of it.

    `instructions` are (instruction or meeting decision, its answers); `targets` are those of the item's light.
    """

    item: WorkItem
    reader: User
    on: datetime.date
    wording: str
    changes: list[Any]
    chapters: list[Any]
    units: list[UnitLine]
    targets: tuple[Any, ...]
    milestones: list[Any]
    curves: tuple[PlannedCurve, ...]
    updates: list[ProgressUpdate]
    extensions: list[Any]
    objections: list[Any]
    instructions: list[tuple[Instruction, list[InstructionAnswer]]]
    closings: list[Any]
    looks: list[SecondLook]
    proofs: list[Attachment]

    @property
    def title(self) -> str:
        return _("Closing dossier of item %(number)s") % {"number": self.item.display_number}


def ended(report: WorkReport | None = None) -> WorkItemQuerySet:
    """Items that have ended, and of which there is a dossier thus; of one report if it is given."""
    items = WorkItem.objects.standing().exclude(status__in=WorkItem.OPEN_STATUSES)
    return items if report is None else items.filter(report=report)


def dossier_of(item: WorkItem, user: User, *, on: datetime.date) -> Dossier:
    """The dossier of an item (with report and chapters, as `ledger.fetching.fetch_item` gives it) for the person."""
    reader = Reader(user, item, present_lights([item], on=on)[item.pk], {})
    in_force, _proposed = curves_in_force(item)
    return Dossier(
        item=item,
        reader=user,
        on=on,
        wording=excerpt(item).own.strip() if item.is_in_source else item.published_text or item.text,
        changes=as_published(item),
        chapters=chapter_path(item.chapter),
        units=unit_lines(item),
        targets=tuple(reader.light.facts.targets),
        milestones=reader.milestones,
        curves=in_force,
        updates=_accepted(item, user),
        extensions=reader.extensions[::-1],
        objections=reader.objections[::-1],
        instructions=[(one, reader.readable(one.answers.all())) for one in reader.instructions[::-1]],
        closings=reader.closings[::-1],
        looks=looks_of(item)[::-1],
        proofs=_proofs(item, user),
    )


def _accepted(item: WorkItem, user: User) -> list[ProgressUpdate]:
    """Every accepted report on the item, period by period, who moves the item first."""
    rows = ProgressUpdate.objects.filter(item=item, state=ProgressUpdate.State.ACCEPTED)
    people = ("sent_by", "signed_by", "reviewed_by")
    rows = rows.select_related("period", "department__successor", "via", "taken_up_in__department", *people)
    rows = rows.prefetch_related("values__target", "unavailable", "milestones__milestone")
    rows = rows.order_by("period__start_on", "period", "department__position", "department")
    readable = [row for row in access.with_readable(user, rows) if row.is_readable]
    order = ProgressUpdate.ROLE_ORDER.index
    return sorted(readable, key=lambda row: (row.period.start_on, row.period_id, order(row.role)))


def _proofs(item: WorkItem, user: User) -> list[Attachment]:
    """The files of accepted reports, of requests to close and of what else the person may open of these."""
    accepted = Q(update__state=ProgressUpdate.State.ACCEPTED)
    files = access.readable_attachments(user).filter(accepted | Q(closing__isnull=False), item=item)
    return list(files.select_related("by", "update__period", "update__department__successor", "closing__department"))


def whose(proof: Attachment) -> str:
    """Of what the file is the proof: a unit's report for a period, or its request to close."""
    if proof.update is not None:
        return _("%(unit)s, %(period)s") % {"unit": signed(proof.update.department), "period": proof.update.period.name}
    unit = signed(proof.closing.department) if proof.closing else ""
    return _("%(unit)s, request to close") % {"unit": unit}
