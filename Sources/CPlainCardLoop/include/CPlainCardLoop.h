#pragma once

#include <stddef.h>
#include <stdint.h>

/// Connects to the card, sends the same command `count` times, and disconnects: what a program in
/// plain C costs, for the benchmarks to compare with. Writes the duration of each exchange.
/// Returns 0 or the PC/SC code of the call that failed.
long plain_card_loop(
    const char *reader, const uint8_t *command, size_t command_length, size_t count,
    uint64_t *nanoseconds);
