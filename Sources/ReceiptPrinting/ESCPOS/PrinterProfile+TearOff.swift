extension PrinterProfile {
    /// What brings the end of a slip out of the printer: fed and cut, or fed to the tear bar.
    public var tearOff: [UInt8] {
        switch cutter {
        case .partial: Command.feedAndCutPartially
        case .full: Command.feedAndCut
        case .none(let lines): Command.feed(lines: lines)
        }
    }
}
