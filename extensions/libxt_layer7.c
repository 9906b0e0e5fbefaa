// SPDX-License-Identifier: GPL-2.0-only
/*
 * libxt_layer7 - lets an unmodified iptables understand
 *
 *     -m layer7 [--l7dir FOLDER] [!] --l7proto NAME
 *
 * The kernel has no match of that name and needs none: layer7 keeps the names of a connection as numbers
 * in some bits of its connection mark, so a name becomes "these bits have this value", which the kernel's
 * own connmark match tests. This file registers a match called layer7 whose kernel name is connmark, and
 * looks names up in the list that the layer7 daemon leaves behind:
 *
 *     mask 0x0fff0000             bits of the mark that hold the numbers
 *     l7dir /etc/l7-protocols     folder of the patterns in use, "-" for the shipped signatures
 *     carrier http 3              protocols with applications: the number in the upper two bits
 *     protocol ssh 2              one line for every other name, unset (0) and unknown (1) among them:
 *     application youtube 300     the number in the bits below those two
 *
 * Of a number, the upper two bits tell a carrier too while a connection's name is still being read; such a
 * connection is unset.
 *
 * The list is read from the run folder of the daemon and, where that is gone (at boot, before the daemon
 * has started), from its persistent copy. Numbers never change their meaning, so rules saved once stay
 * true. A listing shows "-m connmark --mark 0x20000/0x3ff0000"; "layer7 rules" shows names.
 *
 * Works with iptables and ip6tables, legacy and nft, since 1.8.
 *
 * This program is free software; you can redistribute it and/or modify it under the terms of the GNU
 * General Public License, version 2, as published by the Free Software Foundation. It comes without any
 * warranty. See the file LICENSE beside this one.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xtables.h>
#include <linux/netfilter/xt_connmark.h>

#define RUN_FOLDER "/run/layer7"
#define STATE_FOLDER "/var/lib/layer7"
#define RUN_FILE "protocols"
#define STATE_FILE "ids"

enum {
	OPTION_PROTO = 'p',
	OPTION_FOLDER = 'd',
	OPTION_PACKET = 'k',
	OPTION_GROUP = 'g',
};

#define FLAG_PROTO 1U

/* What this was built from, so that an installed copy can be told from an outdated one. */
#ifndef LAYER7_SOURCE
#define LAYER7_SOURCE "unknown"
#endif
__attribute__((used)) static const char layer7_source[] = "layer7-source:" LAYER7_SOURCE;

#define CARRIER_BITS 2
#define LEAST_BITS 6
#define UNSET 0
#define UNKNOWN 1

#define SUGGESTIONS 3
#define LONGEST_NAME 64

/* A name with its number; that of a carrier stands in the upper two bits. */
struct protocol {
	char *name;
	uint32_t id;
	bool carrier;
};

/* What the daemon said, read once a process. */
static struct {
	bool loaded;
	char path[PATH_MAX];
	uint32_t mask;
	unsigned int shift;
	/* Bits of a number, without those of the carrier. */
	unsigned int width;
	char *folder;
	struct protocol *protocols;
	size_t count;
} list;

static const struct option layer7_options[] = {
	{ .name = "l7proto", .has_arg = required_argument, .val = OPTION_PROTO },
	{ .name = "l7dir", .has_arg = required_argument, .val = OPTION_FOLDER },
	{ .name = "l7pkt", .has_arg = no_argument, .val = OPTION_PACKET },
	{ .name = "l7group", .has_arg = required_argument, .val = OPTION_GROUP },
	XT_GETOPT_TABLEEND,
};

static void layer7_help(void)
{
	printf("layer7 match options:\n"
	       "[!] --l7proto NAME     Match connections of this protocol or application. Names are\n"
	       "                       listed by \"layer7 protocols\"; \"unset\" is a connection still\n"
	       "                       being looked at, \"unknown\" one that was given up\n"
	       "    --l7dir FOLDER     Insist that the daemon uses the patterns of this folder\n");
}

