from flask import Blueprint
from flask.typing import ResponseReturnValue

from listening.core.page import page
from listening.core.policy import public

views = Blueprint("insights", __name__)


@views.get("/ledger")
@public
def ledger() -> ResponseReturnValue:
    return page("insights/ledger.html")


@views.get("/what-we-keep")
@public
def what_we_keep() -> ResponseReturnValue:
    return page("insights/what_we_keep.html")
