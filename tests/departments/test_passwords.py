"""What a password that a person chooses must be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab3-xyz", "password_too_short"),
        ("a" * 5000, "password_too_long"),
        ("Ab3-" + "x" * 125, "password_too_long"),
        ("a" * 20, "password_of_few_kinds"),
        ("abcdefgh-ijkl", "password_of_few_kinds"),
        ("Password123", "password_too_common"),
        ("Zhanghuaren-1", "password_too_similar"),
    ],
)
def test_a_weak_one_is_refused(cast, password, code):
    cast.liaison.name, cast.liaison.username = "张怀仁", "zhanghuaren"
    with pytest.raises(ValidationError) as refused:
        validate_password(password, cast.liaison)
    assert code in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("password", ["Ab3-xyzw", "山高-水长-77", "tall-Mountain", "Ab3-" + "x" * 124])
def test_a_strong_one_is_taken(cast, password):
    validate_password(password, cast.liaison)


def test_an_administrators_is_longer(cast):
    with pytest.raises(ValidationError):
        validate_password("Ab3-xyzw", cast.administrator)
    validate_password("Ab3-xyzw-mnop", cast.administrator)


def test_the_present_one_is_no_new_one(cast):
    cast.liaison.set_password("tall-Mountain-7")
    with pytest.raises(ValidationError, match="新密码与当前密码相同"):
        validate_password("tall-Mountain-7", cast.liaison)
