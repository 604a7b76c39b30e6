# mailpouch: one Makefile, everything it makes is under build/. 'make help' lists the targets.
# Users own CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR BINDIR MANDIR PKG_CONFIG.

CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
B ?= build
MAKEFLAGS += --no-print-directory
comma := ,
FUZZ_SECONDS ?= 60
CAMPAIGN_RUNS ?= 200000

# Debian 12: what the build needs, then what the tests, make lint and make fuzz need.
packages := build-essential pkg-config libgmime-3.0-dev libsodium-dev libarchive-dev libxxhash-dev \
	libzstd-dev libisal-dev libjansson-dev libical-dev libseccomp-dev zlib1g-dev \
	libcmocka-dev bats age minisign signify-openbsd zstd xxhash jq python3 strace mblaze \
	dovecot-core procmail mb2md libarchive-tools mandoc time valgrind \
	pff-tools python3-pypff pst-utils nodejs python3-icalendar python3-vobject python3-olefile \
	clang clang-format clang-tidy cppcheck libclang-rt-14-dev

LIBS := glib-2.0 gmime-3.0 libsodium libarchive libxxhash libzstd libisal jansson libical \
	libseccomp zlib
folders := crypto crypto/age convert convert/mapi convert/msg convert/pst verify cmd
sources := $(filter-out %_test.c,$(wildcard $(addsuffix /*.c,$(folders))))
headers := $(wildcard $(addsuffix /*.h,$(folders)))
tests := $(wildcard $(addsuffix /*_test.c,$(folders)))
fuzzers := $(filter-out tests/fuzz_main.c,$(wildcard tests/fuzz_*.c))
helpers := $(wildcard tests/*_probe.c tests/bench/*.c) tests/sweep.c
pst_maker := $(wildcard tests/pst/*.c)
pages := $(wildcard docs/*.[157])
version := $(shell sed -n 's/^.define MAILPOUCH_VERSION "\(.*\)"/\1/p' cmd/version.h)

wanted := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-fstrict-flex-arrays=3
links := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed
ifdef SANITIZE
wanted += -fsanitize=$(SANITIZE) -fno-sanitize-recover=undefined -fno-omit-frame-pointer
links += -fsanitize=$(subst $(comma)fuzzer-no-link,,$(SANITIZE))
B := build/sanitize
else
wanted += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif

ours := -std=c17 -D_GNU_SOURCE -I. -Werror=implicit-function-declaration -Wall -Wextra \
	-Wpedantic -Wshadow -Wconversion -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -fPIE $(shell $(PKG_CONFIG) --cflags $(LIBS) 2>/dev/null)
probe = $(shell printf 'int main(void){return 0;}' | $(CC) -Werror $(CFLAGS) $(1) -x c - -o /dev/null 2>/dev/null && echo '$(1)')
ours += $(foreach f,$(wanted),$(call probe,$(f)))
libs := $(shell $(PKG_CONFIG) --libs $(LIBS) 2>/dev/null) -lm

objects := $(sources:%.c=$(B)/%.o)
archive := $(B)/libmailpouch.a
parallel = $(MAKE) $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
link = $(CC) $(CFLAGS) $(LDFLAGS) $(links) -o $@ $^ $(libs)

unit_tests := $(tests:%.c=$(B)/%)
fuzz_checks := $(fuzzers:%.c=$(B)/%)
fuzz_programs := $(fuzzers:tests/%.c=$(B)/%)
helper_programs := $(helpers:%.c=$(B)/%) $(B)/tests/make_pst

ifneq ($(V),1)
.SILENT:
say = @printf '  %-6s %s\n' $(1) $@ &&
endif

all: $(B)/mailpouch

$(B)/mailpouch: $(B)/cmd/main.o $(archive)
	$(call say,LINK) $(link)

# The same with randomness from a seed, for tests alone: it protects nothing.
$(B)/mailpouch-seeded: $(B)/cmd/main.o $(B)/crypto/random_seeded.o $(archive)
	$(call say,LINK) $(link)

$(archive): $(filter-out $(B)/cmd/main.o,$(objects))
	$(call say,AR) rm -f $@ && ar rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(ours) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/crypto/random_seeded.o: crypto/random.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(ours) -DMAILPOUCH_SEEDED $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ours) $(CPPFLAGS) $(CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ours) $(CPPFLAGS) $(CFLAGS)' > $@

# Tests. A fuzz target is run in two ways: under libFuzzer (make fuzz), and by
# tests/fuzz_main.c over seeded inputs, as one test of many (make check).

$(unit_tests): $(B)/%: $(B)/%.o $(archive)
	$(call say,LINK) $(link) -lcmocka

$(fuzz_checks): $(B)/%: $(B)/%.o $(B)/tests/fuzz_main.o $(archive)
	$(call say,LINK) $(link)

$(helpers:%.c=$(B)/%): $(B)/%: $(B)/%.o $(archive)
	$(call say,LINK) $(link)

$(B)/tests/make_pst: $(pst_maker:%.c=$(B)/%.o) $(archive)
	$(call say,LINK) $(link)

$(fuzz_programs): $(B)/%: $(B)/tests/%.o $(archive)
	$(call say,LINK) $(link) -fsanitize=fuzzer

unit-tests: $(unit_tests)

check: deps
	$(parallel) run-tests

run-tests: $(B)/mailpouch $(B)/mailpouch-seeded $(unit_tests) $(fuzz_checks) $(helper_programs)
	tests/run.sh $(B) $(unit_tests) $(fuzz_checks) $(sort $(wildcard tests/*.t))

fuzz: deps
	$(parallel) CC=clang SANITIZE=address,undefined,fuzzer-no-link B=build/fuzz run-fuzz

run-fuzz: $(fuzz_programs)
	for f in $(fuzz_programs); do tests/fuzz.sh $$f $(FUZZ_SECONDS) || exit 1; done

campaign: deps limits
	$(parallel) SANITIZE=address,undefined run-campaign

run-campaign: $(fuzz_checks) $(B)/tests/sweep $(B)/mailpouch
	$(B)/tests/sweep
	PST_DAMAGES=300 tests/run.sh $(B) tests/pst_damage.t tests/msg_damage.t
	FUZZ_RUNS=$(CAMPAIGN_RUNS) tests/run.sh $(B) $(fuzz_checks)

# What has no limit, made large; with sanitizers memory would say nothing.
limits: deps
	$(parallel) SANITIZE= run-limits

run-limits: $(B)/mailpouch $(B)/tests/bench/generate
	BUILD=$(CURDIR)/$(B) tests/large.sh

bench: deps
	$(parallel) all $(helper_programs)
	tests/bench/run $(B)/mailpouch

demo: deps
	$(parallel) all
	tests/demo.sh $(B)/mailpouch

lint: deps
	$(MAKE) run-lint

run-lint:
	tests/layers.sh
	tests/lint.sh $(CC) $(filter -std=% -D% -I%,$(ours)) -pthread

# Set-up. Nothing is fetched when everything is there.

deps:
	tests/deps.sh $(packages)
	tests/npm.sh build/npm

install: $(B)/mailpouch
	install -D -m 755 $(B)/mailpouch $(DESTDIR)$(BINDIR)/mailpouch
	for p in $(pages); do install -D -m 644 $$p $(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/} || exit 1; done

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/mailpouch
	for p in $(pages); do rm -f $(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/}; done

dist:
	@mkdir -p build
	git archive --prefix=mailpouch-$(version)/ HEAD | gzip -9n > build/mailpouch-$(version).tar.gz
	@echo build/mailpouch-$(version).tar.gz

clean:
	rm -rf build

help:
	@echo 'all        build $(B)/mailpouch (the default)'
	@echo 'check      set up, build, run every test; SANITIZE=address,undefined with sanitizers'
	@echo 'demo       set up, build, show the program at work'
	@echo 'lint       layout, static analysis, order of folders'
	@echo 'fuzz       fuzz each parser for FUZZ_SECONDS ($(FUZZ_SECONDS))'
	@echo 'campaign   CAMPAIGN_RUNS ($(CAMPAIGN_RUNS)) hostile inputs for each parser, with sanitizers; and limits'
	@echo 'limits     messages, lines, mailboxes far larger than usual, in bounded memory'
	@echo 'bench      measure'
	@echo 'install    into DESTDIR, BINDIR ($(BINDIR)), MANDIR ($(MANDIR)); uninstall'
	@echo 'dist       a tar of the last commit'
	@echo 'deps       install what is missing with apt-get'
	@echo 'clean      remove build/'

.PHONY: all unit-tests check run-tests fuzz run-fuzz campaign run-campaign limits run-limits bench demo lint run-lint \
	deps install uninstall dist clean help FORCE
.SECONDARY:
-include $(objects:.o=.d) $(tests:%.c=$(B)/%.d) $(fuzzers:%.c=$(B)/%.d) $(helpers:%.c=$(B)/%.d) $(pst_maker:%.c=$(B)/%.d) \
	$(B)/crypto/random_seeded.d
