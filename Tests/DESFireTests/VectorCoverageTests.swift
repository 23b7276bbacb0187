import TestSupport
import Testing

/// Which kinds of vectors the tests of this target run, and which belong to others.
@Suite struct `Coverage of the card vectors` {
    /// Each has a test here that runs every vector of the kind.
    static let ownKinds: Set<String> = [
        "an10922-aes128", "an10922-tdes", "crc32", "ev1-auth-aes", "ev1-frames", "ev1-changekey",
        "ev2-auth-first", "ev2-session-keys", "ev2-iv", "ev2-response-decrypt", "ev2-frames",
        "ev2-changekey", "tmac-session-keys", "tmac-value", "wrapped-apdu", "native-encoding",
        "file-settings", "topup-transcript",
    ]
    /// The e-purse of PBOC is no DESFire card.
    static let foreignKinds: Set<String> = ["pboc-load", "pboc-purchase"]

    @Test func `every vector is of a kind that somebody runs`() throws {
        let vectors = try CardVectors.all()
        for vector in vectors where !Self.ownKinds.union(Self.foreignKinds).contains(vector.kind) {
            Issue.record("no test knows the kind of \(vector)")
        }
        let counts = Dictionary(grouping: vectors, by: \.kind).mapValues(\.count)
        for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("vectors", kind, count, Self.ownKinds.contains(kind) ? "run here" : "not DESFire")
        }
        for kind in Self.ownKinds { #expect(counts[kind, default: 0] > 0, "no vector of \(kind)") }
    }
}
