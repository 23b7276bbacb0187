internal import Synchronization

/// A disk below SQLite, in memory, that keeps of what was written only what was synced.
///
/// Rules:
/// 1. What a program writes is in the cache: it reads it back, and a program that starts later on the
///    same machine reads it too.
/// 2. What was synced survives a power cut. Of every write since, the whole, nothing, or some sectors
///    survive, each by itself: the cache is written back in any order.
/// 3. A sync that failed has lost its writes for good, while the cache goes on showing them: Linux
///    marks such pages clean, and the next sync says nothing of them.
/// 4. A handle from before a power cut or a program's end does nothing any more.
public final class SimulatedDisk: Sendable {
    /// What is told of a disk when it is asked how it fared.
    public struct Counts: Sendable, Equatable {
        /// Writes of which a power cut left a part.
        public var tornWrites = 0
        /// Writes of which a power cut left nothing.
        public var lostWrites = 0
        /// Writes and syncs that the power failed in.
        public var interruptedCalls = 0
        /// Writes that found no room.
        public var refusedWrites = 0
        /// Syncs that failed.
        public var failedSyncs = 0

        /// Nothing befell it.
        public init() {}
    }

    /// All files as they are after a power cut: what an image of the disk holds.
    public struct Image: Sendable {
        fileprivate let files: [String: [UInt8]]
    }

    struct State {
        var files: [String: DiskFile] = [:]
        var generation: UInt64 = 0
        /// A program has files open, and was not ended.
        var isInUse = false
        var dice: any RandomNumberGenerator & Sendable
        var counts = Counts()
        var callsBeforePowerCut: Int?
        var roomBytes: Int?
        var failsNextSync = false
        var keepsNothing = false
        var onPowerCut: (@Sendable () -> Void)?
    }

    /// The folder that it stands in the place of. It must exist, for SQLite's callers make and lock
    /// files beside it.
    public let folder: String
    private let state: Mutex<State>

    /// Mounts an empty disk. `dice` decide what a power cut leaves.
    public init(folder: String, dice: some RandomNumberGenerator & Sendable) {
        self.folder = folder
        state = Mutex(State(dice: dice))
        DiskSystem.mount(self, at: folder)
    }

    /// Takes the disk away, and its memory with it.
    public func unmount() {
        endProgram()
        DiskSystem.unmount(folder)
    }

    /// What befell it.
    public var counts: Counts { state.withLock { $0.counts } }

    /// The power is off: every call fails until it is back.
    public var isDead: Bool { state.withLock { $0.callsBeforePowerCut == 0 } }

    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }
}

// Faults, and what survives them.
extension SimulatedDisk {
    /// Calls that write or sync until the power fails in the midst of one; `onCut` hears of it.
    public func cutPower(afterCalls calls: Int, onCut: @escaping @Sendable () -> Void) {
        withState { ($0.callsBeforePowerCut, $0.onPowerCut) = (calls, onCut) }
    }

    /// Takes a cut back that did not come.
    public func cancelPowerCut() {
        withState { ($0.callsBeforePowerCut, $0.onPowerCut) = (nil, nil) }
    }

    /// Leaves room for so many more bytes; nil for any number.
    public func limitRoom(bytes: Int?) { withState { $0.roomBytes = bytes } }

    /// Makes the next sync fail.
    public func failNextSync(_ fails: Bool = true) { withState { $0.failsNextSync = fails } }

    /// A disk that answers a sync without doing it. No program can be right on it.
    public func ignoreSyncs() { withState { $0.keepsNothing = true } }

    /// Ends the program that uses the disk: its handles are dead, the cache stays.
    public func endProgram() {
        withState { state in
            state.generation += 1
            state.isInUse = false
            (state.callsBeforePowerCut, state.onPowerCut) = (nil, nil)
        }
    }

    /// Cuts the power: handles are dead, and what was not synced is lost, or torn, or there.
    public func losePower() {
        endProgram()
        withState { state in
            for name in state.files.keys.sorted() {
                let (file, torn, lost) =
                    state.files[name]?.afterPowerCut(&state.dice) ?? (nil, 0, 0)
                state.files[name] = file
                state.counts.tornWrites += torn
                state.counts.lostWrites += lost
            }
        }
    }

    /// What it holds now for sure.
    public func image() -> Image {
        withState { state in Image(files: state.files.compactMapValues(\.durable)) }
    }

    /// Puts an image in the place of everything on it. Handles are dead.
    public func restore(_ image: Image) {
        endProgram()
        withState { $0.files = image.files.mapValues(DiskFile.init(durable:)) }
    }

    /// Flips one bit of the last place where these bytes stand in a file, in cache and on the disk; tells
    /// whether there was one. Again, and all is as it was.
    public func flipBit(in bytes: [UInt8], at offset: Int) -> Bool {
        withState { state in
            var isFlipped = false
            for name in state.files.keys.sorted() {
                if state.files[name]?.flipBit(in: bytes, at: offset) == true { isFlipped = true }
            }
            return isFlipped
        }
    }
}

extension SimulatedDisk.Image {
    /// Of a disk with nothing on it.
    public static let empty = Self(files: [:])
}

extension SimulatedDisk.Counts {
    /// Takes another disk's to these.
    public mutating func add(_ other: Self) {
        tornWrites += other.tornWrites
        lostWrites += other.lostWrites
        interruptedCalls += other.interruptedCalls
        refusedWrites += other.refusedWrites
        failedSyncs += other.failedSyncs
    }
}
