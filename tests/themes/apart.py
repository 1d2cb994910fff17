"""Single voices, and lines that two readers agreed on."""

from listening.core.database import db
from listening.themes import others
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.world import both


def alone(voices):
    """Each of these has its place as a single voice, put there by a person."""
    db.session.add_all(
        Disposition(contribution_id=one.id, place="single_voice", placed_by="person") for one in voices
    )
    db.session.commit()
    return voices


def line(engagement, voices, words):
    """Written by Pia, read and made public by Mei."""
    found = others.write(staff_named("pia"), engagement, [one.id for one in voices], both(words))
    others.publish(staff_named("mei"), found)
    db.session.commit()
    return found
