"""The office keeps Word templates of its own: checked, taken in, taken away again."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from .. import history
from ..files.storing import clean_name
from ..models import HistoryEntry, WordTemplate
from ..steps.asking import add
from ..steps.errors import WorkflowError
from .checking import TemplateRefused, check_template
from .drafting import require_office


def keep_template(*, kind, name, data, by, at):
    """Take in a template (bytes) for a kind of document; from now on it is the one that is used. Returns it."""
    require_office(by)
    try:
        check_template(data, kind)
    except TemplateRefused as error:
        raise WorkflowError(_("%(name)s: %(sentence)s") % {"name": name[:100], "sentence": error}) from error
    name, digest = clean_name(name, "docx"), hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        same = WordTemplate.objects.filter(kind=kind, removed_at__isnull=True).order_by("-at", "-pk").first()
        if same and same.digest == digest:
            return same
        template = add(WordTemplate(kind=kind, name=name, content=data, size=len(data), digest=digest, by=by, at=at))
        _record(HistoryEntry.Action.TEMPLATE_KEPT, template, by=by, at=at)
    return template


def remove_template(template, *, by, at):
    """Use it no more; what was issued with it stays as it is. Taken away twice it is taken away once."""
    require_office(by)
    with transaction.atomic():
        if WordTemplate.objects.filter(pk=template.pk, removed_at__isnull=True).update(removed_at=at):
            _record(HistoryEntry.Action.TEMPLATE_REMOVED, template, by=by, at=at)


def _record(action, template, *, by, at):
    history.record(action, by=by, after={"template": template.name, "digest": template.digest}, at=at)
