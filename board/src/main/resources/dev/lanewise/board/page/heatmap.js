// Histograms over time: the step to the right, the value upwards, the darker the more values there are.
import { count, h, number, setText } from './dom.js';

const WIDTH = 720;
const HEIGHT = 180;
/** So many moments may lie beyond the range that is shown, so that one explosion does not hide all the others. */
const OUTSIDE = 0.02;

export class HeatMap {
    #colour;
    #canvas = h('canvas', { width: WIDTH, height: HEIGHT, role: 'img' });
    #zero = h('div', { class: 'zero' });
    #high = h('span', {});
    #low = h('span', {});
    #first = h('span', {});
    #last = h('span', {});
    #under = h('p', { class: 'under' });
    #moments = [];

    /** `colour(name)`: the value of a token of the style sheet, as #rrggbb. */
    constructor(colour) {
        this.#colour = colour;
        this.#canvas.addEventListener('pointermove', (event) => this.#tell(this.#at(event)));
        this.#canvas.addEventListener('pointerleave', () => this.#tell(this.#moments.length - 1));
        this.element = h('div', { class: 'heat' },
            h('div', { class: 'heat-y', 'aria-hidden': 'true' }, this.#high, this.#low),
            h('div', { class: 'heat-map' }, this.#canvas, this.#zero),
            h('div', { class: 'heat-x', 'aria-hidden': 'true' }, this.#first, h('span', {}, 'step'), this.#last),
            this.#under);
    }

    /** Draws moments `{ step, low, high, counts, mean, deviation, … }`, oldest first. */
    draw(moments, words) {
        this.#moments = moments;
        const range = rangeOf(moments);
        this.#paint(range);
        setText(this.#high, number(range.high));
        setText(this.#low, number(range.low));
        setText(this.#first, '0');
        setText(this.#last, count(moments.at(-1)?.step ?? 0));
        this.#zero.hidden = !(range.low < 0 && range.high > 0);
        this.#zero.style.top = `${(100 * range.high) / (range.high - range.low)}%`;
        this.#canvas.setAttribute('aria-label', `${words}: ${moments.length} histograms from ${number(range.low)} to `
            + `${number(range.high)}; the table below has the figures`);
        this.#tell(moments.length - 1);
    }

    #paint({ low, high }) {
        const context = this.#canvas.getContext('2d');
        const image = context.createImageData(WIDTH, HEIGHT);
        const pixels = new Uint32Array(image.data.buffer);
        const ink = inkOf(this.#colour('--accent'));
        const last = this.#moments.at(-1)?.step ?? 1;
        let left = 0;
        this.#moments.forEach((moment, i) => {
            const right = i === this.#moments.length - 1 ? WIDTH : Math.round((WIDTH * moment.step) / last);
            if (right > left) {
                column(moment, low, high).forEach((strength, row) => {
                    pixels.fill(ink(strength), row * WIDTH + left, row * WIDTH + right);
                });
            }
            left = Math.max(left, right);
        });
        context.putImageData(image, 0, 0);
    }

    #at(event) {
        const box = this.#canvas.getBoundingClientRect();
        const step = ((event.clientX - box.left) / box.width) * (this.#moments.at(-1)?.step ?? 0);
        const found = this.#moments.findIndex((moment) => moment.step >= step);
        return found < 0 ? this.#moments.length - 1 : found;
    }

    #tell(i) {
        const moment = this.#moments[i];
        setText(this.#under, moment === undefined ? '' : `Step ${count(moment.step)}: ${number(moment.low)} to `
            + `${number(moment.high)}, mean ${number(moment.mean)}, deviation ${number(moment.deviation)}`);
    }
}

/** The strength of each row of pixels for one moment: the density there as part of its greatest, its root. */
function column({ low, high, counts }, from, to) {
    const strengths = new Float32Array(HEIGHT);
    if (!Number.isFinite(low) || !Number.isFinite(high) || counts.length === 0) return strengths;
    const width = Math.max(high - low, (to - from) / HEIGHT);
    const largest = counts.reduce((most, value) => Math.max(most, value), 0);
    for (let row = 0; row < HEIGHT; row++) {
        const value = to - ((row + 0.5) / HEIGHT) * (to - from);
        const bin = Math.floor(((value - low) / width) * counts.length);
        if (bin >= 0 && bin < counts.length && largest > 0) strengths[row] = Math.sqrt(counts[bin] / largest);
    }
    return strengths;
}

function rangeOf(moments) {
    const lows = moments.map(({ low }) => low).filter(Number.isFinite).sort((a, b) => a - b);
    const highs = moments.map(({ high }) => high).filter(Number.isFinite).sort((a, b) => b - a);
    if (lows.length === 0 || highs.length === 0) return { low: -1, high: 1 };
    const at = Math.floor(OUTSIDE * lows.length);
    const low = lows[at];
    const high = highs[Math.min(at, highs.length - 1)];
    return high > low ? { low, high } : { low: low - 0.5, high: low + 0.5 };
}

/** The pixel of a strength from 0 to 1: a colour `#rrggbb` with that much of an alpha, in the machine's byte order. */
function inkOf(colour) {
    const bits = Number.parseInt(colour.slice(1), 16);
    const bytes = new Uint8ClampedArray([bits >> 16, (bits >> 8) & 255, bits & 255, 0]);
    const pixel = new Uint32Array(bytes.buffer);
    return (strength) => {
        bytes[3] = 255 * strength;
        return pixel[0];
    };
}
