/// One file: what the cache shows, what is on the disk, and what was written since the last sync.
struct DiskFile: Sendable {
    private enum Change: Sendable {
        case write(offset: Int, [UInt8])
        case truncate(Int)
    }

    private(set) var bytes: [UInt8]
    /// Nil until the first sync: the name itself is not on the disk before.
    private(set) var durable: [UInt8]?
    private var pending: [Change] = []

    /// Torn writes end at a multiple of this.
    private static let sectorBytes = 512

    init() { bytes = [] }

    init(durable: [UInt8]) { (bytes, self.durable) = (durable, durable) }

    mutating func write(_ new: UnsafeRawBufferPointer, at offset: Int) {
        Self.write(new, at: offset, to: &bytes)
        pending.append(.write(offset: offset, Array(new)))
    }

    mutating func truncate(to size: Int) {
        Self.truncate(&bytes, to: size)
        pending.append(.truncate(size))
    }

    mutating func sync() {
        var synced = durable ?? []
        durable = nil
        for change in pending { Self.apply(change, to: &synced) }
        durable = synced
        pending.removeAll(keepingCapacity: true)
    }

    /// The cache goes on showing what will never be on the disk.
    mutating func loseUnsynced() { pending.removeAll(keepingCapacity: true) }

    /// What a power cut leaves of it, and of how many writes it left a part or nothing; no file where
    /// none was ever synced.
    func afterPowerCut(
        _ dice: inout some RandomNumberGenerator
    ) -> (DiskFile?, torn: Int, lost: Int) {
        guard var rest = durable else { return (nil, 0, pending.count) }
        var (torn, lost) = (0, 0)
        for change in pending {
            switch Int.random(in: 0..<3, using: &dice) {
            case 0:
                lost += 1
            case 1:
                Self.apply(change, to: &rest)
            default:
                guard case .write(let offset, let new) = change, new.count > Self.sectorBytes else {
                    lost += 1
                    continue
                }
                let sectors = new.count / Self.sectorBytes
                let kept = Int.random(in: 0..<sectors, using: &dice) * Self.sectorBytes
                new[..<kept].withUnsafeBytes { Self.write($0, at: offset, to: &rest) }
                torn += 1
            }
        }
        return (DiskFile(durable: rest), torn, lost)
    }

    mutating func flipBit(in text: [UInt8], at offset: Int) -> Bool {
        guard text.indices.contains(offset), let place = Self.last(text, in: bytes) else {
            return false
        }
        bytes[place + offset] ^= 1
        if var kept = durable, kept.count > place + offset {
            durable = nil
            kept[place + offset] ^= 1
            durable = kept
        }
        return true
    }

    private static func last(_ text: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= text.count else { return nil }
        return (0...bytes.count - text.count).last { start in
            bytes[start] == text[0] && bytes[start..<start + text.count].elementsEqual(text)
        }
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .write(let offset, let new):
            new.withUnsafeBytes { write($0, at: offset, to: &bytes) }
        case .truncate(let size): truncate(&bytes, to: size)
        }
    }

    private static func write(
        _ new: UnsafeRawBufferPointer,
        at offset: Int,
        to bytes: inout [UInt8]
    ) {
        let end = offset + new.count
        if bytes.count < end {
            bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
        }
        bytes.withUnsafeMutableBytes { all in
            all[offset..<end].copyBytes(from: new)
        }
    }

    private static func truncate(_ bytes: inout [UInt8], to size: Int) {
        if bytes.count > size {
            bytes.removeLast(bytes.count - size)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
        }
    }
}
