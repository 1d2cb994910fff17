"""The administrator's page: numbers to call for help, and how case numbers are written here."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions import numbers
from listening.contributions.forms_numbers import NEEDED, ROWS, numbers_form, starting_with
from listening.core.database import db, languages
from listening.core.page import done, page

helping = Blueprint("helping", __name__, url_prefix="/staff/numbers")


@helping.route("", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def shown(_me: Staff) -> ResponseReturnValue:
    known = starting_with(numbers.help_numbers(), languages()) | numbers.lines_to_call()
    known |= {"cases": "\n".join(numbers.case_numbers()), "reporting": numbers.reporting()}
    form = numbers_form(languages())(data=known)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "contributions/desk/numbers.html",
            form=form,
            rows=range(ROWS),
            needed=NEEDED,
            rung_on=numbers.rung_on(),
            status=status,
        )
    numbers.put_help_numbers(form.rows())
    numbers.put_notice(form.emergency.data, form.talk.data, form.reporting.data)
    numbers.put_case_numbers(form.case_numbers())
    db.session.commit()
    return done(url_for(".shown"), _("Saved. Phones and readers see it at once."))
