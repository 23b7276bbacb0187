/// A value that holds keys and shows none, neither printed nor mirrored nor dumped.
protocol SecretBearing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension SecretBearing {
    /// The type's name and nothing of the content.
    public var description: String { "\(Self.self), content hidden" }
    /// The type's name and nothing of the content.
    public var debugDescription: String { description }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
