# Two commands are enough:   make serve   opens the playground,   make test   runs every test.
# Both find or fetch what they need (docs/decisions/0001-*.md); `make help` lists the rest.

PORT    ?=
ADDRESS ?=
ARGS    ?=

export PIP_ROOT_USER_ACTION := ignore
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE# the first import compiles what the installation did not

python := .venv/bin/python
pip    := $(python) -m pip
# a test on each core; the tests of a file stay together, as they share what takes long to begin
together := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
lock   := .tools/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header \
          --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help serve test test-browsers test-look check check-js docs site site-serve bench bench-live bench-site formulas pictures lock clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

serve: .venv/serve.done ## open the playground; PORT=, ADDRESS= and ARGS="--no-open" are passed on
	$(python) -m playground.cli serve $(if $(PORT),--port $(PORT)) $(if $(ADDRESS),--address $(ADDRESS)) $(ARGS)

test: .venv/test.done .venv-site/site.done ## every test, in a real browser too; ARGS="-k name" is passed on to pytest
	@browser=$$(sh build/find_browser.sh $(python)) && \
	export PLAYGROUND_CHROMIUM="$$browser" && \
	{ $(python) -m pytest $(together) $(ARGS) || { \
	  [ $$? = 1 ] && echo "What failed beside others is asked once more, alone." && \
	  $(python) -m pytest --last-failed --last-failed-no-failures=none $(ARGS); }; }

test-look: .venv/test.done ## every preset of every lab, measured while it plays, wide and on a phone; not part of `make test`
	@browser=$$(sh build/find_browser.sh $(python)) && export PLAYGROUND_CHROMIUM="$$browser" && \
	$(python) -m pytest tests/look $(together) $(ARGS)

test-browsers: .venv/browsers.done .venv-site/site.done ## every lab in Firefox and WebKit, on a server and in the site; not part of `make test`
	@browsers=$$(sh build/find_other_browsers.sh) && \
	env $$browsers $(python) -m pytest tests/browsers $(ARGS)

check: .venv/test.done check-js ## lint, types, the tests without a browser, gradients and the sources' printed results
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m pytest $(together) -m "not browser and not slow"
	$(python) -m playground.cli check

# The scripts of the pages, where there is Node to look at them with; nothing else here needs it.
check-js:
	@sh build/check_scripts.sh

docs: .venv/test.done ## build the docs in site-docs/, and say what leads nowhere; `make site` has them too
	$(python) -m mkdocs build --strict --quiet $(ARGS)
	@echo "The docs are in site-docs/; open site-docs/index.html in a browser."

site: .venv-site/site.done ## build the static site in site/; ARGS="--out DIR" builds it elsewhere
	.venv-site/bin/python build/site.py $(ARGS)

site-serve: .venv-site/site.done ## serve site/ as a web server would; PORT= and ADDRESS= are passed on
	@[ -f site/build.txt ] || .venv-site/bin/python build/site.py
	.venv-site/bin/python build/serve_site.py site $(if $(PORT),--port $(PORT)) $(if $(ADDRESS),--address $(ADDRESS))

bench: .venv/serve.done ## the speed table, with the peers that are installed
	$(python) -m benchmarks $(ARGS)

bench-live: .venv/test.done ## frames and steps a second for 1 to 64 visitors, of large networks, and of every lab
	@browser=$$(sh build/find_browser.sh $(python)) && export PLAYGROUND_CHROMIUM="$$browser" && \
	$(python) -m benchmarks.live $(ARGS)

bench-site: .venv/test.done ## how fast the built site is there, beside what `panel convert` writes; what five labs cost
	@browser=$$(sh build/find_browser.sh $(python)) && export PLAYGROUND_CHROMIUM="$$browser" && \
	$(python) -m benchmarks.site --site site $(ARGS)

formulas: .venv/serve.done ## write the MathML of the labs' formulas again, after one of them has changed
	$(python) build/formulas.py

pictures: .venv/test.done ## take the screenshots in docs/pictures/ again
	@browser=$$(sh build/find_browser.sh $(python)) && \
	PLAYGROUND_CHROMIUM="$$browser" $(python) docs/take_pictures.py $(ARGS)

# -------------------------------------------------------------------------------------------- the environment
# A file *.done says what .venv holds; it is made again when the file that it was made from changes.

.venv/bin/python:
	@python=$$(sh build/find_python.sh) && \
	echo "Making .venv with $$python" && \
	"$$python" -m venv --clear .venv

.venv/packages.done: requirements/serve.txt | .venv/bin/python
	@echo "Installing what the playground needs (once, under a minute)."
	@sh build/install.sh $(python) requirements/serve.txt
	@touch $@

.venv/serve.done: .venv/packages.done pyproject.toml playground/__init__.py
	@$(pip) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.done: .venv/serve.done requirements/test.txt
	@echo "Installing what the tests need (once, under a minute)."
	@sh build/install.sh $(python) requirements/test.txt
	@touch $@

.venv/browsers.done: .venv/test.done requirements/browsers.txt
	@echo "Installing what drives Firefox and WebKit (once, under a minute)."
	@sh build/install.sh $(python) requirements/browsers.txt
	@touch $@

# The site is byte-compiled for the Python of its runtime, so its environment is another one, with just that Python.
.venv-site/bin/python:
	@python=$$(sh build/find_python.sh 3.12) && \
	echo "Making .venv-site with $$python" && \
	"$$python" -m venv --clear .venv-site

.venv-site/site.done: requirements/site.txt pyproject.toml playground/__init__.py | .venv-site/bin/python
	@echo "Installing what the site is built with (once, under a minute)."
	@sh build/install.sh .venv-site/bin/python requirements/site.txt
	@.venv-site/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# ----------------------------------------------------------------------------------------------- requirements

lock: .tools/bin/uv ## write requirements/*.txt after a change in pyproject.toml; UPGRADE=--upgrade takes new versions
	$(lock) requirements/uv.in -o requirements/uv.txt
	$(lock) pyproject.toml requirements/editable.in -o requirements/serve.txt
	$(lock) pyproject.toml requirements/editable.in --extra test -c requirements/serve.txt -o requirements/test.txt
	$(lock) requirements/browsers.in -c requirements/test.txt -o requirements/browsers.txt
	sed -n '/^numpy==/d; s/^\([a-z][^ ]*==[^ ]*\).*/\1/p' requirements/serve.txt > .tools/same.txt
	$(filter-out --universal,$(lock)) pyproject.toml requirements/editable.in requirements/site.in --extra site -c .tools/same.txt -o requirements/site.txt

.tools/bin/uv: | .venv/bin/python
	$(pip) install --quiet --require-hashes --target .tools -r requirements/uv.txt

clean: ## remove .venv, caches and built files
	rm -rf .venv .venv-site .tools node_modules site site-docs dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
