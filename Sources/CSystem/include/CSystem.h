#pragma once

/// Names the calling thread; Linux keeps 15 bytes. Returns 0 or an errno value.
/// `pthread_setname_np` needs _GNU_SOURCE and is not visible through `import Glibc`.
int prepaid_set_thread_name(const char *name);
