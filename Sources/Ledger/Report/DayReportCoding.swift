import Cryptography
import FoundationEssentials
import Prepayment

/// The report as JSON, the same on the wire and from the command line. Amounts are integers of fen.
extension DayReport: Encodable {
    private enum Key: String, CodingKey {
        case date, kiosks, totals, root
    }

    /// Writes the day, the kiosks and the sums.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(day.description, forKey: .date)
        try container.encode(kiosks, forKey: .kiosks)
        try container.encode(totals, forKey: .totals)
        try container.encodeIfPresent(root, forKey: .root)
    }
}

extension DayRoot: Encodable {
    private enum Key: String, CodingKey {
        case heads, hash
    }

    /// Writes the hash in hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(headCount, forKey: .heads)
        try container.encode(hash.hexadecimal, forKey: .hash)
    }
}

extension KioskDay: Encodable {
    private enum Key: String, CodingKey {
        case kiosk, tenders, receipts, anomalies, records, lastHeard
    }

    /// Writes the kiosk as its number; a kiosk that was never heard has no `lastHeard`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kiosk.number, forKey: .kiosk)
        try container.encode(tenders, forKey: .tenders)
        try container.encode(receipts, forKey: .receipts)
        try container.encode(anomalies, forKey: .anomalies)
        try container.encode(spans, forKey: .records)
        try container.encodeIfPresent(lastHeard?.iso8601, forKey: .lastHeard)
    }
}

extension TenderDay: Encodable {
    private enum Key: String, CodingKey {
        case tender, written, owed, unknown, refunded, open, total
    }

    /// Writes each outcome, also one that did not occur.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(tender.name, forKey: .tender)
        try container.encode(written, forKey: .written)
        try container.encode(owed, forKey: .owed)
        try container.encode(unknown, forKey: .unknown)
        try container.encode(refunded, forKey: .refunded)
        try container.encode(open, forKey: .open)
        try container.encode(total, forKey: .total)
    }
}

extension SalesTally: Encodable {
    private enum Key: String, CodingKey {
        case count, fen
    }

    /// Writes the number of sales and what was paid in fen.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(count, forKey: .count)
        try container.encode(paid.fen, forKey: .fen)
    }
}

extension RecordSpan: Encodable {
    private enum Key: String, CodingKey {
        case epoch, firstSequence, lastSequence
    }

    /// Writes the epoch and both ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(sequences.lowerBound, forKey: .firstSequence)
        try container.encode(sequences.upperBound, forKey: .lastSequence)
    }
}

extension WallTime {
    /// `2026-11-22T12:00:00Z`.
    fileprivate var iso8601: String {
        Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
    }
}
