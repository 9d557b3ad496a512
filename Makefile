# Everything from a fresh clone, with Python, make and a package index alone.
#
#   make demo       the whole service with a living, fictional territory; RESET=1 starts it over
#   make test       the checks and the whole suite, in WORKERS processes; fails where it runs too little of the code
#   make check      linter, formatter, types, import contracts, schema drift, translations
#   make restores   kill, restore to a random moment and compare, TIMES=30 in a row; SEED=… draws the same
#   make axe        is anything in anybody's way on any page? half an hour in a real browser
#   make fuzz       ask the API as every role, rightly and wrongly, CASES=20000 times
#   make sbom       what the service is made of, as CycloneDX, in var/sbom.json
#   make audit      has any of it a known fault? asks a database on the network
#   make kills      kill -9, TIMES (200) times, half at named places and half at random, by SEED: nothing lost or doubled
#   make outages    the database stopped TIMES (60) times at work, by SEED, and all else taken away in between
#   make storm      all of these at once, for HOURS (1), by SEED
#   make attacks    what honest readers feel of who sends too much, too slowly or nothing: twenty minutes
#   make lifetimes  SEQUENCES (2000) of STEPS (50) in the life of a campaign, by SEED: disputes, refunds, payouts, all weather
#   make tally      elections that others did not finish, counted slowly by two other ways; ELECTIONS=…, SAMPLE=10 steps
#   make twice      REFUNDS (5000) refunds, each asked for twice at once
#   make deliveries TIMES (20000) of Stripe's news, by SEED: twice, late, lost, forged
#   make bench      how fast, beside the least that it could take on this machine; ROWS='home list' for some
#   make rolling    the service renews itself TIMES (3) times under load, and nobody is refused
#   make proxied    two behind nginx, stopped and started in turn, TIMES (3) times; says so where there is no nginx
#   make migrating  the schema changes under load, and nobody waits for a lock
#   make failover   the primary dies under donors, its standby takes over: what is lost, and what is not
#   make replicated strangers read a streaming replica; it is killed under them, and nobody fails
#   make messages   gather the texts of code and templates into the catalogues of each language
#
# PYTHON=… chooses the interpreter; each gets an environment of its own.

PYTHON ?= python3
VENV ?= $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
WORKERS ?= 2

# What is compiled is kept, also where images of Python say otherwise: without, each process that the
# tests start compiles all packages anew, which takes it eight seconds.
unexport PYTHONDONTWRITEBYTECODE

# An environment is good for one interpreter in one place: another of either makes it anew.
IDENTITY := 'import hashlib, os, sys; assert sys.version_info >= (3, 11); \
	print(hashlib.sha256(f"{sys.version} {os.path.realpath(sys.executable)} {os.getcwd()}".encode()).hexdigest()[:16])'
INTERPRETER := $(shell $(PYTHON) -c $(IDENTITY) 2>/dev/null)
ifeq ($(INTERPRETER),)
$(error $(PYTHON) is not Python 3.11 or newer: name one, as in `make PYTHON=python3.13 $(MAKECMDGOALS)`)
endif

MADE := $(VENV)/.made-$(INTERPRETER)
SERVICE := $(VENV)/.service
TOOLS := $(VENV)/.tools
READY := $(VENV)/.ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/okote.po))
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet install --no-deps --no-compile

.PHONY: demo test suite check lint axe restores kills outages storm twice deliveries fuzz sbom audit messages chromium setup tools attacks bench tally lifetimes rolling proxied migrating failover replicated
.DELETE_ON_ERROR:

# What runs the service, and what tests it besides: two lists without a package in common, so that
# both can be installed at once.
setup: $(READY) $(CATALOGUES)

tools: setup $(TOOLS)

demo: setup
	@exec $(BIN)/okote demo $(if $(RESET),--reset)

# Most of the checks take one core, and neither waits for the other.
test:
	@$(MAKE) --no-print-directory --jobs 3 lint suite

suite: tools chromium
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal --measure $(if $(COMPLETE),--complete)

check: lint
	@$(BIN)/pytest --quiet tests/architecture

lint: $(SERVICE) $(TOOLS)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

axe: tools chromium
	@$(BIN)/python -m tests.browser.everywhere

fuzz: tools
	@$(BIN)/python -m tests.okote.api.fuzz $(if $(CASES),--cases $(CASES))

sbom: setup
	@mkdir -p var
	@$(BIN)/python -m locks.bill > var/sbom.json
	@echo "var/sbom.json"

