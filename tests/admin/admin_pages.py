"""Addresses, rows and complaints of the administration's pages, and failed attempts to sign in."""

from axes.models import AccessAttempt
from django.contrib import admin
from django.urls import reverse

LISTS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)


def page(name, *args, **query):
    return reverse(f"admin:{name}", args=args, query=query or None)


def shown(response):
    """The rows of a list page."""
    return list(response.context["cl"].result_list)


def department_form(department=None, *, aliases=(), members=None, **changes):
    """A posted department form; `aliases` and `members` are rows to add."""
    values = {"name": "", "short_name": "", "kind": "other", "position": "0", "remark": ""}
    if department:
        values.update({name: getattr(department, name) for name in values})
        if department.is_collective:
            values["is_collective"] = "on"
    values |= {"active_from": "", "active_to": "", **changes}
    groups = [("aliases", [{"name": name} for name in aliases])]
    if members is not None:
        groups.append(("member_rows", [{"member": member.pk} for member in members]))
    for prefix, rows in groups:
        values |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            values |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return values


def errors(response):
    """All complaints of an admin form page and its inlines, as one text."""
    assert response.status_code == 200
    found = list(response.context["errors"])
    assert found
    return " ".join(str(error) for error in found)


def failed(username, address, failures, browser="a", **fields):
    return AccessAttempt.objects.create(
        username=username, ip_address=address, failures_since_start=failures, user_agent=browser, **fields
    )
