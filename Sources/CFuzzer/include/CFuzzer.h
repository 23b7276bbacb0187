// libFuzzer's driver, which only a build with `-sanitize=fuzzer` holds.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// 0 in a build without libFuzzer.
int prepaid_fuzzer_is_linked(void);

/// Runs libFuzzer with a command line; gives its exit status.
int prepaid_fuzzer_run(int *argument_count, char ***arguments,
                       int (*run_one)(const uint8_t *data, size_t size));
