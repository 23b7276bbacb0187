/// The size of a page in pixels.
public struct ScreenSize: Hashable, Sendable, CustomStringConvertible {
    /// Pixels from left to right.
    public let width: Int
    /// Pixels from top to bottom.
    public let height: Int

    /// Takes the two.
    public init(_ width: Int, _ height: Int) { (self.width, self.height) = (width, height) }

    /// `1080x1920`
    public var description: String { "\(width)x\(height)" }
}
