// A chart with its heading, its legend (which tells the values at the crosshair) and a table of its values.
import { LineChart } from './charts.js';
import { h, inWords, named, setText, table } from './dom.js';
import { AXES, nearest } from './plots.js';

const HEIGHT = 210;
const ROWS = 100;
const TABLE_PACE = 4000;

/** One of the charts of the curves. */
export class Card {
    #plot;
    #axis;
    #chart;
    #at = h('span', { class: 'note at' });
    #empty = h('p', { class: 'empty over' });
    #legend = h('tbody');
    #details = h('details', { ontoggle: () => this.#tabulate(true) }, h('summary', {}, 'Values'));
    #values = h('div', { class: 'scroll tall', tabindex: '0', role: 'region' });
    #rows = [];
    #cells = [];
    #key = '';
    #cursor = null;
    #tabulated = 0;

    constructor(plot, axis, isLog, zoom) {
        this.#plot = plot;
        this.#axis = axis;
        const place = h('div');
        this.element = h('article', { class: 'card' },
            h('div', { class: 'head' }, h('h3', {}, plot.title), this.#at),
            h('div', { class: 'plot' }, place, this.#empty),
            h('table', { class: 'legend' },
                h('caption', { class: 'hidden-text' }, `${plot.title}: the values at the crosshair, else the last`),
                h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Run'),
                    ...plot.parts.map((part) => h('th', { scope: 'col', class: 'number' },
                        h('span', { class: part.dash ? 'mark dashed' : 'mark', 'aria-hidden': 'true' }),
                        part.title)))),
                this.#legend),
            this.#details);
        this.#details.append(this.#values);
        this.#values.setAttribute('aria-label', `Values of ${plot.title}`);
        this.#chart = new LineChart(place, {
            height: HEIGHT,
            log: isLog && plot.isResult,
            xFormat: AXES[axis].format,
            yFormat: plot.tick,
            group: 'curves',
            onZoom: (min, max) => zoom({ axis, min, max }),
            onReset: () => zoom(null),
            onCursor: (x) => {
                this.#cursor = x;
                this.#tell();
            },
        });
    }

    /** Draws lines over a range of x; `rows` are the legend's. */
    draw(lines, rows, range) {
        this.#rows = rows;
        const key = JSON.stringify(rows.map(({ id, slot }) => [id, slot]));
        if (key !== this.#key) {
            this.#key = key;
            this.#cells = rows.map(({ cells }) => cells.map(() => h('td', { class: 'number' })));
            this.#legend.replaceChildren(...rows.map(({ id, slot }, i) => h('tr', {},
                h('th', { scope: 'row' }, named(slot, id)),
                ...this.#cells[i])));
        }
        const isEmpty = rows.every(({ cells }) => cells.every(({ y }) => y.every((value) => value === null)));
        setText(this.#empty, isEmpty ? this.#plot.note : '');
        this.#chart.draw(lines, range, this.#label(rows));
        this.#tell();
        this.#tabulate(false);
    }

    destroy() {
        this.#chart.destroy();
        this.element.remove();
    }

    #label(rows) {
        const told = rows.map(({ id, cells }) => `${id} ${cells.map(({ y }, i) =>
            `${this.#plot.parts[i].title} ${inWords(y, this.#plot.format)}`).join(', ')}`);
        return `${this.#plot.title} by ${AXES[this.#axis].title}; last values: ${told.join('; ')}`;
    }

    #tell() {
        const x = this.#cursor;
        setText(this.#at, x === null ? '' : `${AXES[this.#axis].title} ${AXES[this.#axis].exact(Math.max(x, 0))}`);
        this.#rows.forEach(({ cells }, i) => cells.forEach((cell, j) => {
            const value = x === null ? last(cell.y) : valueAt(cell, x);
            setText(this.#cells[i][j], this.#plot.format(value));
        }));
    }

    /** Fills the table of values while it is open, not at every update: who reads it needs it to stay. */
    #tabulate(isNow) {
        const now = performance.now();
        if (!this.#details.open || (!isNow && now - this.#tabulated < TABLE_PACE)) return;
        this.#tabulated = now;
        const { exact, title } = AXES[this.#axis];
        const many = this.#rows.length > 1;
        const columns = [{ title: many ? 'Run' : title }, ...(many ? [{ title, number: true }] : []),
            ...this.#plot.parts.map((part) => ({ title: part.title, number: true }))];
        const rows = [];
        for (const { id, cells } of this.#rows) {
            const x = cells[0].x;
            const every = Math.max(1, Math.ceil((x.length * this.#rows.length) / ROWS));
            for (let i = x.length - 1; i >= 0; i -= every) {
                rows.push([...(many ? [id] : []), exact(x[i]),
                    ...cells.map(({ y }) => this.#plot.format(y[i]))]);
            }
        }
        this.#values.replaceChildren(table(`${this.#plot.title}, newest first`, columns, rows));
    }
}

/** The value next to `x`; null beyond the ends of the line. */
function valueAt({ x: xs, y }, x) {
    const at = nearest(xs, x);
    if (at < 0) return null;
    const distance = (xs.at(-1) - xs[0]) / Math.max(xs.length - 1, 1);
    return Math.abs(xs[at] - x) <= Math.max(distance, Number.MIN_VALUE) ? y[at] : null;
}

function last(values) {
    for (let i = values.length - 1; i >= 0; i--) {
        if (values[i] !== null) return values[i];
    }
    return null;
}
