internal import Synchronization

/// A number that only grows, one for each combination of label values.
public final class Counter: MetricFamily {
    let header: FamilyHeader
    private let source: SeriesTable

    init(_ header: FamilyHeader) {
        self.header = header
        source = SeriesTable(labelCount: header.labels.count)
    }

    /// Adds to the series of these label values, in the order of the labels' names.
    public func add(_ amount: Double = 1, _ labels: String...) {
        precondition(amount >= 0, "\(header.name) counts down")
        source.update(labels) { $0 += amount }
    }

    /// What was counted; 0 where nothing was.
    public func value(_ labels: String...) -> Double { source.value(labels) }

    func write(to text: inout String) { source.write(under: header, to: &text) }
}

/// A number that goes up and down, one for each combination of label values.
public final class Gauge: MetricFamily {
    let header: FamilyHeader
    private let source: SeriesTable
    private let reading = Mutex<(@Sendable () -> Double?)?>(nil)

    init(_ header: FamilyHeader) {
        self.header = header
        source = SeriesTable(labelCount: header.labels.count)
    }

    /// Sets the series of these label values.
    public func set(_ value: Double, _ labels: String...) {
        source.update(labels) { $0 = value }
    }

    /// Asks for the value whenever the page is made; nil leaves it out, as nobody knows it then.
    public func read(_ value: @escaping @Sendable () -> Double?) {
        precondition(header.labels.isEmpty, "\(header.name) has labels")
        reading.withLock { $0 = value }
    }

    func write(to text: inout String) {
        guard let reading = reading.withLock({ $0 }) else {
            return source.write(under: header, to: &text)
        }
        guard let value = reading() else { return }
        header.write(to: &text)
        header.writeSeries([], value, to: &text)
    }
}

/// One number for each combination of label values.
final class SeriesTable: Sendable {
    private let labelCount: Int
    private let values: Mutex<[[String]: Double]>

    init(labelCount: Int) {
        self.labelCount = labelCount
        // Without labels there is one series from the start: “never happened” is 0, not absent.
        values = Mutex(labelCount == 0 ? [[]: 0] : [:])
    }

    func update(_ labels: [String], _ change: (inout Double) -> Void) {
        precondition(labels.count == labelCount, "\(labels) are not the labels of the metric")
        values.withLock { change(&$0[labels, default: 0]) }
    }

    func value(_ labels: [String]) -> Double { values.withLock { $0[labels] ?? 0 } }

    func write(under header: FamilyHeader, to text: inout String) {
        header.write(to: &text)
        let series = values.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (labels, value) in series { header.writeSeries(labels, value, to: &text) }
    }
}
