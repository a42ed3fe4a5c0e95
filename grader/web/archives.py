"""Archives of personal data, as answers."""

from flask import Response, send_file

from grader.services.personal_data import MadeFor, archive
from grader.web.database import reading


def send_archive(made_for: MadeFor, name: str) -> Response:
    """Send the archive; what it needs of the disk is given back with the end of the answer."""
    made = archive(reading(), made_for)
    return send_file(made, "application/zip", as_attachment=True, download_name=name)
