// swift-tools-version: 6.2
//
// Layers are targets: a target names what stands below it and nothing else. `make check` builds
// with the explicit import check, so an import that is not named here fails the build.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    data folders: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: folders,
        swiftSettings: strict
    )
}

// 0: C libraries of Debian, one module each, and the little libc that Swift cannot see.
let cLibraries: [Target] = [
    .systemLibrary(
        name: "CPCSC",
        pkgConfig: "libpcsclite",
        providers: [.apt(["libpcsclite-dev"])]
    ),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
        name: "CMicroHTTPD",
        pkgConfig: "libmicrohttpd",
        providers: [.apt(["libmicrohttpd-dev"])]
    ),
    .systemLibrary(
        name: "CCurl",
        pkgConfig: "libcurl",
        providers: [.apt(["libcurl4-openssl-dev"])]
    ),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
        name: "CPangoCairo",
        pkgConfig: "pangocairo",
        providers: [.apt(["libpango1.0-dev"])]
    ),
    .systemLibrary(
        name: "CQREncode",
        pkgConfig: "libqrencode",
        providers: [.apt(["libqrencode-dev"])]
    ),
    .target(name: "CSystem"),
    // libFuzzer's driver, where a build has it.
    .target(name: "CFuzzer"),
    // What the benchmarks compare CardLink with.
    .target(name: "CPlainCardLoop", dependencies: ["CPCSC"]),
]

// 1: the trade. No C, no input or output, no clock, no randomness.
let trade: [Target] = [
    library("Prepayment"),
    library("Book", ["Prepayment"]),
    // QR codes and barcodes, as modules and bars.
    library("Symbols"),
    // What a resident sees and touches, as a value; the page is embedded, so that the program needs
    // no file beside it.
    .target(
        name: "LobbyScreen",
        dependencies: ["Prepayment", "Symbols"],
        resources: [.embedInCode("Page")],
        swiftSettings: strict
    ),
]

// 2: devices and wires, one wrapper each.
let wrappers: [Target] = [
    library("DeviceThreads", ["CSystem"]),
    library("Cryptography", ["COpenSSL"]),
    library("SmartCards", ["CPCSC", "DeviceThreads"]),
    library("DESFire", ["SmartCards", "Cryptography"]),
    library("MessageSignatures", ["Cryptography"]),
    library("Relational"),
    library("Storage", ["CSQLite", "Relational"]),
    library("PostgreSQL", ["CPostgreSQL", "Relational"]),
    library("SimulatedDisk", ["CSQLite"]),
    library("RateLimits"),
    library("Metrics"),
    library("Spelling"),
    library("Logging", ["RateLimits", "Spelling"]),
    library("WebServer", ["CMicroHTTPD", "DeviceThreads", "RateLimits"]),
    library("WebClient", ["CCurl", "DeviceThreads"]),
    // The provider behind a payment by QR code.
    library("WeChatPay", ["WebClient", "Cryptography"]),
    library("PNGImages", ["CPNG"]),
    library("Drawing", ["CPangoCairo"]),
    library("ReceiptPrinting", ["Symbols", "PNGImages"]),
    library("SerialLines"),
    library("ReceiptPrinters", ["DeviceThreads", "SerialLines"]),
    library("CashAcceptors", ["DeviceThreads", "SerialLines"]),
    library("Configuration", ["Spelling"]),
    library("CommandLineTool", ["Spelling"]),
    library("RecordChain", ["Prepayment", "Cryptography"]),
]

// 3: what is kept: on the card, in the lobby, in the office.
let stores: [Target] = [
    library(
        "PrepaymentCards",
        ["Prepayment", "DESFire", "SmartCards", "Cryptography", "Configuration"]
    ),
    library("Journal", ["Prepayment", "RecordChain", "Relational", "Storage", "DeviceThreads"]),
    library(
        "Ledger",
        [
            "Prepayment", "Book", "RecordChain", "Relational", "Storage", "PostgreSQL",
            "DeviceThreads",
            "Cryptography",
        ]
    ),
]

