"""How form fields become HTML: by Django's templates, and lists of choices, which are long, without one a choice.

A list of departments has thousands of choices; Django renders two templates for each. `select` writes what those
templates write, character by character (`tests/forms/test_selects.py` compares).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class FormRenderer(TemplatesSetting):
    """The portal's `FORM_RENDERER`."""

    def render(self, template_name, context, request=None):
        if template_name == SELECT and _has_plain_options(context["widget"]):
            return select(context["widget"])
        return super().render(template_name, context, request=request)


def _has_plain_options(widget: Mapping[str, Any]) -> bool:
    return all(one["template_name"] == OPTION for _name, options, _index in widget["optgroups"] for one in options)


def select(widget: Mapping[str, Any]) -> SafeString:
    """The HTML of a select with these `optgroups`, as `Widget.get_context` gives it."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_written(group)}">')
        parts.extend(_options(options))
        if group:
            parts.append("\n  </optgroup>")
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 - each part is escaped where it is written


def _options(options: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in options:
        value, attributes = conditional_escape(str(one["value"])), _attributes(one["attrs"])
        yield f'\n  <option value="{value}"{attributes}>{_written(one["label"])}</option>\n'


def _attributes(attributes: Mapping[str, Any]) -> str:
    written = []
    for name, value in attributes.items():
        if value is True:
            written.append(f" {conditional_escape(name)}")
        elif value is not False:
            written.append(f' {conditional_escape(name)}="{conditional_escape(str(value))}"')
    return "".join(written)


def _written(label: Any) -> str:
    return conditional_escape(localize(label))
