"""A list as a file to download: a workbook under the address `….xlsx`, comma-separated values under `….csv`."""

from tempfile import TemporaryFile

from django.core.exceptions import BadRequest
from django.http import FileResponse
from django.shortcuts import redirect

from .csv import ENCODINGS
from .written_as import WORKBOOK, AsCsv

ENCODING = "encoding"


def form_of(request):
    """What the address asks for, as `written_as` has it. Raises BadRequest for an encoding that is none of ours."""
    if not request.path.endswith(f".{AsCsv.suffix}"):
        return WORKBOOK
    return form_in(request.GET.get(ENCODING) or "utf-8")


def form_in(encoding):
    """Comma-separated values in the encoding, for "" a workbook. Raises BadRequest for an encoding that is not ours."""
    if not encoding:
        return WORKBOOK
    if encoding.lower() not in ENCODINGS:
        raise BadRequest(f"no encoding of lists: {encoding[:20]}")
    return AsCsv(encoding.lower())


def back_to_list(request):
    """The answer where a filter is wrong: the list with the same filters, which says why."""
    asked = request.GET.copy()
    asked.pop(ENCODING, None)
    return redirect(f"{request.path.rpartition('export.')[0]}?{asked.urlencode()}")


def as_file(request, name, write):
    """The answer with the file: `write` gets `form` and `file`, `name` may still have no ending.

    All of it is on the disk before any of it is sent: what breaks off is an error, never half a list.
    """
    form = form_of(request)
    ending = f".{form.suffix}"
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(form=form, file=file)
    file.seek(0)
    named = {"filename": name.removesuffix(ending) + ending, "content_type": form.content_type}
    return FileResponse(file, as_attachment=True, **named)
