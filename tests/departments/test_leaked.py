"""A leaked password is found in a file of hashes by bisection, and a file that is none stops the start."""

import hashlib
import io

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from departments import leaked
from departments.checks import leaked_passwords
from departments.leaked import LeakedValidator, complaint, is_in

WORDS = [f"Qinghe-{number}-x" for number in range(1000)]


def hashed(word):
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()


LEAKED = {"NAME": "departments.leaked.LeakedValidator"}


def written(words, end="\r\n", line="{}:{}"):
    """A file as it can be downloaded."""
    return end.join(line.format(one, number + 1) for number, one in enumerate(sorted(map(hashed, words)))).encode()


@pytest.fixture
def file(tmp_path, settings):
    path = tmp_path / "pwned.txt"
    path.write_bytes(written(WORDS))
    settings.PORTAL_LEAKED_PASSWORDS = str(path)
    settings.AUTH_PASSWORD_VALIDATORS = [*settings.AUTH_PASSWORD_VALIDATORS, LEAKED]
    return path


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("line", ["{}:{}", "{}"])
@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_each_of_the_file_is_found_and_nothing_else(end, line, count):
    content = written(WORDS[:count], end, line)
    for last in (b"", end.encode()):
        file = io.BytesIO(content + last)
        assert all(is_in(file, word) for word in WORDS[:count])
        assert not any(is_in(file, f"{word}?") for word in WORDS)


def test_small_letters_are_the_same(file):
    file.write_bytes(file.read_bytes().lower())
    with pytest.raises(ValidationError):
        LeakedValidator().validate(WORDS[7])


def test_it_is_searched_and_not_read(monkeypatch):
    """Thirty gigabytes are forty steps."""
    content, reads = written(f"Qinghe-{number}" for number in range(50_000)), []
    file = io.BytesIO(content)
    hash_from = leaked._hash_from
    monkeypatch.setattr(leaked, "_hash_from", lambda *where: reads.append(where) or hash_from(*where))
    assert is_in(file, "Qinghe-4711")
    assert len(reads) <= len(content).bit_length() + 1


def test_a_leaked_password_is_refused_wherever_one_is_chosen(file):
    with pytest.raises(ValidationError) as refused:
        validate_password(WORDS[0])
    assert [error.code for error in refused.value.error_list] == ["password_leaked"]
    validate_password("Qinghe-2014-y")


def test_without_the_setting_nothing_is_looked_up_and_no_rule_is_told(settings):
    assert LEAKED not in settings.AUTH_PASSWORD_VALIDATORS and all(password_validators_help_texts())
    assert complaint("") is None and leaked_passwords(None) == []


def test_a_file_that_went_away_keeps_nobody_from_choosing_a_password(file, caplog):
    file.unlink()
    validate_password(WORDS[0])
    assert "was not searched" in caplog.text


def test_a_right_file_is_no_complaint(file):
    assert complaint(str(file)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"password\n123456\n",
        written(WORDS)[::-1],
        b"\n".join(written(WORDS).split(b"\r\n")[::-1]),
        b"x" * 100_000,
        bytes(range(256)) * 40,
    ],
)
def test_a_file_that_is_no_such_list_stops_the_start(file, content):
    file.write_bytes(content)
    english, chinese = complaint(str(file))
    assert "is none of SHA-1 hashes in their order" in english and "不是按散列值排序" in chinese
    (error,) = leaked_passwords(None)
    assert error.id == "departments.E001" and str(file) in error.msg
    with pytest.raises(CommandError, match="PORTAL_LEAKED_PASSWORDS"):
        call_command("first_start", no_seed=True)


def test_a_file_that_is_missing_stops_the_start(file):
    file.unlink()
    english, chinese = complaint(str(file))
    assert "cannot be read (No such file" in english and "无法读取文件" in chinese
    with pytest.raises(CommandError, match="PORTAL_LEAKED_PASSWORDS"):
        call_command("first_start", no_seed=True)