// 4: services. VirtualCard stands apart: a card shares nothing with its terminal but the cipher.
let services: [Target] = [
    // Receipts, and characters that a printer lacks, drawn with the fonts of this machine.
    library("ReceiptPictures", ["ReceiptPrinting", "Drawing"]),
    library(
        "KioskService",
        [
            "Prepayment", "LobbyScreen", "DeviceThreads", "SmartCards", "DESFire",
            "PrepaymentCards", "Journal", "RecordChain", "ReceiptPrinting", "ReceiptPictures",
            "ReceiptPrinters", "CashAcceptors", "SerialLines", "WeChatPay", "WebServer",
            "WebClient", "Configuration", "Storage", "Cryptography", "MessageSignatures",
        ]
    ),
    library(
        "LedgerService",
        [
            "Prepayment", "Book", "RecordChain", "Ledger", "WebServer", "WebClient",
            "Configuration", "Storage", "Cryptography", "MessageSignatures", "RateLimits",
            "Metrics", "Logging", "Spelling",
        ]
    ),
    library(
        "MeterSimulator",
        [
            "Prepayment", "DeviceThreads", "SmartCards", "DESFire", "PrepaymentCards",
            "Configuration",
            "Cryptography",
        ]
    ),
    library("VirtualCard", ["Cryptography"]),
    library("VirtualDevices", ["VirtualCard", "SmartCards"]),
    // Sockets and serial devices of virtual devices.
    library("BenchDevices", ["CSystem"]),
    // These share nothing with their drivers: the two check each other.
    library("VirtualPrinters", ["BenchDevices", "CQREncode", "Drawing"]),
    library("VirtualAcceptors", ["BenchDevices"]),
    // Shares nothing with the client but the cipher.
    library("VirtualProviders", ["WebServer", "Cryptography"]),
    library("Demonstration", ["DeviceThreads", "CSystem"]),
    // A whole kiosk on a desk, and the page to live with it.
    .target(
        name: "BenchPage",
        dependencies: [
            "Demonstration", "SmartCards", "VirtualCard", "VirtualDevices", "VirtualPrinters",
            "MeterSimulator", "WebServer", "WebClient", "Cryptography", "DeviceThreads", "CSystem",
        ],
        resources: [.embedInCode("Page")],
        swiftSettings: strict
    ),
]

// 5: programs: arguments in, wiring, exit status out.
let programs: [Target] = [
    program(
        "KioskProgram",
        [
            "CommandLineTool", "Configuration", "KioskService", "Prepayment", "PrepaymentCards",
            "ReceiptPrinting", "ReceiptPictures", "SmartCards", "Journal", "Cryptography",
            "DESFire", "RecordChain",
        ]
    ),
    program(
        "LedgerProgram",
        [
            "CommandLineTool", "Configuration", "LedgerService", "Ledger", "Prepayment",
            "RecordChain", "Cryptography", "WebServer", "Logging", "Spelling",
        ]
    ),
    program(
        "MeterProgram",
        [
            "CommandLineTool", "Configuration", "MeterSimulator", "Prepayment", "PrepaymentCards",
            "SmartCards",
        ]
    ),
    program(
        "BenchProgram",
        [
            "CommandLineTool", "BenchDevices", "VirtualDevices", "VirtualPrinters",
            "VirtualAcceptors", "VirtualProviders", "VirtualCard", "Demonstration",
            "DeviceThreads", "WebClient", "WebServer", "BenchPage", "SmartCards",
        ]
    ),
    program(
        "Simulator",
        [
            "CommandLineTool", "Configuration", "Cryptography", "DESFire", "DeviceThreads",
            "Prepayment", "Book", "PrepaymentCards", "SmartCards", "VirtualCard", "VirtualDevices",
            "Journal",
            "RecordChain",
            "KioskService", "ReceiptPrinters", "MeterSimulator", "Ledger", "LedgerService",
            "SimulatedDisk",
            "TestSupport",
        ]
    ),
    program(
        "Benchmarks",
        [
            "Prepayment", "SmartCards", "DESFire", "PrepaymentCards", "Journal", "RecordChain",
            "Configuration", "ReceiptPrinting", "WebClient", "KioskService", "VirtualCard",
            "VirtualDevices", "Demonstration", "CPlainCardLoop", "TestSupport", "Ledger",
            "LedgerService", "MessageSignatures", "Cryptography", "Book", "LobbyScreen",
            "WebServer", "DeviceThreads",
            "VirtualAcceptors", "WebDriver",
        ]
    ),
]

