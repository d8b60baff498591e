"""A document in Word: a template filled with what the document says, and nothing that it says is ever run."""

import io
from pathlib import Path

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from ..models import WordTemplate
from .document import as_context, written

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "bulletins"


def shipped(kind):
    """The bytes of the portal's own template for a kind (fixtures/bulletins/make.py makes it)."""
    return (SHIPPED / f"{kind}.docx").read_bytes()


def template_in_use(kind):
    """The office's own `WordTemplate` for the kind, with its content; None where the portal's is used."""
    return WordTemplate.objects.filter(kind=kind, removed_at__isnull=True).order_by("-at", "-pk").first()


def word_file(bulletin):
    """The bytes of the bulletin's Word file: the one that was issued, else made of the draft as it stands."""
    if bulletin.is_issued:
        return bytes(bulletin.file.content)
    return fresh_file(bulletin)


def fresh_file(bulletin):
    """The bytes of a Word file made now, by the template in use."""
    context = as_context(written(bulletin))
    return made_of(bulletin.kind, context, title=context["title"], author=context["issuer"])


def made_of(kind, context, *, title, author=""):
    """The bytes of the kind's template in use, filled with the context."""
    own = template_in_use(kind)
    return fill(bytes(own.content) if own else shipped(kind), context, title=title, author=author)


def fill(template, context, *, title="", author=""):
    """The bytes of the template (bytes) filled with the context; raises whatever a wrong template makes it raise."""
    word = DocxTemplate(io.BytesIO(template))
    # Values are escaped, so that a "<" in a text stays one; names that are not there are an error, not a gap.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    word.render(context, environment, autoescape=True)
    properties = word.docx.core_properties
    properties.title, properties.author = title[:255], author[:255]
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()
