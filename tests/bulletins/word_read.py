"""A Word file as a reader finds it."""

import io

import docx


def opened(content):
    return docx.Document(io.BytesIO(content))


def paragraphs(content):
    """The words of the body's paragraphs, the empty ones left out."""
    return [one.text for one in opened(content).paragraphs if one.text.strip()]


def tables(content):
    """Its tables as lists of rows of words."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(content).tables]
