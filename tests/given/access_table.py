"""Every address of the portal and what each person gets there, as tests/data/access.txt says."""

from dataclasses import dataclass

from django.urls import reverse

from ..places import DATA

MISSING = 10**18


# What is no page of its own: files, parts and the health check.
NO_PAGES = (
    "audit_export",
    "audit_csv",
    "item_export",
    "item_csv",
    "target_export",
    "target_csv",
    "instruction_export",
    "instruction_csv",
    "extension_export",
    "extension_csv",
    "objection_export",
    "objection_csv",
    "closing_export",
    "closing_csv",
    "attachment_file",
    "bulletin_file",
    "meeting_file",
    "template_file",
    "template_shipped",
    "department_found",
    "report_found",
    "chapter_found",
    "post_found",
    "earlier_item_found",
    "import_file",
    "import_progress",
    "round_export",
    "round_csv",
    "period_export",
    "period_csv",
    "period_frozen",
    "people_export",
    "workbook_unit",
    "ledger_workbook_file",
    "people_changes_export",
    "export_file",
    "export_progress",
    "dashboard_export",
    "people_changes_csv",
    "calendar_feed",
    "calendar_file",
    "chart_trend",
    "chart_heat",
    "chart_curve",
)
CAST_NAMES = {"support": "health_liaison", "member": "east_liaison"}


@dataclass(frozen=True)
class Row:
    """One line of the table: a method on an address, and the answer for every person."""

    method: str
    address: str
    answers: dict

    @property
    def name(self):
        return self.address.partition(":")[0] if not self.address.startswith("admin:") else self.address

    def url(self, cast):
        if self.name == self.address:
            return reverse(self.name)
        thing = self.address.partition(":")[2]
        if self.name in ("handbook_role", "template_shipped"):
            return reverse(self.name, args=[thing])
        if thing.isdigit():  # a year
            return reverse(self.name, args=[int(thing)])
        key = MISSING if thing == "missing" else getattr(cast, thing).pk
        if self.name == "attachment_add":
            return reverse(self.name, query={"update": key})
        return reverse(self.name, args=[key])


def read_table(name="access.txt"):
    """The table's rows: who gets what. "in" is the way to the sign-in page and back, 302 any other way on.

    liaison and head: civil affairs, which leads `led`; support: health, which supports `led`;
    member: east, which reaches `open_lead` through its collective and is a stranger to `led`.
    """
    table = (DATA / name).read_text(encoding="utf-8")
    head, *lines = [line.split() for line in table.splitlines() if line.strip()]
    return [Row(line[0], line[1], dict(zip(head, line[2:], strict=True))) for line in lines]


ROWS = read_table()


def read(response):
    """The response, read to its end if it is a file: that closes it."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response
