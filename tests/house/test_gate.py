"""The gate itself: it reaches nothing outside, and a missing service is said or fails, never passes."""

import os
import socket
import subprocess
import sys
import warnings

import pytest
from pytest_socket import SocketConnectBlockedError

pytestmark = pytest.mark.once

#: A test that drives Chromium, run where there is none.
BROWSER_TEST = "tests/browser/test_axe.py::test_a_page_that_stands_in_the_way_is_found"


def run_without_chromium(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", BROWSER_TEST],
        env=os.environ | {"HEARBACK_TEST_CHROMIUM": "/nowhere/chromium", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_outside_this_machine_is_reached():
    with (
        socket.socket() as outward,
        pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"),
    ):
        outward.connect(("192.0.2.1", 80))


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_a_missing_service_is_a_skip_that_says_why():
    run = run_without_chromium(HEARBACK_NO_SKIPS="")
    assert run.returncode == 0
    assert "no Chromium at /nowhere/chromium" in run.stdout


def test_a_missing_service_fails_where_no_skip_is_allowed():
    run = run_without_chromium(HEARBACK_NO_SKIPS="1")
    assert run.returncode == 1
    assert "this run allows no skips" in run.stdout
