import Testing

/// What an SVG shows, whatever its markup: enough of the format for receipts.
struct SVGPicture: Equatable {
    struct Cell: Hashable, Comparable, CustomStringConvertible {
        var y: Int
        var lineLeft: Int
        var centre: Int
        var character: String
        var scale: String
        var isUnderlined: Bool
        var isBold: Bool
        var isReversed: Bool

        static func < (left: Cell, right: Cell) -> Bool {
            (left.y, left.lineLeft, left.centre, left.character)
                < (right.y, right.lineLeft, right.centre, right.character)
        }
        var description: String {
            "\(character) at \(lineLeft)+\(centre),\(y) x\(scale) "
                + "\(isUnderlined ? "u" : "")\(isBold ? "b" : "")\(isReversed ? "r" : "")"
        }
    }

    struct Box: Hashable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
    }

    /// A dot of a straight stroke, or a curve; from which end it is drawn does not matter.
    enum Ink: Hashable {
        case horizontal(x: Int, y: Int)
        case vertical(x: Int, y: Int)
        case curve([Int])
    }

    var size = Box(x: 0, y: 0, width: 0, height: 0)
    var cells: [Cell] = []
    var strokes: Set<Ink> = []
    var dashes: Set<Ink> = []
    /// Black runs of each row, from left to right.
    var dots: [Int: [Range<Int>]] = [:]
    var images: [Box] = []

    init(_ svg: String) throws {
        var scanner = TagScanner(svg)
        var origin = (x: 0, y: 0)
        var text: [String: String] = [:]
        while let tag = scanner.next() {
            switch tag.name {
            case "svg":
                size = Box(
                    x: 0,
                    y: 0,
                    width: try number(tag.attributes["width"]),
                    height: try number(tag.attributes["height"])
                )
            case "g": origin = translation(tag.attributes["transform"])
            case "/g": origin = (0, 0)
            case "text": text = tag.attributes
            case "tspan":
                cells.append(try cell(tag, in: text, origin: origin))
            case "image":
                images.append(
                    Box(
                        x: origin.x,
                        y: origin.y,
                        width: try number(tag.attributes["width"]),
                        height: try number(tag.attributes["height"])
                    )
                )
            case "path": add(path: tag.attributes, origin: origin)
            default: break
            }
        }
        cells.sort()
        dots = dots.mapValues(Self.joined)
    }

    /// Runs that touch each other as one.
    private static func joined(_ runs: [Range<Int>]) -> [Range<Int>] {
        runs.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, run in
            if let last = joined.last, last.upperBound == run.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<run.upperBound
            } else {
                joined.append(run)
            }
        }
    }

    private func number(_ text: String?) throws -> Int {
        try #require(Int((text ?? "").filter(\.isNumber)))
    }

    private func translation(_ transform: String?) -> (x: Int, y: Int) {
        let numbers = PathReader.numbers(in: transform ?? "")
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
    }

    private func cell(
        _ tag: TagScanner.Tag,
        in text: [String: String],
        origin: (x: Int, y: Int)
    ) throws -> Cell {
        Cell(
            y: origin.y + (try text["y"].map(number) ?? 0),
            lineLeft: origin.x,
            centre: try #require(Int(tag.attributes["x"] ?? "")),
            character: tag.content,
            scale: text["transform"] ?? "scale(1,1)",
            isUnderlined: text["text-decoration"] == "underline",
            isBold: text["stroke"] != nil || text["font-weight"] == "bold",
            isReversed: text["filter"] != nil || text["fill"] == "#fff"
        )
    }

    private mutating func add(path attributes: [String: String], origin: (x: Int, y: Int)) {
        guard let data = attributes["d"] else { return }
        // Scissors may look as they like.
        let isScissors = data.contains(".") || data.contains("a") || data.contains("12l10,-4q")
        guard !isScissors else { return }
        let path = PathReader(data, origin: origin)
        if attributes["fill"] != "none" {
            for box in path.boxes {
                for y in box.y..<(box.y + box.height) {
                    dots[y, default: []].append(box.x..<(box.x + box.width))
                }
            }
        } else if attributes["stroke-dasharray"] != nil {
            dashes.formUnion(path.ink)
        } else if attributes["stroke-width"] == "2" {
            strokes.formUnion(path.ink)
        }
    }
}

