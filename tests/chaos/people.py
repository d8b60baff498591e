"""People who write without a pause, press again when no answer came, and remember what they were told."""

import hashlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial

import lxml.html

from ..given.documents_made import pdf_of
from ..portal.live_portal import Answer, Person

# Of those who got no answer, so many press again; the others go away and never look.
PRESSES_AGAIN = 0.7
# Seconds until somebody looks again whether the portal answers.
PAUSE = 0.2
# Fewer than a report takes at a time.
MANY_FILES = 8
# What the portal says while it cannot: nothing was done.
NOT_NOW = {503, 429}
BREAKDOWN = """2011年{mark}重点工作任务分解
一、民生实事
1. 新建公办幼儿园{number}所。（牵头单位：市教育局；配合单位：市财政局）
2. 新增城镇就业{number}万人。（责任单位：市人力资源和社会保障局）
3. 新建养老服务中心{number}个。（责任单位：市民政局）
"""


@dataclass
class Claim:
    """One form that somebody sent: what it was about, and whether they were told that it was taken.

    `kind` is what `witness` counts by `mark`, which no other claim bears; `about` the key of the update of a draft, or
    of the file that is taken away; `digest` the SHA-256 of a file.
    """

    kind: str
    mark: str
    about: int = 0
    digest: str = ""
    acknowledged: bool = False
    pressed: int = 0


@dataclass
class Form:
    """A form as it was filled in: sent again, it is the very same one."""

    claim: Claim
    path: str
    fields: dict[str, str]
    file: tuple[str, str, bytes] | None = None  # field, name, content

    def send(self, person: Person) -> Answer:
        self.claim.pressed += 1
        if self.file is None:
            return person.post(self.path, self.fields)
        field_name, name, content = self.file
        return person.upload(self.path, name, content, self.fields, field=field_name)


class NoAnswer(Exception):
    """The portal said nothing, or not the page that was asked for."""


def page_forms(person: Person, address: str) -> dict[str, dict[str, str]]:
    """{where it leads: its fields as the page gives them} of the forms of a page."""
    answer = person.ask(address)
    if answer.status != 200:
        raise NoAnswer(f"{address}: {answer.status}")
    forms = lxml.html.fromstring(answer.text).forms
    return {
        form.action or address: {name: value.removeprefix("\n") for name, value in form.form_values()}
        for form in forms
        if form.method == "POST"
    }


def page_form(person: Person, address: str, action: str) -> dict[str, str]:
    """The fields of the form that leads to `action`, as the page at `address` gives them."""
    try:
        return page_forms(person, address)[action]
    except KeyError as error:
        raise NoAnswer(f"{address} has no form for {action}") from error


def note(person: Person, item: int, mark: str) -> Form:
    """A progress note of the office on an item."""
    action = f"/items/{item}/progress/"
    fields = page_form(person, f"/items/{item}/", action)
    return Form(Claim("note", mark), action, fields | {"status": "", "text": mark})


def instruction(person: Person, item: int, mark: str) -> Form:
    """A leader's instruction on an item."""
    action = f"/items/{item}/instruction/"
    return Form(Claim("instruction", mark), action, page_form(person, f"/items/{item}/", action) | {"text": mark})


def draft(person: Person, update: int, mark: str) -> Form:
    """What a unit writes on its report before it sends it."""
    page, action = f"/updates/{update}/", f"/updates/{update}/save/"
    return Form(Claim("draft", mark, about=update), action, page_form(person, page, action) | {"text": mark})


def file(person: Person, update: int, mark: str) -> Form:
    """Proof on a report: a file of about 300 kB; where many are, one of them is taken away again."""
    page, action = f"/updates/{update}/", f"/attachments/add/?update={update}"
    forms = page_forms(person, page)
    there = [one for one in forms if one.startswith("/attachments/") and one.endswith("/remove/")]
    if len(there) >= MANY_FILES or action not in forms:
        if not there:
            raise NoAnswer(f"{page} takes no file")
        away = random.choice(there)
        return Form(Claim("removal", mark, about=int(away.split("/")[2])), away, forms[away])
    content = pdf_of(mark.encode() + random.randbytes(150_000).hex().encode())
    claim = Claim("file", mark, digest=hashlib.sha256(content).hexdigest())
    return Form(claim, action, forms[action], ("file", f"{mark}.pdf", content))


