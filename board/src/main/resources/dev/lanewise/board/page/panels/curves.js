// The curves of the shown runs: a chart for each result, learning rate, speed and memory, with one crosshair and zoom.
import { Card } from '../card.js';
import { h, setText } from '../dom.js';
import { AXES, linesOf, plotsOf, stepsOf, withAxis } from '../plots.js';

export default {
    id: 'curves',
    title: 'Curves',
    place: 'wide',
    wants: () => true,
    create: (element, context) => new Curves(element, context),
};

class Curves {
    #context;
    #grid = h('div', { class: 'cards' });
    #reading = h('p', { class: 'empty' }, 'Reading the curves …');
    #cards = new Map();
    #whole;
    #zoomed = h('span', { role: 'status' });
    #extent = [0, 1];
    #drawn = [];

    constructor(element, context) {
        this.#context = context;
        this.#grid.append(this.#reading);
        element.append(this.#toolbar(context.store), this.#grid);
    }

    async update({ shown }) {
        const { data, store } = this.#context;
        const axis = this.#axis();
        const zoom = store.zoom?.axis === axis ? store.zoom : null;
        const read = await Promise.all(shown.filter((entry) => entry.run).map(async (entry) => {
            const [curves, epochs] = await Promise.all([data.curves(entry), data.lines(entry, 'epochs.jsonl')]);
            return { entry, slot: store.slot(entry.id), curves, epochs };
        }));
        const whole = read.map((run) => withAxis(run, axis));
        this.#extent = extentOf(whole);
        const runs = zoom === null ? whole : await Promise.all(read.map(async (run) => {
            const [from, to] = stepsOf(run, zoom);
            return withAxis({ ...run, curves: await data.detail(run.entry, from, to) }, axis);
        }));
        this.#reading.remove();
        const all = [axis, JSON.stringify(zoom), store.get('curves.log'), store.get('curves.smoothing'),
            ...runs.flatMap(versionOf), ...read.map(({ curves }) => curves)];
        if (all.length !== this.#drawn.length || all.some((one, i) => one !== this.#drawn[i])) {
            this.#draw(plotsOf(whole), runs, axis, zoom);
            this.#drawn = all; // only once it is drawn
        }
        this.#whole.disabled = zoom === null;
        setText(this.#zoomed, zoom === null ? '' : toldRange(zoom));
    }

    destroy() {
        for (const card of this.#cards.values()) card.destroy();
    }

    #draw(plots, runs, axis, zoom) {
        const { store } = this.#context;
        const log = store.get('curves.log', false);
        const range = zoom === null ? this.#extent : [zoom.min, zoom.max];
        const wanted = new Set();
        let before = null;
        for (const plot of plots) {
            const { lines, rows, isLog } = linesOf(plot, runs, { smoothing: store.get('curves.smoothing', 0.6), log });
            const key = `${plot.key} ${axis} ${isLog}`;
            wanted.add(key);
            if (!this.#cards.has(key)) this.#cards.set(key, new Card(plot, axis, log, (range) => this.#zoom(range)));
            const card = this.#cards.get(key);
            const next = before === null ? this.#grid.firstChild : before.nextSibling;
            if (next !== card.element) this.#grid.insertBefore(card.element, next);
            before = card.element;
            card.draw(lines, rows, range);
        }
        for (const [key, card] of this.#cards) {
            if (wanted.has(key)) continue;
            card.destroy();
            this.#cards.delete(key);
        }
    }

    #toolbar(store) {
        const axis = h('select', { onchange: () => {
            store.set('curves.axis', axis.value);
            store.setZoom(null);
        } }, ...Object.entries(AXES).map(([value, { title }]) => h('option', { value }, title)));
        axis.value = this.#axis();
        const smoothing = h('input', { type: 'range', min: '0', max: '0.99', step: '0.01' });
        smoothing.value = store.get('curves.smoothing', 0.6);
        const told = h('output', { class: 'number' }, smoothing.value);
        smoothing.addEventListener('input', () => {
            told.textContent = Number(smoothing.value).toFixed(2);
            store.set('curves.smoothing', Number(smoothing.value));
        });
        told.textContent = Number(smoothing.value).toFixed(2);
        const log = h('input', { type: 'checkbox', checked: store.get('curves.log', false),
            onchange: () => store.set('curves.log', log.checked) });
        const button = (text, label, act) => h('button', { type: 'button', 'aria-label': label, title: label,
            onclick: act }, text);
        this.#whole = h('button', { type: 'button', onclick: () => this.#zoom(null) }, 'Whole run');
        return h('div', { class: 'bar tools' },
            h('label', {}, 'Over', axis),
            h('label', {}, 'Smoothing', smoothing, told),
            h('label', {}, log, 'Logarithmic'),
            h('div', { class: 'zoom', role: 'group', 'aria-label': 'Zoom' },
                button('+', 'Zoom in', () => this.#scale(0.5, 0)), button('−', 'Zoom out', () => this.#scale(2, 0)),
                button('←', 'Earlier', () => this.#scale(1, -0.5)), button('→', 'Later', () => this.#scale(1, 0.5)),
                this.#whole),
            h('p', { class: 'note hint' },
                h('span', { class: 'drag' }, 'Drag over a chart to zoom in, double-click to see the whole run. '),
                this.#zoomed));
    }

    #axis() {
        const axis = this.#context.store.get('curves.axis', 'step');
        return axis in AXES ? axis : 'step';
    }

    #scale(width, shift) {
        const { store } = this.#context;
        const [first, last] = this.#extent;
        const { min, max } = store.zoom ?? { min: first, max: last };
        const middle = (min + max) / 2 + shift * (max - min);
        const half = ((max - min) / 2) * width;
        this.#zoom({ axis: this.#axis(), min: middle - half, max: middle + half });
    }

    /** Looks at a range, kept within the run; the whole run if it is as wide as that. */
    #zoom(range) {
        const { store } = this.#context;
        const [first, last] = this.#extent;
        if (range === null || range.max - range.min >= last - first) {
            store.setZoom(null);
            return;
        }
        const width = range.max - range.min;
        const min = Math.min(Math.max(range.min, first), last - width);
        const digits = (x) => Number(x.toPrecision(9));
        if (width > 0) store.setZoom({ axis: range.axis, min: digits(min), max: digits(min + width) });
    }
}

function toldRange({ axis, min, max }) {
    const { title, exact } = AXES[axis];
    return `Shown: ${title} ${exact(min)} to ${exact(max)}.`;
}

/** What the lines of a run depend on: objects that are others once they have changed, and numbers. */
function versionOf({ entry: { id, run }, slot, curves, epochs }) {
    return [id, slot, curves, epochs, epochs.length, run.batches, run.samples, JSON.stringify(run.results)];
}

/** From zero to the end of the longest run. */
function extentOf(runs) {
    const ends = runs.map(({ stepX, epochX }) => Math.max(stepX.at(-1) ?? 0, epochX.at(-1) ?? 0));
    return [0, Math.max(...ends, 0) || 1];
}
