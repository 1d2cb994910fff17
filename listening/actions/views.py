from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from listening.actions.evidence import content_of
from listening.actions.files import MIME
from listening.actions.proofs import Evidence
from listening.actions.rules import FileKind
from listening.core.database import db
from listening.core.policy import public

views = Blueprint("actions", __name__)


@views.get("/evidence/<int:evidence_id>")
@public
def evidence(evidence_id: int) -> ResponseReturnValue:
    """A file that shows what was done: always a download, never a page of ours."""
    found = db.session.get(Evidence, evidence_id) or abort(404)
    content = content_of(found)
    if content is None or found.kind is None:
        abort(404)
    name = f"evidence-{found.id}.{found.kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=MIME[FileKind(found.kind)], headers=headers)
