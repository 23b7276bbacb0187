// Ends a program, or fails its disk, at a chosen flush: loaded before it with LD_PRELOAD, this stands
// in for fsync(2) and fdatasync(2), the two calls that make a record durable.
//
//     KILL_SWITCH=before:7   SIGKILL in place of the seventh flush
//     KILL_SWITCH=after:7    SIGKILL when the seventh flush has returned
//     KILL_SWITCH=fail:7     the seventh flush is not made and answers EIO; later ones work, as the
//                            kernel answers them after it has dropped what it could not write

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long flushes;

static int is_chosen(const char *word, long number) {
    const char *wanted = getenv("KILL_SWITCH");
    size_t length = strlen(word);
    return wanted != NULL && strncmp(wanted, word, length) == 0 && wanted[length] == ':'
        && atol(wanted + length + 1) == number;
}

static int flush(const char *name, int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    long number = atomic_fetch_add(&flushes, 1) + 1;
    if (is_chosen("before", number)) { kill(getpid(), SIGKILL); }
    if (is_chosen("fail", number)) {
        errno = EIO;
        return -1;
    }
    int result = real(descriptor);
    if (is_chosen("after", number)) { kill(getpid(), SIGKILL); }
    return result;
}

int fsync(int descriptor) { return flush("fsync", descriptor); }
int fdatasync(int descriptor) { return flush("fdatasync", descriptor); }
