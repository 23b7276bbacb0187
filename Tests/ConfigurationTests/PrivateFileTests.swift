import Configuration
import Glibc
import Testing

struct PrivateFileTests {
    let folder = TemporaryFolder()
    let secret = Array("correct horse".utf8)

    @Test(arguments: [0o600, 0o400] as [mode_t])
    func `a secret is read from a file for its owner alone`(mode: mode_t) throws {
        try folder.write(secret, to: "key")
        chmod(folder.file("key"), mode)
        #expect(try SecretFile.read(folder.file("key")) == secret)
    }

    @Test(arguments: [0o644, 0o640, 0o606, 0o700, 0o620, 0o4600] as [mode_t])
    func `a secret that others may use is refused`(mode: mode_t) throws {
        let path = folder.file("key")
        try folder.write(secret, to: "key")
        chmod(path, mode)
        let error = #expect(throws: PrivateFileError.self) { try SecretFile.read(path) }
        #expect(error == .openToOthers(path: path, mode: mode))
        #expect(error?.hint == "Run `chmod 600 \(path)`, and ask who has read it.")
        #expect(error.map { "\($0) \($0.sentence)" }?.contains("horse") == false)
    }

    @Test func `the mode is shown as chmod takes it`() throws {
        try folder.write(secret, to: "key")
        chmod(folder.file("key"), 0o644)
        let error = #expect(throws: PrivateFileError.self) {
            try SecretFile.read(folder.file("key"))
        }
        #expect(error?.sentence.hasSuffix("has mode 0644: others may use it.") == true)
    }

    @Test(.enabled("needs root, to give a file away") { geteuid() == 0 })
    func `a secret of another user is refused`() throws {
        let path = folder.file("key")
        try folder.write(secret, to: "key")
        chmod(path, 0o600)
        try #require(chown(path, 65_534, 65_534) == 0)
        #expect(throws: PrivateFileError.foreignOwner(path: path, owner: 65_534, user: 0)) {
            try SecretFile.read(path)
        }
    }

    @Test func `a secret is not read from a folder or from nothing`() {
        #expect(
            throws: PrivateFileError.cannotRead(
                path: folder.path,
                reason: "it is not a regular file"
            )
        ) { try SecretFile.read(folder.path) }
        let path = folder.file("missing")
        #expect(
            throws: PrivateFileError.cannotRead(path: path, reason: "No such file or directory")
        ) { try SecretFile.read(path) }
    }

    @Test func `a written file can be read as a secret and replaces the old one`() throws {
        let path = folder.file("key")
        try folder.write(Array("an older and longer secret".utf8), to: "key")
        chmod(path, 0o644)
        try PrivateFile.write(secret, to: path)
        #expect(try SecretFile.read(path) == secret)
        #expect(try folder.names() == ["key"])
    }

    @Test func `a folder that does not exist is said so`() {
        let path = folder.file("missing/key")
        let error = PrivateFileError.cannotWrite(path: path, reason: "No such file or directory")
        #expect(throws: error) { try PrivateFile.write(secret, to: path) }
    }

    @Test func `a write that fails leaves the old content and nothing else`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let path = folder.file("key")
            try PrivateFile.write([1, 2, 3], to: path)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1_000, rlim_max: 1_000)
            setrlimit(__rlimit_resource_t(1), &limit)
            let error = PrivateFileError.cannotWrite(path: path, reason: "File too large")
            #expect(throws: error) {
                try PrivateFile.write([UInt8](repeating: 4, count: 2_000), to: path)
            }
            #expect(try SecretFile.read(path) == [1, 2, 3])
            #expect(try folder.names() == ["key"])
        }
    }
}
