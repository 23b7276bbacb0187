internal import FoundationEssentials

/// Whom a browser reached or asked, for a page or of its own accord, as it recorded itself.
///
/// Source: Chromium, net/log/net_log_event_type_list.h; the file names its own numbers of events.
struct NetworkLog {
    /// Addresses with their ports to which a TCP connection was tried.
    let connections: Set<String>
    /// What was asked for over HTTP, also where no connection came about.
    let requests: Set<String>

    private struct File: Decodable {
        struct Constants: Decodable {
            let logEventTypes: [String: Int]
        }
        struct Event: Decodable {
            let type: Int
            let params: Parameters?
        }
        let constants: Constants
        let events: [Event]
    }

    private struct Parameters: Decodable {
        let address: String?
        let url: String?

        enum CodingKeys: CodingKey {
            case address, url
        }

        /// Other events have other types under the same names.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            address = try? container.decode(String.self, forKey: .address)
            url = try? container.decode(String.self, forKey: .url)
        }
    }

    init(file path: String) throws(WebDriverError) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .noNetworkLog }
        try self.init(data)
    }

    init(_ data: Data) throws(WebDriverError) {
        guard let file = try? JSONDecoder().decode(File.self, from: data) else {
            throw .noNetworkLog
        }
        func parameters(of names: String...) throws(WebDriverError) -> [Parameters] {
            let types = names.compactMap { file.constants.logEventTypes[$0] }
            // Another version may have other names: then nothing is known.
            guard types.count == names.count else { throw .noNetworkLog }
            return file.events.filter { types.contains($0.type) }.compactMap(\.params)
        }
        connections = Set(try parameters(of: "TCP_CONNECT_ATTEMPT").compactMap(\.address))
        let asked = try parameters(of: "URL_REQUEST_START_JOB", "HTTP_STREAM_JOB_CONTROLLER")
        requests = Set(asked.compactMap(\.url).filter { $0.hasPrefix("http") })
    }

    func checkLoopback() throws(WebDriverError) {
        let foreign =
            connections.filter { !$0.hasPrefix("127.0.0.1:") }
            + requests.filter { !$0.hasPrefix("http://127.0.0.1:") }
        guard foreign.isEmpty else { throw .beyondLoopback(foreign.sorted()) }
    }
}