/// The tags of an SVG, with the text up to the next one.
private struct TagScanner {
    struct Tag {
        let name: String
        let attributes: [String: String]
        let content: String
    }

    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func next() -> Tag? {
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let inside = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let content = rest.prefix { $0 != "<" }
            let name = inside.prefix { $0 != " " }
            return Tag(
                name: String(name),
                attributes: attributes(inside.dropFirst(name.count)),
                content: Self.unescaped(String(content))
            )
        }
        return nil
    }

    private func attributes(_ text: Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            let key = parts[index].drop { $0 == " " }.dropLast()
            attributes[String(key)] = String(parts[index + 1])
        }
        return attributes
    }

    private static func unescaped(_ text: String) -> String {
        let names = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&#xa0;": " ", "\u{A0}": " "]
        if let known = names[text] { return known }
        if text.hasPrefix("&#x"), let code = UInt32(text.dropFirst(3).dropLast(), radix: 16),
            let scalar = Unicode.Scalar(code)
        {
            return String(scalar)
        }
        return text
    }
}

/// The steps of a path of straight lines and quadratic curves.
private struct PathReader {
    private var x: Int
    private var y: Int
    private let origin: (x: Int, y: Int)
    private(set) var ink: Set<SVGPicture.Ink> = []
    /// Corners of each closed outline.
    private var outlines: [[(x: Int, y: Int)]] = []

    init(_ data: String, origin: (x: Int, y: Int)) {
        self.origin = origin
        (x, y) = (origin.x, origin.y)
        var letters = data[...]
        while let command = letters.first {
            letters = letters.dropFirst()
            let arguments = letters.prefix { !$0.isLetter }
            letters = letters.dropFirst(arguments.count)
            take(command, Self.numbers(in: String(arguments)))
        }
    }

    static func numbers(in text: String) -> [Int] {
        var spaced = ""
        for character in text {
            if character == "-" { spaced += " -" } else { spaced.append(character) }
        }
        return spaced.split { !$0.isNumber && $0 != "-" }.compactMap { Int($0) }
    }

    private mutating func take(_ command: Character, _ values: [Int]) {
        let base = command.isLowercase ? (x: x, y: y) : origin
        switch command {
        case "M", "m":
            (x, y) = (base.x + values[0], base.y + values[1])
            outlines.append([(x, y)])
        case "L", "l":
            var base = base
            for index in stride(from: 0, to: values.count, by: 2) {
                line(toX: base.x + values[index], y: base.y + values[index + 1])
                if command == "l" { base = (x, y) }
            }
        case "H", "h": line(toX: base.x + values[0], y: y)
        case "V", "v": line(toX: x, y: base.y + values[0])
        case "Q", "q":
            let control = [base.x + values[0], base.y + values[1]]
            let end = [base.x + values[2], base.y + values[3]]
            let ends = [[x, y], end].sorted { $0.lexicographicallyPrecedes($1) }
            ink.insert(.curve(ends[0] + control + ends[1]))
            (x, y) = (end[0], end[1])
        default: break
        }
    }

    private mutating func line(toX newX: Int, y newY: Int) {
        if newY == y {
            for dot in min(x, newX)..<max(x, newX) { ink.insert(.horizontal(x: dot, y: y)) }
        } else {
            for dot in min(y, newY)..<max(y, newY) { ink.insert(.vertical(x: x, y: dot)) }
        }
        (x, y) = (newX, newY)
        if !outlines.isEmpty { outlines[outlines.count - 1].append((x, y)) }
    }

    /// The outlines, which are rectangles where bars and modules are drawn.
    var boxes: [SVGPicture.Box] {
        outlines.compactMap { outline in
            guard let left = outline.map(\.x).min(), let right = outline.map(\.x).max(),
                let top = outline.map(\.y).min(), let bottom = outline.map(\.y).max()
            else { return nil }
            return SVGPicture.Box(x: left, y: top, width: right - left, height: bottom - top)
        }
    }
}