// Made-up bytes at every door: `make fuzz`.
let fuzzing: [Target] = [
    library(
        "FuzzTargets",
        [
            "Prepayment", "PrepaymentCards", "DESFire", "SmartCards", "VirtualCard",
            "VirtualDevices",
            "Journal", "RecordChain", "Cryptography", "Configuration", "KioskService", "Ledger",
            "LedgerService", "WebServer", "ReceiptPrinting", "TestSupport",
        ]
    ),
    program("FuzzProgram", ["CFuzzer", "FuzzTargets"]),
]

let testTargets: [Target] = [
    // Loaded before a program, kills it at a chosen flush.
    .target(name: "CKillSwitch", path: "Tests/CKillSwitch", publicHeadersPath: "include"),
    // Sets up the process of the tests before the first one.
    .target(name: "CTestProcess", path: "Tests/CTestProcess", publicHeadersPath: "include"),
    .target(
        name: "TestSupport",
        dependencies: [
            "SmartCards", "Cryptography", "DeviceThreads", "Prepayment", "PostgreSQL",
            "RecordChain", "MessageSignatures", "CSystem", "CTestProcess", "CommandLineTool",
            "WebServer",
        ],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    // Debian's Chromium over the W3C protocol.
    .target(
        name: "WebDriver",
        dependencies: ["WebClient", "TestSupport"],
        path: "Tests/WebDriver",
        swiftSettings: strict
    ),
    // Cards, and visits to every screen.
    .target(
        name: "LobbySamples",
        dependencies: ["LobbyScreen", "Prepayment"],
        path: "Tests/LobbySamples",
        swiftSettings: strict
    ),
    tests("CryptographyTests", ["Cryptography"]),
    tests("MessageSignaturesTests", ["MessageSignatures", "Cryptography"]),
    tests("PrepaymentTests", ["Prepayment", "Cryptography"]),
    tests("BookTests", ["Book", "Prepayment"]),
    tests("SmartCardsTests", ["SmartCards", "DeviceThreads", "VirtualDevices", "VirtualCard"]),
    tests(
        "DESFireTests",
        ["DESFire", "SmartCards", "Cryptography", "VirtualCard", "VirtualDevices"]
    ),
    tests("VirtualCardTests", ["VirtualCard", "VirtualDevices", "Cryptography"]),
    tests("StorageTests", ["Storage"]),
    tests("PostgreSQLTests", ["PostgreSQL", "Relational", "Storage", "DeviceThreads"]),
    tests("RateLimitsTests", ["RateLimits"]),
    tests("MetricsTests", ["Metrics"]),
    tests("LoggingTests", ["Logging", "RateLimits"]),
    tests("WebTests", ["WebServer", "WebClient", "RateLimits"]),
    tests(
        "WeChatPayTests",
        ["WeChatPay", "VirtualProviders", "WebClient", "WebServer", "Cryptography"]
    ),
    tests(
        "ReceiptPrintingTests",
        ["ReceiptPrinting", "Symbols", "VirtualPrinters", "PNGImages"],
        data: ["Golden", "ReceiptLineCorpus"]
    ),
    tests("SymbolsTests", ["Symbols", "PNGImages"]),
    tests("LobbyScreenTests", ["LobbyScreen", "LobbySamples", "Prepayment"], data: ["Gallery"]),
    tests(
        "BrowserTests",
        [
            "KioskService", "LobbyScreen", "LobbySamples", "Prepayment", "WebDriver", "WebServer",
            "BenchProgram", "BenchPage", "Demonstration", "DeviceThreads", "VirtualAcceptors",
            "VirtualDevices", "VirtualPrinters", "VirtualProviders",
        ],
        data: ["Scripts"]
    ),
    tests("PNGImagesTests", ["PNGImages"]),
    tests(
        "ReceiptPrintersTests",
        ["ReceiptPrinters", "SerialLines", "VirtualPrinters"],
        data: ["Golden"]
    ),
    tests(
        "CashAcceptorsTests",
        ["CashAcceptors", "VirtualAcceptors", "BenchDevices", "SerialLines"]
    ),
    tests("DrawingTests", ["Drawing"]),
    tests(
        "ReceiptPicturesTests",
        ["ReceiptPictures", "ReceiptPrinting", "VirtualPrinters", "Drawing"]
    ),
    tests("VirtualPrintersTests", ["VirtualPrinters", "BenchDevices", "Drawing"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("CommandLineToolTests", ["CommandLineTool", "Spelling"]),
    tests("RecordChainTests", ["RecordChain", "Prepayment", "Cryptography"]),
    tests("JournalTests", ["Journal", "RecordChain", "Prepayment", "Storage", "Cryptography"]),
    tests(
        "LedgerTests",
        [
            "Ledger", "LedgerService", "Book", "RecordChain", "Prepayment", "Storage", "WebServer",
            "WebClient", "Configuration", "DeviceThreads", "Cryptography", "MessageSignatures",
            "Relational", "PostgreSQL",
            "RateLimits", "Metrics", "Logging", "LedgerProgram", "CommandLineTool",
        ],
        data: ["Golden"]
    ),
    tests(
        "PrepaymentCardsTests",
        [
            "PrepaymentCards", "Prepayment", "DESFire", "SmartCards", "Cryptography",
            "VirtualCard", "VirtualDevices", "Configuration", "MeterSimulator",
        ]
    ),
    tests(
        "MeterSimulatorTests",
        [
            "MeterSimulator", "MeterProgram", "CommandLineTool", "Prepayment", "Configuration",
            "Cryptography",
        ]
    ),
    tests(
        "KioskServiceTests",
        [
            "KioskService", "LobbyScreen", "VirtualAcceptors", "VirtualProviders", "Journal",
            "Ledger", "LedgerService", "MeterSimulator", "Prepayment",
            "PrepaymentCards", "ReceiptPrinting", "ReceiptPrinters", "RecordChain", "SerialLines",
            "SmartCards",
            "VirtualCard", "VirtualDevices", "VirtualPrinters", "Drawing", "WebClient", "WebServer",
            "Configuration", "DESFire", "Storage", "Cryptography",
        ]
    ),
    tests(
        "KioskProgramTests",
        ["KioskProgram", "KioskService", "CommandLineTool", "Drawing", "VirtualPrinters"]
    ),
    tests(
        "BenchPageTests",
        [
            "BenchPage", "Demonstration", "DeviceThreads", "VirtualDevices", "VirtualPrinters",
            "WebClient", "WebServer",
        ]
    ),
    tests("SimulatorTests", ["Simulator", "SimulatedDisk", "Storage", "Prepayment"]),
    tests("FuzzTests", ["FuzzTargets", "DeviceThreads"], data: ["Found"]),
    tests(
        "ProgramTests",
        [
            "Demonstration", "DeviceThreads", "Storage", "Ledger", "Prepayment", "RecordChain",
            "Cryptography", "Journal", "WebClient",
        ]
    ),
]

let package = Package(
    name: "PrepaidKiosk",
    products: [
        .executable(name: "kiosk", targets: ["KioskProgram"]),
        .executable(name: "ledger", targets: ["LedgerProgram"]),
        .executable(name: "meter", targets: ["MeterProgram"]),
        .executable(name: "bench", targets: ["BenchProgram"]),
        .library(name: "KillSwitch", type: .dynamic, targets: ["CKillSwitch"]),
    ],
    targets: cLibraries + trade + wrappers + stores + services + programs + fuzzing + testTargets,
    swiftLanguageModes: [.v6]
)
