import FoundationEssentials
import Glibc
import TestSupport
import Testing
import WebServer

/// A certificate for 127.0.0.1 that vouches for itself, made by the openssl command.
final class TestCertificate: Sendable {
    private let folder = TemporaryFolder()

    static var canBeMade: Bool { system("command -v openssl >/dev/null 2>&1") == 0 }

    init() throws {
        let result = system(
            """
            cd \(folder.path) && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
            -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=ledger \
            -addext subjectAltName=IP:127.0.0.1 >/dev/null 2>&1
            """
        )
        try #require(result == 0)
    }

    /// The file that vouches for it.
    var path: String { folder.file("certificate.pem") }

    var identity: TLSIdentity {
        get throws {
            TLSIdentity(
                certificatePEM: try folder.bytes(of: "certificate.pem"),
                keyPEM: try folder.bytes(of: "key.pem")
            )
        }
    }
}

extension Trait where Self == ConditionTrait {
    static var needsOpenSSL: Self {
        .enabled("needs the openssl command: apt-get install openssl") {
            TestCertificate.canBeMade
        }
    }
}
