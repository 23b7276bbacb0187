import Cryptography
import FoundationEssentials
import Testing

@testable import WeChatPay
@testable import WebClient

@Suite struct `Signing` {
    static let merchantKey = RSA.PrivateKey()

    static func configuration() throws -> WeChatPayConfiguration {
        try WeChatPayConfiguration(
            address: "https://pay.example",
            merchantID: "1900000001",
            appID: "wx0000000000000001",
            certificateSerial: "SERIAL1",
            merchantKey: merchantKey,
            providerKey: try #require(SigningVectors.publicKey),
            providerKeyID: "PUB_KEY_ID_1",
            notificationAddress: "https://pay.example/notify"
        )
    }

    @Test(arguments: [SigningVectors.order, SigningVectors.query, SigningVectors.answer])
    func `the vectors' signatures are over the lines as they are put together here`(
        _ vector: SigningVectors.Vector
    ) throws {
        let key = try #require(SigningVectors.publicKey)
        let text = signedText(vector.lines, Array(vector.body.utf8))
        #expect(key.verifies(vector.signature, of: text))
    }

    /// Published by the provider with its interface.
    @Test(
        arguments: [
            (
                ClientRequest.Method.get, "",
                "GET\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\n\n"
            ),
            (
                .post, "Hello World!\n",
                "POST\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\nHello World!\n\n"
            ),
        ]
    ) func `the header field has the signature of the published text`(
        _ method: ClientRequest.Method,
        _ body: String,
        _ text: String
    ) throws {
        let field = try Self.configuration().authorization(
            method,
            "/v3/certificates",
            time: 1_624_523_846,
            nonce: "A1B2C3D4E5F6G7",
            body: Array(body.utf8)
        )
        let signature = Data(Self.merchantKey.signature(of: Array(text.utf8)))
        #expect(
            field == """
                WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="A1B2C3D4E5F6G7",\
                timestamp="1624523846",serial_no="SERIAL1",\
                signature="\(signature.base64EncodedString())"
                """
        )
    }

    static func answer(_ changed: [String: String?] = [:], body: String? = nil) -> ClientResponse {
        let vector = SigningVectors.answer
        let fields: [String: String] = [
            "Wechatpay-Timestamp": vector.lines[0], "Wechatpay-Nonce": vector.lines[1],
            "Wechatpay-Serial": "PUB_KEY_ID_1", "Wechatpay-Signature": vector.signatureText,
        ]
        let headers = fields.compactMap { name, value -> (name: String, value: String)? in
            let value = changed[name] ?? value
            return value.map { (name, $0) }
        }
        return ClientResponse(
            status: 200,
            headers: headers,
            body: Array((body ?? vector.body).utf8)
        )
    }

    @Test(arguments: [-299, 0, 299] as [Int64])
    func `an answer of the last five minutes is genuine`(_ seconds: Int64) throws {
        let doubt = try Self.configuration().doubt(of: Self.answer(), now: 1_795_352_713 - seconds)
        #expect(doubt == nil)
    }

    @Test(arguments: [-300, 300, 1_000_000] as [Int64])
    func `an answer of another time is not`(_ seconds: Int64) throws {
        let doubt = try Self.configuration().doubt(of: Self.answer(), now: 1_795_352_713 - seconds)
        #expect(doubt == .timeApart(seconds: seconds))
    }

    @Test(
        arguments: [
            ("Wechatpay-Timestamp", nil, .notSigned), ("Wechatpay-Timestamp", "soon", .notSigned),
            ("Wechatpay-Timestamp", "1795352714", .signatureWrong),
            ("Wechatpay-Timestamp", "01795352713", .signatureWrong),
            ("Wechatpay-Timestamp", "-9223372036854775808", .timeApart(seconds: .max)),
            ("Wechatpay-Nonce", nil, .notSigned), ("Wechatpay-Nonce", "other", .signatureWrong),
            ("Wechatpay-Serial", nil, .notSigned),
            ("Wechatpay-Serial", "PUB_KEY_ID_2", .otherKey("PUB_KEY_ID_2")),
            ("Wechatpay-Signature", nil, .notSigned),
            ("Wechatpay-Signature", "", .signatureWrong),
            ("Wechatpay-Signature", "no base64", .signatureWrong),
            (
                "Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + SigningVectors.answerSignature,
                .signatureWrong
            ),
        ] as [(String, String?, WeChatPayError.Doubt)]
    ) func `an answer with a changed head is not genuine`(
        _ name: String,
        _ value: String?,
        _ doubt: WeChatPayError.Doubt
    ) throws {
        let answer = Self.answer([name: value])
        #expect(try Self.configuration().doubt(of: answer, now: 1_795_352_713) == doubt)
    }

    @Test func `an answer with a changed body is not genuine`() throws {
        let answer = Self.answer(body: #"{"trade_state":"NOTPAY"}"#)
        #expect(try Self.configuration().doubt(of: answer, now: 1_795_352_713) == .signatureWrong)
    }

    @Test func `times are written as the provider reads them`() {
        #expect(beijingTime(secondsSince1970: 1_795_352_709) == "2026-11-22T21:05:09+08:00")
        #expect(beijingTime(secondsSince1970: 1_767_196_800) == "2026-01-01T00:00:00+08:00")
    }

    @Test func `an address that can be listened to is refused`() throws {
        let known = try Self.configuration()
        #expect(throws: WeChatPayError.addressNotProtected("http://pay.example")) {
            try WeChatPayConfiguration(
                address: "http://pay.example",
                merchantID: known.merchantID,
                appID: known.appID,
                certificateSerial: known.certificateSerial,
                merchantKey: known.merchantKey,
                providerKey: known.providerKey,
                providerKeyID: known.providerKeyID,
                notificationAddress: known.notificationAddress
            )
        }
    }

    @Test func `the configuration shows nothing of the private key`() throws {
        var dumped = ""
        dump(try Self.configuration(), to: &dumped)
        #expect(dumped.contains("1900000001"))
        #expect(!dumped.contains("PRIVATE"))
    }
}
