import Foundation
import ReceiptPrinting
import Testing

/// Documents with what the reference program of the language makes of them.
private struct Corpus {
    struct Document {
        let name: String
        let encoding: TextEncoding
        let widths: [Int]
        let isSpaced: Bool

        /// As the reference program has it: it writes four-byte codes, and we respell them.
        func paper(_ width: Int) -> Paper {
            Paper(
                columns: width,
                measure: encoding.measure,
                respellings: encoding == .shiftJIS ? encoding.respellings : [:],
                isSpaced: isSpaced
            )
        }
    }

    let folder: URL
    let documents: [Document]

    init(folder: URL) throws {
        self.folder = folder
        let manifest = try String(
            contentsOf: folder.appending(path: "MANIFEST.tsv"),
            encoding: .utf8
        )
        documents = try manifest.split(separator: "\n").dropFirst().map { row in
            let fields = row.split(separator: "\t").map(String.init)
            return Document(
                name: fields[0],
                encoding: try #require(TextEncoding(rawValue: fields[1])),
                widths: fields[2].split(separator: ",").compactMap { Int($0) },
                isSpaced: fields[3] == "on"
            )
        }
    }

    func text(of name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// Calls `compare` for each document and width, and tells how many there were.
    func forEach(
        _ what: String,
        at columns: Set<Int> = [32, 42, 48],
        _ compare: (Document, Int, ReceiptDocument) throws -> Void
    ) throws {
        var compared = 0
        for document in documents {
            let source = try text(of: "\(document.name).receipt")
            for width in document.widths where columns.contains(width) {
                let (laidOut, _) = ReceiptLine.layOut(source, on: document.paper(width))
                try compare(document, width, laidOut)
                compared += 1
            }
        }
        #expect(compared > 0)
        print("ReceiptLine: \(compared) \(what) of \(documents.count) documents compared.")
    }

    // MARK: What must be the same

    func compareTexts() throws {
        try forEach("texts") { document, width, laidOut in
            let actual = TextRendering.text(of: laidOut)
            let expected = try text(of: "\(document.name).\(width).text")
            guard actual != expected else { return }
            let difference = TestFiles.difference(expected, actual)
            Issue.record("\(document.name) at \(width) columns:\n\(difference)")
        }
    }

    func compareGeometry() throws {
        try forEach("drawings") { document, width, laidOut in
            let name = "\(document.name) at \(width) columns"
            let expected = try SVGPicture(try text(of: "\(document.name).\(width).svg"))
            let actual = try SVGPicture(SVGRendering.svg(of: laidOut))
            #expect(actual.size == expected.size, "\(name)")
            #expect(actual.images == expected.images, "\(name)")
            #expect(actual.dashes == expected.dashes, "\(name)")
            #expect(actual.strokes == expected.strokes, "\(name)")
            // Too many to be printed when they differ.
            let hasSameDots = actual.dots == expected.dots
            #expect(hasSameDots, "\(name): bars or modules")
            let different = zip(actual.cells, expected.cells).first { $0 != $1 }
            #expect(different == nil && actual.cells.count == expected.cells.count, "\(name)")
        }
    }

    func comparePrints() throws {
        try forEach("prints", at: [48]) { document, width, laidOut in
            let bytes = try bytes(of: "\(document.name).48.escpos")
            let expected = ESCPOSPicture(bytes)
            var profile = PrinterProfile(columns: width, dotsPerLine: width * 12)
            profile.encoding = document.encoding
            profile.lineSpacingDots = document.isSpaced ? 30 : 24
            let encoded = ESCPOSEncoder.encode(laidOut, for: profile)
            let actual = ESCPOSPicture(encoded.bytes)
            #expect(expected.unknown == [], "\(document.name)")
            #expect(actual.unknown == [], "\(document.name)")
            #expect(actual.codes == expected.codes, "\(document.name)")
            #expect(actual.cuts == expected.cuts, "\(document.name)")
            compareCells(actual, expected, document.name, encoded.substitutions)
            compareDots(actual, expected, document.name)
        }
    }

    /// A mark stands for what the printer lacks, and has its place.
    private func compareCells(
        _ actual: ESCPOSPicture,
        _ expected: ESCPOSPicture,
        _ name: String,
        _ substitutions: Set<Unicode.Scalar>
    ) {
        #expect(actual.cells.count == expected.cells.count, "\(name)")
        for (ours, theirs) in zip(actual.cells, expected.cells) where ours != theirs {
            let isSubstitute =
                ours.character == "〓" && (ours.x, ours.y) == (theirs.x, theirs.y)
                && theirs.character.unicodeScalars.allSatisfy(substitutions.contains)
            guard !isSubstitute else { continue }
            Issue.record("\(name): \(ours) instead of \(theirs)")
            return
        }
    }

    /// Modules must be the same; of pictures the dots are only about as many, since the reference
    /// program drops some even where a picture is black and white.
    private func compareDots(_ actual: ESCPOSPicture, _ expected: ESCPOSPicture, _ name: String) {
        guard actual.dots != expected.dots else { return }
        let count = actual.dots.values.reduce(0) { $0 + $1.count }
        let expectedCount = expected.dots.values.reduce(0) { $0 + $1.count }
        let isNear = abs(count - expectedCount) * 20 <= expectedCount
        let rows = (actual.dots.keys.min(), actual.dots.keys.max())
        let expectedRows = (expected.dots.keys.min(), expected.dots.keys.max())
        #expect(isNear && rows == expectedRows, "\(name): \(count) dots, not \(expectedCount)")
    }
}

@Suite struct CorpusTests {
    private static let own = TestFiles.tests.appending(path: "ReceiptLineCorpus")
    private static let whole = TestFiles.package.appending(path: "../shared/receiptline")
        .standardizedFileURL

    @Test func `our documents print the text of the reference program`() throws {
        try Corpus(folder: Self.own).compareTexts()
    }

    @Test func `our documents are drawn where the reference program draws them`() throws {
        try Corpus(folder: Self.own).compareGeometry()
    }

    @Test func `our documents come out of a printer as those of the reference program`() throws {
        try Corpus(folder: Self.own).comparePrints()
    }

    @Test(.needsWholeCorpus)
    func `the published documents print the text of the reference program`() throws {
        try Corpus(folder: Self.whole).compareTexts()
    }

    @Test(.needsWholeCorpus)
    func `the published documents are drawn where the reference program draws them`() throws {
        try Corpus(folder: Self.whole).compareGeometry()
    }

    @Test(.needsWholeCorpus)
    func `the published documents come out of a printer as those of the reference program`() throws
    {
        try Corpus(folder: Self.whole).comparePrints()
    }

    fileprivate static var hasWholeCorpus: Bool {
        FileManager.default.fileExists(atPath: whole.path())
    }
}

extension Trait where Self == ConditionTrait {
    fileprivate static var needsWholeCorpus: Self {
        .enabled(
            if: CorpusTests.hasWholeCorpus,
            "put the ReceiptLine corpus into ../shared/receiptline"
        )
    }
}
