/// A printed sheet: what stands where, in dots from its upper left corner.
///
/// It is what a layout and a printer have in common, so that both can be drawn alike: 8 dots are a
/// millimetre.
public struct Sheet: Sendable, Hashable {
    /// One thing on the sheet.
    public enum Mark: Sendable, Hashable {
        /// A character in its cell.
        case cell(Cell)
        /// Dots; white ones cover nothing.
        case bitmap(Bitmap, x: Int, y: Int)
        /// A black rectangle: a rule, a bar, an edge of a frame.
        case block(x: Int, y: Int, width: Int, height: Int)
    }

    /// Dots across; what stands beyond them is not drawn.
    public var width: Int
    /// Dots down.
    public var height: Int
    /// In the order in which they were printed.
    public var marks: [Mark]

    /// A sheet; without marks it is empty.
    public init(width: Int, height: Int = 0, marks: [Mark] = []) {
        (self.width, self.height, self.marks) = (width, height, marks)
    }
}

/// A character and the dots it takes.
///
/// A cell as wide as it is high has a Chinese character, a narrower one a Latin one, in the shape
/// that a printer's font gives it.
public struct Cell: Sendable, Hashable {
    /// What is drawn, one scalar or, in scripts with combining marks, a few.
    public var character: Character
    /// The left edge of the cell.
    public var x: Int
    /// The upper edge of the cell.
    public var y: Int
    /// Dots of the cell before it is enlarged: 12 in font A, 24 for Chinese.
    public var width: Int
    /// Rows of the cell before it is enlarged: 24 in font A and for Chinese.
    public var height: Int
    /// How many times as wide it is printed.
    public var timesWide = 1
    /// How many times as high it is printed.
    public var timesHigh = 1
    /// Printed twice, one dot apart.
    public var isBold = false
    /// The thickness of the line below it, in dots.
    public var underlineDots = 0
    /// White on black.
    public var isReversed = false
    /// Turned by 180 degrees.
    public var isUpsideDown = false

    /// A character of normal size at the upper left corner of a sheet.
    public init(_ character: Character, x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.character = character
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// The dots it takes across.
    public var fullWidth: Int { width * timesWide }
    /// The dots it takes down.
    public var fullHeight: Int { height * timesHigh }
}
