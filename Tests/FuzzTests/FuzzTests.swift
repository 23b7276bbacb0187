import DeviceThreads
import Foundation
import FuzzTargets
import TestSupport
import Testing

/// Every door takes its good inputs, what once broke it, and some that are made from both. The long search
/// is `make fuzz`.
@Suite(.timeLimit(.minutes(5)), .serialized) struct FuzzTests {
    /// Inputs that found something, by target.
    private static let found = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Found")

    @Test(arguments: FuzzTarget.allCases)
    func `no bytes break a door`(target: FuzzTarget) async throws {
        // The doors wait for servers and files: not on the threads that the servers need.
        try await DeviceWorker(name: "fuzz").perform {
            var random = SeededGenerator(seed: 1)
            for seed in try target.seeds() + Self.found(for: target) {
                target.run(seed)
                for _ in 0..<(target == .request || target == .journal ? 20 : 300) {
                    target.run(seed.mutated(using: &random))
                }
            }
        }
    }

    private static func found(for target: FuzzTarget) throws -> [[UInt8]] {
        let folder = found.appending(path: target.rawValue)
        guard FileManager.default.fileExists(atPath: folder.path()) else { return [] }
        return try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        ).map { [UInt8](try Data(contentsOf: $0)) }
    }
}

extension [UInt8] {
    /// Bits flipped, bytes put in, taken out and repeated: some of each.
    fileprivate func mutated(using random: inout SeededGenerator) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0...Swift.max(0, bytes.count - 1), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where !bytes.isEmpty:
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where !bytes.isEmpty: bytes[index] = .random(in: 0...255, using: &random)
            case 2 where !bytes.isEmpty:
                bytes.removeSubrange(index..<Swift.min(index + 3, bytes.count))
            case 3: bytes.insert(contentsOf: bytes.prefix(8), at: Swift.min(index, bytes.count))
            default:
                bytes.insert(
                    .random(in: 0...255, using: &random),
                    at: Swift.min(index, bytes.count)
                )
            }
        }
        return bytes
    }
}
