internal import Synchronization

/// How values are spread, for each combination of label values.
public final class Histogram: MetricFamily {
    /// Upper ends for the time that a request takes: from half a millisecond to ten seconds.
    public static let requestSeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct Series {
        /// How many values fell into each bucket alone; the last is for what is above every bound.
        var counts: [Int]
        var sum = 0.0
    }

    let header: FamilyHeader
    private let bounds: [Double]
    private let series = Mutex<[[String]: Series]>([:])

    init(_ header: FamilyHeader, bounds: [Double]) {
        let isAscending = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
        precondition(!bounds.isEmpty && isAscending, "\(header.name): the bounds do not ascend")
        precondition(bounds.allSatisfy(\.isFinite), "\(header.name): infinity is always a bound")
        (self.header, self.bounds) = (header, bounds)
    }

    /// Counts a value in the series of these label values; a value on a bound is below it.
    public func observe(_ value: Double, _ labels: String...) {
        precondition(labels.count == header.labels.count, "\(labels): not those of \(header.name)")
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        series.withLock {
            let empty = Series(counts: [Int](repeating: 0, count: bounds.count + 1))
            $0[labels, default: empty].counts[bucket] += 1
            $0[labels, default: empty].sum += value
        }
    }

    func write(to text: inout String) {
        header.write(to: &text)
        let all = series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (labels, series) in all {
            var count = 0
            for (bound, inBucket) in zip(bounds + [.infinity], series.counts) {
                count += inBucket
                header.writeSeries(
                    labels,
                    Double(count),
                    suffix: "_bucket",
                    extra: "le=\"\(formatted(bound))\"",
                    to: &text
                )
            }
            header.writeSeries(labels, series.sum, suffix: "_sum", to: &text)
            header.writeSeries(labels, Double(count), suffix: "_count", to: &text)
        }
    }
}
