# Everyday commands. `make` lists them.
PREFIX ?= /usr/local
# Imports that Package.swift does not declare are errors, so arrows between targets stay as they are drawn.
swift_flags = --explicit-target-dependency-import-check error
# Tests of servers and processes have to answer in time: simulations run beside them, but only in the time that they leave.
servers = ^(HTTPServerTests|ClickHouseStoreTests|StoreConformanceTests|ProgramTests)\.
run_tests = .build/release/assayPackageTests.xctest --testing-library swift-testing
deps = $(or $(ASSAY_DEPS),$(CURDIR)/.deps)

.DEFAULT_GOAL := help
.PHONY: help setup build release test demo install references clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: ## fill .deps/ (DuckDB, charts, demo tables); quick when it is full
	@scripts/setup

build: setup ## debug build
	swift build $(swift_flags)

release: setup ## optimised build of the assay program
	swift build $(swift_flags) -c release --product assay

# Of the optimised build, as it ships: tests of simulations and engines take several times as long of another.
test: ## every test
	@scripts/setup --clickhouse
	swift build $(swift_flags) -c release --build-tests
	nice -n 15 $(run_tests) --skip "$(servers)" & others=$$!; \
		$(run_tests) --filter "$(servers)" && ASSAY_TEST_STORE=twoShards $(run_tests) --filter HTTPServerTests; status=$$?; \
		wait $$others && exit $$status

demo: release ## the guided tour on real data
	.build/release/assay demo

# A new file each time, not an overwritten one: a server that runs from the old files keeps them.
install: release ## install below PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/assay"
	install -m 755 .build/release/assay "$(DESTDIR)$(PREFIX)/bin/assay"
	set -e; for library in "$(deps)"/lib/lib*; do \
		install -m 755 "$$library" "$(DESTDIR)$(PREFIX)/lib/assay/"; done

references: ## renew the tests' reference values with SciPy and scikit-learn
	@scripts/setup --references
	set -e; for script in scripts/reference-values/*.py; do "$(deps)/venv/bin/python" "$$script"; done

clean: ## remove what was built; .deps/ stays
	rm -rf .build
