internal import CSQLite

/// SQLite's extended codes, whose macros Swift does not import.
enum IOFailure {
    static let read = SQLITE_IOERR | 1 << 8
    static let shortRead = SQLITE_IOERR | 2 << 8
    static let write = SQLITE_IOERR | 3 << 8
    static let sync = SQLITE_IOERR | 4 << 8
    static let truncate = SQLITE_IOERR | 6 << 8
    static let status = SQLITE_IOERR | 7 << 8
    static let delete = SQLITE_IOERR | 10 << 8
}

// What each call on a file does to its disk, and the fault that comes with it.

extension OpenFile {
    var size: Int? { disk.withLiving(generation) { $0.files[name]?.bytes.count ?? 0 } }

    func read(_ target: UnsafeMutableRawBufferPointer, at offset: sqlite3_int64) -> Int32 {
        // nonisolated(unsafe): the closure runs before the call returns, on this thread.
        nonisolated(unsafe) let target = target
        let count = disk.withLiving(generation) { state -> Int in
            guard let bytes = state.files[name]?.bytes else { return 0 }
            let start = min(Int(offset), bytes.count)
            let end = min(start + target.count, bytes.count)
            bytes.withUnsafeBytes { target.copyBytes(from: $0[start..<end]) }
            return end - start
        }
        guard let count else { return IOFailure.read }
        if count == target.count { return SQLITE_OK }
        for index in count..<target.count { target[index] = 0 }
        return IOFailure.shortRead
    }

    func write(_ new: UnsafeRawBufferPointer, at offset: sqlite3_int64) -> Int32 {
        // nonisolated(unsafe): the closure runs before the call returns, on this thread.
        nonisolated(unsafe) let new = new
        return disk.change(generation, refusal: IOFailure.write) { state in
            let growth = Int(offset) + new.count - (state.files[name]?.bytes.count ?? 0)
            if let room = state.roomBytes, growth > 0 {
                guard growth <= room else {
                    state.counts.refusedWrites += 1
                    return SQLITE_FULL
                }
                state.roomBytes = room - growth
            }
            state.files[name]?.write(new, at: Int(offset))
            return SQLITE_OK
        }
    }

    func truncate(to size: sqlite3_int64) -> Int32 {
        disk.change(generation, refusal: IOFailure.truncate) { state in
            state.files[name]?.truncate(to: Int(size))
            return SQLITE_OK
        }
    }

    func sync() -> Int32 {
        disk.change(generation, refusal: IOFailure.sync) { state in
            if state.failsNextSync {
                state.failsNextSync = false
                state.counts.failedSyncs += 1
                state.files[name]?.loseUnsynced()
                return IOFailure.sync
            }
            // A file that was never synced has no name after a power cut; to let that happen here
            // would be to lose the whole disk in place of the last writes.
            if !state.keepsNothing || state.files[name]?.durable == nil {
                state.files[name]?.sync()
            }
            return SQLITE_OK
        }
    }
}

extension SimulatedDisk {
    func open(_ name: String) -> UInt64 {
        withState { state in
            if state.files[name] == nil { state.files[name] = DiskFile() }
            state.isInUse = true
            return state.generation
        }
    }

    func exists(_ name: String) -> Bool { withState { $0.files[name] != nil } }

    func delete(_ name: String) -> Int32 {
        withState { state in
            guard state.isInUse, state.callsBeforePowerCut != 0 else { return IOFailure.delete }
            state.files[name] = nil
            return SQLITE_OK
        }
    }

    /// Nil on a handle of a program that is no more, and while the power is off.
    func withLiving<Result: Sendable>(
        _ generation: UInt64,
        _ body: (inout State) -> Result
    ) -> Result? {
        withState { state in
            guard state.generation == generation, state.callsBeforePowerCut != 0 else {
                return nil
            }
            return body(&state)
        }
    }

    /// Changes something. The call in which the power fails is carried out or not, and never answered.
    func change(
        _ generation: UInt64,
        refusal: Int32,
        _ body: (inout State) -> Int32
    ) -> Int32 {
        var onPowerCut: (@Sendable () -> Void)?
        let code = withLiving(generation) { state -> Int32 in
            guard let calls = state.callsBeforePowerCut else { return body(&state) }
            state.callsBeforePowerCut = calls - 1
            if calls > 1 { return body(&state) }
            state.counts.interruptedCalls += 1
            onPowerCut = state.onPowerCut
            if Bool.random(using: &state.dice) { _ = body(&state) }
            return refusal
        }
        onPowerCut?()
        return code ?? refusal
    }
}
