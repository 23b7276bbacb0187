internal import Demonstration
internal import DeviceThreads

extension BenchDesk {
    func switchProgram(_ name: RunningPrograms.Name, isOn: Bool) throws(BenchRefusal) {
        guard runs(name) != isOn else { return }
        try begin(name)
        Task {
            if isOn {
                do { try await start(name) } catch { tell(error.explained, isTrouble: true) }
            } else {
                await parts.programs.stop(name)
                tell("\(name.title) stopped.")
            }
            await end(name)
        }
    }

    /// The kiosk loses its power, and has it again when it is switched on.
    func cutPower() throws(BenchRefusal) {
        try begin(.kiosk)
        Task {
            await parts.programs.kill(.kiosk)
            tell("The kiosk lost its power.", isTrouble: true)
            await end(.kiosk)
        }
    }

    /// Starts a program that does not run. Throws as `RunningPrograms.start` does.
    func start(_ name: RunningPrograms.Name) async throws {
        let address = try await parts.programs.start(name)
        switch name {
        case .kiosk: kioskStarted(at: address)
        case .ledger: parts.leadCable(to: address)
        }
        tell("\(name.title) runs.")
    }

    /// Asks the office what it knows of today.
    func askOffice() {
        Task {
            let folder = parts.folder
            let day = await Result(awaiting: {
                try await parts.errands.perform {
                    try folder.run("ledger", ["day", "--date", localDay(), "--json"])
                }
            })
            switch day {
            case .success(let text):
                (state.office.day, state.office.askedAt) = (text, clockTime())
                show()
            case .failure(let error): tell(error.explained, isTrouble: true)
            }
        }
    }

    private func runs(_ name: RunningPrograms.Name) -> Bool {
        switch name {
        case .kiosk: state.kiosk.runs
        case .ledger: state.office.runs
        }
    }

    private func begin(_ name: RunningPrograms.Name) throws(BenchRefusal) {
        let isChanging = name == .kiosk ? state.kiosk.isChanging : state.office.isChanging
        guard !isChanging else {
            throw BenchRefusal("\(name.title) is being switched.", hint: "Wait a moment.")
        }
        setChanging(name, true)
    }

    private func end(_ name: RunningPrograms.Name) async {
        setChanging(name, false)
        await look()
    }

    private func setChanging(_ name: RunningPrograms.Name, _ isChanging: Bool) {
        switch name {
        case .kiosk: state.kiosk.isChanging = isChanging
        case .ledger: state.office.isChanging = isChanging
        }
        show()
    }
}

extension RunningPrograms.Name {
    /// As it begins a sentence.
    var title: String {
        switch self {
        case .kiosk: "The kiosk"
        case .ledger: "The ledger"
        }
    }
}
