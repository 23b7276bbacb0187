import FoundationEssentials
import Glibc
import Testing
import WebServer

/// A certificate authority and what it signed, made by the openssl command.
final class TestAuthority: Sendable {
    /// Made once for all tests, as it takes a while; nil without the command.
    static let shared: TestAuthority? = {
        guard system("command -v openssl >/dev/null 2>&1") == 0 else { return nil }
        let authority = TestAuthority()
        // The process ends without telling its objects.
        atexit { TestAuthority.shared?.remove() }
        return authority
    }()

    private let folder: String

    var certificateFile: String { folder + "/authority.pem" }

    private init() {
        var template = Array("/tmp/authority-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp failed")
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        openssl(
            "req -x509 \(Self.newKey) -keyout authority.key -out authority.pem -days 2 -subj /CN=Test"
        )
        openssl("req -x509 \(Self.newKey) -keyout other.key -out other.pem -days 2 -subj /CN=Other")
        sign("local", names: "DNS:localhost,IP:127.0.0.1", days: 2)
        sign("elsewhere", names: "DNS:ledger.example", days: 2)
        sign("expired", names: "DNS:localhost,IP:127.0.0.1", days: -1)
    }

    /// A certificate of another authority.
    var otherCertificateFile: String { folder + "/other.pem" }

    func identity(_ name: String, key: String? = nil) throws -> TLSIdentity {
        TLSIdentity(
            certificatePEM: try bytes("\(name).pem"),
            keyPEM: try bytes("\(key ?? name).key")
        )
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

    private func sign(_ name: String, names: String, days: Int) {
        openssl("req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj /CN=\(name)")
        openssl(
            "x509 -req -in \(name).csr -CA authority.pem -CAkey authority.key -CAcreateserial "
                + "-days \(days) -out \(name).pem -extfile \(name).ext",
            before: "echo subjectAltName=\(names) > \(name).ext"
        )
    }

    private func openssl(_ arguments: String, before: String = "true") {
        let result = system("cd \(folder) && \(before) && openssl \(arguments) >/dev/null 2>&1")
        precondition(result == 0, "openssl \(arguments)")
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

extension Trait where Self == ConditionTrait {
    static var needsOpenSSL: Self {
        .enabled("needs the openssl command: apt-get install openssl") {
            TestAuthority.shared != nil
        }
    }
}
