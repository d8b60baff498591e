"""Text files of every encoding that offices use, and files that are none."""

import os

import pytest

from items.documents import LARGEST_FILE, DocumentError, decode, read_text

TEXT = "一、改善交通\r\n1、修路十条(责任单位:市交通局、市财政局)。\r\n"
TRADITIONAL = "一、改善交通,加強城鄉道路建設,提高人民群眾的生活水平。\n責任單位:市交通局、市財政局。\n" * 3


def code_of(path):
    with pytest.raises(DocumentError) as caught:
        read_text(path)
    assert str(caught.value).endswith(".") and path.name in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_comes_out_as_it_was_written(tmp_path, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_text(path) == TEXT
    assert read_text(str(path)) == TEXT


def test_utf_16_of_either_byte_order(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert read_text(path) == TEXT


def test_traditional_characters_in_gb18030():
    assert decode(TRADITIONAL.encode("gb18030"), "a.txt") == TRADITIONAL


def test_short_text_in_gb18030():
    assert decode("修路".encode("gb18030"), "a.txt") == "修路"


def test_empty_file_is_an_empty_text(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert read_text(path) == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TRADITIONAL.encode("big5"), "unknown_encoding"),
        ("これは日本語の文章です。漢字とかなが混じっています。".encode("shift-jis") * 5, "unknown_encoding"),
        (TEXT.encode()[:-8] + b"\xff\xff" + TEXT.encode(), "unknown_encoding"),
        (TEXT.encode("utf-16-le"), "binary"),
        (TEXT.encode("utf-32"), "binary"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "binary"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(200), "binary"),
        (bytes(range(1, 256)) * 40, "binary"),
        (b"\x01\x02\x03" * 100, "binary"),
    ],
    ids=["big5", "shift-jis", "broken utf-8", "utf-16 without mark", "utf-32", "elf", "zip", "noise", "controls"],
)
def test_what_cannot_be_told_is_refused(tmp_path, data, code):
    path = tmp_path / "strange.txt"
    path.write_bytes(data)
    assert code_of(path) == code


def test_folder_missing_file_and_pipe_are_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert code_of(tmp_path) == "folder"
    assert code_of(tmp_path / "nowhere.txt") == "missing"
    assert code_of(pipe) == "not_regular"
    with pytest.raises(DocumentError, match=r"^/ is a folder"):
        read_text("/")


def test_name_that_no_file_system_knows_is_refused(tmp_path):
    assert code_of(tmp_path / "a\x00b") in ("missing", "unreadable")
    assert code_of(tmp_path / ("长" * 300)) in ("missing", "unreadable")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    assert code_of(path) == "unreadable"


def test_file_over_the_limit_is_refused_and_one_at_the_limit_is_read(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * LARGEST_FILE)
    assert len(read_text(path)) == LARGEST_FILE
    path.write_bytes(b"a" * (LARGEST_FILE + 1))
    assert code_of(path) == "too_large"
