internal import Glibc
public import Prepayment

extension WallTime {
    /// `2026-11-22 20:00` in the time zone of this machine. Wraps `localtime_r`.
    public var localDescription: String {
        guard let parts = localParts else { return "\(secondsSince1970) s" }
        let digits = { (value: Int32) in value < 10 ? "0\(value)" : "\(value)" }
        let date = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map(digits)
        let time = [parts.tm_hour, parts.tm_min].map(digits)
        return date.joined(separator: "-") + " " + time.joined(separator: ":")
    }

    private var localParts: tm? {
        var seconds = time_t(secondsSince1970)
        var parts = tm()
        return localtime_r(&seconds, &parts) == nil ? nil : parts
    }
}
