import DESFire
import TestSupport
import Testing

@Suite struct `Vectors of encodings` {
    @Test(arguments: try CardVectors.ofKind("wrapped-apdu"))
    func `commands are wrapped`(_ vector: CardVector) throws {
        let wrapped = WrappedAPDU.wrap(
            try vector.inputs.byte("ins"),
            try vector.inputs.bytes("data")
        )
        #expect(wrapped == (try vector.expected.bytes("apdu")))
    }

    @Test(arguments: try CardVectors.ofKind("native-encoding"))
    func `commands are encoded`(_ vector: CardVector) throws {
        let command = try NativeCommand(vector: vector.inputs)
        #expect(command.instruction.rawValue == (try vector.expected.byte("ins")))
        #expect(command.header == (try vector.expected.bytes("header")))
        #expect(command.data == (try vector.expected.bytes("data")))
    }

    @Test(arguments: try CardVectors.ofKind("file-settings"))
    func `file settings are parsed strictly`(_ vector: CardVector) throws {
        let answer = try vector.inputs.bytes("response")
        let expected = vector.expected
        if expected.has("refused"), try expected.flag("refused") {
            #expect(throws: MalformedAnswer.self) { try FileSettings(answer: answer) }
            return
        }
        let settings = try FileSettings(answer: answer)
        #expect(settings.mode == (try CommunicationMode(vector: try expected.text("mode"))))
        #expect(settings.rights == (try AccessRights(vector: try expected.fields("rights"))))
        try check(settings.content, expected)
        for count in 0..<answer.count {
            #expect(throws: MalformedAnswer.self) {
                try FileSettings(answer: Array(answer.prefix(count)))
            }
        }
        #expect(throws: MalformedAnswer.self) { try FileSettings(answer: answer + [0]) }
    }

    private func check(_ content: FileSettings.Content, _ expected: VectorFields) throws {
        switch (content, try expected.text("type")) {
        case (.standard(let count), "standard"), (.backup(let count), "backup"):
            #expect(count == (try expected.number("size")))
        case (.value(let value), "value"):
            #expect(value.lowerLimit == (try expected.number("lower")))
            #expect(value.upperLimit == (try expected.number("upper")))
            #expect(value.value == (try expected.number("limitedCreditValue")))
            #expect(value.limitedCreditIsEnabled == (try expected.flag("limitedCredit")))
            #expect(value.getValueIsFree == (try expected.flag("freeGetValue")))
        case (.linear(let records), "linear"), (.cyclic(let records), "cyclic"):
            #expect(records.recordByteCount == (try expected.number("recordSize")))
            #expect(records.recordLimit == (try expected.number("maxRecords")))
            #expect(records.recordCount == (try expected.number("records")))
        case (.transactionMAC(let version), "transactionMAC"):
            #expect(version == (try expected.number("keyVersion")))
        case (let content, let type):
            Issue.record("\(content) is not of the type \(type)")
        }
    }
}

extension NativeCommand {
    /// The command that a vector describes; a name that is not known is an error.
    fileprivate init(vector inputs: VectorFields) throws {
        let name = try inputs.text("command")
        let command =
            try Self.application(name, inputs) ?? Self.creation(name, inputs)
            ?? Self.data(name, inputs)
        guard let command else { throw VectorError(reason: "no test knows the command \(name)") }
        self = command
    }

    private static func application(
        _ name: String,
        _ inputs: VectorFields
    ) throws -> NativeCommand? {
        switch name {
        case "selectApplication": return .selectApplication(try identifier(inputs))
        case "deleteApplication": return .deleteApplication(try identifier(inputs))
        case "createApplication": return .createApplication(try description(inputs))
        case "getApplicationIDs", "getApplicationIds": return .getApplicationIDs
        case "formatPICC": return .formatPICC
        case "freeMemory", "freeMem": return .freeMemory
        case "getVersion": return .getVersion
        case "getCardUID": return .getCardUID
        case "getKeySettings": return .getKeySettings
        case "changeKeySettings":
            return .changeKeySettings(KeySettings(byte: try inputs.number("keySettings")))
        case "getKeyVersion": return .getKeyVersion(try inputs.number("key"))
        default: return nil
        }
    }

