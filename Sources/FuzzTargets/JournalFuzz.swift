import FoundationEssentials
import Glibc
import Journal
import Prepayment
import RecordChain
import TestSupport

/// The journal's file as a failing disk or a hand could leave it: what opens is verified whole, and takes a
/// record more.
enum JournalFuzz {
    static func run(_ input: [UInt8]) {
        let folder = MemoryFolder()
        let path = folder.path + "/journal.sqlite"
        guard FileManager.default.createFile(atPath: path, contents: Data(input)) else {
            broken("a file can be made in memory")
        }
        guard let journal = try? JournalFile(path: path, kiosk: Sample.kiosk) else { return }
        let before = journal.head
        if let record = try? journal.append(.programStarted(version: "fuzz")) {
            guard record.previousHash == before.hash,
                record.record.header.sequence == before.sequence + 1
            else { broken("a record follows the one before it") }
        }
        journal.close()
    }

    /// Journals of none, some and many records.
    static func seeds() throws -> [[UInt8]] {
        try [0, 3, 40].map { count in
            let folder = MemoryFolder()
            let path = folder.path + "/journal.sqlite"
            let journal = try JournalFile(path: path, kiosk: Sample.kiosk)
            for number in 0..<count {
                let intent = Sample.intent(requestKey: "request-\(number)")
                try journal.append(.saleIntended(intent))
            }
            journal.close()
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        }
    }
}

/// A folder in memory that goes with its owner.
final class MemoryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/dev/shm/fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { broken("a folder can be made in memory") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { remove() }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
