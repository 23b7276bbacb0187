import Configuration
import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

/// What the office asks at the ledger's machine: of the service where it runs, else of the store.
@Suite(.timeLimit(.minutes(1))) struct LedgerOfficeTests {
    let folder = LedgerFolder()
    let journal = IngestTests.journal

    func configuration(operatorPort: UInt16 = 0) throws -> LedgerConfiguration {
        try ConfigurationFile.read(
            LedgerConfiguration.self,
            text: """
                {
                    store: 'sqlite:\(folder.file)', port: 0,
                    signingKey: '\(folder.path)/ledger.key',
                    operator: { port: \(operatorPort), token: '\(folder.path)/ledger.token' },
                }
                """,
            file: "ledger.json5"
        )
    }

    /// Enrols, imports, forks, releases: once through `office`.
    func exercise(_ office: LedgerOffice) async throws {
        let issued = try await office.makeCode(for: KioskIdentifier(9), hours: 2)
        #expect(EnrolmentCode(issued.code) != nil)
        #expect((7_100...7_200).contains(issued.expiresAt - WallTime.now.secondsSince1970))
        let first = try await office.take(journal.signed(1...6).bytes)
        #expect((first.verdict, first.head) == (.accepted, journal.head(at: 6)))
        #expect(first.receipt?.head == first.head)
        let again = try await office.take(journal.signed(1...6).bytes)
        #expect((again.verdict, again.head) == (.alreadyHave, journal.head(at: 6)))
        for (bytes, title) in try [
            (Array("hello".utf8), "The body is not a batch of records. "),
            (journal.signed(by: 9).bytes, "The batch is not signed by an enrolled kiosk. "),
            (journal.signed(8...9).bytes, "Records are missing. "),
            (journal.altered(at: 2).signed().bytes, "The journal contradicts the ledger. "),
            (journal.signed().bytes, "The kiosk is in quarantine. "),
        ] {
            let error = await #expect(throws: LedgerOfficeError.self) {
                try await office.take(bytes)
            }
            #expect(error?.sentence.hasPrefix(title) == true, "\(error?.sentence ?? "")")
            #expect(error?.hint.isEmpty == false)
        }
        #expect(try await office.release(Sample.kiosk) == 1)
        #expect(try await office.release(Sample.kiosk) == 0)
        let rest = try await office.take(journal.signed().bytes)
        #expect((rest.verdict, rest.head) == (.accepted, journal.head))
    }

    @Test func `without a service the office works on the store`() async throws {
        try await folder.enrol()
        try await exercise(LedgerOffice(configuration()))
    }

    @Test func `beside a service the office asks it`() async throws {
        try await folder.enrol()
        let server = try await LedgerServer(
            configuration(),
            report: .failures { Issue.record("\($0)") }
        )
        let office = try LedgerOffice(configuration(operatorPort: server.operatorPort))
        let result = await Result { try await exercise(office) }
        let client = RawClient("http://127.0.0.1:\(server.operatorPort)")
        let answer = try await client.exchange(
            "POST",
            "/operator/releases",
            Array(#"{"kiosk": 7}"#.utf8),
            fields: "Content-Type: application/json\r\nAuthorization: Bearer \r\n"
        )
        #expect(answer.status == 401)
        #expect(try await RawClient(server.address).get("/operator/releases").status == 404)
        await server.stop()
        try result.get()
        // The token of a service that ended is no way to it: the store is free, and is used.
        #expect(try await office.release(Sample.kiosk) == 0)
    }

    @Test func `the key is made once`() async throws {
        var keys: [String] = []
        for isNew in [true, false] {
            let server = try await LedgerServer(configuration())
            #expect(server.isSigningKeyNew == isNew)
            keys.append(try folder.ledgerKey().description)
            await server.stop()
        }
        #expect(keys[0] == keys[1])
        try folder.overwriteKey("not a key")
        await #expect(throws: SigningKeyError.self) {
            _ = try await LedgerServer(configuration())
        }
        // The store was let go of.
        try await folder.open().close()
    }
}

extension LedgerFolder {
    func overwriteKey(_ text: String) throws {
        try PrivateFile.write(Array(text.utf8), to: path + "/ledger.key")
    }
}
