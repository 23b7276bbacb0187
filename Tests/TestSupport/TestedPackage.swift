public import Foundation

/// Where this package is, and what was built of it.
public enum TestedPackage {
    /// The folder of the built programs: that of the test's own.
    public static let programs = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()
    /// The root of the package.
    public static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