static void *must(void *memory)
{
	if (memory == NULL)
		xtables_error(RESOURCE_PROBLEM, "layer7: out of memory");
	return memory;
}

static void malformed(unsigned int line, const char *what)
{
	xtables_error(OTHER_PROBLEM,
		      "layer7: %s, line %u: %s. Restart the daemon, which writes this file anew: layer7 up",
		      list.path, line, what);
}

/* A whole number, decimal or 0x, with nothing behind it. */
static bool read_number(const char *text, unsigned long highest, uint32_t *number)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno != 0 || *end != '\0' || value > highest)
		return false;
	*number = (uint32_t)value;
	return true;
}

/* "NAME NUMBER" into the table. */
static void read_protocol(char *text, unsigned int line, bool carrier)
{
	struct protocol *added;
	char *rest = strchr(text, ' ');

	if (rest == NULL || rest == text)
		malformed(line, "here belong a name and a number");
	*rest++ = '\0';
	if (list.count % 64 == 0)
		list.protocols = must(reallocarray(list.protocols, list.count + 64, sizeof(*list.protocols)));
	added = &list.protocols[list.count];
	if (!read_number(rest, UINT16_MAX, &added->id))
		malformed(line, "the number of a name is not one");
	added->carrier = carrier;
	added->name = must(strdup(text));
	list.count++;
}

static void read_list(FILE *file)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t length;
	unsigned int line = 0;

	while ((length = getline(&text, &room, file)) != -1) {
		line++;
		while (length > 0 && isspace((unsigned char)text[length - 1]))
			text[--length] = '\0';
		if (*text == '#' || *text == '\0')
			continue;
		if (strncmp(text, "mask ", 5) == 0) {
			if (!read_number(text + 5, UINT32_MAX, &list.mask) || list.mask == 0)
				malformed(line, "the mask is not a number above zero");
			list.shift = __builtin_ctz(list.mask);
			if (list.mask >> list.shift < (1U << LEAST_BITS) - 1)
				malformed(line, "the mask has no room for names");
			list.width = 32 - __builtin_clz(list.mask) - list.shift - CARRIER_BITS;
		} else if (strncmp(text, "l7dir ", 6) == 0) {
			free(list.folder);
			list.folder = must(strdup(text + 6));
		} else if (strncmp(text, "protocol ", 9) == 0) {
			read_protocol(text + 9, line, false);
		} else if (strncmp(text, "application ", 12) == 0) {
			read_protocol(text + 12, line, false);
		} else if (strncmp(text, "carrier ", 8) == 0) {
			read_protocol(text + 8, line, true);
		}
		/* Words that a later daemon may add are none of our business. */
	}
	free(text);
	if (ferror(file))
		xtables_error(OTHER_PROBLEM, "layer7: cannot read %s: %s", list.path, strerror(errno));
	if (list.mask == 0)
		malformed(line, "the file ends without a mask");
	for (size_t i = 0; i < list.count; i++)
		if (list.protocols[i].id >> (list.protocols[i].carrier ? CARRIER_BITS : list.width) != 0)
			malformed(line, "the mask has no room for the numbers of all names");
}

static FILE *open_list(const char *folder, const char *name)
{
	FILE *file;

	snprintf(list.path, sizeof(list.path), "%s/%s", folder, name);
	file = fopen(list.path, "re");
	if (file == NULL && errno != ENOENT && errno != ENOTDIR)
		xtables_error(OTHER_PROBLEM, "layer7: cannot open %s: %s", list.path, strerror(errno));
	return file;
}

