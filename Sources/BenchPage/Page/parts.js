"use strict";
// Elements and small parts, made by script: nothing here is parsed from text.

/** An element: attributes by name, `on` for what a click does, children as nodes or texts. */
function node(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name === "on") element.addEventListener("click", value);
        else if (value === true) element.setAttribute(name, "");
        else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

const iconPaths = {
    electricity: "M26 4 10 28h12l-4 16 18-26H23z",
    water: "M24 5c8 11 13 17 13 24a13 13 0 0 1-26 0c0-7 5-13 13-24z",
    gas: "M25 4c1 9 12 13 12 25a13 13 0 0 1-26 0c0-6 4-9 6-14 2 3 3 4 5 5 1-6 1-11 3-16z",
};

function icon(utility) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "0 0 48 48");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", utility);
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
    shape.setAttribute("d", iconPaths[utility]);
    shape.setAttribute("fill", "currentColor");
    drawing.append(shape);
    return drawing;
}

/** A button that posts an action. Its name keeps the focus on it when the page is drawn anew. */
function key(label, action, { kind = "", isOff = false, pressed, name } = {}) {
    return node("button", {
        type: "button", class: kind, disabled: isOff, "aria-pressed": pressed === undefined ? null : String(pressed),
        "data-name": name ?? JSON.stringify(action), on: () => act(action),
    }, label);
}

/** A fault that is on or off. */
function faultKey(action, name, isOn) {
    return key(words(name), { action, name, isOn: !isOn },
        { kind: "fault", pressed: isOn, name: action + name });
}

function words(name) { return name.replaceAll("-", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(); }

function heading(text, right) { return node("h2", {}, text, right ? node("small", {}, right) : null); }

function yuan(fen) {
    const sign = fen < 0 ? "−" : "";
    const digits = String(Math.abs(fen)).padStart(3, "0");
    return `${sign}¥${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
