public import CashAcceptors
public import Configuration
internal import Cryptography
internal import FoundationEssentials
internal import WeChatPay

/// What the kiosk takes money with; a section that is left out is a way to pay that is not offered.
public struct PaymentConfiguration: ConfigurationSection {
    /// The note acceptor.
    public let notes: NoteAcceptorConfiguration?
    /// WeChat Pay, by a code on the screen.
    public let weChatPay: WeChatPaySettings?

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        notes = try section.optional("notes", .section)
        weChatPay = try section.optional("weChatPay", .section)
    }
}

/// A note acceptor that speaks ccTalk.
public struct NoteAcceptorConfiguration: ConfigurationSection {
    /// Where it is, and how it is spoken to.
    public let acceptor: AcceptorConfiguration

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        var acceptor = AcceptorConfiguration(path: try section.required("device", .text))
        acceptor.checksum = try section.defaulted("checksum", .word, to: .simple)
        acceptor.address = try section.defaulted("address", .integer(in: 2...255), to: 40)
        acceptor.country = try section.defaulted("country", .text, to: "CN")
        self.acceptor = acceptor
    }
}

/// The merchant's account at WeChat Pay. Keys stand in files, of which the merchant's own is read when
/// the kiosk starts.
public struct WeChatPaySettings: ConfigurationSection {
    /// The merchant's number there.
    public let merchantID: String
    private let address: String
    private let appID: String
    private let certificateSerial: String
    private let merchantKeyPath: String
    private let providerKeyPath: String
    private let providerKeyID: String
    private let notificationAddress: String
    private let certificateAuthorityPath: String?
    private let timeoutMilliseconds: Int

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        address = try section.defaulted("address", .text, to: "https://api.mch.weixin.qq.com")
        merchantID = try section.required("merchant", .text)
        appID = try section.required("app", .text)
        certificateSerial = try section.required("certificateSerial", .text)
        merchantKeyPath = try section.required("merchantKey", .text)
        providerKeyPath = try section.required("providerKey", .text)
        providerKeyID = try section.required("providerKeyID", .text)
        notificationAddress = try section.required("notificationAddress", .text)
        certificateAuthorityPath = try section.optional("certificateAuthority", .text)
        timeoutMilliseconds = try section.defaulted(
            "timeoutMilliseconds",
            .integer(in: 500...30_000),
            to: 5_000
        )
    }

    /// Payments by code, with the account's keys.
    func codePayments() throws(KioskError) -> CodePayments {
        CodePayments(client: WeChatPayClient(try account()))
    }

    private func account() throws(KioskError) -> WeChatPayConfiguration {
        do {
            let merchant = try SecretFile.read(merchantKeyPath)
            // Nothing that is in it needs to be kept from others.
            let provider = FileManager.default.contents(atPath: providerKeyPath) ?? Data()
            guard
                let merchantKey = RSA.PrivateKey(pem: String(decoding: merchant, as: UTF8.self)),
                let providerKey = RSA.PublicKey(pem: String(decoding: provider, as: UTF8.self))
            else { throw KioskError.payments(reason: "A key of WeChat Pay is no RSA key.") }
            return try WeChatPayConfiguration(
                address: address,
                merchantID: merchantID,
                appID: appID,
                certificateSerial: certificateSerial,
                merchantKey: merchantKey,
                providerKey: providerKey,
                providerKeyID: providerKeyID,
                notificationAddress: notificationAddress,
                certificateAuthorityFile: certificateAuthorityPath,
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch let error as PrivateFileError {
            throw .payments(reason: error.sentence)
        } catch let error as WeChatPayError {
            throw .payments(reason: error.sentence)
        } catch let error as KioskError {
            throw error
        } catch {
            preconditionFailure("keys and account throw only the above: \(error)")
        }
    }
}
