internal import FoundationEssentials

/// The templates of a folder: `NAME.LANGUAGE.receipt`, and beside each its sample.
public struct TemplateFolder: Sendable {
    /// Something that a printer would not print as it was written, or a file that lacks.
    public struct Finding: Sendable, Equatable {
        /// What is wrong and where; for a file that lacks, which.
        public let error: ReceiptError
        /// The widths of paper, in columns, on which it is.
        public fileprivate(set) var columns: [Int]
    }

    /// The widths of common paper: 58 mm, 80 mm with wide characters, 80 mm.
    public static let widths = [32, 42, 48]

    /// Where it is.
    public let path: String
    /// Names of templates, without language, in order.
    public let names: [String]
    /// Languages in which at least one of them is written, in order.
    public let languages: [String]
    private let files: Set<String>
    private let misnamed: [String]

    /// Lists the folder; templates that the kiosk prints with, `names`, are wanted in every language.
    public init(_ path: String, names wanted: [String] = []) throws(ReceiptError) {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .missingFile(path)
        }
        self.path = path
        let files = entries.filter { $0.hasSuffix(".receipt") }.sorted()
        let parts = files.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
        let named = parts.filter { $0.count == 3 && !$0[0].isEmpty && !$0[1].isEmpty }
        names = Set(named.map { String($0[0]) } + wanted).sorted()
        languages = Set(named.map { String($0[1]) }).sorted()
        self.files = Set(entries)
        misnamed = parts.filter { !named.contains($0) }.map { $0.joined(separator: ".") }
    }

    /// Lays out every template in every language with its sample, as it is and with each of the
    /// sample's flags the other way round, on paper of each width, for this printer's characters.
    public func lint(
        for profile: PrinterProfile,
        widths: [Int] = widths
    ) -> [Finding] {
        var findings = misnamed.map {
            Finding(error: .badFileName("\(path)/\($0)"), columns: widths)
        }
        for name in names {
            for language in languages {
                findings += lint("\(name).\(language)", for: profile, widths: widths)
            }
        }
        return findings
    }

    private func lint(_ name: String, for profile: PrinterProfile, widths: [Int]) -> [Finding] {
        let file = "\(path)/\(name).receipt"
        let sample = "\(path)/\(name).sample.json"
        do throws(ReceiptError) {
            guard files.contains("\(name).receipt") else { throw .missingFile(file) }
            let template = try ReceiptTemplate(file: file)
            let fields = try ReceiptData.fields(ofFile: sample)
            var findings: [Finding] = []
            for columns in widths {
                var profile = profile
                profile.columns = columns
                profile.dotsPerLine = columns * profile.columnDots
                for fields in variants(of: fields) {
                    for finding in template.lint(fields, for: profile) {
                        let error = try place(finding, template: file, sample: sample)
                        add(error, columns: columns, to: &findings)
                    }
                }
            }
            return findings
        } catch {
            return [Finding(error: error, columns: widths)]
        }
    }

    /// A section that the sample leaves out has its faults too.
    private func variants(of fields: ReceiptFields) -> [ReceiptFields] {
        var variants = [fields]
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard case .flag(let flag) = value else { continue }
            variants.append(fields.merging([name: .flag(!flag)]) { $1 })
        }
        return variants
    }

    private func add(_ error: ReceiptError, columns: Int, to findings: inout [Finding]) {
        guard let known = findings.firstIndex(where: { $0.error == error }) else {
            return findings.append(Finding(error: error, columns: [columns]))
        }
        if findings[known].columns.last != columns { findings[known].columns.append(columns) }
    }

    /// A character that lacks is known by what is printed; it stands in the template or its sample.
    private func place(
        _ finding: ReceiptLine.Finding,
        template: String,
        sample: String
    ) throws(ReceiptError) -> ReceiptError {
        if case .missingCharacter(let character) = finding.problem {
            for file in [template, sample] {
                if let position = position(of: character, in: try TextFile.text(of: file)) {
                    return .fault(finding.problem, file: file, at: position)
                }
            }
        }
        return .fault(finding.problem, file: template, at: finding.position)
    }

    private func position(of character: Unicode.Scalar, in text: String) -> SourcePosition? {
        for (line, scalars) in ReceiptLine.splitLines(text).enumerated() {
            if let column = scalars.firstIndex(of: character) {
                return SourcePosition(line: line + 1, column: column + 1)
            }
        }
        return nil
    }
}
