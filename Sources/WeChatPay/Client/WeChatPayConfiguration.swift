public import Cryptography
internal import WebClient

/// Who the merchant is, who the provider is, and how the two sign.
public struct WeChatPayConfiguration: Sendable {
    /// Where the provider answers, without a slash at the end: `https://…`, or `http://` on this
    /// machine.
    public let address: String
    /// `mchid`.
    public let merchantID: String
    /// `appid`: what the merchant shows itself as.
    public let appID: String
    /// The serial number of the certificate over the merchant's key.
    public let certificateSerial: String
    /// What requests are signed with.
    public let merchantKey: RSA.PrivateKey
    /// What the provider's answers are verified with.
    public let providerKey: RSA.PublicKey
    /// What the provider calls that key: `PUB_KEY_ID_…`, or its certificate's serial number.
    public let providerKeyID: String
    /// `notify_url`: the provider wants one. What comes there decides nothing; this client asks.
    public let notificationAddress: String
    /// A PEM file that the provider's certificate must descend from; nil takes the system's.
    public let certificateAuthorityFile: String?
    /// How long an answer may take.
    public let timeoutMilliseconds: Int

    /// Throws `addressNotProtected` only.
    public init(
        address: String,
        merchantID: String,
        appID: String,
        certificateSerial: String,
        merchantKey: RSA.PrivateKey,
        providerKey: RSA.PublicKey,
        providerKeyID: String,
        notificationAddress: String,
        certificateAuthorityFile: String? = nil,
        timeoutMilliseconds: Int = 5_000
    ) throws(WeChatPayError) {
        guard isProtectedAddress(address) else { throw .addressNotProtected(address) }
        self.address = address
        self.merchantID = merchantID
        self.appID = appID
        self.certificateSerial = certificateSerial
        self.merchantKey = merchantKey
        self.providerKey = providerKey
        self.providerKeyID = providerKeyID
        self.notificationAddress = notificationAddress
        self.certificateAuthorityFile = certificateAuthorityFile
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}
