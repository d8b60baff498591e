"""Reads files into text. No Django, no database; a file that cannot be read gives one sentence."""

from .errors import MESSAGES, DocumentError
from .plain_text import LARGEST_FILE, decode, read_text

__all__ = ["LARGEST_FILE", "MESSAGES", "DocumentError", "decode", "read_text"]
