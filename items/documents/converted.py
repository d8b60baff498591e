"""Documents of the old kinds (.doc, .wps, .rtf, .odt): LibreOffice makes a .docx of them, which is read as any other.

It runs in the process that reads the document, within the same limits, with a profile of its own that is thrown away:
without macros, without loading anything from elsewhere.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import docx
from .asides import Document
from .errors import Refusal
from .limits import LONGEST_CONVERSION

_PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
# How each kind begins, the name that LibreOffice knows it by, and the sentence if it cannot read it either.
_KINDS = ((b"{\\rtf", "rtf", "rtf"), (b"PK", "odt", "open_document"), (b"", "doc", "old_word"))
_OFFICE = "org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = ("DisableMacrosExecution", "DisableActiveContent", "BlockUntrustedRefererLinks")
# LibreOffice ends like this when it has set up its profile and wants to be started again.
_START_AGAIN = 81


def program() -> Path | None:
    """LibreOffice's own program, which takes signals itself; None where it is not installed."""
    found = shutil.which("soffice")
    if found is None:
        return None
    beside = Path(found).resolve().with_name("soffice.bin")
    return beside if beside.is_file() else Path(found)


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The text of the document. Raises Refusal."""
    _beginning, extension, code = next(kind for kind in _KINDS if data.startswith(kind[0]))
    with tempfile.TemporaryDirectory(prefix="portal-document-") as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        source = folder / f"document.{extension}"
        source.write_bytes(data)
        _convert(folder, source)
        result = folder / "document.docx"
        if not result.is_file():
            raise Refusal(code)
        converted = result.read_bytes()
    return docx.read(converted, progress)


def _convert(folder: Path, source: Path) -> None:
    office = program()
    if office is None:
        return
    command = [
        str(office),
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--norestore",
        "--convert-to",
    ]
    command += ["docx:MS Word 2007 XML", "--outdir", str(folder), str(source)]
    # No proxy leads anywhere: what a document refers to stays where it is.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8", **nowhere}
    for _ in range(2):
        try:
            done = subprocess.run(
                command,
                env=environment,
                preexec_fn=_end_with_parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_CONVERSION,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refusal("too_demanding") from error
        if done.returncode != _START_AGAIN:
            return


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/{_OFFICE}"><prop oor:name="{name}" oor:op="fuse"><value>true</value></prop></item>'
        for name in _SETTINGS
    )
    head = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{items}</oor:items>'
