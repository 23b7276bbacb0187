#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT is a cast that Swift does not import: SQLite copies the bytes before it returns.
static inline int prepaid_sqlite_bind_blob_copy(sqlite3_stmt *statement, int index,
                                                const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// The same for text in UTF-8.
static inline int prepaid_sqlite_bind_text_copy(sqlite3_stmt *statement, int index,
                                                const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