/* Another instance is named by LAYER7_RUN_DIR; its numbers are its own, so no other list will do. */
static void load_list(void)
{
	const char *folder = secure_getenv("LAYER7_RUN_DIR");
	FILE *file;

	if (list.loaded)
		return;
	file = open_list(folder != NULL ? folder : RUN_FOLDER, RUN_FILE);
	if (file == NULL)
		file = open_list(folder != NULL ? folder : STATE_FOLDER, STATE_FILE);
	if (file == NULL)
		xtables_error(OTHER_PROBLEM,
			      "layer7: the daemon has never run here: there is neither %s/" RUN_FILE
			      " nor %s/" STATE_FILE ". Start it once: layer7 up",
			      folder != NULL ? folder : RUN_FOLDER, folder != NULL ? folder : STATE_FOLDER);
	read_list(file);
	fclose(file);
	list.loaded = true;
}

/* Insertions, deletions and substitutions that turn one name into the other (Levenshtein). */
static unsigned int distance(const char *from, const char *to)
{
	unsigned int row[LONGEST_NAME + 1];
	unsigned int width = (unsigned int)strnlen(to, LONGEST_NAME);

	for (unsigned int column = 0; column <= width; column++)
		row[column] = column;
	for (unsigned int i = 0; from[i] != '\0' && i < LONGEST_NAME; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (unsigned int column = 1; column <= width; column++) {
			bool same = tolower((unsigned char)from[i]) == tolower((unsigned char)to[column - 1]);
			unsigned int best = diagonal + (same ? 0 : 1);

			diagonal = row[column];
			if (row[column] + 1 < best)
				best = row[column] + 1;
			if (row[column - 1] + 1 < best)
				best = row[column - 1] + 1;
			row[column] = best;
		}
	}
	return row[width];
}

/* Refuses a name, with the nearest ones that share at least half of their letters with it. */
static void refuse_name(const char *name)
{
	const char *near[SUGGESTIONS] = { NULL };
	unsigned int far[SUGGESTIONS];
	char hint[SUGGESTIONS * (LONGEST_NAME + 2) + 32] = "";
	size_t length = strlen(name);
	const char *folder;

	for (size_t i = 0; length <= LONGEST_NAME && i < list.count; i++) {
		const char *candidate = list.protocols[i].name;
		unsigned int edits = distance(name, candidate);
		size_t longer = strlen(candidate) > length ? strlen(candidate) : length;
		size_t place;

		if (list.protocols[i].carrier || edits > (longer / 2 > 1 ? longer / 2 : 1))
			continue;
		for (place = SUGGESTIONS; place > 0; place--) {
			if (near[place - 1] != NULL && far[place - 1] <= edits)
				break;
			if (place < SUGGESTIONS) {
				near[place] = near[place - 1];
				far[place] = far[place - 1];
			}
		}
		if (place < SUGGESTIONS) {
			near[place] = candidate;
			far[place] = edits;
		}
	}
	for (size_t i = 0; i < SUGGESTIONS && near[i] != NULL; i++) {
		size_t used = strlen(hint);

		snprintf(hint + used, sizeof(hint) - used, "%s%.*s", i == 0 ? " Did you mean " : ", ",
			 LONGEST_NAME, near[i]);
	}
	folder = secure_getenv("LAYER7_RUN_DIR");
	xtables_error(PARAMETER_PROBLEM,
		      "layer7: there is no protocol or application called \"%s\".%s%s See: layer7 protocols%s%s",
		      name, hint, near[0] != NULL ? "?" : "", folder != NULL ? " --run-dir " : "",
		      folder != NULL ? folder : "");
}

/* The bits that a connection of this name has, and which bits to look at. */
static void look_up(const char *name, struct xt_connmark_mtinfo1 *info)
{
	const struct protocol *found = NULL;
	uint32_t names = ((1U << list.width) - 1) << list.shift;
	uint32_t pending = 3U << (list.shift + list.width - CARRIER_BITS);

	/* A carrier is listed as a protocol too, whose number tells those connections of it that have no other. */
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.protocols[i].name, name) == 0 && (found == NULL || list.protocols[i].carrier))
			found = &list.protocols[i];
	if (found == NULL) {
		refuse_name(name);
	} else if (found->carrier) {
		info->mark = found->id << (list.shift + list.width);
		info->mask = list.mask & ~names;
	} else {
		info->mark = found->id << list.shift;
		info->mask = found->id == UNSET ? list.mask & ~pending : found->id == UNKNOWN ? list.mask : names;
	}
}

