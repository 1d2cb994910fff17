from flask import Blueprint
from flask.typing import ResponseReturnValue

from listening.core.page import page
from listening.core.policy import public

views = Blueprint("confirmations", __name__)


@views.get("/receipt")
@public
def receipt() -> ResponseReturnValue:
    return page("confirmations/receipt.html")
