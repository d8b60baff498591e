"""Why a document was refused, by code, so that another layer can translate the sentence."""

MESSAGES = {
    "missing": "{name} does not exist.",
    "folder": "{name} is a folder, not a file.",
    "not_regular": "{name} is not a regular file.",
    "unreadable": "{name} cannot be read: {reason}.",
    "too_large": "{name} is larger than {limit} MB: remove pictures from it or split it.",
    "unpacks_too_large": "{name} unpacks to more than {limit} MB: remove what is not needed, or paste the text.",
    "too_much_text": "{name} holds more than {limit} characters: split it.",
    "binary": "{name} is not a document that can be read: save it as .docx, .xlsx, .pdf or .txt, or paste the text.",
    "unknown_encoding": "{name} is neither UTF-8 nor UTF-16 with a byte order mark nor GB18030: save it as UTF-8.",
    "damaged": "{name} is damaged: open it, save it again and upload the new file.",
    "unsafe": "{name} holds XML declarations that no office program writes: open it and save it again as a new file.",
    "encrypted": "{name} is encrypted: remove the password and upload it again.",
    "no_text": "{name} holds no text, only pictures or nothing at all: paste the text instead.",
    "scan": "{name} is a scan without a text layer: recognise its text first, or paste the text.",
    "unknown_signs": "{name} hides which characters its signs stand for: make the .pdf anew or paste the text.",
    "too_demanding": "{name} takes too much memory or time to read: print it to a new .pdf or paste the text.",
    "old_word": "{name} is a Word or WPS document of the old kind: open it and save it as .docx.",
    "old_office": "{name} is an office file of the old kind: open it and save it as .docx or .xlsx.",
    "ofd": "{name} is an OFD document: save it as .docx or .pdf in its reader, or paste the text.",
    "rtf": "{name} is a rich text document: open it in Word or WPS and save it as .docx.",
    "html": "{name} is a web page: open it in Word or WPS and save it as .docx, or paste the text.",
    "open_document": "{name} is an OpenDocument file: save it as .docx or .xlsx.",
    "presentation": "{name} is a presentation: paste its text, or save the text as .docx.",
    "office_xml": "{name} is an office document saved as XML: open it and save it as .docx or .xlsx.",
    "picture": "{name} is a picture: recognise its text first, or paste the text.",
    "archive": "{name} is an archive: unpack it and upload the document in it.",
}


class DocumentError(Exception):
    """A sentence for the user; `code` is a key of MESSAGES and `values` fill its places."""

    def __init__(self, code: str, **values: object):
        super().__init__(MESSAGES[code].format(**values))
        self.code, self.values = code, values


class Refusal(Exception):
    """What the readers of one kind raise: a code of MESSAGES and its values, without the name of the file."""

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code, self.values = code, values
