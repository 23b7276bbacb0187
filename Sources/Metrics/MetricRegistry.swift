internal import Synchronization

/// What a value is measured in; a metric's name ends with it.
public enum MetricUnit: String, Sendable {
    /// Things that are counted, and states.
    case none = ""
    /// Seconds, also where a clock counts finer.
    case seconds = "_seconds"
    /// Bytes.
    case bytes = "_bytes"
}

/// The figures of one program, as a monitoring system reads them.
///
/// Rules, after Prometheus (“Metric and label naming”, “Exposition formats”, text format 0.0.4):
/// 1. A name is registered once, with a help text and the unit that it ends with. A counter ends with
///    `_total`. To break a naming rule is a defect and traps.
/// 2. A label's values come from a small set that the program knows. What a client sends is never one:
///    every new value is a series that is kept for ever.
/// 3. What others hold already, such as a store's number of rows, is read when the page is made.
public final class MetricRegistry: Sendable {
    /// The `Content-Type` of `text()`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let families = Mutex<[any MetricFamily]>([])

    /// An empty registry.
    public init() {}

    /// A number that only grows.
    public func counter(
        _ name: String,
        help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> Counter {
        precondition(name.hasSuffix(unit.rawValue + "_total"), "\(name) does not end in its unit")
        return register(Counter(FamilyHeader(name, help: help, kind: "counter", labels: labels)))
    }

    /// A number that goes up and down.
    public func gauge(
        _ name: String,
        help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> Gauge {
        precondition(name.hasSuffix(unit.rawValue), "\(name) does not end in its unit")
        return register(Gauge(FamilyHeader(name, help: help, kind: "gauge", labels: labels)))
    }

    /// How values are spread. `bounds` are the upper ends of the buckets, ascending, without infinity.
    public func histogram(
        _ name: String,
        help: String,
        unit: MetricUnit,
        bounds: [Double],
        labels: [String] = []
    ) -> Histogram {
        precondition(name.hasSuffix(unit.rawValue), "\(name) does not end in its unit")
        let header = FamilyHeader(name, help: help, kind: "histogram", labels: labels)
        return register(Histogram(header, bounds: bounds))
    }

    /// All figures in text format 0.0.4, in the order of their registration.
    public func text() -> String {
        var text = ""
        for family in families.withLock({ $0 }) { family.write(to: &text) }
        return text
    }

    private func register<Family: MetricFamily>(_ family: Family) -> Family {
        families.withLock { families in
            precondition(
                !families.contains { $0.header.name == family.header.name },
                "\(family.header.name) is registered twice"
            )
            families.append(family)
        }
        return family
    }
}

/// All series of one name.
protocol MetricFamily: Sendable {
    var header: FamilyHeader { get }
    func write(to text: inout String)
}
