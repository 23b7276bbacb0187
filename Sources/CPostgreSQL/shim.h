#pragma once
#include <libpq-fe.h>

// Swift does not import character constants.
static const int prepaid_diagnostic_state = PG_DIAG_SQLSTATE;
static const int prepaid_diagnostic_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int prepaid_diagnostic_message = PG_DIAG_MESSAGE_PRIMARY;
