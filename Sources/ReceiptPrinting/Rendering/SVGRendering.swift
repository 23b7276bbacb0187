internal import PNGImages

/// A receipt as a picture for the screen, in one file that loads nothing.
public enum SVGRendering {
    /// Draws it on white; a dot is a pixel. Fonts are whatever `monospace` is where it is shown.
    public static func svg(of document: ReceiptDocument) -> String {
        let geometry = ReceiptGeometry(of: document)
        let (width, height) = (geometry.width, geometry.height)
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)px" height="\(height)px" \
            viewBox="0 0 \(width) \(height)">\
            <rect width="\(width)" height="\(height)" fill="#fff"/>\
            <g font-family="monospace" font-size="22" fill="#000" text-anchor="middle" \
            dominant-baseline="text-after-edge">

            """
        for mark in geometry.marks {
            switch mark {
            case .cells(let cells): append(cells, to: &svg)
            case .stroke(let steps): svg += stroke(path(of: steps))
            case .cut(let y): appendCut(y: y, width: width, to: &svg)
            case .image(let image, let x, let y):
                svg += #"<g transform="translate(\#(x),\#(y))"><image href="data:image/png;base64,"#
                svg += base64(image.grey.png())
                svg +=
                    #"" width="\#(image.grey.width)" height="\#(image.grey.height)"/></g>"# + "\n"
            case .code(let code, let x, let y):
                svg += #"<g transform="translate(\#(x),\#(y))"><path d=""#
                appendDots(of: Bitmap(drawing: code), to: &svg)
                svg += "\"/></g>\n"
            }
        }
        return svg + "</g></svg>\n"
    }

    // MARK: Text

    private static func append(_ cells: [ReceiptGeometry.Cell], to svg: inout String) {
        guard let first = cells.first else { return }
        svg += #"<g transform="translate(\#(first.lineLeft),\#(first.bottom))">"#
        var rest = cells[...]
        while let start = rest.first {
            let run = rest.prefix { $0.style == start.style }
            if start.style.isReversed { appendBackground(of: run, to: &svg) }
            svg += "<text\(attributes(of: start.style))>"
            for cell in run {
                svg += #"<tspan x="\#(cell.centre)">"#
                append(cell.character, to: &svg)
                svg += "</tspan>"
            }
            svg += "</text>"
            rest = rest.dropFirst(run.count)
        }
        svg += "</g>\n"
    }

    private static func appendBackground(
        of run: ArraySlice<ReceiptGeometry.Cell>,
        to svg: inout String
    ) {
        guard let first = run.first, let last = run.last else { return }
        let (x, width) = (first.left - first.lineLeft, last.left + last.width - first.left)
        svg +=
            #"<rect x="\#(x)" y="\#(-first.height)" width="\#(width)" height="\#(first.height)"/>"#
    }

    private static func attributes(of style: TextStyle) -> String {
        var attributes = ""
        if style.size != .normal {
            attributes += #" transform="scale(\#(style.size.width),\#(style.size.height))""#
        }
        if style.isUnderlined { attributes += #" text-decoration="underline""# }
        if style.isEmphasized { attributes += #" font-weight="bold""# }
        if style.isReversed { attributes += ##" fill="#fff""## }
        return attributes
    }

    private static func append(_ character: Unicode.Scalar, to svg: inout String) {
        switch character {
        case "&": svg += "&amp;"
        case "<": svg += "&lt;"
        case ">": svg += "&gt;"
        // Else a viewer would drop it at the ends of a line.
        case " ": svg += "&#xa0;"
        // What XML does not allow, even as a reference.
        case "\u{FFFE}", "\u{FFFF}": svg += "\u{FFFD}"
        default: svg.unicodeScalars.append(character)
        }
    }

    // MARK: Strokes and dots

    private static func stroke(_ path: String) -> String {
        ##"<path d="\##(path)" fill="none" stroke="#000" stroke-width="2"/>"## + "\n"
    }

    private static func path(of steps: [ReceiptGeometry.Step]) -> String {
        steps.map { step in
            switch step {
            case .move(let x, let y): "M\(x),\(y)"
            case .line(let x, let y): "L\(x),\(y)"
            case .curve(let controlX, let controlY, let x, let y):
                "Q\(controlX),\(controlY),\(x),\(y)"
            }
        }.joined()
    }

    private static func appendCut(y: Int, width: Int, to svg: inout String) {
        let start = ReceiptGeometry.cutStart
        // Two rings and two blades.
        let line = ##"fill="none" stroke="#000""##
        svg += #"<circle cx="4" cy="\#(y - 5)" r="3" \#(line)/>"#
        svg += #"<circle cx="4" cy="\#(y + 5)" r="3" \#(line)/>"#
        svg += #"<path d="M6,\#(y - 3)L20,\#(y + 4)M6,\#(y + 3)L20,\#(y - 4)" \#(line)/>"#
        svg += ##"<path d="M\##(start),\##(y)H\##(width)" fill="none" stroke="#000" "##
        svg += #"stroke-width="2" stroke-dasharray="2"/>"# + "\n"
    }

    /// Black runs of each row, where rows that are alike are drawn at once.
    private static func appendDots(of bitmap: Bitmap, to svg: inout String) {
        var y = 0
        while y < bitmap.height {
            var end = y + 1
            while end < bitmap.height, bitmap.row(end) == bitmap.row(y) { end += 1 }
            for run in bitmap.blackRuns(ofRow: y) {
                svg += "M\(run.lowerBound),\(y)h\(run.count)v\(end - y)h-\(run.count)z"
            }
            y = end
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for index in 0..<4 {
                text.append(
                    index <= group.count ? signs[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "=")
                )
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Bitmap {
    fileprivate func row(_ y: Int) -> ArraySlice<UInt8> {
        bytes[(y * rowBytes)..<((y + 1) * rowBytes)]
    }

    fileprivate func blackRuns(ofRow y: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for x in 0...width {
            let isBlack = x < width && self[x, y]
            if isBlack, start == nil { start = x }
            if !isBlack, let first = start {
                runs.append(first..<x)
                start = nil
            }
        }
        return runs
    }
}
