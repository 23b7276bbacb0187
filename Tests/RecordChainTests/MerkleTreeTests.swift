import Cryptography
import RecordChain
import Testing

@Suite struct MerkleTreeTests {
    /// The entries of the reference implementations' tests: `transparency-dev/merkle`,
    /// testonly/constants.go, and `google/certificate-transparency`, merkletree/merkle_tree_test.cc.
    static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696A6B6C6D6E6F",
    ].map(bytes)
    static let leaves = entries.map(MerkleTree.leafHash(of:))

    /// Their roots, by the number of entries.
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ].map(bytes)

    static func bytes(_ text: String) -> [UInt8] {
        guard let bytes = [UInt8](hexadecimal: text) else { preconditionFailure(text) }
        return bytes
    }

    /// The definition of RFC 6962, section 2.1, word by word.
    static func definedRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? SHA256.digest([]) }
        var count = 1
        while count * 2 < leaves.count { count *= 2 }
        let middle = leaves.startIndex + count
        return SHA256.digest([1] + definedRoot(leaves[..<middle]) + definedRoot(leaves[middle...]))
    }

    static func numbered(_ count: Int) -> [[UInt8]] {
        (0..<count).map { MerkleTree.leafHash(of: [UInt8($0 & 0xFF), UInt8($0 >> 8)]) }
    }

    @Test(arguments: 0...8) func `the published roots are met`(count: Int) {
        let tree = MerkleFrontier(leafHashes: Self.leaves.prefix(count))
        #expect(tree.root == Self.roots[count])
        #expect(tree.size == UInt64(count))
    }

    @Test func `a growing tree has the root of the definition at every size`() {
        let leaves = Self.numbered(200)
        var tree = MerkleFrontier()
        for count in 0...leaves.count {
            #expect(tree.root == Self.definedRoot(leaves[..<count]), "\(count) leaves")
            if count < leaves.count { tree.append(leafHash: leaves[count]) }
        }
    }

    /// The same sources: path to entry, in the tree of so many.
    @Test(arguments: [
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1, 5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ])
    func `the published proofs are met`(index: Int, size: Int, path: [String]) {
        let proof = InclusionProof(of: index, in: Array(Self.leaves.prefix(size)))
        #expect(proof.path == path.map(Self.bytes))
        #expect(proof.proves(leafHash: Self.leaves[index], in: Self.roots[size]))
    }

    @Test func `every leaf of every tree is proved, for its place alone`() {
        for count in 1...70 {
            let leaves = Self.numbered(count)
            let root = MerkleFrontier(leafHashes: leaves).root
            for index in 0..<count {
                let proof = InclusionProof(of: index, in: leaves)
                #expect(proof.proves(leafHash: leaves[index], in: root))
                let place = "leaf \(index) of \(count)"
                let other = InclusionProof(
                    index: proof.index ^ 1,
                    size: proof.size,
                    path: proof.path
                )
                #expect(!other.proves(leafHash: leaves[index], in: root) || count == 1, "\(place)")
                #expect(!proof.proves(leafHash: root, in: root) || count == 1, "\(place)")
            }
        }
    }

    @Test func `a path that ends below the root proves nothing`() {
        let leaf = Self.leaves[0]
        #expect(InclusionProof(index: 0, size: 1, path: []).proves(leafHash: leaf, in: leaf))
        #expect(!InclusionProof(index: 0, size: 2, path: []).proves(leafHash: leaf, in: leaf))
        // The root of the first two leaves is a node of the tree of four, and not its root.
        let proof = InclusionProof(of: 0, in: Array(Self.leaves.prefix(2)))
        let node = Self.roots[2]
        #expect(proof.proves(leafHash: leaf, in: node))
        let higher = InclusionProof(index: 0, size: 4, path: proof.path)
        #expect(!higher.proves(leafHash: leaf, in: node))
    }

    @Test func `a proof that was changed proves nothing`() {
        let leaves = Self.numbered(11)
        let root = MerkleFrontier(leafHashes: leaves).root
        for index in leaves.indices {
            let proof = InclusionProof(of: index, in: leaves)
            func proves(
                _ path: [[UInt8]],
                size: UInt64 = 11,
                leaf: [UInt8] = leaves[index],
                root: [UInt8] = root
            ) -> Bool {
                InclusionProof(index: proof.index, size: size, path: path)
                    .proves(leafHash: leaf, in: root)
            }
            #expect(proves(proof.path))
            for step in proof.path.indices {
                var path = proof.path
                path[step][index % 32] ^= 0x10
                #expect(!proves(path))
                path[step] = []
                #expect(!proves(path))
            }
            #expect(!proves(Array(proof.path.dropLast())))
            #expect(!proves(proof.path + [root]))
            #expect(!proves([]))
            #expect(!proves(proof.path, size: 0))
            #expect(!proves(proof.path, size: UInt64(index)))
            #expect(!proves(proof.path, leaf: []))
            #expect(!proves(proof.path, root: []))
        }
    }
}
