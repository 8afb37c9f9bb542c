/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* What a fuzz target defines: libFuzzer's entry point, and what to begin with. Lists end with NULL;
 * files are those of tests/unit/data. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

extern const char *const fuzz_seeds[];
extern const char *const fuzz_seed_files[];

typedef struct
{
  const void *bytes;
  size_t length; /* 0: the end of the list */
} FuzzSeed;

/* Those that are no text; a target that has none need not define it. */
extern const FuzzSeed fuzz_binary_seeds[] __attribute__ ((weak));
