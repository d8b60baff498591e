"""What Django says itself is said in polite Chinese on the portal's pages."""

import ast
import re
from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.contrib.auth.password_validation import get_password_validators, password_validators_help_texts
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from ..places import ROOT

CATALOGUES = Path(django.__file__).parent
WORDS = ROOT / "tasks_portal" / "djangos_words.py"
# Nobody gets a password by e-mail, and many rows are never deleted at once.
LATIN_STOP = re.compile(r"[\u4e00-\u9fff”）][.,!?;]|[\u4e00-\u9fff] [%{]|[)}sd] [\u4e00-\u9fff]")
NEVER_SHOWN = ("email", "Your password ", "your new password", "old password", "username", "selected")


def catalogue(where, language):
    return polib.pofile(str(CATALOGUES / where / "locale" / language / "LC_MESSAGES/django.po"))


def words():
    """The sentences of Django that the portal says itself."""
    literals = [node.value for node in ast.walk(ast.parse(WORDS.read_text())) if isinstance(node, ast.Constant)]
    return [text for text in literals if isinstance(text, str) and " " in text][1:]


@pytest.mark.parametrize("where", ["contrib/auth", "contrib/admin"])
def test_nobody_is_addressed_familiarly(where):
    said = {one.msgid for one in catalogue(where, "en")}
    left = [one.msgid for one in catalogue(where, "zh_Hans") if one.msgid in said and "你" in gettext(one.msgid)]
    assert [msgid for msgid in left if not any(word in msgid for word in NEVER_SHOWN)] == []


def test_the_sentences_are_djangos_word_for_word():
    known = {
        text
        for where in ("contrib/auth", "contrib/admin", "conf")
        for one in catalogue(where, "en")
        for text in (one.msgid, one.msgid_plural)
    }
    assert len(words()) > 10 and [text for text in words() if text not in known] == []


def test_the_sentences_have_chinese_stops_and_no_blanks_around_what_is_put_in():
    own = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    said = [text for one in own if one.msgid in words() for text in (one.msgstr, *one.msgstr_plural.values())]
    assert len(said) > len(words()) / 2
    assert [text for text in said if LATIN_STOP.search(text)] == []


def test_too_many_digits_are_refused_in_chinese():
    for options, sentence in [
        ({"max_digits": 18}, "数字总位数不能超过18位。"),
        ({"decimal_places": 2}, "小数不能超过2位。"),
    ]:
        with pytest.raises(ValidationError) as wrong:
            forms.DecimalField(**options).clean("1234567890123456.789")
        assert wrong.value.messages == [sentence]


def test_what_is_wrong_with_a_password_or_an_address_is_said_in_chinese(settings):
    said = list(password_validators_help_texts())
    for password in ("kurz", "12345678", "password"):
        for validator in get_password_validators(settings.AUTH_PASSWORD_VALIDATORS):
            try:
                validator.validate(password)
            except ValidationError as error:
                said += error.messages
    with pytest.raises(ValidationError) as wrong:
        validate_email("keine")
    said += wrong.value.messages
    assert len(said) == 14
    assert not [one for one in said if "你" in one or one.isascii() or "Email" in one or "email" in one]
