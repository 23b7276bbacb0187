import Cryptography
import Glibc
import Relational

/// Reads a backup from its beginning to its end. Nothing of it may be believed before `next` gave
/// `end`: only then its digest was seen to be its own.
final class ArchiveReader {
    enum Part {
        case table(name: String, columnCount: Int)
        case row([SQLValue])
        case end
    }

    let layout: Int
    private let path: String
    private let stream: UnsafeMutablePointer<FILE>
    private let digest = StreamingDigest()
    private var columnCount = 0
    private var rowCount: UInt64 = 0

    init(path: String) throws(ArchiveError) {
        self.path = path
        guard let stream = fopen(path, "re") else {
            throw .system(path)
        }
        self.stream = stream
        var head = [UInt8](repeating: 0, count: Archive.magic.count + 3)
        guard fread(&head, 1, head.count, stream) == head.count,
            head.starts(with: Archive.magic)
        else {
            layout = 0
            throw .notABackup(path: path)
        }
        layout = Int(head[5]) << 8 | Int(head[6])
        guard head[4] == Archive.version else { throw .newer(path: path) }
        digest.update(head)
    }

    deinit { fclose(stream) }

    /// Reads a file through, for its digest: a value out of a damaged one would be the database's to
    /// refuse, in words that lead astray.
    static func check(_ path: String) throws(ArchiveError) {
        let archive = try ArchiveReader(path: path)
        while true {
            if case .end = try archive.next() { return }
        }
    }

    func next() throws(ArchiveError) -> Part {
        guard let mark = Archive.Mark(rawValue: try read(1)[0]) else { throw .damaged(path: path) }
        switch mark {
        case .table:
            let name = String(decoding: try read(Int(try number(2))), as: UTF8.self)
            columnCount = Int(try number(1))
            return .table(name: name, columnCount: columnCount)
        case .row:
            var values: [SQLValue] = []
            for _ in 0..<columnCount { values.append(try value()) }
            rowCount += 1
            return .row(values)
        case .end:
            try checkEnd()
            return .end
        }
    }

    private func checkEnd() throws(ArchiveError) {
        let told = try number(8)
        let expected = digest.finished()
        var hash = [UInt8](repeating: 0, count: expected.count)
        guard fread(&hash, 1, hash.count, stream) == hash.count, fgetc(stream) == EOF,
            hash == expected, told == rowCount
        else { throw .damaged(path: path) }
    }

    private func value() throws(ArchiveError) -> SQLValue {
        switch try number(1) {
        case 0: return .null
        case 1: return .integer(Int64(bitPattern: try number(8)))
        case 2: return .text(String(decoding: try read(Int(try number(4))), as: UTF8.self))
        case 3: return .bytes(try read(Int(try number(4))))
        default: throw .damaged(path: path)
        }
    }

    private func number(_ byteCount: Int) throws(ArchiveError) -> UInt64 {
        try read(byteCount).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// No value is longer than a batch and what stands beside it.
    private static let longestValueByteCount = 1 << 24

    private func read(_ count: Int) throws(ArchiveError) -> [UInt8] {
        guard count <= Self.longestValueByteCount else { throw .damaged(path: path) }
        var bytes = [UInt8](repeating: 0, count: count)
        guard fread(&bytes, 1, count, stream) == count else { throw .damaged(path: path) }
        digest.update(bytes)
        return bytes
    }
}