def document(person: Person, _key: int, mark: str) -> Form:
    """A breakdown of three items, uploaded to be read."""
    fields = page_form(person, "/imports/", "/imports/")
    text = BREAKDOWN.format(mark=mark, number=random.randint(2, 90))
    return Form(Claim("document", mark), "/imports/", fields, ("file", f"{mark}.txt", text.encode()))


def taking_in(person: Person, address: str, mark: str) -> Form:
    """The same, read, checked, and taken into the ledger: three items in one step."""
    action = f"{address}apply/"
    return Form(Claim("report", mark), action, page_form(person, address, action))


@dataclass
class Crowd:
    """Everybody who writes, and what they were told: `claims`, and `wrong`, sentences about answers that were none."""

    port: int
    claims: list[Claim] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def join(self, person: Person, name: str, write: Callable[[Person, int, str], Form], keys: list[int]) -> None:
        """Let somebody write by `write`, in turn about each of the keys, until the crowd goes home."""
        thread = threading.Thread(target=self._live, args=(person, name, write, keys), daemon=True)
        self._threads.append(thread)
        thread.start()

    def go_home(self) -> None:
        """Everybody ends what they are at; nobody is interrupted."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    def as_told(self) -> list[dict[str, object]]:
        return [asdict(claim) for claim in self.claims]

    def count(self) -> int:
        """How many were told that theirs was taken."""
        return sum(claim.acknowledged for claim in self.claims)

    def _live(self, person: Person, name: str, write: Callable[[Person, int, str], Form], keys: list[int]) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            mark, key = f"{name}{turn:05d}", keys[turn % len(keys)]
            made = self._until_answered(partial(write, person, key, mark))
            if made is None:
                continue
            answer = self.press(person, made)
            if made.claim.kind == "document" and answer is not None and answer.status == 302:
                self._take_in(person, answer.headers["Location"], mark)

    def _take_in(self, person: Person, address: str, mark: str) -> None:
        """Once it is read; a worker that was killed meanwhile has followers."""
        made = self._until_answered(partial(taking_in, person, address, mark), seconds=60)
        if made is not None:
            self.press(person, made)

    def _until_answered(self, make: Callable[[], Form], seconds: float = 30) -> Form | None:
        """What `make()` gives, tried anew until the portal has an answer; None where that takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stop.is_set():
            try:
                return make()
            except (OSError, NoAnswer):
                time.sleep(PAUSE)
        return None

    def press(self, person: Person, form: Form) -> Answer | None:
        """Send it, again where no answer came, and remember what was said; None where nothing was."""
        self.claims.append(form.claim)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                answer = form.send(person)
            except OSError:
                answer = Answer(0, {}, b"")
            if answer.status == 302 and not answer.headers["Location"].startswith("/sign-in/"):
                form.claim.acknowledged = True
                return answer
            if answer.status and answer.status not in NOT_NOW:
                where = answer.headers.get("Location", "")
                self.wrong.append(f"{form.claim.mark} {form.path}: {answer.status} {where} {words_of(answer)}")
                return answer
            if answer.status == 0 and random.random() > PRESSES_AGAIN:
                return None
            time.sleep(PAUSE)
        self.wrong.append(f"{form.claim.mark} {form.path}: no answer")
        return None


def words_of(answer: Answer) -> str:
    """What a page says is wrong, or how it begins."""
    if not answer.body:
        return ""
    page = lxml.html.fromstring(answer.text)
    said = page.xpath('//*[contains(@class, "error") or contains(@class, "alert") or contains(@class, "message")]')
    words = " ".join(one.text_content() for one in said) or page.text_content()
    return " ".join(words.split())[:300]
