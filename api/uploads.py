"""Files that a browser sends: streamed to the disk of the data, then kept by the intake."""

from tempfile import TemporaryFile
from typing import BinaryIO, cast

from flask import Request, request

from api.wiring import Wiring, current_wiring
from sampler.disk import disk
from sampler.errors import Invalid
from sampler.intake import Upload


class UploadRequest(Request):
    """A request whose files go to the data's own disk as they come, and not to a `/tmp` that may be memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> BinaryIO:
        folder = current_wiring().intake.root
        with disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            return cast(BinaryIO, TemporaryFile(dir=folder))


def keep_upload(wiring: Wiring, field: str = "file") -> Upload:
    """The file that a form brought; `Invalid("upload_missing")`, `Invalid("file_name_unusable")`."""
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise Invalid("upload_missing")
    return wiring.intake.put(cast(BinaryIO, sent.stream), sent.filename)
