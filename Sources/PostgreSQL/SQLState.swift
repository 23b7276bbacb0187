/// What the server's codes mean here. Source: PostgreSQL 15, Appendix A, "PostgreSQL Error Codes".
enum SQLState {
    /// 40003: a commit may have happened.
    static let completionUnknown = "40003"

    /// The error that a fault with its code is.
    static func error(_ fault: PostgreSQLFault) -> PostgreSQLError {
        switch fault.sqlState {
        case completionUnknown: .outcomeUnknown(fault)
        // The server stops, has crashed, does not take connections yet, or cut an idle one.
        case "57P01", "57P02", "57P03", "57P05", "25P03": .connectionLost(fault)
        // Cancelled, by the statement's timeout too; a lock was not had in time.
        case "57014", "55P03": .timedOut(fault)
        case "25006": .readOnly(fault)
        case "42501": .permissionDenied(fault)
        // A constraint that is checked at the commit.
        case "40002": .constraintViolated(fault)
        default: errorOfClass(fault)
        }
    }

    private static func errorOfClass(_ fault: PostgreSQLFault) -> PostgreSQLError {
        switch fault.sqlState.prefix(2) {
        case "08": .connectionLost(fault)
        case "23": .constraintViolated(fault)
        case "28": .permissionDenied(fault)
        // Rolled back: 40001 a serialization failure, 40P01 a deadlock.
        case "40": .conflict(fault)
        case "53": .outOfResources(fault)
        // Input or output, a damaged configuration, damaged data.
        case "58", "F0", "XX": .serverFailed(fault)
        default: .statementFailed(fault)
        }
    }
}
