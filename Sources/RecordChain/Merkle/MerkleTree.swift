internal import Cryptography

/// The hashing of a Merkle tree (RFC 6962, section 2.1): a leaf and a node are hashed with different
/// bytes before them, so that no leaf can be taken for a node.
public enum MerkleTree {
    /// The root of a tree without leaves: the SHA-256 of nothing.
    public static let emptyRoot = SHA256.digest([])

    /// The hash of a leaf that holds `entry`.
    public static func leafHash(of entry: [UInt8]) -> [UInt8] { SHA256.digest([0x00] + entry) }

    /// The hash of the node above two others.
    public static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        SHA256.digest([0x01] + left + right)
    }
}

/// The right edge of a growing Merkle tree: all that is needed to append leaves and to give the root,
/// 32 bytes for each bit of the number of leaves.
public struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves the tree has.
    public private(set) var size: UInt64 = 0
    /// The roots of the full subtrees from left to right, one for each bit that is set in `size`.
    private var peaks: [[UInt8]] = []

    /// A tree without leaves.
    public init() {}

    /// A tree with these leaves, by their hashes.
    public init(leafHashes: some Sequence<[UInt8]>) {
        for hash in leafHashes { append(leafHash: hash) }
    }

    /// Adds a leaf by its hash, which must be 32 bytes.
    public mutating func append(leafHash: [UInt8]) {
        precondition(leafHash.count == SHA256.byteCount, "a leaf hash is a SHA-256")
        var peak = leafHash
        // Two full subtrees of one height become one of the next: a carry in binary counting.
        for _ in 0..<size.trailingOneBitCount {
            peak = MerkleTree.nodeHash(peaks.removeLast(), peak)
        }
        peaks.append(peak)
        size += 1
    }

    /// The root of the tree as it is now, 32 bytes.
    public var root: [UInt8] {
        guard let last = peaks.last else { return MerkleTree.emptyRoot }
        return peaks.dropLast().reversed().reduce(last) { MerkleTree.nodeHash($1, $0) }
    }
}

extension UInt64 {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
