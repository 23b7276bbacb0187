internal import Glibc

extension MetricRegistry {
    /// Registers what every exporter tells of its process, under the usual names.
    ///
    /// Reads `/proc/self` when the page is made; where that does not tell, the figure is left out.
    public func registerProcess() {
        gauge(
            "process_start_time_seconds",
            help: "When the process started, in seconds since 1970.",
            unit: .seconds
        ).set(Double(startSeconds))
        gauge(
            "process_resident_memory_bytes",
            help: "Memory of the process that is in RAM.",
            unit: .bytes
        ).read { readSmallFile("/proc/self/statm").flatMap(residentBytes) }
        gauge("process_open_fds", help: "Open file descriptors.").read(openDescriptorCount)
        gauge("process_max_fds", help: "How many file descriptors may be open.").read {
            var limit = rlimit()
            return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
                ? Double(limit.rlim_cur) : nil
        }
    }
}

/// When the figures were registered, which is when the program starts to serve.
private var startSeconds: Int { time(nil) }

/// The second number of `statm(5)`, in pages.
func residentBytes(_ statm: String) -> Double? {
    let fields = statm.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
}

private func readSmallFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
}

/// Entries of `/proc/self/fd`, but for `.`, `..` and the descriptor that reads them.
@Sendable private func openDescriptorCount() -> Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = -3.0
    while readdir(folder) != nil { count += 1 }
    return count
}
