"""Why a document could not be read, in the reader's language."""

from django.utils.translation import gettext_lazy as _

# The sentences of items.documents stand here once more, for the catalogue; a test holds both lists together.
SENTENCES = {
    "missing": _("{name} does not exist."),
    "folder": _("{name} is a folder, not a file."),
    "not_regular": _("{name} is not a regular file."),
    "unreadable": _("{name} cannot be read: {reason}."),
    "too_large": _("{name} is larger than {limit} MB: remove pictures from it or split it."),
    "unpacks_too_large": _("{name} unpacks to more than {limit} MB: remove what is not needed, or paste the text."),
    "too_much_text": _("{name} holds more than {limit} characters: split it."),
    "binary": _("{name} is not a document that can be read: save it as .docx, .xlsx, .pdf or .txt, or paste the text."),
    "unknown_encoding": _("{name} is neither UTF-8 nor UTF-16 with a byte order mark nor GB18030: save it as UTF-8."),
    "damaged": _("{name} is damaged: open it, save it again and upload the new file."),
    "unsafe": _(
        "{name} holds XML declarations that no office program writes: open it and save it again as a new file."
    ),
    "encrypted": _("{name} is encrypted: remove the password and upload it again."),
    "no_text": _("{name} holds no text, only pictures or nothing at all: paste the text instead."),
    "scan": _("{name} is a scan without a text layer: recognise its text first, or paste the text."),
    "unknown_signs": _("{name} hides which characters its signs stand for: make the .pdf anew or paste the text."),
    "too_demanding": _("{name} takes too much memory or time to read: print it to a new .pdf or paste the text."),
    "old_word": _("{name} is a Word or WPS document of the old kind: open it and save it as .docx."),
    "old_office": _("{name} is an office file of the old kind: open it and save it as .docx or .xlsx."),
    "ofd": _("{name} is an OFD document: save it as .docx or .pdf in its reader, or paste the text."),
    "rtf": _("{name} is a rich text document: open it in Word or WPS and save it as .docx."),
    "html": _("{name} is a web page: open it in Word or WPS and save it as .docx, or paste the text."),
    "open_document": _("{name} is an OpenDocument file: save it as .docx or .xlsx."),
    "presentation": _("{name} is a presentation: paste its text, or save the text as .docx."),
    "office_xml": _("{name} is an office document saved as XML: open it and save it as .docx or .xlsx."),
    "picture": _("{name} is a picture: recognise its text first, or paste the text."),
    "archive": _("{name} is an archive: unpack it and upload the document in it."),
    "unexpected": _(
        "{name} could not be read for a reason that only the administrators can see in the log. Save it again as .docx "
        "or paste the text."
    ),
}


def sentence_of(failure):
    """The sentence for {"code": …, "values": …} as `ImportDraft.failure` keeps it."""
    sentence = SENTENCES.get(failure.get("code"), SENTENCES["unexpected"])
    return str(sentence).format(**{"name": "", **failure.get("values", {})})
