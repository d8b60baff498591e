"""`{% csrf_token %}` also gives the form its key, in every template of the portal, of crispy forms and of the admin."""

import secrets

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from ..pages.claiming import KEY

register = template.Library()


class FormKeyNode(CsrfTokenNode):
    """Django's hidden field with the token, and beside it the key by which a form that is sent twice acts once."""

    def render(self, context):
        token = super().render(context)
        if not token:
            return ""
        return token + format_html('<input type="hidden" name="{}" value="{}">', KEY, secrets.token_urlsafe(12))


@register.tag("csrf_token")
def csrf_token(parser, token):
    return FormKeyNode()
