import TestSupport
import Testing

@testable import PostgreSQL

struct ErrorTests {
    private enum Kind: String, CaseIterable {
        case cannotConnect, connectionLost, outcomeUnknown, conflict, copyRefused
        case constraintViolated, timedOut, outOfResources, readOnly, permissionDenied
        case serverFailed, statementFailed, unexpectedType

        func error(_ fault: PostgreSQLFault) -> PostgreSQLError {
            switch self {
            case .cannotConnect: .cannotConnect(fault)
            case .connectionLost: .connectionLost(fault)
            case .outcomeUnknown: .outcomeUnknown(fault)
            case .conflict: .conflict(fault)
            case .copyRefused: .copyRefused(fault)
            case .constraintViolated: .constraintViolated(fault)
            case .timedOut: .timedOut(fault)
            case .outOfResources: .outOfResources(fault)
            case .readOnly: .readOnly(fault)
            case .permissionDenied: .permissionDenied(fault)
            case .serverFailed: .serverFailed(fault)
            case .statementFailed: .statementFailed(fault)
            case .unexpectedType: .unexpectedType(fault)
            }
        }
    }

    /// Each class of Appendix A, and each code that is told apart.
    private static let meanings: [(Kind, String)] = [
        (
            .connectionLost,
            "08000 08003 08006 08001 08004 08007 08P01 57P01 57P02 57P03 57P05 25P03"
        ),
        (.outcomeUnknown, "40003"),
        (.conflict, "40000 40001 40P01"),
        (.constraintViolated, "23000 23001 23502 23503 23505 23514 23P01 40002"),
        (.timedOut, "57014 55P03"),
        (.outOfResources, "53000 53100 53200 53300 53400"),
        (.readOnly, "25006"),
        (.permissionDenied, "28000 28P01 42501"),
        (.serverFailed, "58000 58030 58P01 F0000 XX000 XX001 XX002"),
        (
            .statementFailed,
            """
            03000 09000 0A000 0B000 0F000 0L000 0P000 0Z000 20000 21000 22000 22P02 22021 24000 \
            25000 25P02 26000 27000 2B000 2D000 2F000 34000 38000 39000 3B000 3D000 3F000 42000 \
            42601 42703 42P01 44000 54000 55000 55006 57000 57P04 72000 HV000 P0000 P0001
            """
        ),
    ]

    @Test func `every code of the server has its meaning`() {
        for (kind, states) in Self.meanings {
            for state in states.split(separator: " ") {
                let fault = Self.fault(state: String(state))
                #expect(SQLState.error(fault) == kind.error(fault), "\(state)")
            }
        }
    }

    @Test func `every error has a sentence and a hint, and tells where it happened`() {
        for kind in Kind.allCases {
            let error = kind.error(Self.fault(state: "99999"))
            #expect(error.sentence.contains("host:5432/book"), "\(kind)")
            #expect(error.sentence.contains("message"), "\(kind)")
            #expect(!error.hint.isEmpty, "\(kind)")
            #expect(error.isTransient == [.conflict, .copyRefused].contains(kind), "\(kind)")
            #expect(error.isOutcomeUnknown == (kind == .outcomeUnknown), "\(kind)")
            let lost: [Kind] = [.cannotConnect, .connectionLost, .outcomeUnknown]
            #expect(error.isConnectionLost == lost.contains(kind), "\(kind)")
        }
    }

    @Test(arguments: [
        "postgresql://ledger:s3cret@127.0.0.1:1/book",
        "postgresql://ledger@127.0.0.1:1/book?password=s3cret",
        "postgresql://ledger:s3cret/x@127.0.0.1/book",
        "postgresql://ledger:s3cret?x@127.0.0.1/book",
        "postgresql://ledger:%s3cret@127.0.0.1/book",
        "postgresql://ledger:s3cret@[::1/book",
        "postgresql://ledger:x@127.0.0.1:s3cret/book",
        "host=127.0.0.1 password=s3cret",
        "s3cret",
    ])
    func `a password is not shown`(url: String) {
        let error = #expect(throws: PostgreSQLError.self) { try PostgreSQLConnection(url: url) }
        #expect(error.map { !"\($0) \($0.sentence) \($0.hint)".contains("s3cret") } == true)
    }

    @Test func `a server that is not there is named`() throws {
        let error = #expect(throws: PostgreSQLError.self) {
            try PostgreSQLConnection(url: "postgresql://ledger:s3cret@127.0.0.1:1/book")
        }
        let sentence = try #require(error?.sentence)
        #expect(sentence.hasPrefix("There is no connection to 127.0.0.1:1/book: "))
        #expect(sentence.contains("Connection refused"))
    }

    private static func fault(state: String) -> PostgreSQLFault {
        PostgreSQLFault(
            operation: "SELECT",
            server: "host:5432/book",
            sqlState: state,
            message: "message"
        )
    }
}
