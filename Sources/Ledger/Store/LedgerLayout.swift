import Book
import Prepayment
import RecordChain
import Relational

/// The tables of a store and the versions that they went through.
///
/// What came from outside (batches, keys, cases) has one version and is migrated step by step. What is
/// posted from it has another, and is made anew where that differs.
struct LedgerLayout<Driver: LedgerDriver> {
    let driver: Driver
    let connection: Driver.Connection

    /// Whether nothing was made yet.
    var isEmpty: Bool {
        get throws { try driver.contents(of: connection) == .nothing }
    }

    /// Makes the tables, or brings them up to date, in one transaction. A new store is filled first:
    /// from a backup, or not at all.
    func bringUpToDate(
        filling: (Driver.Connection) throws -> Void = { _ in }
    ) throws -> MigrationReport {
        try connection.transaction {
            let found = try knownLayout()
            if found == 0 {
                try driver.mark(connection)
                try connection.create(LedgerTables.layout)
            }
            for step in LedgerTables.steps[found...] { try step.run(on: connection) }
            try set(.tables, to: LedgerTables.steps.count)
            if found == 0 { try filling(connection) }
            let posted = try version(.postings)
            var records = 0
            if posted != PostingView.version {
                if posted > 0 { try connection.dropPostings() }
                records = try connection.postAll()
                try set(.postings, to: PostingView.version)
            }
            return MigrationReport(
                from: found,
                to: LedgerTables.steps.count,
                postedRecords: records
            )
        }
    }

    /// Refuses a store that `bringUpToDate` would change.
    func check() throws {
        guard try knownLayout() == LedgerTables.steps.count,
            try version(.postings) == PostingView.version
        else { throw LedgerError.olderLayout(path: driver.name) }
    }

    /// The layout of the tables, 0 in an empty store; a later program's is refused.
    private func knownLayout() throws -> Int {
        let (found, known) = (try version(.tables), LedgerTables.steps.count)
        guard found <= known else {
            throw LedgerError.newerLayout(path: driver.name, found: found, known: known)
        }
        return found
    }

    private enum Part: String {
        case tables
        case postings
    }

    /// 0 where there is none yet.
    private func version(_ part: Part) throws -> Int {
        guard try driver.contents(of: connection) == .ledger else { return 0 }
        let version = try connection.first(
            "SELECT version FROM ledger_layout WHERE part = ?",
            part.rawValue
        ) { try $0.integer(0) }
        return Int(version ?? 0)
    }

    private func set(_ part: Part, to version: Int) throws {
        try connection.run(
            """
            INSERT INTO ledger_layout VALUES (?, ?)
            ON CONFLICT (part) DO UPDATE SET version = excluded.version
            """,
            part.rawValue,
            version
        )
    }
}

/// What became of a store's layout.
public struct MigrationReport: Hashable, Sendable {
    /// The layout that was found; 0 for an empty store.
    public let from: Int
    /// The layout now.
    public let to: Int
    /// How many records were posted anew; 0 where what is posted was up to date.
    public let postedRecords: Int
}

/// The tables of what came from outside.
enum LedgerTables {
    /// All of them, as they are now.
    static var all: [SQLTable] { steps.flatMap(\.tables) }

    static let layout = SQLTable(
        "ledger_layout",
        [.text("part"), .integer("version")],
        key: ["part"]
    )

    /// What leads from one layout to the next. Only ever grows at its end.
    static let steps: [LayoutStep] = [
        LayoutStep(
            tables: [
                CursorTable.table, BatchTable.table, EnrolmentTables.code, EnrolmentTables.key,
                LedgerKeyTable.table, CaseTable.table, WatchTables.heartbeat, WatchTables.claim,
                WatchTables.dayRoot,
            ],
            statements: [BatchTable.dayIndex, EnrolmentTables.keyIndex]
        )
    ]
}

/// One step from a layout to the next.
struct LayoutStep {
    let tables: [SQLTable]
    let statements: [String]

    func run(on connection: some SQLConnection) throws {
        for table in tables { try connection.create(table) }
        for statement in statements { try connection.execute(statement) }
    }
}

extension SQLConnection {
    fileprivate func dropPostings() throws {
        for table in PostingView.tables { try execute("DROP TABLE \(table.name)") }
    }

    /// Makes the tables of what is posted, and fills them from the batches.
    fileprivate func postAll() throws -> Int {
        for table in PostingView.tables { try create(table) }
        for index in PostingView.indexes { try execute(index) }
        let objections = try objections()
        var count = 0
        try forEachPage { page in
            let records = try page.map { try $0.newRecords() }
            var posting = BatchPosting(objections: objections)
            try posting.load(records, from: self)
            for record in records.joined() { posting.post(record.record) }
            try posting.write(to: self)
            count += records.reduce(0) { $0 + $1.count }
        }
        return count
    }
}
