import CommandLineTool
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ShutdownSignalTests {
    @Test func `the first signal of either kind is told`() async {
        await #expect(processExitsWith: .success) {
            async let signal = ShutdownSignal.wait()
            await handlerIsInstalled(for: SIGTERM)
            kill(getpid(), SIGTERM)
            #expect(await signal == .terminate)
        }
        await #expect(processExitsWith: .success) {
            async let signal = ShutdownSignal.wait()
            await handlerIsInstalled(for: SIGINT)
            kill(getpid(), SIGINT)
            #expect(await signal == .interrupt)
        }
    }

    @Test func `a second signal of the same kind ends the process`() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            async let signal = ShutdownSignal.wait()
            await handlerIsInstalled(for: SIGINT)
            kill(getpid(), SIGINT)
            _ = await signal
            kill(getpid(), SIGINT)
            while true { pause() }
        }
    }

    @Test func `a cancelled task does not wait for ever`() async {
        await #expect(processExitsWith: .success) {
            let task = Task { await ShutdownSignal.wait() }
            task.cancel()
            #expect(await task.value == nil)
        }
    }
}

private func handlerIsInstalled(for signal: Int32) async {
    var action = sigaction()
    repeat {
        await Task.yield()
        sigaction(signal, nil, &action)
    } while action.__sigaction_handler.sa_handler == nil
}
