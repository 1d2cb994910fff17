#!/bin/sh
# Everything, on both databases. Fails when a test fails; a missing PostgreSQL is said, and with
# HEARBACK_NO_SKIPS=1 it is a failure.
cd "$(dirname "$0")/.." || exit 1
python=${PYTHON:-.venv/bin/python}
workers=${HEARBACK_TEST_WORKERS:-2}
# The slow files first, as tests/services.py puts them: not those with most tests.
order="--dist loadfile --no-loadscope-reorder"
failed=0
# Servers and commands are started some hundred times: compiled once, they start in half the time.
unset PYTHONDONTWRITEBYTECODE

echo "== Tests on SQLite"
"$python" -m pytest tests -n "$workers" $order "$@" || failed=1

why_not=$("$python" -m tests.services)
if [ -z "$why_not" ]; then
  echo "== Tests on PostgreSQL"
  "$python" -m pytest tests -n "$workers" $order --database postgresql "$@" || failed=1
elif [ "${HEARBACK_NO_SKIPS:-}" = 1 ]; then
  echo "== Tests on PostgreSQL: $why_not, and this run allows no skips" >&2
  failed=1
else
  echo "== Tests on PostgreSQL: skipped, $why_not"
fi
exit $failed