    private static func creation(_ name: String, _ inputs: VectorFields) throws -> NativeCommand? {
        switch name {
        case "createStdDataFile":
            return .createStandardDataFile(
                try FileCreation(vector: inputs),
                byteCount: try inputs.number("size")
            )
        case "createBackupDataFile":
            return .createBackupDataFile(
                try FileCreation(vector: inputs),
                byteCount: try inputs.number("size")
            )
        case "createValueFile":
            return .createValueFile(
                try FileCreation(vector: inputs),
                try ValueFileSettings(vector: inputs)
            )
        case "createLinearRecordFile":
            return .createLinearRecordFile(
                try FileCreation(vector: inputs),
                recordByteCount: try inputs.number("recordSize"),
                recordLimit: try inputs.number("maxRecords")
            )
        case "createCyclicRecordFile":
            return .createCyclicRecordFile(
                try FileCreation(vector: inputs),
                recordByteCount: try inputs.number("recordSize"),
                recordLimit: try inputs.number("maxRecords")
            )
        case "deleteFile": return .deleteFile(try inputs.number("file"))
        case "getFileIDs", "getFileIds": return .getFileIDs
        case "getFileSettings": return .getFileSettings(try inputs.number("file"))
        case "changeFileSettings":
            return .changeFileSettings(
                try inputs.number("file"),
                mode: try CommunicationMode(vector: try inputs.text("mode")),
                rights: try AccessRights(vector: try inputs.fields("rights"))
            )
        default: return nil
        }
    }

    private static func data(_ name: String, _ inputs: VectorFields) throws -> NativeCommand? {
        switch name {
        case "commitTransaction": return .commitTransaction
        case "abortTransaction": return .abortTransaction
        default: break
        }
        guard inputs.has("file") else { return nil }
        let file: UInt8 = try inputs.number("file")
        switch name {
        case "readData":
            return .readData(
                file,
                offset: try inputs.number("offset"),
                length: try inputs.number("length"),
                mode: .full
            )
        case "writeData":
            return .writeData(
                file,
                offset: try inputs.number("offset"),
                try inputs.bytes("data"),
                mode: .full,
                kind: .backup
            )
        case "readRecords":
            return .readRecords(
                file,
                from: try inputs.number("offset"),
                count: try inputs.number("length"),
                recordByteCount: 16,
                mode: .full
            )
        case "writeRecord":
            return .writeRecord(
                file,
                offset: try inputs.number("offset"),
                try inputs.bytes("data"),
                mode: .full
            )
        case "updateRecord":
            return .updateRecord(
                file,
                record: try inputs.number("record"),
                offset: try inputs.number("offset"),
                try inputs.bytes("data"),
                mode: .full
            )
        case "getValue": return .getValue(file, mode: .full)
        case "credit": return .credit(file, amount: try inputs.number("amount"), mode: .full)
        case "debit": return .debit(file, amount: try inputs.number("amount"), mode: .full)
        case "limitedCredit":
            return .limitedCredit(file, amount: try inputs.number("amount"), mode: .full)
        case "clearRecordFile": return .clearRecordFile(file)
        default: return nil
        }
    }

    private static func identifier(_ inputs: VectorFields) throws -> ApplicationIdentifier {
        try #require(ApplicationIdentifier(number: try inputs.number("aid")))
    }

    private static func description(_ inputs: VectorFields) throws -> ApplicationDescription {
        let type: KeyType =
            switch try inputs.text("crypto") {
            case "aes": .aes
            case "des", "2k3des": .twoKeyTripleDES
            case "3k3des": .threeKeyTripleDES
            case let other: throw VectorError(reason: "no kind of key: \(other)")
            }
        return ApplicationDescription(
            identifier: try identifier(inputs),
            keySettings: KeySettings(byte: try inputs.number("keySettings")),
            keyType: type,
            keyCount: try inputs.number("keys"),
            isoIdentifier: inputs.has("isoId") ? try inputs.number("isoId") : nil
        )
    }
}

extension FileCreation {
    fileprivate init(vector inputs: VectorFields) throws {
        self.init(
            number: try inputs.number("file"),
            isoIdentifier: inputs.has("isoId") ? try inputs.number("isoId") : nil,
            mode: try CommunicationMode(vector: try inputs.text("mode")),
            rights: try AccessRights(vector: try inputs.fields("rights"))
        )
    }
}

extension ValueFileSettings {
    fileprivate init(vector inputs: VectorFields) throws {
        self.init(
            lowerLimit: try inputs.number("lower"),
            upperLimit: try inputs.number("upper"),
            value: try inputs.number("value"),
            limitedCreditIsEnabled: try inputs.flag("limitedCredit"),
            getValueIsFree: try inputs.flag("freeGetValue")
        )
    }
}
