#include "CTestProcess.h"

#include <signal.h>

const int prepaid_test_process = 1;

// Our programs ignore SIGPIPE at their start (CommandLineTool, Program.swift): a peer that is gone is an
// answer of write(2), not an end. The test process has no start of its own, and libraries that write to
// sockets without MSG_NOSIGNAL would end it in the midst of any test.
__attribute__((constructor)) static void ignore_broken_pipes(void) {
    signal(SIGPIPE, SIG_IGN);
}
