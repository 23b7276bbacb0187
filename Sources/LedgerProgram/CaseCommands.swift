import CommandLineTool
import Cryptography
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Spelling

let caseCommand = Command(
    "case",
    "Lists what people must look into.",
    configurationFile,
    Parameter.flag("--open", "only what nobody has closed"),
    Parameter.flag("--json", "print the cases as one line of JSON")
) { console, path, onlyOpen, asJSON in
    let cases = try await loadConfiguration(path).store.openReader().cases()
        .filter { !onlyOpen || $0.closedAt == nil }
    guard !asJSON else { return try console.printJSON(cases.map(CaseJSON.init)) }
    if cases.isEmpty { console.print("There is no case.") }
    for one in cases { for line in one.lines { console.print(line) } }
}

let closeCommand = Command(
    "close",
    "Closes a case; a fork is ended by `ledger release`.",
    Parameter.required("CASE", .caseName, "its name, K0007-1"),
    Parameter.required("--reason", .text("TEXT"), "why, in your words"),
    configurationFile
) { console, name, reason, path in
    try await LedgerOffice(try loadConfiguration(path)).close(
        name.number,
        of: name.kiosk,
        reason: reason
    )
    console.print("\(name.kiosk)-\(name.number) is closed.")
}

/// `K0007-1`.
struct CaseName: Sendable {
    let kiosk: KioskIdentifier
    let number: UInt32
}

extension LedgerCase {
    fileprivate var lines: [String] {
        let place = sequence > 0 ? "  epoch \(epoch), record \(sequence)" : ""
        let end = closedAt.map { "closed \($0.localDescription)" } ?? "open"
        let title =
            "\(name)  \(kind.rawValue)\(place)  opened \(openedAt.localDescription)  \(end)"
        // What kiosks and people wrote is data: nothing of it may steer a terminal.
        let told = [finding?.sentence, remark, reason].compactMap { $0?.visible() }
        let next = closedAt == nil ? finding.map { ["hint: \($0.hint)"] } ?? [] : []
        return [title] + (told + next).map { "    \($0)" }
    }
}

private struct CaseJSON: Encodable {
    let name: String
    let kind: String
    let kiosk: UInt32
    let epoch: UInt16
    let sequence: UInt32
    let openedAt: Int64
    let closedAt: Int64?
    let heldHead: String?
    let offeredHead: String?
    let offeredHeartbeat: String?
    let finding: String?
    let remark: String?
    let reason: String?

    init(_ one: LedgerCase) {
        (name, kind, kiosk) = (one.name, one.kind.rawValue, one.kiosk.number)
        (epoch, sequence) = (one.epoch, one.sequence)
        openedAt = one.openedAt.secondsSince1970
        closedAt = one.closedAt?.secondsSince1970
        heldHead = one.heldHead?.bytes.hexadecimal
        offeredHead = one.offeredHead?.bytes.hexadecimal
        offeredHeartbeat = one.offeredHeartbeat?.bytes.hexadecimal
        (finding, remark, reason) = (one.finding?.sentence, one.remark, one.reason)
    }
}

extension ValueFormat where Value == CaseName {
    fileprivate static var caseName: ValueFormat {
        ValueFormat("CASE", expectation: "a case's name such as K0007-1") { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].hasPrefix("K"),
                let kiosk = UInt32(parts[0].dropFirst()), let number = UInt32(parts[1])
            else { return nil }
            return CaseName(kiosk: KioskIdentifier(kiosk), number: number)
        }
    }
}

extension ValueFormat where Value == KioskIdentifier {
    static var kioskNumber: ValueFormat {
        ValueFormat("NUMBER", expectation: "a kiosk's number from 1 to 999999") { text in
            guard let number = UInt32(text), (1...999_999).contains(number) else { return nil }
            return KioskIdentifier(number)
        }
    }
}
