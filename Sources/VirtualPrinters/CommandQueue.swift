/// Commands that wait for their turn.
struct CommandQueue {
    private var commands: [ReceivedCommand] = []
    private var head = 0
    /// The bytes of all that wait.
    private(set) var byteCount = 0

    var isEmpty: Bool { head == commands.count }
    var first: ReceivedCommand? { isEmpty ? nil : commands[head] }

    mutating func append(_ command: ReceivedCommand) {
        commands.append(command)
        byteCount += command.bytes.count
    }

    mutating func removeFirst() {
        byteCount -= commands[head].bytes.count
        head += 1
        // What was printed is let go in one piece, now and then.
        if isEmpty || head > 1024 {
            commands.removeFirst(head)
            head = 0
        }
    }
}
