#define _GNU_SOURCE
#include "CSystem.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int prepaid_pipe_cloexec(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int prepaid_spawn_with_standard_streams_only(posix_spawn_file_actions_t *actions) {
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}

int prepaid_accept_cloexec(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}
