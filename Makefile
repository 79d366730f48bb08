# make demo | demo-clean | test | check | bench | lock: see README.md. Each sets up what it needs by itself.

PYTHON ?= python3
RUN := .venv/bin/python -m
SOURCES := accounts certificates chingin deductions deploy zaikei tests manage.py
TEST_SETTINGS := CHINGIN_TEST_DATABASE=sqlite DJANGO_SETTINGS_MODULE=chingin.settings.test
UV_COMPILE := $(RUN) uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --custom-compile-command 'make lock'
export PYTHON

.PHONY: help demo demo-clean test check check-static tests-ready bench lock

help:
	@head -n 1 Makefile

demo:
	@deploy/bootstrap.sh demo
	@exec .venv/bin/python -m deploy.demo

demo-clean:
	@deploy/bootstrap.sh clean

tests-ready:
	@deploy/bootstrap.sh tests

check: tests-ready check-static

check-static:
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy $(SOURCES)
	.venv/bin/python .venv/bin/lint-imports
	$(RUN) deptry .
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	$(TEST_SETTINGS) .venv/bin/python manage.py makemigrations --check --dry-run
	deploy/check-deployment.sh
	npm run --prefix tests/lint --silent check

test: check
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest -n auto --dist loadgroup -m 'not bench'
	$(RUN) coverage combine --quiet
	$(RUN) coverage report --fail-under=95
	$(RUN) coverage report --fail-under=100 --include='chingin/kernel/*,*/rules.py,*/rules/*,*/actions.py,*/actions/*,*/permissions.py'
	CHINGIN_TEST_DATABASE=sqlite $(RUN) pytest -n auto -m 'not bench and not journey and not postgresql' --ignore=tests/deploy

bench: tests-ready
	$(RUN) pytest -m bench -p no:randomly -s

lock: tests-ready
	$(UV_COMPILE) -o requirements.lock
	$(UV_COMPILE) --extra dev -c requirements.lock -o tests/requirements.lock
