import Testing

/// Something that somebody does at the bench page, and what comes of it.
struct DeskErrand: Sendable, CustomTestStringConvertible {
    let name: String
    /// The controls that are pressed for it; each that the page has is in one errand at least.
    let controls: [DeskControl]
    let body: @Sendable (Desk) async throws -> Void

    init(
        _ name: String,
        _ controls: [DeskControl],
        _ body: @escaping @Sendable (Desk) async throws -> Void
    ) {
        (self.name, self.controls, self.body) = (name, controls, body)
    }

    static let all =
        switches + cards + notes + telephone + printer + topUps

    var testDescription: String { name }
}
