/// What goes wrong between a virtual card and the reader it is put into.
public enum VirtualReaderError: Error, Sendable, Equatable {
    /// Nothing accepts connections there.
    case notListening(host: String, port: UInt16)
    /// The host is not an IPv4 address in digits.
    case notAnAddress(String)
    /// A system call failed.
    case callFailed(name: String, errno: Int32)
    /// The reader accepted the connection and does not speak to the card.
    case slotTaken

    /// What happened.
    public var sentence: String {
        switch self {
        case .notListening(let host, let port):
            "No virtual reader listens at \(host):\(port)."
        case .notAnAddress(let host): "\(host) is not an IPv4 address."
        case .callFailed(let name, let number):
            "The connection to the virtual reader failed: \(name) gave \(SystemError.text(number))."
        case .slotTaken: "The virtual reader does not take the card."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .notListening:
            "Install pcscd and vsmartcard-vpcd, and start pcscd."
        case .notAnAddress: "Give an address such as 127.0.0.1."
        case .callFailed: "Check that pcscd runs, then insert the card again."
        case .slotTaken: "Remove the card that is in this slot, or use the other slot."
        }
    }
}
