PY := .venv/bin/python
BIN := .venv/bin

.PHONY: demo test check browser install catalog

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	@if command -v uv >/dev/null; then \
	  test -d .venv || uv venv -q .venv; uv pip install -q -p .venv -c constraints.txt -e '.[test,pdf,scale]'; \
	else \
	  test -d .venv || python3 -m venv .venv; $(PY) -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test,pdf,scale]'; \
	fi
	@touch $@

demo: install
	@$(BIN)/hearback demo

test: install
	@sh tests/run.sh

check: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) -m tests.house.figures
