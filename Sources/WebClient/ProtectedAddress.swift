/// Whether nobody on the way can read or change what is sent to this address: `https://…`, or
/// `http://` on this machine, where the whole host counts: `http://127.0.0.1.example` is elsewhere.
public func isProtectedAddress(_ address: String) -> Bool {
    address.hasPrefix("https://")
        || ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { origin in
            guard address.hasPrefix(origin) else { return false }
            let rest = address.dropFirst(origin.count)
            let port = rest.prefix { $0 != "/" }
            return port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil
        }
}
