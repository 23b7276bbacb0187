// Looks at the page as it stands and returns what is wrong with it, as sentences; nothing is wrong in an
// empty list. The argument is the number of the screen's pixels in ten millimetres.
//
// 1. Keys are at least 20 mm high and wide; in the large form of an upright screen they lie in the lower
//    half.
// 2. Texts stand out from their ground: 4.5 to 1, large ones 3 to 1 (WCAG 2.2, 1.4.3).
// 3. Nothing is cut, scrolled or laid over something else.
// 4. No text is the name of a text.

const pixelsPerCentimetre = Number(arguments[0]);
const smallestKey = 2 * pixelsPerCentimetre;
const findings = [];
const shown = (number) => Math.round(number * 100) / 100;

const over = document.getElementById("over");
const isCovered = (element) => !over.hidden && !over.contains(element);
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest("#said") && !isCovered(element);

// 1. Keys.
const keys = [...document.querySelectorAll("button")].filter(isSeen);
for (const key of keys) {
    const { width, height, top } = key.getBoundingClientRect();
    const name = key.innerText.replace(/\s+/g, " ");
    if (width < smallestKey - 0.5 || height < smallestKey - 0.5) {
        const millimetres = (pixels) => shown(10 * pixels / pixelsPerCentimetre);
        findings.push(`the key “${name}” is ${millimetres(width)} by ${millimetres(height)} mm`);
    }
    const isLow = document.documentElement.classList.contains("accessible") && innerHeight > innerWidth;
    if (isLow && top < innerHeight / 2) findings.push(`the key “${name}” is at ${shown(top / innerHeight)} of the height`);
}

// Texts, each with the lines that it is set in.
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const lines = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    if (lines.length) texts.push({ text, element, lines });
}

// 2. Contrast.
function channels(colour) {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
}

function blend(above, below) {
    return above.rgb.map((channel, index) => channel * above.alpha + below[index] * (1 - above.alpha));
}

function ground(element) {
    if (!element) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    return colour.alpha === 1 ? colour.rgb : blend(colour, ground(element.parentElement));
}

function luminance(rgb) {
    const [red, green, blue] = rgb.map((channel) => {
        const level = channel / 255;
        return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

for (const { text, element, lines } of texts) {
    const style = getComputedStyle(element);
    const below = ground(element);
    const above = channels(element instanceof SVGElement ? style.fill : style.color);
    for (let one = element; one; one = one.parentElement) above.alpha *= Number(getComputedStyle(one).opacity);
    const [light, dark] = [luminance(blend(above, below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = element instanceof SVGElement ? lines[0].height / 1.2 : parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) findings.push(`“${text}” has a contrast of ${shown(ratio)} at ${shown(size)} px`);
}

// 3. Room.
const page = document.documentElement;
if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) {
    findings.push(`the page is ${page.scrollWidth} by ${page.scrollHeight}, the screen ${innerWidth} by ${innerHeight}`);
}
for (const box of document.querySelectorAll("main, footer, header, nav, .sheet, .notice, button, #over > div")) {
    if (!isSeen(box)) continue;
    const name = box.id || box.className || box.tagName;
    if (box.scrollHeight > box.clientHeight + 1) findings.push(`${name} is ${box.scrollHeight - box.clientHeight} px too high`);
    if (box.scrollWidth > box.clientWidth + 1) findings.push(`${name} is ${box.scrollWidth - box.clientWidth} px too wide`);
}
for (const { text, element, lines } of texts) {
    const box = element.closest("button, td, th, .sheet, .notice, .chart, main, header, footer, #over > div").getBoundingClientRect();
    const isOut = lines.some(({ left, top, right, bottom }) => left < box.left - 1 || right > box.right + 1
        || top < Math.max(0, box.top - 4) || bottom > Math.min(innerHeight, box.bottom + 4));
    if (isOut) findings.push(`“${text}” does not fit into its place`);
}
function overlap(one, other) {
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return width > 1 && height > 1 ? Math.min(width, height) : 0;
}
texts.forEach((one, index) => {
    for (const other of texts.slice(index + 1)) {
        // The boxes of two lines of one paragraph may touch: only letters count, and they are smaller.
        const isOver = one.lines.some((line) => other.lines.some((another) =>
            overlap(line, another) > 0.35 * Math.min(line.height, another.height)));
        if (isOver) findings.push(`“${one.text}” and “${other.text}” lie over each other`);
    }
});
keys.forEach((one, index) => {
    for (const other of keys.slice(index + 1)) {
        if (overlap(one.getBoundingClientRect(), other.getBoundingClientRect()) > 0) {
            findings.push(`the keys “${one.innerText}” and “${other.innerText}” lie over each other`);
        }
    }
});

// 4. Texts that are missing in this language.
for (const { text } of texts) {
    if (/^[a-z]+[A-Za-z]*(\.[a-zA-Z0-9]+)+$/.test(text)) findings.push(`“${text}” has no text`);
}

return [...new Set(findings)];
