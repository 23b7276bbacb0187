import Configuration
import Cryptography
import Prepayment
import TestSupport
import Testing

@testable import MeterSimulator

/// The meter's memory as bytes and as a file.
@Suite struct MeterImageFileTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("meter.state") }

    /// Every field differs from a new meter's.
    static let used: MeterImage = {
        var image = Sample.meterImage(utility: .gas, creditMode: .units, balance: -77)
        image.registerTotal = 1 << 40
        image.months = (1...12).map { $0 * 1_000_003 }
        image.carried = 99_999
        image.isSupplyCut = true
        image.hasWarned = true
        image.isBatteryLow = true
        image.tamper = [.coverOpened, .reverseFlow]
        image.refusedInsertions = 513
        return image
    }()

    static let new = MeterImage(
        meter: Sample.meter,
        utility: .water,
        creditMode: .money,
        clock: Sample.noon
    )

    @Test(arguments: [used, new]) func `a memory is read as it was written`(image: MeterImage)
        throws
    {
        #expect(try MeterImage(bytes: image.bytes) == image)
        try MeterImageFile.create(image, at: path)
        #expect(try MeterImageFile.look(path) == image)
        #expect(try MeterImageFile(path: path).load() == image)
    }

    @Test func `a memory with any byte changed is refused`() {
        let bytes = Self.used.bytes
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1
            let expected: MeterImageError = index < 7 ? .notAMeter : .damaged
            #expect(throws: expected) { try MeterImage(bytes: damaged) }
        }
    }

    @Test func `a memory that ends early is refused`() {
        let bytes = Self.used.bytes
        for count in bytes.indices {
            #expect(throws: MeterImageError.self) { try MeterImage(bytes: Array(bytes[..<count])) }
        }
    }

    @Test func `a later version, and a whole memory of nonsense, are told apart`() {
        #expect(throws: MeterImageError.unknownVersion(2)) {
            try MeterImage(bytes: sealed(Self.new.bytes) { $0[8] = 2 })
        }
        let error = LayoutError.unknownValue(field: "utility", value: 9)
        #expect(throws: MeterImageError.impossible(error)) {
            try MeterImage(bytes: sealed(Self.new.bytes) { $0[15] = 9 })
        }
        #expect(throws: MeterImageError.impossible(.trailingBytes(count: 1))) {
            try MeterImage(bytes: sealed(Self.new.bytes) { $0.append(0) })
        }
    }

    /// Changed by somebody who knows about the checksum.
    private func sealed(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var content = Array(bytes.dropLast(SHA256.byteCount))
        change(&content)
        return content + SHA256.digest(content)
    }

    @Test func `a file of something else is named and left alone`() throws {
        let text = Array("{ state: \"var/meter.state\" }".utf8)
        try PrivateFile.write(text, to: path)
        let error = #expect(throws: MeterError.self) { try MeterImageFile(path: path).load() }
        #expect(error == .unreadable(path: path, .notAMeter))
        #expect(error?.sentence.hasPrefix("\(path) cannot be used.") == true)
        #expect(throws: MeterError.meterExists(path: path)) {
            try MeterImageFile.create(Self.new, at: path)
        }
        #expect(try SecretFile.read(path) == text)
    }

    @Test func `a meter that was not made is said so, and no lock is left`() throws {
        #expect(throws: MeterError.noMeter(path: path)) { try MeterImageFile(path: path) }
        #expect(throws: MeterError.noMeter(path: path)) { try MeterImageFile.look(path) }
        #expect(try folder.names() == [])
    }

    @Test func `a folder that is not there is said so`() {
        let path = folder.file("missing/meter.state")
        #expect(
            throws: MeterError.cannotLock(path: path + ".lock", reason: "No such file or directory")
        ) { try MeterImageFile.create(Self.new, at: path) }
    }

    @Test func `two programs cannot run one meter, and one may look`() throws {
        try MeterImageFile.create(Self.new, at: path)
        do {
            let first = try MeterImageFile(path: path)
            #expect(throws: MeterError.inUse(path: path)) { try MeterImageFile(path: path) }
            try first.save(Self.used)
            // Also after the file was replaced.
            #expect(throws: MeterError.inUse(path: path)) { try MeterImageFile(path: path) }
            #expect(try MeterImageFile.look(path) == Self.used)
        }
        #expect(try MeterImageFile(path: path).load() == Self.used)
    }

    @Test func `use is kept in the file`() throws {
        try MeterImageFile.create(Sample.meterImage(), at: path)
        let delivery = try MeterImageFile(path: path).consume(100, at: Sample.later(days: 9))
        #expect(delivery.charged == Credit(count: 52))
        let image = try MeterImageFile.look(path)
        #expect(image.registerTotal == 100)
        #expect(image.months.prefix(2) == [100, 0])
        #expect(image.clock == Sample.later(days: 9))
    }
}
