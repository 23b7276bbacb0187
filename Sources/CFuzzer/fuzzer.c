#include "CFuzzer.h"

// Weak: every other build of the package does without it.
__attribute__((weak)) int LLVMFuzzerRunDriver(int *argument_count, char ***arguments,
                                              int (*run_one)(const uint8_t *data, size_t size));

int prepaid_fuzzer_is_linked(void) { return LLVMFuzzerRunDriver != 0; }

int prepaid_fuzzer_run(int *argument_count, char ***arguments,
                       int (*run_one)(const uint8_t *data, size_t size)) {
    return LLVMFuzzerRunDriver(argument_count, arguments, run_one);
}
