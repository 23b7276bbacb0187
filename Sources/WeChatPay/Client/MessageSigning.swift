internal import Cryptography
internal import FoundationEssentials
internal import WebClient

// Signatures of the interface, version 3:
//
// 1. What is signed are lines, each ended by a line feed, the last one too. Of a request: method, path
//    with query, time in seconds, nonce, body. Of an answer: time, nonce, body.
// 2. RSA PKCS #1 v1.5 with SHA-256, in base64.
// 3. An answer is verified over the bytes that came, before anything is read from them. It must name
//    the configured key, and its time must be less than five minutes from this machine's.

extension WeChatPayConfiguration {
    /// The clocks may be apart by less than this.
    static let clockWindowSeconds: Int64 = 300

    /// The value of the header field Authorization. `target` is path and query.
    func authorization(
        _ method: ClientRequest.Method,
        _ target: String,
        time: Int64,
        nonce: String,
        body: [UInt8]
    ) -> String {
        let signature = merchantKey.signature(
            of: signedText([method.rawValue, target, String(time), nonce], body)
        )
        let fields = [
            ("mchid", merchantID), ("nonce_str", nonce), ("timestamp", String(time)),
            ("serial_no", certificateSerial),
            ("signature", Data(signature).base64EncodedString()),
        ]
        return "WECHATPAY2-SHA256-RSA2048 "
            + fields.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
    }

    /// Why an answer does not count as the provider's; nil where it does.
    func doubt(of answer: ClientResponse, now: Int64) -> WeChatPayError.Doubt? {
        guard let time = answer.header("Wechatpay-Timestamp"), let seconds = Int64(time),
            let nonce = answer.header("Wechatpay-Nonce"),
            let serial = answer.header("Wechatpay-Serial"),
            let text = answer.header("Wechatpay-Signature")
        else { return .notSigned }
        guard serial == providerKeyID else { return .otherKey(serial) }
        let (apart, isBeyondReason) = seconds.subtractingReportingOverflow(now)
        guard !isBeyondReason, apart.magnitude < Self.clockWindowSeconds.magnitude else {
            return .timeApart(seconds: isBeyondReason ? .max : apart)
        }
        // Probes with the beginning WECHATPAY/SIGNTEST/ are refused as every wrong signature is.
        guard let signature = Data(base64Encoded: text),
            providerKey.verifies([UInt8](signature), of: signedText([time, nonce], answer.body))
        else { return .signatureWrong }
        return nil
    }
}

/// The lines that are signed, the body last.
func signedText(_ lines: [String], _ body: [UInt8]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8) + body + [UInt8(ascii: "\n")]
}
