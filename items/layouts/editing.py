"""The supervision office copies layouts, changes its copies, and deletes them; the shipped ones stay as they are."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import User

from .. import access, history
from ..models import HistoryEntry, Layout
from ..steps.changing import validate
from ..steps.errors import StaleLayout, WorkflowError
from .columns import COLUMNS
from .shipped import SHIPPED, LayoutSpec
from .widths import short_of_room

NAME_IS_TAKEN = gettext_lazy("There is a layout of this name already; choose another name.")
CHANGED = ("name", "title_line", "columns", "widths", "group", "paper", "only", "sort", "sheets")


def copy_layout(spec: LayoutSpec, *, by: User, at) -> Layout:
    """Keep a copy of the layout, for everybody, under a name of its own; returns the Layout."""
    _require_office(by)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        names = set(Layout.objects.values_list("name", flat=True))
        if len(names) >= Layout.MOST:
            raise WorkflowError(
                _("The office keeps %(most)s layouts already; delete one that nobody needs.") % {"most": Layout.MOST}
            )
        told = {name: getattr(spec, name) for name in ("group", "paper", "only", "sort", "widths", "title_line")}
        lists = {"columns": list(spec.columns), "sheets": list(spec.sheets)}
        layout = Layout(name=_free(str(spec.name), names), changed_by=by, changed_at=at, **told, **lists)
        validate(layout)
        layout.save(force_insert=True)
        history.record(HistoryEntry.Action.LAYOUT_KEPT, by=by, after=_told(layout), at=at)
    return layout


def change_layout(layout: Layout, *, version: int, by: User, at, **changes: Any) -> Layout:
    """Change the layout that had this `version` when the person opened it. Raises StaleLayout, WorkflowError."""
    _require_office(by)
    with transaction.atomic():
        present = Layout.objects.select_related("changed_by").filter(pk=layout.pk).first()
        if present is None:
            raise WorkflowError(_("This layout was deleted meanwhile, so nothing was saved."))
        before, last = _told(present), present.changed_by
        fields = {name: changes[name] for name in CHANGED}
        for name, value in fields.items():
            setattr(present, name, value)
        if present.name in {str(spec.name) for spec in SHIPPED.values()}:
            raise WorkflowError(NAME_IS_TAKEN)
        _require_room(present)
        validate(present)
        try:
            rows = Layout.objects.filter(pk=present.pk, version=version)
            is_written = rows.update(**fields, changed_by=by, changed_at=at, version=F("version") + 1)
        except IntegrityError as error:
            raise WorkflowError(NAME_IS_TAKEN) from error
        if not is_written:
            raise StaleLayout(
                _("%(who)s has changed this layout in the meantime, so nothing was saved. Reload the page.")
                % {"who": last}
            )
        history.record(HistoryEntry.Action.LAYOUT_KEPT, by=by, before=before, after=_told(present), at=at)
    return Layout.objects.get(pk=layout.pk)


def delete_layout(layout: Layout, *, by: User, at) -> None:
    """Delete the layout; files that were made in it stay."""
    _require_office(by)
    with transaction.atomic():
        before = _told(layout)
        layout.delete()
        history.record(HistoryEntry.Action.LAYOUT_DELETED, by=by, before=before, at=at)


def _require_office(by):
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_KEEPS_LAYOUTS)


def _require_room(layout):
    """Refuse what does not fit on one sheet side by side in a print of 8 points."""
    if short := short_of_room(layout.columns, layout.widths, layout.paper):
        need, room = short
        raise WorkflowError(
            _(
                "The columns need a width of %(need)s characters, and %(paper)s holds %(room)s in a print of 8 points. "
                "Set smaller widths or none, take larger paper, or leave columns out."
            )
            % {"need": need, "room": room, "paper": layout.paper}
        )


def _free(name: str, taken: set[str]) -> str:
    """The name with a number behind it, the first that no layout has."""
    number = 1
    while (free := f"{name[: Layout.NAME_LIMIT - 4]} {number}") in taken:
        number += 1
    return free


def _told(layout):
    """What the history keeps, in the words of the paper's head."""
    columns = "、".join(str(COLUMNS[key]) for key in layout.columns)
    widths = "、".join(f"{COLUMNS[key]} {layout.widths[key]:g}" for key in layout.columns if key in layout.widths)
    told = {"layout": layout.name, "layout_columns": columns, "layout_widths": widths}
    return {**told, "title_line": layout.title_line, "paper": layout.paper}
