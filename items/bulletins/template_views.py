"""The office's own Word templates: the list with what a template may name, taking one in, taking one away."""

from dataclasses import dataclass
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..forms.upload_limit import is_too_large
from ..models import WordTemplate
from ..models.bulletin import TemplateKind
from ..pages.posting import post_or, run, take
from ..pages.returning import READ_OR_POST
from ..sheets.names import safe_name
from .checking import too_large
from .drafting import ONLY_OFFICE_WRITES
from .filling import WORD_TYPE, shipped
from .forms import TemplateForm
from .keeping import keep_template, remove_template
from .placeholders import LOOPS, PACK_LOOPS


@dataclass(frozen=True)
class Documented:
    """A group of placeholders as a template writes them: the loop that they stand in ("" for none)."""

    loop: str
    placeholders: list


def documented(loops):
    """[Documented]: what a template may name, from `placeholders.LOOPS` or those of another kind."""
    return [_documented(loops[kind], path) for kind, path in _kinds(loops)]


def _kinds(loops, kind="", path=()):
    """(kind of thing, (list, …) that lead to it) of all that a template can go through, the outermost first."""
    yield kind, path
    for name, held in loops[kind][1].items():
        yield from _kinds(loops, held, (*path, (name, held)))


def _documented(thing, path):
    name, before = (_called(path[-1][1]) if path else ""), (f"{_called(path[-2][1])}." if len(path) > 1 else "")
    loop = f"{{%p for {name} in {before}{path[-1][0]} %}} … {{%p endfor %}}" if path else ""
    loop = loop.replace("{%p", "{%tr") if name == "row" else loop
    rows = [(f"{{{{ {'.'.join(filter(None, (name, field)))} }}}}", words) for field, words in thing[0].items()]
    return Documented(loop, rows)


def _called(kind):
    """What the templates of the portal call the thing that a loop goes through."""
    return {
        **dict.fromkeys(("late", "results", "silent", "portfolio"), "annex"),
        **dict.fromkeys(("figures", "decisions"), "list"),
        **dict.fromkeys(("item", "unit", "figure", "decision", "seat"), "row"),
    }.get(kind, kind)


@require_http_methods(READ_OR_POST)
def bulletin_templates(request):
    """The templates in use, a form for another one, and what a template may name."""
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    form, status = TemplateForm(), 200
    if request.method == "POST" and is_too_large(request):
        messages.error(request, too_large())
        status = 413
    elif request.method == "POST":
        form = TemplateForm(request.POST, request.FILES)
        taken = take(form, lambda data: _keep(data, request.user))
        if not taken.is_refused:
            messages.success(request, _("Taken in: from now on “%(name)s” is used.") % {"name": taken.result.name})
            return redirect("bulletin_templates")
        status = taken.status
    own = WordTemplate.objects.filter(removed_at__isnull=True).select_related("by").defer("content")
    context = {
        "form": form,
        "own": own.order_by("kind", "-at", "-pk"),
        "kinds": TemplateKind,
        "documented": [
            (_("Bulletins, letters and special reports"), documented(LOOPS)),
            (TemplateKind.MEETING.label, documented(PACK_LOOPS)),
        ],
    }
    return render(request, "bulletins/templates.html", context, status=status)


def _keep(data, user):
    file = data["file"]
    return keep_template(kind=data["kind"], name=file.name, data=file.read(), by=user, at=clock.now())


def _fetch_template(request, pk):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    return get_object_or_404(WordTemplate.objects.filter(removed_at__isnull=True), pk=pk)


@require_safe
def template_file(request, pk):
    """A template as it was taken in."""
    template = _fetch_template(request, pk)
    return _download(bytes(template.content), template.name)


@require_safe
def template_shipped(request, kind):
    """The portal's own template for a kind, to begin with."""
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    return _download(shipped(kind), f"{safe_name(str(TemplateKind(kind).label))}.docx")


def _download(content, name):
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=WORD_TYPE)


@post_or(_fetch_template, page=lambda _template: "bulletin_templates")
def template_remove(request, template):
    done = _("Taken away; the one before it or the portal's own is used again.")
    run(request, lambda: remove_template(template, by=request.user, at=clock.now()), done)
    return redirect("bulletin_templates")
