# mailpouch: one Makefile, everything it makes is under build/.
# Users own CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR BINDIR MANDIR PKG_CONFIG.

CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
B ?= build

LIBS := glib-2.0 gmime-3.0 libsodium libarchive libxxhash libzstd jansson libseccomp
folders := crypto crypto/age convert verify cmd
sources := $(filter-out %_test.c,$(wildcard $(addsuffix /*.c,$(folders))))
tests := $(wildcard $(addsuffix /*_test.c,$(folders)))

wanted := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-fstrict-flex-arrays=3
links := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
ifdef SANITIZE
wanted += -fsanitize=$(SANITIZE) -fno-sanitize-recover=undefined -fno-omit-frame-pointer
links += -fsanitize=$(SANITIZE)
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

ifneq ($(V),1)
.SILENT:
say = @printf '  %-6s %s\n' $(1) $@ &&
endif

all: $(B)/mailpouch

$(B)/mailpouch: $(B)/cmd/main.o $(archive)
	$(call say,LINK) $(CC) $(CFLAGS) $(LDFLAGS) $(links) -o $@ $^ $(libs)

$(archive): $(filter-out $(B)/cmd/main.o,$(objects))
	$(call say,AR) rm -f $@ && ar rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(ours) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%_test: $(B)/%_test.o $(archive)
	$(call say,LINK) $(CC) $(CFLAGS) $(LDFLAGS) $(links) -o $@ $^ $(libs) -lcmocka

unit-tests: $(tests:%.c=$(B)/%)

$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ours) $(CPPFLAGS) $(CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ours) $(CPPFLAGS) $(CFLAGS)' > $@

clean:
	rm -rf build

.PHONY: all unit-tests clean FORCE
-include $(objects:.o=.d) $(tests:%.c=$(B)/%.d)