/* The same folder, however it is spelled. */
static bool same_folder(const char *one, const char *other)
{
	char *left = realpath(one, NULL);
	char *right = realpath(other, NULL);
	bool same = strcmp(left != NULL ? left : one, right != NULL ? right : other) == 0;

	free(left);
	free(right);
	return same;
}

static void check_folder(const char *folder)
{
	const char *used = list.folder != NULL ? list.folder : "-";
	bool shipped = strcmp(used, "-") == 0;

	if (!shipped && same_folder(folder, used))
		return;
	xtables_error(PARAMETER_PROBLEM,
		      "layer7: the daemon uses %s%s, not the patterns in %s, and all rules share one set. "
		      "Leave --l7dir out, or restart it with: layer7 up --l7dir %s",
		      shipped ? "the shipped signatures" : "the patterns in ", shipped ? "" : used, folder,
		      folder);
}

static int layer7_parse(int option, char **argv, int invert, unsigned int *flags, const void *entry,
			struct xt_entry_match **match)
{
	struct xt_connmark_mtinfo1 *info = (void *)(*match)->data;
	const char *name = optarg;

	switch (option) {
	case OPTION_PROTO:
		if (*flags & FLAG_PROTO)
			xtables_error(PARAMETER_PROBLEM,
				      "layer7: one -m layer7 names one protocol; use a second -m layer7");
		/* l7-filter's own order, "--l7proto ! NAME": the name is the word after. */
		if (strcmp(name, "!") == 0) {
			invert = !invert;
			name = argv[optind];
			if (name == NULL)
				xtables_error(PARAMETER_PROBLEM, "layer7: --l7proto needs a name");
			optind++;
		}
		load_list();
		look_up(name, info);
		info->invert = invert != 0;
		*flags |= FLAG_PROTO;
		return true;
	case OPTION_FOLDER:
		load_list();
		check_folder(optarg);
		return true;
	case OPTION_GROUP:
		xtables_error(PARAMETER_PROBLEM,
			      "layer7: --l7group is many comparisons, and a match can make one. "
			      "This enters a rule for each member of the group: layer7 iptables ... -m layer7 "
			      "--l7group %s ...",
			      optarg);
	case OPTION_PACKET:
		xtables_error(PARAMETER_PROBLEM,
			      "layer7: --l7pkt is not offered: a connection is named once, from its first packets, "
			      "and not packet by packet. Leave --l7pkt out to match the connection, or test "
			      "single packets with -m string or -m bpf");
	}
	return false;
}

static void layer7_check(unsigned int flags)
{
	if (!(flags & FLAG_PROTO))
		xtables_error(PARAMETER_PROBLEM, "layer7: --l7proto NAME is needed");
}

/* For iptables-translate; the list may be gone by then, so the mark is taken as it is. */
static int layer7_xlate(struct xt_xlate *xl, const struct xt_xlate_mt_params *params)
{
	const struct xt_connmark_mtinfo1 *info = (const void *)params->match->data;

	xt_xlate_add(xl, "ct mark and 0x%x %s 0x%x ", info->mask, info->invert ? "!=" : "==", info->mark);
	return 1;
}

static struct xtables_match layer7_match = {
	.version = XTABLES_VERSION,
	.name = "layer7",
	.real_name = "connmark",
	.revision = 1,
	.family = NFPROTO_UNSPEC,
	.size = XT_ALIGN(sizeof(struct xt_connmark_mtinfo1)),
	.userspacesize = XT_ALIGN(sizeof(struct xt_connmark_mtinfo1)),
	.help = layer7_help,
	.parse = layer7_parse,
	.final_check = layer7_check,
	.extra_opts = layer7_options,
	.xlate = layer7_xlate,
};

__attribute__((constructor)) static void layer7_register(void)
{
	xtables_register_match(&layer7_match);
}
