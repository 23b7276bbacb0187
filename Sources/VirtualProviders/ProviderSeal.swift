internal import Cryptography
internal import FoundationEssentials
internal import WebServer

/// Signs what the provider says, and checks who asks.
struct ProviderSeal: Sendable {
    let merchantID: String
    let certificateSerial: String
    let merchantKey: RSA.PublicKey
    let ownKey: RSA.PrivateKey
    let ownKeyID: String

    /// A clock that is further from the provider's than this makes a request void.
    private static let toleranceSeconds: Int64 = 300

    /// Whether the request is the merchant's, and of now.
    ///
    /// The one query that the interface has is `mchid`.
    func accepts(_ request: Request, now: Int64) -> Bool {
        let scheme = "WECHATPAY2-SHA256-RSA2048 "
        guard let header = request.headers["Authorization"], header.hasPrefix(scheme) else {
            return false
        }
        let parts = fields(of: header.dropFirst(scheme.count))
        guard parts["mchid"] == merchantID, parts["serial_no"] == certificateSerial,
            let nonce = parts["nonce_str"], let stamp = parts["timestamp"],
            let time = Int64(stamp),
            (now - Self.toleranceSeconds...now + Self.toleranceSeconds).contains(time),
            let text = parts["signature"], let signature = Data(base64Encoded: text)
        else { return false }
        let target = request.path + (request.query("mchid").map { "?mchid=" + $0 } ?? "")
        var lines = Array(
            [request.method.rawValue, target, stamp, nonce, ""].joined(separator: "\n").utf8
        )
        lines += request.body
        lines.append(10)
        return merchantKey.verifies([UInt8](signature), of: lines)
    }

    /// Signs an answer; a lie is signed over something else.
    func sign(_ response: Response, body: [UInt8], now: Int64, isLie: Bool) -> Response {
        let nonce = SecureRandom.bytes(16).hexadecimal
        var text = Array("\(now)\n\(nonce)\n".utf8) + body
        text.append(10)
        if isLie { text.append(10) }
        var signed = response
        signed.headers.append("Wechatpay-Timestamp", String(now))
        signed.headers.append("Wechatpay-Nonce", nonce)
        signed.headers.append("Wechatpay-Serial", ownKeyID)
        signed.headers.append("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048")
        signed.headers.append(
            "Wechatpay-Signature",
            Data(ownKey.signature(of: text)).base64EncodedString()
        )
        return signed
    }

    /// `name="value"` pairs, with commas between.
    private func fields(of text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for item in text.split(separator: ",") {
            let sides = item.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[1].hasPrefix("\""), sides[1].hasSuffix("\"") else {
                continue
            }
            fields[sides[0].filter { $0 != " " }] = String(sides[1].dropFirst().dropLast())
        }
        return fields
    }
}
