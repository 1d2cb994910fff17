PY := .venv/bin/python
BIN := .venv/bin

BENCH_DATA := $(if $(DATA),--data $(DATA))

.PHONY: bench-themes bench-themes-scale demo test check browser install catalog routes

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

browser: install
	@$(PY) -m pytest tests/browser

# Reads every text of the sources into the catalogs; what is new waits there, empty, for a translator.
catalog: install
	@$(BIN)/pybabel -q extract -F listening/locale/babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2 \
	  --project Hearback --omit-header --sort-by-file --add-location=file --width=110 -o listening/locale/messages.pot .
	@$(BIN)/pybabel -q update -i listening/locale/messages.pot -d listening/locale -l es --init-missing \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=110
	@$(BIN)/pybabel -q compile -d listening/locale

routes: install
	@$(PY) -m tests.house.routes
	@git --no-pager diff --stat -- tests/house/routes.txt

# Ratios in one run, the last line one JSON object; DATA=folder of JSONL sets, PEERS=1 beside BERTopic.
bench-themes: install
	@$(PY) -m tests.bench.themes $(BENCH_DATA) $(if $(PEERS),--peers)

bench-themes-scale: install
	@$(PY) -m tests.bench.themes_scale
