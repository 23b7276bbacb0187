internal import FoundationEssentials

/// The paper that hangs out of the printer: what came out since it was last torn off.
///
/// The files stay in the printer's folder; only what hangs is forgotten.
public struct ReceiptRoll: Sendable {
    /// A receipt that hangs there.
    public struct Piece: Codable, Sendable, Hashable {
        /// The name of its files, without the ending: `receipt-0001`.
        public let name: String
        /// Whether its job broke off.
        public let isTorn: Bool
    }

    /// The printer's folder.
    private let folder: String
    /// The last piece that was torn off, with all before it.
    private var lastTornOff = ""

    /// What lies in the folder already was torn off some other day.
    public init(_ folder: String) {
        self.folder = folder
        tearOff()
    }

    /// The newest first.
    public var pieces: [Piece] {
        names().filter { $0 > lastTornOff }.reversed()
            .map { Piece(name: $0, isTorn: $0.hasSuffix("-torn")) }
    }

    /// Takes all that hangs out.
    public mutating func tearOff() { lastTornOff = names().last ?? "" }

    /// The picture of a piece that hangs, as PNG; nil where none has that name.
    public func picture(of name: String) -> [UInt8]? {
        guard pieces.contains(where: { $0.name == name }) else { return nil }
        return FileManager.default.contents(atPath: "\(folder)/\(name).png").map { [UInt8]($0) }
    }

    /// Numbers have four digits, so that names are in order. The bytes are written last.
    private func names() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".escpos") }.map { String($0.dropLast(7)) }.sorted()
    }
}