# Installed for this alone, beside everything else; what it could not ask is no answer.
audit:
	@test -x var/audit/bin/pip-audit || { $(PYTHON) -m venv var/audit && \
		var/audit/bin/pip --disable-pip-version-check --quiet install pip-audit; } || \
		{ rm -rf var/audit; echo "pip-audit could not be installed: nothing was asked."; exit 2; }
	@var/audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement locks/service.txt || \
		{ echo "A package has a known fault, or the database could not be asked: see above."; exit 1; }

restores: tools
	@$(BIN)/python -m tests.okote.serving.backup.restores --times $(or $(TIMES),30) $(if $(SEED),--seed $(SEED))

attacks: tools
	@$(BIN)/python -m tests.faults.attacks $(if $(PLANT),--plant $(PLANT))

kills outages deliveries: tools
	@$(BIN)/python -m tests.faults.$@ $(if $(TIMES),--times $(TIMES)) $(if $(SEED),--seed $(SEED)) $(if $(PLANT),--plant $(PLANT))

storm: tools
	@$(BIN)/python -m tests.faults.storm $(if $(HOURS),--hours $(HOURS)) $(if $(SEED),--seed $(SEED)) $(if $(PLANT),--plant $(PLANT))
lifetimes: tools
	@$(BIN)/python -m tests.okote.funding.lifetime.lifetimes $(if $(SEQUENCES),--sequences $(SEQUENCES)) $(if $(STEPS),--steps $(STEPS)) \
		$(if $(SEED),--seed $(SEED)) $(if $(BATCH),--batch $(BATCH)) $(if $(PLANT),--plant $(PLANT))

tally: tools
	@$(BIN)/python -m tests.consultations.ballots.tally.slowly $(if $(SAMPLE),--sample $(SAMPLE)) $(ELECTIONS)

twice: tools
	@$(BIN)/python -m tests.faults.twice $(if $(REFUNDS),--refunds $(REFUNDS))

# Draws and counts are compared with libraries that nothing else needs, as they were when their figures were published.
bench: tools
	@test -x var/drawing/bin/python || { $(PYTHON) -m venv var/drawing && \
		var/drawing/bin/pip --disable-pip-version-check --quiet install sortition-algorithms==0.12.15; } || \
		{ rm -rf var/drawing; echo "sortition-algorithms could not be installed: draws are compared with nothing."; }
	@test -x var/tally/bin/python || { $(PYTHON) -m venv var/tally && \
		var/tally/bin/pip --disable-pip-version-check --quiet install pabutools==1.2.3; } || \
		{ rm -rf var/tally; echo "pabutools could not be installed: counts are compared with nothing."; }
	@$(BIN)/python -m tests.bench $(ROWS)

rolling proxied: tools
	@$(BIN)/python -m tests.machines.$@ $(if $(TIMES),--times $(TIMES))

migrating failover replicated: tools
	@$(BIN)/python -m tests.machines.$@

messages: setup
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --keyword say --keyword say_count:1,2 --keyword Invariant:2 \
		--sort-by-file --add-location file --header-comment '# What the service says.' --output-file var/okote.pot consultations okote payments
	@for language in fr de en; do \
		$(BIN)/pybabel --quiet update --init-missing --no-fuzzy-matching --ignore-obsolete \
			--ignore-pot-creation-date --width 110 --domain okote --input-file var/okote.pot \
			--locale $$language --output-dir locales; \
	done

# Pages are tested in a real browser: Debian's is installed where it may be, without the window around
# the page, which takes most of the time.
FIND_CHROMIUM := command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
chromium:
	@if ! { $(FIND_CHROMIUM); } >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests…"; \
		{ apt-get -qq update && for package in chromium-headless-shell chromium; do \
			DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$package && break; \
		done; } >/dev/null || echo "It could not be installed."; \
	fi
	@{ $(FIND_CHROMIUM); } >/dev/null || echo "No Chromium here: the tests marked 'browser' are left out."

%.mo: %.po $(READY)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(READY): pyproject.toml $(SERVICE)
	@$(PIP) --no-build-isolation --editable .
	@$(BIN)/python -c 'import okote.app, okote.cli'
	@touch $@

$(SERVICE): locks/service.txt $(MADE)
	@echo "Installing the packages into $(VENV): half a minute, once…"
	@$(PIP) --require-hashes --requirement $<
	@touch $@

$(TOOLS): locks/tests.txt $(MADE)
	@$(PIP) --require-hashes --requirement $<
	@touch $@

# The pip that comes with an old Python takes twice the time over the same packages.
$(MADE): locks/installer.txt
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement $<
	@touch $@
