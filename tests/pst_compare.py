# SPDX-License-Identifier: Apache-2.0
"""usage: pst_compare.py OURS THEIRS

Two lists of what is in a PST file, in the lines of tests/pst/store.h. Prints what theirs has and ours lacks, and
fails if there is any. Each line of theirs takes a line of ours that is the same where theirs does not say
"?"; of attachments the order does not matter, and "*" stands for any. What ours has besides is no
fault: how many lines it is comes last, on standard error. A line "part" is an attachment alone, by its size; of ours
they follow from the items.
"""
import collections
import sys


def lines(path):
    """Pairs of kind and fields, and a sorted list of attachments; behind an item its parts."""
    with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as f:
        for line in f:
            kind, *fields = line.rstrip("\n").split("\t")
            attachments = fields.pop().split(",") if kind == "item" else []
            yield (kind, *fields), sorted(a for a in attachments if a)


def with_parts(all_lines):
    for fields, attachments in all_lines:
        yield fields, attachments
        for size in attachments:
            yield ("part", size), []


def has_attachments(ours, theirs):
    if theirs == ["*"]:
        return True
    known = collections.Counter(a for a in theirs if a != "?")
    return len(ours) == len(theirs) and not known - collections.Counter(ours)


def main(ours, theirs):
    have = list(with_parts(lines(ours)))
    by_pattern = {}  # where "?" stand -> the line so reduced -> its places in have
    used = set()
    missing = 0
    for fields, attachments in sorted(lines(theirs), key=lambda l: (l[0].count("?"), l[1].count("?"), l[1] == ["*"])):
        blank = tuple(i for i, field in enumerate(fields) if field == "?")
        if blank not in by_pattern:
            by_pattern[blank] = collections.defaultdict(list)
            for place, (h, _) in enumerate(have):
                by_pattern[blank][tuple("?" if i in blank else field for i, field in enumerate(h))].append(place)
        for place in by_pattern[blank][fields]:
            if place not in used and has_attachments(have[place][1], attachments):
                used.add(place)
                break
        else:
            missing += 1
            print(*fields, ",".join(attachments), sep="\t")
    more = sum(1 for place, (fields, _) in enumerate(have) if place not in used and fields[0] != "part")
    print(more, "more in ours", file=sys.stderr)
    return 1 if missing else 0


sys.stdout.reconfigure(errors="surrogateescape")
sys.exit(main(*sys.argv[1:]))
