from flask import Blueprint
from flask.typing import ResponseReturnValue

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.core.page import page

desk = Blueprint("insights_desk", __name__, url_prefix="/staff")


@desk.get("")
@requires()
def home(_me: Staff) -> ResponseReturnValue:
    return page("insights/desk/home.html")
