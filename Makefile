# The whole workshop: make setup | run | demo | test | test-spark | check | bench BENCH=name | messages | pins
PYTHON := .venv/bin/python
.PHONY: help setup run demo test test-spark check bench replay messages pins clean
.DEFAULT_GOAL := help

help:
	@echo "make demo            a province to play with, on http://127.0.0.1:8000 (PORT=…, ONCE=1)"
	@echo "make run             the platform, told everything by its environment"
	@echo "make test            all tests (ARGS=… goes to pytest)"
	@echo "make test-spark      a Spark cluster on this machine answers like DuckDB (installs Spark and Java)"
	@echo "make check           format, lint, types, import contracts, migrations, translations"
	@echo "make bench BENCH=x   measure; the last line is one JSON object"
	@echo "make replay SCALE=x  make the year 2020 again (0.001 to 1; SEED=…, TO=database or warehouse)"
	@echo "make messages        collect texts to translate, compile translations"
	@echo "make pictures        photograph the demonstration for the README"
	@echo "make setup           install everything (the others do it too)"

setup:
	@python3 tools/setup.py

run: setup
	@$(PYTHON) -m hotline run

demo: setup
	@$(PYTHON) -m hotline demo

test: setup
	@$(PYTHON) tools/browser.py
	@$(PYTHON) -m pytest --create-db $(ARGS)

test-spark: setup
	@$(PYTHON) tools/spark.py $(ARGS)

check: setup
	@$(PYTHON) -m tools.check

bench: setup
	@$(PYTHON) -m tools.bench $(BENCH)

replay: setup
	@$(PYTHON) -m hotline replay 2020 --scale $(or $(SCALE),0.001) --seed $(or $(SEED),2020) --to $(or $(TO),database)

messages: setup
	@$(PYTHON) -m hotline messages

pictures: setup
	@$(PYTHON) tools/browser.py
	@$(PYTHON) -m tools.pictures

pins: setup
	@$(PYTHON) tools/pins.py

clean:
	rm -rf build node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
