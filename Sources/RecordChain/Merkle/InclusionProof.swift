internal import Cryptography

/// That a leaf stands in a Merkle tree, without showing the other leaves: the hashes beside the way
/// from the leaf to the root (RFC 6962, section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
    /// Where the leaf stands, from 0.
    public let index: UInt64
    /// How many leaves the tree has.
    public let size: UInt64
    /// The hashes beside the way, from the leaf up.
    public let path: [[UInt8]]

    /// Takes a proof that somebody else made.
    public init(index: UInt64, size: UInt64, path: [[UInt8]]) {
        (self.index, self.size, self.path) = (index, size, path)
    }

    /// Proves the leaf at `index` of a tree. An index without leaf traps.
    public init(of index: Int, in leafHashes: [[UInt8]]) {
        precondition(leafHashes.indices.contains(index), "no leaf has this index")
        self.init(
            index: UInt64(index),
            size: UInt64(leafHashes.count),
            path: Self.path(to: index, in: leafHashes[...])
        )
    }

    private static func path(to index: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.startIndex + leftCount(of: leaves.count)
        let (left, right) = (leaves[..<middle], leaves[middle...])
        return index < middle
            ? path(to: index, in: left) + [MerkleFrontier(leafHashes: right).root]
            : path(to: index, in: right) + [MerkleFrontier(leafHashes: left).root]
    }

    /// The leaves in the left subtree: the largest power of two below `count`.
    private static func leftCount(of count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// Whether a leaf with this hash stands at `index` of the tree with that root (the algorithm of
    /// RFC 9162, section 2.1.3.2).
    public func proves(leafHash: [UInt8], in root: [UInt8]) -> Bool {
        guard index < size, leafHash.count == SHA256.byteCount else { return false }
        var (place, last) = (index, size - 1)
        var hash = leafHash
        for sibling in path {
            guard last > 0, sibling.count == SHA256.byteCount else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleTree.nodeHash(sibling, hash)
                // A subtree at the right edge without a sibling is moved up as it is.
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }
}
