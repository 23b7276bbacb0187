internal import CPostgreSQL

/// One answer of the server. Wraps `PGresult`.
struct Answer: ~Copyable {
    let handle: OpaquePointer

    init(handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// True when the server waits for the rows of a COPY.
    var isTransfer: Bool {
        switch status {
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: true
        default: false
        }
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    var isFailure: Bool {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE: false
        default: true
        }
    }

    /// The name of the command and what it did, as `INSERT 0 3`.
    var tag: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows the command changed. Wraps `PQcmdTuples`, empty for other commands.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    var rowCount: Int32 { PQntuples(handle) }

    /// The server's code; empty for an error of libpq's own.
    var sqlState: String { field(prepaid_diagnostic_state) ?? "" }

    /// True when the server closes the connection after this error.
    var isFatal: Bool {
        switch field(prepaid_diagnostic_severity) {
        case "FATAL", "PANIC": true
        default: false
        }
    }

    /// The error in a sentence, without the detail, which may repeat values.
    var message: String {
        field(prepaid_diagnostic_message)
            ?? String(cString: PQresultErrorMessage(handle)).prefix { !$0.isNewline }.description
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(handle, code).map { String(cString: $0) }
    }
}
