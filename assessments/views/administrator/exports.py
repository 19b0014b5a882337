"""Everything that can be imported, as a file in the same form."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from flask import abort, send_file

from assessments.authentication import require
from assessments.interchange.exports import write_export
from assessments.permissions import Action
from assessments.queries import exports
from assessments.services.importing.kinds import kind_of
from assessments.views.administrator import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

FORMS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY = 4 * 1024 * 1024


@bp.get("/exports/<kind>.<form>")
def export_list(kind: str, form: str) -> ResponseReturnValue:
    require(Action.ADMINISTER)
    if kind not in exports.names() or form not in FORMS:
        abort(404)
    found = exports.read(kind_of(kind))
    # What is larger lies on the disk meanwhile.
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed once sent
    write_export(stream, form, kind, found.headings, found.rows)
    stream.seek(0)
    return send_file(
        stream,
        mimetype=FORMS[form],
        as_attachment=True,
        download_name=f"{kind}.{form}",
    )
