# Two commands after a clone: `make run` and `make test`. Each makes what it needs and is quick the second time.

.DEFAULT_GOAL := help
.PHONY: help run codes test test-faults lint bench bench-bot messages clean lock

# The first of these that is new enough; PYTHON=/path/to/python chooses another.
venv = sh cabinet/embedded/venv.sh
python = .venv/bin/python
dev = $(venv) requirements.txt requirements-dev.txt

# What a production installation sets, so that `check --deploy` judges one; the key is nobody's.
production = env -u DEMO -u DEBUG SECRET_KEY=lint-0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aB4cD5eF6 \
	PUBLIC_URL=https://portal.example ALLOWED_HOSTS=portal.example SMS_GATEWAY=smpp NETWORK_GATEWAY=https \
	SMPP_BINDS=smpp://smsc.example:2775 SMPP_SYSTEM_ID=portal SMPP_PASSWORD=secret SMPP_SENDER=0611

help: ## this text
	@echo 'make TARGET, where TARGET is one of:'
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 16
	@echo 'make run takes PORT= (8000) and VAR= (var: data, logs); DATABASE_URL= and REDIS_URL= use outside engines.'

run: ## the whole portal on http://127.0.0.1:8000, with PostgreSQL and Valkey of its own; Ctrl-C stops it
	@$(venv) requirements.txt && exec $(python) -m cabinet.embedded

codes: ## whom to be in the running demonstration, with fresh codes for staff
	@PORT=$${PORT:-$$(sed -n 's#.*127.0.0.1:\([0-9]*\)/.*#\1#p' "$${VAR:-var}/run.lock" 2>/dev/null)}; \
	DEMO=1 PORT=$${PORT:-8000} exec $(python) manage.py demo_card

test: ## the suite, in parallel, on engines of its own (ARGS='-k chat' chooses)
	@$(dev) && exec $(python) -m pytest -n 2 $(ARGS)

test-faults: ## what happens when processes, the broker or the gateway die
	@$(dev) && exec $(python) -m pytest -m faults $(ARGS)

lint: ## style, types, import contracts, migrations, deployment checks, translations
	@$(dev)
	$(python) -m ruff check
	$(python) -m ruff format --check
	.venv/bin/lint-imports
	$(production) $(python) -m mypy cabinet billing subscriptions chat
	$(production) $(python) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(production) $(python) manage.py check --deploy --fail-level WARNING
	$(production) $(python) manage.py messages check

bench: ## measures against their own baselines (docs/benchmarks.md)
	@$(dev) && exec $(python) -m benchmarks $(ARGS)

bench-bot: ## whether the bot means the right answer, and how quickly (docs/bot.md)
	@$(dev) && DEMO=1 LOG_LEVEL=WARNING DJANGO_SETTINGS_MODULE=cabinet.settings exec $(python) -m benchmarks.run bot --table $(ARGS)

messages: ## collect texts to translate into locale/
	@$(dev) && DEMO=1 exec $(python) manage.py messages update

lock: ## write requirements.txt and requirements-dev.txt anew from the .in files
	@$(dev) && $(python) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

clean: ## remove the virtual environment, var/ and caches: all that a clone does not have
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
