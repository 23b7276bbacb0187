"use strict";
// Elements, pictures and charts, made by script: nothing here is parsed from text.

/** An element: attributes by name, `on` for what a click does, children as nodes or texts. */
function node(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name === "on") element.addEventListener("click", value);
        else if (value === true) element.setAttribute(name, "");
        else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return element;
}

function svg(tag, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.flat());
    return element;
}

function picture(shapes, isSmall = false) {
    const drawing = svg("svg", { viewBox: "0 0 240 200", "aria-hidden": "true" }, shapes);
    return node("div", { class: isSmall ? "picture small" : "picture" }, drawing);
}

const line = { fill: "none", stroke: "currentColor", "stroke-width": 7,
    "stroke-linecap": "round", "stroke-linejoin": "round" };

function cardShape(attributes = {}) {
    return svg("g", attributes,
        svg("rect", { ...line, x: 62, y: 22, width: 116, height: 76, rx: 12 }),
        svg("path", { ...line, d: "M62 48h116" }),
        svg("path", { ...line, d: "M80 74h30" }));
}

function readerShape() {
    return [
        svg("rect", { ...line, x: 32, y: 138, width: 176, height: 44, rx: 14 }),
        svg("circle", { cx: 184, cy: 160, r: 6, fill: "currentColor" }),
    ];
}

const pictures = {
    putCard: () => picture([cardShape({ class: "moves" }), ...readerShape()]),
    takeCard: () => picture([
        cardShape(), ...readerShape(),
        svg("path", { ...line, class: "moves", d: "M120 132v-22M106 122l14-14 14 14" }),
    ]),
    busy: () => picture([
        cardShape({ transform: "translate(0 34)" }), ...readerShape(),
        [96, 120, 144].map((x) =>
            svg("circle", { class: "waits", cx: x, cy: 160, r: 7, fill: "currentColor" })),
    ]),
    waiting: () => picture([80, 120, 160].map((x) =>
        svg("circle", { class: "waits", cx: x, cy: 100, r: 13, fill: "currentColor" })), true),
    done: () => picture([
        svg("circle", { ...line, cx: 120, cy: 100, r: 82 }),
        svg("path", { ...line, "stroke-width": 11, d: "M82 104l27 27 51-58" }),
    ], true),
    attention: () => picture([
        svg("circle", { ...line, cx: 120, cy: 100, r: 82 }),
        svg("path", { ...line, "stroke-width": 12, d: "M120 58v52M120 139v1" }),
    ], true),
    cash: () => picture([
        svg("rect", { ...line, x: 20, y: 52, width: 200, height: 100, rx: 10 }),
        svg("circle", { ...line, cx: 120, cy: 102, r: 26 }),
        svg("path", { ...line, d: "M48 80v44M192 80v44" }),
    ], true),
};

const utilityPaths = {
    electricity: "M26 4 10 28h12l-4 16 18-26H23z",
    water: "M24 5c8 11 13 17 13 24a13 13 0 0 1-26 0c0-7 5-13 13-24z",
    gas: "M25 4c1 9 12 13 12 25a13 13 0 0 1-26 0c0-6 4-9 6-14 2 3 3 4 5 5 1-6 1-11 3-16z",
};

function utilityIcon(utility) {
    return svg("svg", { viewBox: "0 0 48 48", "aria-hidden": "true" },
        svg("path", { d: utilityPaths[utility], fill: "currentColor" }));
}

/** A QR code with the quiet zone that its standard asks for: the sheet around it is white. */
function symbol(view, isSmall = false) {
    const side = view.rows.length;
    let path = "";
    view.rows.forEach((row, y) => {
        for (const run of row.matchAll(/1+/g)) path += `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`;
    });
    const drawing = svg("svg",
        { viewBox: `-2 -2 ${side + 4} ${side + 4}`, role: "img", "aria-label": "QR", "shape-rendering": "crispEdges" },
        svg("path", { d: path, fill: "#000000" }));
    return node("div", { class: isSmall ? "symbol small" : "symbol" }, drawing);
}

/** Use by month as bars, the oldest on the left; the newest month is that of the last reading. */
function chart(months, decimals, lastReading) {
    const [width, height, foot, head] = [640, 300, 40, 34];
    const top = Math.max(...months, 1);
    const step = width / months.length;
    const label = new Intl.DateTimeFormat(locale(), { month: language === "zh" ? "numeric" : "short" });
    const last = new Date(lastReading * 1000);
    const parts = [svg("path", { class: "grid", d: `M0 ${height - foot}h${width}` })];
    months.toReversed().forEach((use, index) => {
        const tall = Math.round((height - foot - head) * use / top);
        const middle = step * (index + 0.5);
        const month = new Date(last.getFullYear(), last.getMonth() - (months.length - 1 - index), 1);
        parts.push(
            svg("rect", { class: "bar", x: middle - step * 0.32, y: height - foot - tall,
                width: step * 0.64, height: tall, rx: 4 }),
            svg("text", { x: middle, y: height - foot - tall - 10, "text-anchor": "middle" },
                fixed(Math.round(use / 10 ** decimals), 0)),
            svg("text", { class: "axis", x: middle, y: height - 14, "text-anchor": "middle" },
                label.format(month)));
    });
    return node("div", { class: "chart" },
        svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" }, parts));
}
