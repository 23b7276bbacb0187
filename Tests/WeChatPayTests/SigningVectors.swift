import Cryptography
import FoundationEssentials

/// Texts and signatures of the interface, version 3: made with OpenSSL 3 and verified with Python's
/// `cryptography`. The private half of the key was not kept.
enum SigningVectors {
    /// SubjectPublicKeyInfo, base64.
    static let publicKeyText =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlbJcSbnAu51clcUp1doqBZvYWUHCl0ZskDy1BRrp2RDb"
        + "m9wcfuIaZg4diqNqMZdXsnimM/9tJvzAl0a+ujVGpbJt9jOk5xF+OL/Gc75KefVkztYu4zd+3Y+kVkSHuQlD27Zc"
        + "X3jMLmohrqvF4GeX0zojzTCYTznUq4EM9IUcPw338gCUpPHGq9FWpS9nGt/IRTqcxOIUdu4khKnhxtIu6rrd/2qq"
        + "R/8c92OdhhrK9hXzYOJs5lqDQOR/MhjnQl55fQ18N+EVHZmejaTaFqxHyktXKUY8/gsloz1wkPGky1AmOzjdKuWZ"
        + "7EAEjFJUyS5rO/jWcAcfG4c5S73+fRvwfQIDAQAB"

    struct Vector: Sendable {
        let lines: [String]
        let body: String
        let signatureText: String

        var signature: [UInt8] { [UInt8](Data(base64Encoded: signatureText) ?? Data()) }
    }

    static let order = Vector(
        lines: ["POST", "/v3/pay/transactions/native", "1795352709", "K7d2Qm0x9Za4Lr8c"],
        body: #"{"out_trade_no":"K007-1-000042","amount":{"total":10000,"currency":"CNY"}}"#,
        signatureText: orderSignature
    )

    static let query = Vector(
        lines: [
            "GET", "/v3/pay/transactions/out-trade-no/K007-1-000042?mchid=1900000001",
            "1795352712", "K7d2Qm0x9Za4Lr8d",
        ],
        body: "",
        signatureText: querySignature
    )

    static let answer = Vector(
        lines: ["1795352713", "NotifyNonce00001"],
        body: #"{"trade_state":"SUCCESS"}"#,
        signatureText: answerSignature
    )

    static var publicKey: RSA.PublicKey? {
        RSA.PublicKey(
            pem: "-----BEGIN PUBLIC KEY-----\n\(publicKeyText)\n-----END PUBLIC KEY-----\n"
        )
    }

    static let orderSignature =
        "b2ijG3oERuyiWBgbe4ODUNgmyEErwfcikSitgLTyEIaqU7zNOzKFgiaA1f+13s7ryFZ/CSXfgT4yRl4VmAECgDFN"
        + "vJtSgha3402EoBSiCLBspITQD9e//K+U/LKzYvO+cpdGgC5ThQ3PUpipaVj3R0WAwADF1qBXfSY47ulxXL57+J9F"
        + "Uh+7P/FtGzUd5KSUo1F7CDgj7HisDnVYaWg/WS9yxP9oWmId+/8M0PU0CHatEUA4uq8q838pdYNgoHJL108YuO2K"
        + "BXxaoL2JL3tUmGk95EFua5Ecirga8WTvDGIBNGcu0m+dvnVvU7wszO94l6j3SpY+eSSAqbzP/jpzbA=="

    static let querySignature =
        "QdYJ5/g17eajtBshhE9C3Mcq/2cX6rir5d63hQu8/L6bK5OqoyUGBxsfs+oaMs/OYGqsD5ISETaOTqO++lthcuXB"
        + "x5rKg98TaeabN60o0bkJR+or/vnl1H3L8qyOPSBV0ZwY2YnpPClV1sF/PvbW3M2KA5AyBrq2unH6U4lVym1K9xs2"
        + "ib1Zd3K9FC+RHFN9mUTm6t0RA0HNmjR1VQKA2b1lRZN/4EoaSCiR3nIexy4mL/A7rbmzaTB4reu9N8Xqz1pjhBTN"
        + "iH8AHL4e5ilN1PbDFIr1ksdU0IzaUAl7iwXJ7wivG/Z/HCqnOkSMcESz2xNXqbWWaClnqzcYIRUv4Q=="

    static let answerSignature =
        "VsQGvj2os/QJouOY16R01P3ygWCi0FS1OhtuLSH1nIgca6ViVNP7BlioK3iIyWpdqHvCC4WxH1QtNKDaYkqPuk9I"
        + "d50rF0scDN9wQv20EoHfSAccM6J81Yf7R8rg06ZRS7cmAyPTDOKleE+1co11/d08psSqb1woyXi6xuOdGUoeFX/9"
        + "WIHM2i19dlQs67YOzwsKx3bvJTXXeY0i98gRW4yWaoP+bWVFY7fkuyD5pUZ3LRW6xEy2ud0aX/m8LAWSbeu9imPf"
        + "8A8CbXnXmcMnrvns/oezYhnO5qGgeKZNhczGtOBhjgUehNvf8eHDnb1HbxarSwxkukfKncy8I/MMaQ=="
}
