#pragma once

/// Linked into the tests for its effect alone: see process.c.
extern const int prepaid_test_process;
