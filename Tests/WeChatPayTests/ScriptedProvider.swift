import Cryptography
import FoundationEssentials
import VirtualProviders
import WeChatPay
import WebServer

/// Answers every request with the same words, under the provider's good signature.
struct ScriptedProvider {
    let client: WeChatPayClient
    private let server: HTTPServer

    init(status: Int, body: String) throws {
        let key = RSA.PrivateKey(pem: Desk.keys.providerKeyPEM)
        let answer: Router.ImmediateHandler = { _ in
            let time = String(WeChatPayClient.systemTime())
            let signed = Array("\(time)\nN1\n\(body)\n".utf8)
            let signature = Data(key?.signature(of: signed) ?? []).base64EncodedString()
            return Response(
                status: status,
                headers: [
                    "Wechatpay-Timestamp": time, "Wechatpay-Nonce": "N1",
                    "Wechatpay-Serial": "PUB_KEY_ID_1", "Wechatpay-Signature": signature,
                ],
                body: Array(body.utf8)
            )
        }
        var router = Router()
        router.onImmediate(.get, "/v3/pay/transactions/out-trade-no/{number}", answer)
        router.onImmediate(.get, "/v3/refund/domestic/refunds/{number}", answer)
        server = try HTTPServer(ServerConfiguration(), router: router, reportFailure: { _, _ in })
        client = WeChatPayClient(try Desk.configuration(port: server.port))
    }

    func stop() async { await server.stop() }
}
