#define _GNU_SOURCE
#include "CSystem.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int prepaid_pipe_cloexec(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int prepaid_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder) {
    return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int prepaid_accept_cloexec(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}
