internal import CPostgreSQL

/// The URL of a database: `postgresql://user@host:5432/database?sslmode=verify-full`.
///
/// Source: PostgreSQL 15, 34.1.1.2 "Connection URIs". Nothing of a URL that is not understood gets
/// into an error: what looks like a port may be half of a password.
struct ConnectionURL {
    let text: String
    /// `host:port/database`.
    let server: String

    init(_ text: String) throws(PostgreSQLError) {
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else {
            throw .invalidURL(reason: "it does not begin with postgresql://")
        }
        let rest = text.dropFirst(scheme.count)
        if let slash = rest.firstIndex(of: "/"),
            rest[slash...].prefix(while: { $0 != "?" }).contains("@")
        {
            throw .invalidURL(reason: "there is an @ behind a slash")
        }
        guard let parts = Self.parts(of: text) else {
            throw .invalidURL(reason: "the server's library cannot read it")
        }
        let port = parts["port"] ?? "5432"
        guard port.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == 0x2C })
        else {
            throw .invalidURL(reason: "its port is no number")
        }
        self.text = text
        let host = parts["host"] ?? parts["hostaddr"] ?? "localhost"
        server = "\(host):\(port)/\(parts["dbname"] ?? "")"
    }

    /// What the URL says, by libpq's names; nil when libpq cannot read it.
    private static func parts(of text: String) -> [String: String]? {
        guard let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var parts: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parts[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return parts
    }
}
