"""The audit record in words."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import history
from ..models import AuditEntry, HistoryEntry

# What an entry keeps of what no history tells.
LABELS = {
    "asked": _("asked with"),
    "status": _("answer"),
    "method": _("method"),
    "fields": _("fields changed"),
    "sha256": "SHA-256",
    "first": _("first"),
    "last": _("last one"),
    "count": _("count"),
    "digest": _("digest"),
    "anchors_size": _("bytes of the anchors"),
    "anchors_digest": _("SHA-256 of the anchors"),
    "by": _("done by"),
    "days": _("days kept"),
    "older_than": _("older than"),
}


def acts():
    """{value: words} of all that may have been done."""
    return dict(AuditEntry.Act.choices) | dict(HistoryEntry.Action.choices)


def spell_kept(kept):
    """What the record as a whole is, `page.WholeRecord`, in sentences."""
    told = []
    if kept.since:
        told.append(gettext("The record here begins on %(day)s.") % {"day": kept.since.isoformat()})
    if kept.file:
        told.append(
            gettext("Older entries were removed; they stand in the nightly exports up to %(file)s, which the operator "
                    "keeps.") % {"file": kept.file}
        )  # fmt: skip
    if kept.days:
        told.append(gettext("Entries are kept here for %(days)s days.") % {"days": kept.days})
    return " ".join(told)


def _label(kind, name):
    """What is before and after the change; of rows that the administration changed the kind is their model."""
    told, row = kind, ""
    if name.count(".") == 3:  # a row below the one that was changed
        app, model, key, name = name.split(".")
        told, row = f"{app}.{model}", key
    try:
        model = apps.get_model(told)
        field = str(model._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return str(LABELS.get(name, history.LABELS.get(name, name)))
    return f"{model._meta.verbose_name} {row} · {field}" if row else field


def spell_changes(entry):
    """[history.FieldChange] of what the entry itself keeps."""
    if entry.history_key is not None:
        return history.spell_changes(entry.before, entry.after)
    names = dict.fromkeys([*entry.before, *entry.after])
    return [
        history.FieldChange(
            _label(entry.kind, name),
            str(entry.before.get(name, "")),
            str(entry.after.get(name, "")),
        )
        for name in names
    ]
