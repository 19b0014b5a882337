"""Files that a page answers with."""

from typing import IO

from flask import Response, send_file

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_workbook(file: IO[bytes], name: str) -> Response:
    """Answer with a workbook to keep."""
    return send_file(file, WORKBOOK, as_attachment=True, download_name=f"{name}.xlsx")


def send_pdf(contents: bytes, name: str) -> Response:
    """Answer with a document, to be read at once or kept."""
    return Response(
        contents,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
