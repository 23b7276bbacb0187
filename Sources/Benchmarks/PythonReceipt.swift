import Demonstration
import FoundationEssentials
import ReceiptPrinting

/// python-escpos writing the same lines, QR code and cut into its `Dummy` printer.
struct PythonReceipt {
    /// That of `PYTHON_ESCPOS`, or the interpreter that `make judges` installs it for.
    private static let python =
        ProcessInfo.processInfo.environment["PYTHON_ESCPOS"] ?? ".build/judges/bin/python"
    private static let receipts = 1_000

    /// Why it is not measured; nil where it can be.
    static var obstacle: String? {
        let isThere = FileManager.default.isExecutableFile(atPath: python)
        return isThere ? nil : "no python-escpos beside it: run make judges, or set PYTHON_ESCPOS"
    }

    /// The median of many receipts, in nanoseconds, after as many to warm up as there are lines.
    static func medianNanoseconds(text: String, code: String, in folder: String) throws -> Double {
        let (script, lines) = ("\(folder)/receipt.py", "\(folder)/receipt.txt")
        try Data(source.utf8).write(to: URL(filePath: script))
        try Data(text.utf8).write(to: URL(filePath: lines))
        let process = try ChildProcess(
            python,
            [script, lines, code, String(receipts)],
            folder: ".",
            errorsTo: "\(folder)/python.log"
        )
        let (status, output) = try process.finish(timeoutMilliseconds: 60_000)
        guard status == 0,
            let nanoseconds = output.split(separator: "\n").last.flatMap({ Double($0) })
        else { throw BenchmarkFailure.refused(status: output) }
        return nanoseconds
    }

    /// The QR code is the printer's own there, the least work that it has.
    private static let source = """
        import statistics, sys, time
        from escpos.printer import Dummy
        lines = open(sys.argv[1], encoding="utf-8").read().splitlines()

        def receipt():
            printer = Dummy()
            for line in lines:
                printer.textln(line)
            printer.qr(sys.argv[2], native=True)
            printer.cut()
            return printer.output

        times = []
        for _ in range(int(sys.argv[3])):
            start = time.perf_counter_ns()
            receipt()
            times.append(time.perf_counter_ns() - start)
        print(statistics.median(times))

        """
}
