#pragma once

#include <spawn.h>
#include <stddef.h>
#include <sys/types.h>

/// Names the calling thread; Linux keeps 15 bytes. Returns 0 or an errno value.
/// `pthread_setname_np` needs _GNU_SOURCE and is not visible through `import Glibc`.
int prepaid_set_thread_name(const char *name);

/// `pipe2(2)` with O_CLOEXEC: no other program that is started meanwhile inherits the ends.
int prepaid_pipe_cloexec(int ends[2]);

/// `accept4(2)` with SOCK_CLOEXEC, for the same reason: a copy in another program would keep a
/// connection open that this one has closed.
int prepaid_accept_cloexec(int listener);

/// Starts a program that is killed when this process ends, however that ends. It is looked for in PATH,
/// starts in `folder`, and inherits nothing but what signals are ignored, the environment and three
/// streams: nothing to read, `output`, and a file that its errors are added to. No signal is blocked.
///
/// `words` are its arguments with its name first and NULL at the end. Returns 0 or an errno value.
///
/// The kernel sees the end of the thread that started a child (`PR_SET_PDEATHSIG`, prctl(2)), so that
/// one thread starts all of them and stays as long as the process. posix_spawn(3) cannot ask for that.
int prepaid_start_child(
    const char *program, char *const words[], const char *folder, const char *error_path, int output,
    pid_t *identifier
);

/// `posix_spawn_file_actions_addclosefrom_np(3)`: the child inherits its three standard streams and
/// nothing else. Libraries open sockets without O_CLOEXEC, and a child that holds a copy keeps the
/// other end from seeing that this program has closed it. To be added last.
int prepaid_spawn_with_standard_streams_only(posix_spawn_file_actions_t *actions);

/// Opens a pseudo-terminal, `posix_openpt(3)` and what belongs to it; `name` becomes the path of
/// its other end. Returns 0 or an errno value.
int prepaid_open_terminal(int *controller, char *name, size_t capacity);
