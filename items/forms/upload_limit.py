"""An upload that is too large is turned away while it comes in, instead of filling the disk first."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ..documents import LARGEST_FILE

# What the other fields of a form and the parting lines between them take beside the file.
_FORM = 1024 * 1024


def is_too_large(request):
    """Whether the request says of itself that it is larger than any upload may be."""
    return _length(request.META) > LARGEST_FILE + _FORM


def _length(meta):
    length = meta.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


class LimitedUploadHandler(FileUploadHandler):
    """Leaves out the files of a request that is too large; the view then says why (settings.FILE_UPLOAD_HANDLERS)."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.too_large = _length(META) > LARGEST_FILE + _FORM

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
