import Cryptography
import Glibc
import Prepayment
import Relational

/// A backup file: all tables of what came from outside, whatever database they are from. What is
/// posted is left out, for it is made again.
///
///     "PKLB" · version (1) = 1 · layout (2)
///     · tables: 1 · name (counted) · columns (1) · rows: 2 · values
///     · 0 · rows (8) · SHA-256 of all before (32)
///
/// A value is its kind and itself: 0 NULL; 1 an integer (8); 2 a text, 3 bytes, behind a length (4).
enum Archive {
    static let magic = Array("PKLB".utf8)
    static let version: UInt8 = 1

    enum Mark: UInt8 {
        case end = 0
        case table = 1
        case row = 2
    }
}

/// Why a backup file cannot be written or read.
public enum ArchiveError: Error, Hashable, Sendable {
    /// The system refused.
    case file(path: String, reason: String)
    /// Something is there already, and a backup never takes its place.
    case exists(path: String)
    /// It does not begin as a backup does.
    case notABackup(path: String)
    /// It is cut short or was changed: the digest at its end is not its own.
    case damaged(path: String)
    /// A later version of this program wrote it.
    case newer(path: String)
    /// The store that it would go into holds something.
    case storeNotEmpty(path: String)

    /// What the last system call said.
    static func system(_ path: String) -> ArchiveError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .file(let path, let reason): "\(path) cannot be used: \(reason)."
        case .exists(let path): "\(path) is there already."
        case .notABackup(let path): "\(path) is not a ledger's backup."
        case .damaged(let path): "\(path) is cut short, or was changed."
        case .newer(let path): "A later version of this program wrote \(path)."
        case .storeNotEmpty(let path): "\(path) is not empty."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .file: "Check the path, its owner and the room on the disk."
        case .exists: "Name a new file."
        case .notABackup: "Check the path: `ledger backup` writes such files."
        case .damaged: "Nothing was restored; take another copy."
        case .newer: "Use that version."
        case .storeNotEmpty: "A backup is restored into an empty store: name a new one in `store`."
        }
    }
}

/// Writes a backup beside its place, and puts it there when it is whole and on the disk. One owner.
final class ArchiveWriter {
    private let path: String
    private let stream: UnsafeMutablePointer<FILE>
    private let digest = StreamingDigest()
    private(set) var rowCount: UInt64 = 0
    private var isClosed = false

    init(path: String, layout: Int) throws(ArchiveError) {
        guard access(path, F_OK) != 0 else { throw .exists(path: path) }
        self.path = path
        let descriptor = open(Self.part(of: path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0, let stream = fdopen(descriptor, "w") else {
            throw .system(path)
        }
        self.stream = stream
        var writer = ByteWriter()
        writer.write(Archive.magic)
        writer.write(Archive.version)
        writer.write(UInt16(layout))
        try put(writer.bytes)
    }

    deinit {
        guard !isClosed else { return }
        // It was given up: an error goes on that says more than one of cleaning up.
        fclose(stream)
        unlink(Self.part(of: path))
    }

    private static func part(of path: String) -> String { path + ".part" }

    func begin(_ table: SQLTable) throws(ArchiveError) {
        var writer = ByteWriter()
        writer.write(Archive.Mark.table.rawValue)
        writer.writeCounted(Array(table.name.utf8))
        writer.write(UInt8(table.columns.count))
        try put(writer.bytes)
    }

    func add(_ values: [SQLValue]) throws(ArchiveError) {
        var writer = ByteWriter()
        writer.write(Archive.Mark.row.rawValue)
        for value in values { writer.write(value) }
        rowCount += 1
        try put(writer.bytes)
    }

    /// Ends the file and gives its digest.
    func finish() throws(ArchiveError) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Archive.Mark.end.rawValue)
        writer.write(rowCount)
        try put(writer.bytes)
        let hash = digest.finished()
        guard fwrite(hash, 1, hash.count, stream) == hash.count, fflush(stream) == 0,
            fsync(fileno(stream)) == 0,
            // Fails where a file came there meanwhile: a backup takes nobody's place.
            link(Self.part(of: path), path) == 0
        else { throw .system(path) }
        isClosed = true
        guard fclose(stream) == 0, unlink(Self.part(of: path)) == 0 else { throw .system(path) }
        return hash
    }

    private func put(_ bytes: [UInt8]) throws(ArchiveError) {
        digest.update(bytes)
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
            throw .system(path)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ value: SQLValue) {
        switch value {
        case .null: write(UInt8(0))
        case .integer(let integer):
            write(UInt8(1))
            write(integer)
        case .text(let text):
            write(UInt8(2))
            write(UInt32(text.utf8.count))
            write(Array(text.utf8))
        case .bytes(let bytes):
            write(UInt8(3))
            write(UInt32(bytes.count))
            write(bytes)
        }
    }
}
