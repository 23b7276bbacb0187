import Foundation
import ReceiptPrinting
import Testing

/// Documents with the text that the reference program of the language prints for them.
private struct Corpus {
    struct Document {
        let name: String
        let measure: CharacterMeasure
        let respellings: [Unicode.Scalar: String]
        let widths: [Int]
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
            let fields = row.split(separator: "\t")
            let (measure, respellings) = try #require(Self.encodings[String(fields[1])])
            return Document(
                name: String(fields[0]),
                measure: measure,
                respellings: respellings,
                widths: fields[2].split(separator: ",").compactMap { Int($0) }
            )
        }
    }

    private static let encodings: [String: (CharacterMeasure, [Unicode.Scalar: String])] = [
        "cp437": (.single, [:]),
        "multilingual": (.single, [:]),
        "gb18030": (.eastAsian, [:]),
        "shiftjis": (.shiftJIS, ["\\": "¥", "\u{203E}": "~", "\u{301C}": "\u{FF5E}"]),
    ]

    /// Compares every text and tells how many there were.
    func compare() throws {
        var compared = 0
        var drawnLater: [String] = []
        for document in documents {
            let source = try text(of: "\(document.name).receipt")
            for width in document.widths {
                let paper = Paper(
                    columns: width,
                    measure: document.measure,
                    respellings: document.respellings
                )
                let (laidOut, findings) = ReceiptLine.layOut(source, on: paper)
                let actual = TextRendering.text(of: laidOut)
                let expected = try text(of: "\(document.name).\(width).text")
                compared += 1
                if actual != expected {
                    let difference = TestFiles.difference(expected, actual)
                    Issue.record("\(document.name) at \(width) columns:\n\(difference)")
                }
                if width == 48, findings.contains(where: { $0.problem.isUnsupported }) {
                    drawnLater.append(document.name)
                }
            }
        }
        #expect(compared > 0)
        print(
            """
            ReceiptLine: \(compared) texts of \(documents.count) documents compared. Codes, images \
            and commands leave no text and are not drawn yet: \(drawnLater.joined(separator: ", ")).
            """
        )
    }

    private func text(of name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}

extension TemplateProblem {
    fileprivate var isUnsupported: Bool {
        if case .unsupportedProperty = self { true } else { false }
    }
}

@Suite struct CorpusTests {
    private static let whole = TestFiles.package.appending(path: "../shared/receiptline")
        .standardizedFileURL

    @Test func `our documents print the text of the reference program`() throws {
        try Corpus(folder: TestFiles.tests.appending(path: "ReceiptLineCorpus")).compare()
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: whole.path()),
            "put the ReceiptLine corpus into ../shared/receiptline"
        )
    )
    func `the published documents print the text of the reference program`() throws {
        try Corpus(folder: Self.whole).compare()
    }
}
