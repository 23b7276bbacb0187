#define _POSIX_C_SOURCE 199309L
#include "CPlainCardLoop.h"

#include <time.h>
#include <winscard.h>

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static long exchange_all(
    SCARDHANDLE card, const SCARD_IO_REQUEST *header, const uint8_t *command,
    size_t command_length, size_t count, uint64_t *nanoseconds) {
    uint8_t answer[MAX_BUFFER_SIZE_EXTENDED];
    for (size_t index = 0; index < count; index++) {
        DWORD answer_length = sizeof answer;
        uint64_t start = now();
        LONG result = SCardTransmit(
            card, header, command, command_length, NULL, answer, &answer_length);
        nanoseconds[index] = now() - start;
        if (result != SCARD_S_SUCCESS) return result;
        if (answer_length < 2) return SCARD_F_COMM_ERROR;
    }
    return SCARD_S_SUCCESS;
}

long plain_card_loop(
    const char *reader, const uint8_t *command, size_t command_length, size_t count,
    uint64_t *nanoseconds) {
    SCARDCONTEXT context;
    LONG result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
    if (result != SCARD_S_SUCCESS) return result;
    SCARDHANDLE card;
    DWORD protocol;
    result = SCardConnect(
        context, reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card,
        &protocol);
    if (result == SCARD_S_SUCCESS) {
        result = exchange_all(
            card, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1, command,
            command_length, count, nanoseconds);
        SCardDisconnect(card, SCARD_LEAVE_CARD);
    }
    SCardReleaseContext(context);
    return result;
}
