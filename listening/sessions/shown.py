from flask import abort

from listening.core.database import db
from listening.sessions.models import ListeningSession


def session_or_404(session_id: int) -> ListeningSession:
    return db.session.get(ListeningSession, session_id) or abort(404)
