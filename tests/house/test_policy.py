import pytest
from flask import Flask

from listening.accounts.rules import Role
from listening.core.policy import PUBLIC, Undeclared, check_policies, policy_of, public
from tests.house.addresses import rules

#: What a policy may be made of: everyone, whoever stands at the door, or roles.
KNOWN = {"public", "door", *(str(role) for role in Role)}


def test_every_endpoint_says_who_may_enter(app):
    undeclared = [rule.endpoint for rule in rules(app) if not policy_of(app, rule.endpoint)]
    assert undeclared == []


def test_a_policy_names_only_known_people(app):
    strange = {rule.endpoint: policy_of(app, rule.endpoint) - KNOWN for rule in rules(app)}
    assert {endpoint: who for endpoint, who in strange.items() if who} == {}


def test_everything_under_staff_has_a_door_and_nothing_else_has(app):
    wrong = [
        rule.rule
        for rule in rules(app)
        if (policy_of(app, rule.endpoint) == PUBLIC)
        == (rule.rule == "/staff" or rule.rule.startswith("/staff/"))
    ]
    assert wrong == []


def test_a_view_that_says_nothing_stops_the_start():
    weakened = Flask("weakened")
    public(weakened.view_functions["static"])
    weakened.add_url_rule("/said", "said", public(lambda: "said"))
    check_policies(weakened)
    weakened.add_url_rule("/forgotten", "forgotten", lambda: "forgotten")
    with pytest.raises(Undeclared, match="forgotten"):
        check_policies(weakened)


def test_create_app_itself_refuses_an_undeclared_view(built_again, monkeypatch):
    from listening.core import pages

    def with_a_forgotten_view(weakened):
        weakened.add_url_rule("/forgotten", "forgotten", lambda: "forgotten")

    monkeypatch.setattr(pages, "init_pages", with_a_forgotten_view)
    with pytest.raises(Undeclared, match="forgotten"):
        built_again()
