"""A person sets their own telephone, digest, and the view that the list of items opens with."""

from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import User

from ..ledger.laying_out import open_with
from ..ledger.page import view_links
from ..models import DigestSettings
from ..people.recording import record_account_changes
from ..steps.changing import validate
from ..steps.errors import WorkflowError
from .page import settings_of


class StaleSettings(WorkflowError):
    """Somebody else, or the person in another window, has set something else meanwhile: `present` stands now."""

    def __init__(self, sentence, present):
        super().__init__(sentence)
        self.present = present


def choose(*, phone, digest, opens_with, seen, by, at, on):
    """Keep what the person `by` has set, as `page.settings_of` gives it, where it is other than what they had `seen`.

    `seen` has the values as the page showed them, of a view its key or None. Refused where one of those that are to
    be written has become another one meanwhile.
    """
    wanted = {"phone": phone, "digest": digest, "opens_with": opens_with}
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=by.pk)  # of two at once the second waits
        present = settings_of(person, view_links(person, on=on))
        changed = {name for name, value in wanted.items() if _key(value) not in (_key(seen[name]), _key(present[name]))}
        if any(_key(present[name]) != _key(seen[name]) for name in changed):
            raise StaleSettings(
                _(
                    "Your settings have been changed meanwhile, in another window or by an administrator, so nothing "
                    "was saved. Look at what stands here; saved again, it replaces the other change."
                ),
                present,
            )
        if "phone" in changed:
            _set_phone(person, phone, at)
        if "digest" in changed:
            _set_digest(person, digest, at, on)
        if "opens_with" in changed:
            open_with(opens_with, by=person, on=on)


def _key(value):
    return getattr(value, "pk", value)


def _set_phone(person, phone, at):
    before, person.phone = {"phone": person.phone}, phone
    validate(person, exclude={field.name for field in User._meta.fields} - {"phone"})
    person.save(update_fields=["phone"])
    record_account_changes(before, person, by=person, at=at)


def _set_digest(person, often, at, on):
    """The first comes after the day of the choice, and tells what has changed from now on."""
    if not often:
        DigestSettings.objects.filter(user=person).delete()
        return
    fresh = {"often": often, "last_on": on, "told_until": at}
    validate(DigestSettings(user=person, **fresh), exclude=["user"])
    DigestSettings.objects.update_or_create(user=person, defaults={"often": often}, create_defaults=fresh)
