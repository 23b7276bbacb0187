import Configuration
import FoundationEssentials
import ReceiptPrinters
import ReceiptPrinting
import SerialLines
import TestSupport
import Testing

@testable import KioskService

/// What a printer is, read from files.
struct PrinterProfileTests {
    private static let shipped = "Config/printers"

    @Test func `every shipped profile is sound`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.shipped)
            .filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }.sorted()
        #expect(
            names == [
                "custom-vkp80", "epson-tm-t20iii", "epson-tm-t88", "generic-58", "generic-80",
            ]
        )
        for name in names {
            let profile = try PrinterProfileFile.load(name, folder: Self.shipped)
            #expect(profile.name == name)
            #expect(profile.model.answersStatus)
            #expect(profile.model.proof != .none)
        }
    }

    @Test func `a profile has what it inherits and does not change`() throws {
        let epson = try PrinterProfileFile.load("epson-tm-t88", folder: Self.shipped)
        #expect(epson.profile.columns == 48)
        #expect(epson.profile.dotsPerLine == 576)
        #expect(epson.model.tellsChanges && epson.model.clearsBuffers && epson.model.tellsIdentity)
        #expect(epson.model.proof == .processIdentifier)
        #expect(epson.match?.model == "TM-T88")
        #expect(epson.title == "EPSON TM-T88")
        let small = try PrinterProfileFile.load("generic-58", folder: Self.shipped)
        #expect(small.profile.columns == 32)
        #expect(small.profile.cutter == .none(feedLines: 4))
        #expect(small.model.tearOff == [0x1B, 0x64, 4])
        #expect(small.model.proof == .assumed)
        #expect(
            try PrinterProfileFile.load("custom-vkp80", folder: Self.shipped).model.hasPresenter
        )
    }

    @Test func `what the encoder needs is read, and inherited`() throws {
        let folder = TemporaryFolder()
        try folder.write(
            """
            { encoding: "shiftjis", chineseFont: "gbk", codePages: { cp437: 0, cp866: 59 },
              qr: "native", barcode: "raster", stripRows: 24, realTimeInsideData: false }
            """,
            to: "a.json5"
        )
        try folder.write("{ inherits: \"a\", encoding: \"gb18030\", stripRows: 48 }", to: "b.json5")
        let parent = try PrinterProfileFile.load("a", folder: folder.path).profile
        #expect(parent.encoding == .shiftJIS && parent.chineseFont == .gbk)
        #expect(parent.codePages == [.cp437: 0, .cp866: 59])
        #expect(parent.qrCodes == .native && parent.barcodes == .raster)
        #expect(parent.stripRows == 24 && !parent.obeysRealTimeInsideData)
        var child = parent
        (child.encoding, child.stripRows) = (.gb18030, 48)
        #expect(try PrinterProfileFile.load("b", folder: folder.path).profile == child)
    }

    @Test func `the profile that all inherit from says what the encoder takes for granted`() throws
    {
        let generic = try PrinterProfileFile.load("generic-80", folder: Self.shipped).profile
        #expect(generic == .paper80mm)
    }

    @Test(
        arguments: [
            ("{ colums: 48 }", "a.json5:1:11: colums is not a known key."),
            (
                "{ columns: 12 }",
                "a.json5:1:12: columns: expected an integer from 24 to 96, found the number 12."
            ),
            (
                "{\n  columns: 48, dotsPerLine: 384 }",
                "a.json5:2:12: columns: 48 of 12 dots are wider than the line's 384."
            ),
            (
                "{ status: [\"hope\"] }",
                "a.json5:1:12: status[0]: expected one of \"eot\", \"asb\", \"clearBuffers\", \"fullStatus\", \"identity\", found the text \"hope\"."
            ),
            (
                "{ status: [], proof: \"paperAnswer\" }",
                "a.json5:1:22: proof: a printer proves nothing whose status has no \"eot\"."
            ),
            (
                "{ encoding: \"latin\" }",
                "a.json5:1:13: encoding: expected one of \"gb18030\", \"big5\", \"cp949\", \"shiftjis\", \"multilingual\", \"cp437\", \"cp850\", \"cp852\", \"cp858\", \"cp860\", \"cp863\", \"cp865\", \"cp866\", \"windows1252\", found the text \"latin\"."
            ),
            (
                "{ codePages: { cp437: 256 } }",
                "a.json5:1:23: codePages.cp437: expected an integer from 0 to 255, found the number 256."
            ),
            (
                "{ codePages: { cp999: 1 } }",
                "a.json5:1:14: codePages: cp999 is none of cp437, windows1252, cp866, cp852, cp858, cp850, cp860, cp863, cp865, katakana."
            ),
            (
                "{ qr: \"laser\" }",
                "a.json5:1:7: qr: expected one of \"native\", \"raster\", found the text \"laser\"."
            ),
            ("{ inherits: \"a\" }", "a.json5:1:13: inherits: it leads in a circle, or too deep."),
            ("{ inherits: \"b\" }", "b.json5 cannot be read: No such file or directory."),
            (
                "{ match: { maker: \"EPSON\" } }",
                "a.json5:1:10: match.model is missing; expected a text that is not empty."
            ),
        ]
    )
    func `a fault in a profile names file, place and key`(text: String, sentence: String) throws {
        let folder = TemporaryFolder()
        try folder.write(text, to: "a.json5")
        let error = #expect(throws: ConfigurationError.self) {
            try PrinterProfileFile.load("a", folder: folder.path)
        }
        #expect(error?.sentence.replacing(folder.path + "/", with: "") == sentence)
    }

    @Test func `a printer that says what it is fits its profile or not`() throws {
        let profile = try PrinterProfileFile.load("epson-tm-t20iii", folder: Self.shipped)
        var identity = PrinterIdentity()
        #expect(profile.isFor(identity), "a printer that does not say may be any")
        (identity.maker, identity.model) = ("EPSON", "TM-T20IIIL")
        #expect(profile.isFor(identity))
        let ready = PrinterCondition.ready(PrinterStatus())
        #expect(PrinterNotice(ready, identity, profile: profile) == nil)
        identity.model = "TM-T88VI"
        #expect(!profile.isFor(identity))
        let notice = try #require(PrinterNotice(ready, identity, profile: profile))
        #expect(notice.sentence.contains("EPSON TM-T88VI"))
        #expect(notice.sentence.contains("epson-tm-t20iii"))
        #expect(notice.canPrint)
    }

    @Test(
        arguments: [
            ("", SerialSettings(speed: .baud9600, parity: .none, flowControl: .hardware)),
            (
                "serial: { speed: 115200, parity: \"even\", flowControl: \"software\" },",
                SerialSettings(speed: .baud115200, parity: .even, flowControl: .software)
            ),
        ]
    )
    func `a serial line is set as it is written`(text: String, settings: SerialSettings) throws {
        let section = "{ printer: { sink: \"serial:/dev/ttyUSB0\", \(text) } }"
        let read = try ConfigurationFile.read(Holder.self, text: section, file: "kiosk.json5")
        #expect(read.printer.sink == .serial(path: "/dev/ttyUSB0", settings))
    }

    private struct Holder: ConfigurationSection {
        let printer: PrinterConfiguration
        init(from section: SectionReader) throws(ConfigurationError) {
            printer = try section.required("printer", .section)
        }
    }
}
