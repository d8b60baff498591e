"""Why a document was refused, by code, so that another layer can translate the sentence."""

MESSAGES = {
    "missing": "{name} does not exist.",
    "folder": "{name} is a folder, not a file.",
    "not_regular": "{name} is not a regular file.",
    "unreadable": "{name} cannot be read: {reason}.",
    "too_large": "{name} is larger than {limit} MB.",
    "binary": "{name} is not a text file.",
    "unknown_encoding": "{name} is neither UTF-8 nor UTF-16 with a byte order mark nor GB18030.",
}


class DocumentError(Exception):
    """A sentence for the user; `code` is a key of MESSAGES and `values` fill its places."""

    def __init__(self, code: str, **values):
        super().__init__(MESSAGES[code].format(**values))
        self.code, self.values = code, values
