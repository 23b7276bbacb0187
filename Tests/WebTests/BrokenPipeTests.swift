import Glibc
import Testing

struct BrokenPipeTests {
    @Test func `a peer that is gone is an answer, and not the end of all tests`() {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        #expect(write(ends[1], [0], 1) == -1 && errno == EPIPE)
        close(ends[1])
    }
}
