# The commands of this project. Each installs what it needs.

SHELL = /bin/bash -o pipefail

PACKAGES = pcscd vsmartcard-vpcd libpcsclite-dev libsqlite3-dev libssl-dev libmicrohttpd-dev \
           libcurl4-openssl-dev libpq-dev libpng-dev postgresql-15 pkg-config openssl \
           libcairo2-dev libpango1.0-dev libqrencode-dev fonts-wqy-zenhei fonts-dejavu-core \
           zbar-tools chromium chromium-driver

# The tests start a PostgreSQL of their own: Debian's package, installed for them, is to start none.
NO_CLUSTER = /etc/postgresql-common/createcluster.d/prepaid-kiosk.conf

.PHONY: deps build demo kiosk test picture judges kill-rounds check faults benchmark soak fuzz \
        simulate simulate-mutants clean

# Days that a simulation lives, and the first one's seed.
SEEDS = 1
SEED = 1
# The commit as a seed: every change is tried on a day that no other change was tried on.
COMMIT_SEED = $$(printf '%d' "0x$$(echo "$${CI_COMMIT:-$$(git rev-parse HEAD)}" | cut -c1-12)")

# Debian packages. Does nothing where all of them are there; else it needs root, or sudo.
deps:
	@missing=""; \
	for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
			|| missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "Installing from Debian:$$missing"; \
	if [ "$$(id -u)" = 0 ]; then root=""; \
	elif command -v sudo >/dev/null; then root="sudo"; \
	else echo "error: This needs root. hint: Run 'make deps' as root, or install sudo." >&2; exit 1; fi; \
	$$root mkdir -p $(dir $(NO_CLUSTER)) && \
	echo "create_main_cluster = false" | $$root tee $(NO_CLUSTER) >/dev/null && \
	$$root apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends $$missing && \
	$$root rm $(NO_CLUSTER)

build: deps
	swift build

# A top-up from a blank card to the office's day, on real programs. Ends 0, leaves nothing running.
demo: build
	@.build/debug/bench demo --programs "$(CURDIR)/.build/debug" --project "$(CURDIR)"

# A whole kiosk on this desk: prints the addresses of the lobby's screen and of the page that has
# cards, notes and faults. It ends with control and C; cards and journal stay in .build/kiosk-desk.
kiosk: build
	@.build/debug/bench all --programs "$(CURDIR)/.build/debug" --project "$(CURDIR)"

# In parts: tests that keep the processors busy would take the time of those that wait for an answer.
# The browser's keep a picture of every screen, in .build/screenshots or where SCREENSHOTS says; with
# SCREENSHOTS_ALL=1 in each size, language and form.
BUSY = TearMatrix|LedgerTests|PostgreSQLTests|FuzzTests|SimulatorTests
# Four tests at a time: with a thousand at once the limits of time would measure how long each waits
# for a processor. What failed is said once more at the end: a run prints thousands of lines.
TEST_LOG = .build/test.log
run_part = swift test --skip-build --experimental-maximum-parallelization-width 4 $(1) 2>&1 \
	| tee $(TEST_LOG) \
	|| { echo; echo "What failed:"; \
		grep -a -A 2 -E '✘|Fatal error|exited with' $(TEST_LOG) | head -n 40; exit 1; }
test: deps
	swift build --build-tests
	@$(call run_part,--skip '$(BUSY)|ProgramTests|BrowserTests')
	@$(call run_part,--filter '$(BUSY)')
	@$(call run_part,--filter ProgramTests)
	@$(call run_part,--filter BrowserTests)
	swift run --skip-build Simulator days --seed "$(COMMIT_SEED)" --seeds 3

# The receipt that README shows: what `preview` draws, in 16 colours.
picture: build
	@command -v pngquant >/dev/null \
		|| { echo "error: pngquant is missing. hint: apt-get install pngquant" >&2; exit 1; }
	.build/debug/kiosk receipt preview top-up --spacing --format png \
		| pngquant --nofs 16 - > Receipts/top-up.zh.png

# A printer emulator that others wrote, the tests that hold our printer against it, and python-escpos,
# which the benchmark of receipts is measured beside. They need a Python of at least 3.13, about 80 MB,
# and the overlay that EMUPOS_OVERLAY names.
PYTHON = python3.13
export EMUPOS_OVERLAY ?= $(wildcard $(CURDIR)/../shared/tools/emupos_cjk.py)
JUDGES = .build/judges
judges: deps
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null \
		|| { echo "error: $(PYTHON) is no Python of at least 3.13." \
			"hint: Name one: make judges PYTHON=/path/to/python3.13" >&2; exit 1; }
	@test -x $(JUDGES)/bin/emupos \
		|| { $(PYTHON) -m venv $(JUDGES) && $(JUDGES)/bin/pip install -q emupos==0.4.0; }
	@$(JUDGES)/bin/python -c 'import escpos' 2>/dev/null \
		|| $(JUDGES)/bin/pip install -q python-escpos==3.1
	swift test --filter JudgeTests

# Ledger and PostgreSQL killed 200 times under load; `make test` does it 20 times.
kill-rounds: deps
	KILL_ROUNDS=200 swift test --filter KillRoundTests

# The fault tests at length: 200 kills of the real kiosk, and each command cut in each way at pcscd.
faults: deps
	FAULT_ROUNDS=200 swift test --filter 'ProcessKillTests|ReaderTearTests|TearMatrixTests'

# Everything that must hold before a change is shared. The import check tells by its exit status.
check: deps
	swift format lint --strict --recursive Package.swift Sources Tests
	swift build --build-tests --explicit-target-dependency-import-check error
	$(MAKE) test

# Ratios and times of one run, as a table and as .build/benchmark.json.
benchmark: deps
	swift build -c release --product Benchmarks
	swift build -c release --product kiosk
	swift build -c release --product ledger
	@.build/release/Benchmarks

# A day in a lobby in ten minutes: as many visits, pulses and seconds of the page as HOURS have, with
# the real kiosk and its page in a browser. Does either grow?
HOURS = 24
soak: deps
	swift build -c release --product Benchmarks
	swift build -c release --product kiosk
	@SOAK_HOURS=$(HOURS) .build/release/Benchmarks soak

# Days of a whole estate, from seeds, with every fault. STORY=1 tells what happens.
simulate: deps
	swift build -c release --product Simulator
	@.build/release/Simulator days --seeds $(SEEDS) --seed $(SEED) $(if $(STORY),--story)

# Broken variants of the estate: each must be noticed.
simulate-mutants: deps
	swift build -c release --product Simulator
	@.build/release/Simulator mutants

# Made-up bytes at every door, SECONDS for each; what breaks one stays in .build-fuzz/found.
SECONDS = 60
FUZZ = .build-fuzz/release/FuzzProgram
fuzz: deps
	swift build --build-path .build-fuzz -c release --product FuzzProgram \
		-Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
	@mkdir -p .build-fuzz/found && $(FUZZ) seeds .build-fuzz/corpus
	@for target in card journal batch request configuration template; do \
		for input in Tests/FuzzTests/Found/$$target/*; do \
			if [ -f "$$input" ]; then cp "$$input" .build-fuzz/corpus/$$target/; fi; \
		done; \
		echo "$$target:"; \
		SWIFT_BACKTRACE=enable=no $(FUZZ) $$target .build-fuzz/corpus/$$target \
			-max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=1024 -verbosity=0 \
			-print_final_stats=1 -artifact_prefix=.build-fuzz/found/$$target- || exit 1; \
	done

clean:
	swift package clean
	rm -rf .build-fuzz
