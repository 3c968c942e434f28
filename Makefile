# Every command is one call of the toolbox (scripts/toolbox); `make help` lists them.
PYTHON ?= python3
# one job at a time: each command does its own set-up
.NOTPARALLEL:
# a relative path, because the own one may hold blanks, quotes or a colon
TOOLBOX = PYTHONPATH=scripts PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 PYTHONIOENCODING=utf-8 $(PYTHON) -m toolbox
export PORT HOST DETACH DB

.DEFAULT_GOAL := help
.PHONY: help setup run stop upgrade reset test test-unit test-odoo test-e2e soak lint format bench fuzz mutate lock clean distclean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## fetch Odoo, create the virtual environment (every other command does it by itself)
	@$(TOOLBOX) setup

run: ## all set-up, then Odoo with demo data on http://localhost:8069 (PORT=8070, HOST=0.0.0.0, DETACH=1)
	@$(TOOLBOX) run

stop: ## stop Odoo, the mail catcher and PostgreSQL
	@$(TOOLBOX) stop

upgrade: ## upgrade the addon in the demo database (make run does it too, when a file changed)
	@$(TOOLBOX) upgrade

reset: ## throw the demo database away; the next make run makes a new one
	@$(TOOLBOX) reset

test: ## all set-up, then every test (ARGS="-k name" goes to pytest)
	@$(TOOLBOX) test $(ARGS)

test-unit: ## only the tests that need no Odoo
	@$(TOOLBOX) test unit $(ARGS)

test-odoo: ## only the tests inside Odoo (DB=name keeps the database for the next time)
	@$(TOOLBOX) test odoo $(ARGS)

test-e2e: ## only the tests with a real mail server and browser
	@$(TOOLBOX) test e2e $(ARGS)

soak: ## long: faults, refusals and restarts by the hundred, each mail counted (one part: ARGS=tests/e2e/soak/test_jobs.py)
	@$(TOOLBOX) test soak $(ARGS)

lint: ## ruff, pylint-odoo, vermin, vulture, prettier
	@$(TOOLBOX) lint

format: ## let ruff and prettier mend what they can
	@$(TOOLBOX) format

bench: ## the benchmarks, as a table
	@$(TOOLBOX) bench $(ARGS)

fuzz: ## throw broken mails at the reader for a while (SECONDS=60)
	@$(TOOLBOX) fuzz $(or $(SECONDS),60) $(ARGS)

mutate: ## put small faults into contact/, parsing/ and matching/ and see which the tests notice (ARGS="contact --sample 50")
	@$(TOOLBOX) mutate $(ARGS)

lock: ## write the lock files anew from the requirements-*.in
	@$(TOOLBOX) lock

clean: ## remove everything made in this clone (Odoo stays in the user's cache)
	@$(TOOLBOX) clean

distclean: ## the same, and the cached Odoo
	@$(TOOLBOX) distclean
