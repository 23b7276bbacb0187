// Ends a program, or fails its disk, at a chosen flush: loaded before it with LD_PRELOAD, this stands
// in for fsync(2) and fdatasync(2), the two calls that make a record durable.
//
//     KILL_SWITCH=before:7   SIGKILL in place of the seventh flush
//     KILL_SWITCH=after:7    SIGKILL when the seventh flush has returned
//     KILL_SWITCH=fail:7     the seventh flush is not made and answers EIO; later ones work, as the
//                            kernel answers them after it has dropped what it could not write
//     KILL_SWITCH_MARK=FILE  is made when that happens, and holds the name of the file to be flushed

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
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

static void leave_mark(int descriptor) {
    const char *path = getenv("KILL_SWITCH_MARK");
    char link[64], name[1024];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, name, sizeof name);
    int mark = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (mark < 0) { return; }
    if (length > 0 && write(mark, name, (size_t)length) != length) { abort(); }
    close(mark);
}

static void end_here(int descriptor) {
    leave_mark(descriptor);
    kill(getpid(), SIGKILL);
}

static int flush(const char *name, int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    long number = atomic_fetch_add(&flushes, 1) + 1;
    if (is_chosen("before", number)) { end_here(descriptor); }
    if (is_chosen("fail", number)) {
        leave_mark(descriptor);
        errno = EIO;
        return -1;
    }
    int result = real(descriptor);
    if (is_chosen("after", number)) { end_here(descriptor); }
    return result;
}

int fsync(int descriptor) { return flush("fsync", descriptor); }
int fdatasync(int descriptor) { return flush("fdatasync", descriptor); }
