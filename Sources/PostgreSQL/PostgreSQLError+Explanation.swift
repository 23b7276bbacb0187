extension PostgreSQLError {
    /// What happened.
    public var sentence: String {
        let server = fault?.server ?? ""
        let message = fault.map(Self.words) ?? ""
        switch self {
        case .invalidURL(let reason): return "The URL of the database is not understood: \(reason)."
        case .cannotConnect: return "There is no connection to \(server): \(message)."
        case .connectionLost: return "The connection to \(server) was lost: \(message)."
        case .outcomeUnknown:
            return "\(server) did not say whether a change was committed: \(message)."
        case .conflict: return "Another transaction was in the way at \(server): \(message)."
        case .copyRefused: return "\(server) does not take COPY: \(message)."
        case .constraintViolated(let fault):
            return "\(server) refused a change: \(message) (\(fault.operation))."
        case .timedOut(let fault):
            return "\(server) took too long: \(message) (\(fault.operation))."
        case .outOfResources: return "\(server) has run out of something: \(message)."
        case .readOnly: return "\(server) takes no changes: \(message)."
        case .permissionDenied: return "\(server) refuses this user: \(message)."
        case .serverFailed(let fault):
            return "\(server) failed: \(message) (\(fault.operation))."
        case .statementFailed(let fault), .unexpectedType(let fault):
            return "\(server) does not fit this program: \(message) (\(fault.operation))."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .invalidURL:
            return """
                Write postgresql://user@host:5432/database, with %40 for @ and %2F for / in a \
                password; or keep the password in the file that PGPASSFILE names.
                """
        case .cannotConnect:
            return "Check that the server runs, and the URL's host, port, user and database."
        case .connectionLost: return "Connect again; what was not committed is sent again."
        case .outcomeUnknown: return "Connect again and read what is there before going on."
        case .conflict, .copyRefused: return "Run the whole transaction again."
        case .timedOut: return "See in pg_stat_activity what the server does, then try again."
        case .outOfResources: return "See the server's log; free what is missing, then try again."
        case .readOnly:
            return "Give the URL of the primary, or several hosts and target_session_attrs=primary."
        case .permissionDenied: return "Give the user the right to read and write the tables."
        case .serverFailed: return "See the server's log and its disk before going on."
        case .constraintViolated, .statementFailed, .unexpectedType:
            return "Check that the URL is right; if it is, this is a defect: please report it."
        }
    }

    private static func words(of fault: PostgreSQLFault) -> String {
        fault.sqlState.isEmpty ? fault.message : "\(fault.message) [\(fault.sqlState)]"
    }
}
