"""The first start: units, the real 2011 report parsed from its text, and one demo account per role."""

import json
import os
from dataclasses import dataclass

from django.conf import settings
from django.core import serializers
from django.db import transaction

from departments import clock
from departments.models import Department, Membership, User
from departments.passwords import one_time_password, stored

from ..documents import read_file
from ..imports import ReportData, apply_import, plan_import
from ..issue.issuing import issue
from ..models import WorkReport
from ..people.recording import record_new_account
from ..report_text.parser import parse

SEED_DIR = settings.BASE_DIR / "fixtures" / "xiangyang-2011"


@dataclass(frozen=True)
class DemoAccount:
    """One demo account as it is shown once: its post in words, its user name, its password."""

    post: str
    username: str
    password: str


def is_untouched():
    """No unit, person or report yet: the only state in which the seed is sown."""
    return not (User.objects.exists() or Department.objects.exists() or WorkReport.objects.exists())


def seed(*, on, keep_accounts):
    """Fill an untouched database in one transaction and issue the report on day `on`.

    `keep_accounts(accounts)` is called before the transaction ends, so that no account exists
    whose password is lost. Returns the accounts, or None if the database was in use already.
    """
    with transaction.atomic():
        if not is_untouched():
            return None
        _load_departments()
        issue(_import_report(), by=None, on=on)
        accounts = _create_accounts()
        keep_accounts(accounts)
    return accounts


def _load_departments():
    text = (SEED_DIR / "departments.json").read_text(encoding="utf-8")
    for row in serializers.deserialize("json", text, use_natural_foreign_keys=True):
        row.save()


def _import_report():
    data = json.loads((SEED_DIR / "report.json").read_text(encoding="utf-8"))
    parsed = parse(read_file(SEED_DIR / data["source_name"]))
    return apply_import(plan_import(parsed, ReportData(**data)), by=None)


def _create_accounts():
    accounts = []
    for row in json.loads((SEED_DIR / "people.json").read_text(encoding="utf-8")):
        password = one_time_password()
        user = User.objects.create_user(row["username"], name=row["name"], is_demo=True, approved_at=clock.now())
        User.objects.filter(pk=user.pk).update(password=stored(password))
        unit = Department.objects.get_by_natural_key(row["department"]) if row["department"] else None
        post = Membership.objects.create(user=user, role=row["role"], department=unit, approved_at=clock.now())
        record_new_account(user, by=None)
        accounts.append(DemoAccount(post=str(post), username=user.username, password=password))
    return accounts


def write_accounts(accounts, path):
    """Keep the accounts in a file that only its owner can read (mode 600)."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(account_table(accounts) + "\n")
    os.replace(draft, path)


def account_table(accounts):
    """The accounts as lines "user name  password  post"."""
    return "\n".join(f"{row.username:<14}{row.password:<18}{row.post}" for row in accounts)
