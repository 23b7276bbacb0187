#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct start {
    const char *program;
    char *const *words;
    const char *folder;
    const char *error_path;
    int output;
    pid_t identifier;
    int code;
    bool is_done;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool has_thread;
/// What the thread is asked for.
static struct start *asked;

/// Puts a descriptor in the place of a standard stream. Returns whether that was done.
static bool place(int descriptor, int stream) {
    return descriptor >= 0 && dup2(descriptor, stream) == stream;
}

/// The child, until it is another program. It has its parent's memory, and returns only when it could
/// not become one: calls nothing but system calls.
static void become(struct start *start, pid_t parent) {
    bool is_ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0
        && place(start->output, STDOUT_FILENO)
        && place(open(start->error_path, O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO)
        && place(open("/dev/null", O_RDONLY), STDIN_FILENO)
        && chdir(start->folder) == 0
        && close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
    // A parent that ended before the first line sends nothing any more.
    if (!is_ready || getppid() != parent) return;
    // A handler of the parent's must not run in its memory.
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN) continue;
        action.sa_handler = SIG_DFL;
        action.sa_flags = 0;
        sigaction(number, &action, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(start->program, start->words);
}

static void start_child(struct start *start) {
    pid_t parent = getpid();
    start->identifier = vfork();
    if (start->identifier == 0) {
        become(start, parent);
        start->code = errno;
        _exit(127);
    }
    if (start->identifier < 0) start->code = errno;
    else if (start->code != 0) while (waitpid(start->identifier, NULL, 0) < 0 && errno == EINTR) {}
}

static void *start_children(void *unused) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    prepaid_set_thread_name("children");
    pthread_mutex_lock(&mutex);
    while (true) {
        while (asked == NULL || asked->is_done) pthread_cond_wait(&changed, &mutex);
        start_child(asked);
        asked->is_done = true;
        pthread_cond_broadcast(&changed);
    }
    return unused;
}

/// Starts the thread that starts the children, once. Returns 0 or an errno value.
static int make_thread(void) {
    if (has_thread) return 0;
    pthread_t thread;
    int code = pthread_create(&thread, NULL, start_children, NULL);
    if (code != 0) return code;
    pthread_detach(thread);
    has_thread = true;
    return 0;
}

int prepaid_start_child(
    const char *program, char *const words[], const char *folder, const char *error_path, int output,
    pid_t *identifier
) {
    struct start start = {
        .program = program,
        .words = words,
        .folder = folder,
        .error_path = error_path,
        .output = output,
    };
    pthread_mutex_lock(&mutex);
    start.code = make_thread();
    if (start.code == 0) {
        while (asked != NULL) pthread_cond_wait(&changed, &mutex);
        asked = &start;
        pthread_cond_broadcast(&changed);
        while (!start.is_done) pthread_cond_wait(&changed, &mutex);
        asked = NULL;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&mutex);
    *identifier = start.identifier;
    return start.code;
}
