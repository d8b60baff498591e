"""The workbook of units and people: as they are, empty to be filled, or with the units that have nobody yet; and the
list of one-time passwords."""

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from departments.models import Department, Membership, User

from ..sheets.tables import DATE, TEXT, Column, Table, head_width, streamed_workbook
from .columns import COLUMNS, PEOPLE, SEPARATOR, SHEET_NAMES, UNITS, kinds, read_day, roles, yes_or_no
from .reading import MOST_LINES

LONGEST_LIST = 253  # characters


def write_form(file, *, on, units=(), people=()):
    """Write the form as .xlsx into the binary `file`, with these rows: {column: value} each."""
    title = _("Units and people")
    with streamed_workbook(file, title=title) as workbook:
        for sheet, rows in ((UNITS, units), (PEOPLE, people)):
            columns = [_column(one) for one in COLUMNS[sheet]]
            table = Table(
                workbook,
                name=str(SHEET_NAMES[sheet]),
                title=str(SHEET_NAMES[sheet]),
                lines=_hints(sheet),
                columns=columns,
            )
            _offer(table.sheet, sheet)
            for row in rows:
                table.add([_cell(row.get(one.name)) for one in COLUMNS[sheet]])


def _column(column):
    head = str(column.label)
    return Column(head, head_width(head, column.width), DATE if column.read is read_day else TEXT)


def _hints(sheet):
    if sheet == UNITS:
        return [
            _("One unit a line. Only the name is needed; several names in a cell are parted by “、”."),
            _("Empty cells leave what is there; what is not in the sheet stays as it is."),
        ]
    return [
        _(
            "One post a line; who holds several has several lines with one user name. Without a user name the portal "
            "finds the person of the unit by name, or makes a new one from the pinyin."
        ),
        _("A post is ended by its last day, an account by “no” under “May sign in”. Passwords are handed out later."),
    ]


def _offer(worksheet, sheet):
    """Lists to choose from, where a column takes certain words only."""
    for index, column in enumerate(COLUMNS[sheet], start=1):
        words = [word for _value, word in column.choices()]
        # Excel parts the words at commas, and takes no longer list.
        if words and not any("," in word for word in words) and len(",".join(words)) <= LONGEST_LIST:
            cells = "{0}5:{0}{1}".format(get_column_letter(index), MOST_LINES)
            offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, sqref=cells)
            worksheet.data_validations.append(offered)


def _cell(value):
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else value


def unit_rows():
    """The units that stand, as rows of the form; three queries."""
    units = Department.objects.unmerged().prefetch_related("aliases", "member_rows__member")
    kind_words, flags = dict(kinds()), dict(yes_or_no())
    return [
        {
            "name": unit.name,
            "short_name": unit.short_name,
            "kind": kind_words[unit.kind],
            "aliases": [alias.name for alias in unit.aliases.all()],
            "is_collective": flags[True] if unit.is_collective else "",
            "members": [row.member.name for row in unit.member_rows.all()],
            "position": unit.position,
            "active_from": unit.active_from,
            "active_to": unit.active_to,
            "remark": unit.remark,
        }
        for unit in units
    ]


def person_rows(on):
    """A row of the form for every post that has not ended on the day, and one for who holds none; two queries."""
    posts = {}
    for post in Membership.objects.lasting(on).select_related("department").order_by("pk"):
        posts.setdefault(post.user_id, []).append(post)
    role_words, flags = dict(roles()), dict(yes_or_no())
    return [
        {
            "username": person.username,
            "full_name": person.name,
            "unit": post.department.name if post and post.department else "",
            "role": role_words[post.role] if post else "",
            "start_on": post and post.start_on,
            "end_on": post and post.end_on,
            "phone": person.phone,
            "email": person.email,
            "is_active": flags[person.is_active],
        }
        for person in User.objects.order_by("username")
        for post in posts.get(person.pk, [None])
    ]


def missing_rows(units):
    """A row to be filled for each of the units: who is its liaison."""
    liaison = dict(roles())[Membership.Role.LIAISON]
    return [{"unit": unit.name, "role": liaison} for unit in units]


def write_passwords(slips, *, address, on, file):
    """Write one-time passwords, [(person, posts in words, password)], as .xlsx into the binary `file`."""
    title = _("One-time passwords")
    lines = [
        _("Hand each line over in person; the password is changed at the first sign-in. Address: %(address)s")
        % {"address": address},
        _("Made on %(date)s. Destroy this list when it has been handed over.") % {"date": on.isoformat()},
    ]
    columns = [
        Column(_("Post held"), 36),
        Column(_("Full name"), 14),
        Column(_("User name"), 20),
        Column(_("One-time password"), 22),
        Column(_("Received (signature)"), 20),
    ]
    with streamed_workbook(file, title=title) as workbook:
        table = Table(workbook, name=title, title=title, lines=lines, columns=columns)
        for person, posts, password in slips:
            table.add([posts, person.name, person.username, password, ""])
