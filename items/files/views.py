"""Files that go with an update or with a request to close: attached, downloaded, removed."""

import logging
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access, history
from ..forms.keys import key_of
from ..forms.upload_limit import is_too_large
from ..models import Attachment, Closing
from ..pages.addresses import item_part
from ..pages.posting import post_or, run
from ..pages.returning import READ_OR_POST
from ..steps import WorkflowError
from ..updates.views import fetch_update, show_update
from .attaching import attach, remove
from .forms import FileForm
from .looking_after import known_lost, note_lost
from .storing import CONTENT_TYPES, FileLost, fetch, open_stored

# On the page of an item: the request to close whose file is asked about.
ASKED = "file_asked"

logger = logging.getLogger(__name__)


@require_http_methods(READ_OR_POST)
def attachment_add(request):
    """Attach one file to the update or the request to close that the address names."""
    thing = _thing(request)
    if request.method != "POST":
        return redirect(_page(thing))
    access.require(_may_change(request.user, thing))
    form = FileForm(request.POST, request.FILES)
    if is_too_large(request):
        sentence = _("The file is larger than 20 MB, so it was not taken. Remove pictures from it or split it.")
        return _refused(request, thing, sentence, status=413)
    if not form.is_valid():
        return _refused(request, thing, " ".join(form.errors["file"]), status=422, form=form)
    file = form.cleaned_data["file"]
    try:
        with history.sent_anyway(form.sent_anyway):
            attached = attach(thing, file=file, name=file.name, by=request.user, at=clock.now())
    except WorkflowError as error:
        return _refused(request, thing, str(error), status=422)
    messages.success(request, _("“%(name)s” has been attached.") % {"name": attached.name})
    return redirect(_page(thing))


def _thing(request):
    asked = {name: key_of(request.GET.get(name)) for name in ("update", "closing")}
    if asked["update"] is not None:
        return fetch_update(asked["update"])
    if asked["closing"] is not None:
        return get_object_or_404(Closing.objects.select_related("item__report"), pk=asked["closing"])
    raise Http404


def _may_change(user, thing):
    if isinstance(thing, Closing):
        return access.can_change_files(user, thing)
    return access.can_write_update(user, thing)


def _page(thing):
    """The address of the page on which the files of the update or request stand."""
    if isinstance(thing, Closing):
        return item_part(thing.item, "closing")
    return f"{thing.get_absolute_url()}#files"


def _refused(request, thing, sentence, *, status, form=None):
    """Back to where the file was chosen; a `form` that asks about its name gets the field for the reason there."""
    asks = form is not None and form.asked_beside is not None
    if isinstance(thing, Closing):
        messages.error(request, sentence)
        if asks:
            tab = item_part(thing.item, "closing").partition("#")[0]
            return redirect(f"{tab}?{urlencode({ASKED: thing.pk})}#files-{thing.pk}")
        return redirect(_page(thing))
    shown = {"file_form": form} if asks else {}
    return show_update(request, fetch_update(thing.pk), status=status, file_sentence=sentence, **shown)


def _fetch_attachment(pk):
    try:
        attachment = fetch(pk)
    except Attachment.DoesNotExist as error:
        raise Http404 from error
    if attachment.removed_at is not None:
        raise Http404
    return attachment


@require_safe
def attachment_file(request, pk):
    """The file as it was attached, always as a download: nothing that was uploaded runs as a page of ours."""
    attachment = _fetch_attachment(pk)
    access.require(
        access.can_read_attachment(request.user, attachment),
        _("This file is open to the units of the item, the supervision office, leaders and observers."),
    )
    etag = quote_etag(attachment.digest)
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    try:
        file = open_stored(attachment)
    except FileLost:
        logger.exception("attachment %s is missing or damaged", attachment.pk)
        note_lost(known_lost() | {attachment.pk})
        return render(request, "updates/lost.html", {"attachment": attachment}, status=404)
    content_type = CONTENT_TYPES[attachment.kind]
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=content_type)
    response["X-Content-Type-Options"], response["ETag"] = "nosniff", etag
    return response


def _thing_of(attachment):
    return attachment.update or attachment.closing


@post_or(lambda _request, pk: _fetch_attachment(pk), page=lambda attachment: _page(_thing_of(attachment)))
def attachment_remove(request, attachment):
    thing = _thing_of(attachment)
    access.require(_may_change(request.user, thing))
    done = _("“%(name)s” has been removed.") % {"name": attachment.name}
    run(request, lambda: remove(attachment, by=request.user, at=clock.now()), done)
    return redirect(_page(thing))
