#define _GNU_SOURCE
#include "CSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int prepaid_open_terminal(int *controller, char *name, size_t capacity) {
    int descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    int code = 0;
    if (grantpt(descriptor) != 0 || unlockpt(descriptor) != 0) code = errno;
    else code = ptsname_r(descriptor, name, capacity);
    if (code != 0) {
        close(descriptor);
        return code;
    }
    *controller = descriptor;
    return 0;
}
