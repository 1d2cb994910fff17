PY := .venv/bin/python
BIN := .venv/bin

BENCH_DATA := $(if $(DATA),--data $(DATA))

.PHONY: audit pins spreadsheet bench-redact attack attack-full faults faults-full bench-room chaos bench-ledger bench-themes bench-themes-scale bench-workbench demo test check browser install catalog routes objects lighthouse hall

install: .venv/.installed

# Only files whose hashes stand in requirements.txt.
.venv/.installed: pyproject.toml requirements.txt
	@if command -v uv >/dev/null; then \
	  test -d .venv || uv venv -q .venv; \
	  uv pip install -q -p .venv --require-hashes -r requirements.txt; \
	  uv pip install -q -p .venv --no-deps --no-build-isolation -e .; \
	else \
	  test -d .venv || python3 -m venv .venv; \
	  $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt; \
	  $(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; \
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

# What an attacker and a bad day would try; one JSON object each. ONLY=linkage tries one. -full tries as before a release.
attack faults: install
	@$(PY) -m tests.faults.report $@

attack-full faults-full: install
	@HEARBACK_FULL=1 $(PY) -m tests.faults.report $(@:-full=)

# Newest versions of everything, with the hashes of their files; needs uv.
pins:
	@uv pip compile -q pyproject.toml --all-extras --universal --generate-hashes --no-strip-extras -U -p 3.11 \
	  --no-annotate --custom-compile-command "make pins, then make test" -o requirements.txt
	@uv pip compile -q pyproject.toml --extra pdf --extra scale --universal --generate-hashes --no-strip-extras \
	  -c requirements.txt -p 3.11 --no-annotate --custom-compile-command "make pins" -o deploy/requirements.txt

# Opens our tables in LibreOffice, and looks for cells that compute.
spreadsheet: install
	@$(PY) -m tests.faults.libreoffice

# Known vulnerabilities of every pinned dependency; asks the advisory service of PyPI.
audit: install
	@$(PY) -m tests.faults.audit

browser: install
	@$(PY) -m pytest tests/browser

# Fifty rounds of a bad network; a few of them are part of every test run.
chaos: install
	@HEARBACK_CHAOS=50 $(PY) -m pytest tests/browser/test_chaos.py

# Ten browsers and five hundred phones in one session whose network dies five times; a smaller hall is part of every run.
hall: install
	@HEARBACK_HALL=5 $(PY) -m pytest tests/browser/test_hall.py

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

# What each person gets at every object of the desk: tests/house/objects.txt, read like code.
objects: install
	@HEARBACK_FULL=1 HEARBACK_WRITE_OBJECTS=1 $(PY) -m pytest -n 0 tests/faults/test_objects.py -k reviewed
	@git --no-pager diff --stat -- tests/house/objects.txt

# An open room: contributions against raw inserts, a rush beside polling phones, approval to screen; PHONES=2000.
bench-room: install
	@$(PY) -m tests.bench.room $(if $(PHONES),--phones $(PHONES))

# Ratios in one run, the last line one JSON object; DATA=folder of JSONL sets, PEERS=1 beside BERTopic.
bench-themes: install
	@$(PY) -m tests.bench.themes $(BENCH_DATA) $(if $(PEERS),--peers)

# Recall and precision of the detector of details, for each kind, on texts made up and texts written by hand.
bench-redact: install
	@$(PY) -m tests.bench.redact

bench-themes-scale: install
	@$(PY) -m tests.bench.themes_scale

# Milliseconds and statements of each act of a reviewer with 2,000 contributions on the table.
bench-workbench: install
	@$(PY) -m tests.bench.workbench

# Milliseconds and statements of the public pages at 100,000 contributions in 1,000 themes.
bench-ledger: install
	@$(PY) -m tests.bench.ledger

# Lighthouse on the pages of a phone, and the first paint on slow 3G; needs npm and Chromium, once also its registry.
lighthouse: install
	@$(PY) -m tests.bench.lighthouse
