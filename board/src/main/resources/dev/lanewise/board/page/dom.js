// Small helpers for elements and for numbers as people read them. Text is only ever set as text.

/** An element: `h('p', { class: 'empty', onclick: f, 'aria-live': 'polite' }, 'text', child)`. */
export function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
        else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
        else element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
}

/** Sets a text only where it differs, so that screen readers hear of changes and the selection stays. */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

/** The name of a run with the mark of its colour; a name too long for its place is cut, the title has it all. */
export function named(slot, name) {
    return h('span', { class: 'named', title: name },
        h('span', { class: `swatch run-${slot}`, 'aria-hidden': 'true' }), h('span', { class: 'name' }, name));
}

/** A text of the server as a sentence of the page: with a capital letter and a full stop. */
export function sentence(text) {
    const begun = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** A table with a caption for screen readers: `columns` are `{ title, number }`, cells are texts or elements. */
export function table(caption, columns, rows) {
    const kind = (column) => (column.number ? 'number' : undefined);
    return h('table', {},
        h('caption', { class: 'hidden-text' }, caption),
        h('thead', {}, h('tr', {}, ...columns.map((c) => h('th', { scope: 'col', class: kind(c) }, c.title)))),
        h('tbody', {}, ...rows.map((row) => h('tr', {},
            ...row.map((cell, i) => h(i === 0 ? 'th' : 'td',
                { scope: i === 0 ? 'row' : undefined, class: kind(columns[i]) }, cell))))));
}

/** What a run is called: by its name, or by its folder where that tells it from others of the name, `mnist-2`. */
export function nameOf(entry) {
    const name = entry.run?.name;
    return !name || entry.id.startsWith(name) ? entry.id : name;
}

/**
 * A number with about four digits, below 0.0001 and from a million on with an exponent; a dash for one that is missing
 * or was not finite.
 */
export function number(x) {
    if (x === null || x === undefined || !Number.isFinite(x)) return '–';
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (size >= 1e6 || size < 1e-4) return x.toExponential(2).replace('e+', 'e').replace(/\.?0+e/, 'e');
    if (size >= 1000) return Math.round(x).toLocaleString('en');
    return String(Number(x.toPrecision(4)));
}

/** A line in words: its last value and its range, `0.12 (from 0.1 to 2.3)`; gaps are null. */
export function inWords(values, format = number) {
    const given = values.filter((value) => value !== null);
    if (given.length === 0) return format(null);
    const range = given.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Infinity, -Infinity]);
    return `${format(given.at(-1))} (from ${format(range[0])} to ${format(range[1])})`;
}

/** A count with its thousands set apart. */
export function count(n) {
    return n === null || n === undefined ? '–' : Math.round(n).toLocaleString('en');
}

/** A number of bytes: `93 MB`. */
export function bytes(n) {
    if (n === null || n === undefined) return '–';
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (Math.abs(n) >= 1000 && unit < units.length - 1) {
        n /= 1000;
        unit++;
    }
    return `${Number(n.toPrecision(3))} ${units[unit]}`;
}

/** A span of time: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`, `3 d 2 h`. */
export function duration(seconds) {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
    if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
    const s = Math.round(seconds);
    if (s < 60) return `${s} s`;
    const two = (n) => String(n).padStart(2, '0');
    if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
    return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

/** A share as percents: `98.2 %`. */
export function percent(share) {
    return share === null || share === undefined ? '–' : `${Number((share * 100).toFixed(1))} %`;
}

/** An instant in the local time of who looks. */
export function clock(instant) {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? String(instant) : date.toLocaleString('en-GB',
        { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
