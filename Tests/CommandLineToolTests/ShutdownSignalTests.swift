import CommandLineTool
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ShutdownSignalTests {
    @Test func `the first signal of either kind is told`() async {
        await #expect(processExitsWith: .success) {
            let signals = ShutdownSignal.watch()
            kill(getpid(), SIGTERM)
            #expect(await signals.first() == .terminate)
        }
        await #expect(processExitsWith: .success) {
            let signals = ShutdownSignal.watch()
            kill(getpid(), SIGINT)
            #expect(await signals.first() == .interrupt)
        }
    }

    @Test func `a second signal of the same kind ends the process`() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            let signals = ShutdownSignal.watch()
            kill(getpid(), SIGINT)
            _ = await signals.first()
            kill(getpid(), SIGINT)
            while true { pause() }
        }
    }

    @Test func `a cancelled task does not wait for ever`() async {
        await #expect(processExitsWith: .success) {
            let task = Task { await ShutdownSignal.watch().first() }
            task.cancel()
            #expect(await task.value == nil)
        }
    }
}
