// Line charts on uPlot, in the page's colours, with one crosshair for all charts of a group.
import uPlot from '../uplot/uPlot.esm.js';
import { number } from './dom.js';

const FONT = '12px system-ui, sans-serif';
const AXIS_WIDTH = 58;
/** How far from the window a chart is in sight already. */
const MARGIN = '100px';
const charts = new Set();
let colours = new Map();

/** The value of a colour of style.css, `colour('--accent')`, in the theme of now; `#rrggbb` for all tokens. */
export function colour(name) {
    if (!colours.has(name)) {
        colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
    }
    return colours.get(name);
}

/** Has all charts take the colours of a theme that was just switched to. */
export function themeChanged() {
    colours = new Map();
    for (const chart of charts) chart.repaint();
}

/**
 * Lines over x. Options: `height` in pixels, `log` for a logarithmic y, `xFormat` and `yFormat` (number -> text), and
 * `group`: charts of one group share the crosshair. `onZoom(min, max)` when a range was dragged, `onReset()` at a
 * double click, `onCursor(x)` when the crosshair moves, null when it goes.
 */
export class LineChart {
    #element;
    #options;
    #plot = null;
    #style = '';
    #range = null;
    #resizes;
    #sights;
    #isSeen = true;
    #later = null;
    #isEmpty = true;

    constructor(element, options) {
        this.#element = element;
        this.#options = options;
        element.classList.add('chart');
        element.style.height = `${options.height}px`;
        this.#resizes = new ResizeObserver(() => this.#fit());
        this.#resizes.observe(element);
        this.#sights = new IntersectionObserver((sights) => this.#sighted(sights.at(-1).isIntersecting),
            { rootMargin: MARGIN });
        this.#sights.observe(element);
        charts.add(this);
    }

    /**
     * Draws lines `{ x, y, low, high, colour, width, dash, alpha, points }`: arrays of equal length, null in y for a
     * gap, low and high for a band around y, `colour` the name of a token. `range` is the part of x to show:
     * `[min, max]`. `label` is what the chart is called for screen readers. Out of sight it is drawn once it is seen.
     */
    draw(lines, range, label) {
        this.#element.setAttribute('role', 'img');
        if (this.#element.getAttribute('aria-label') !== label) this.#element.setAttribute('aria-label', label);
        this.#later = { lines, range };
        if (this.#isSeen || this.#plot === null) this.#drawNow();
    }

    #sighted(isSeen) {
        this.#isSeen = isSeen;
        if (isSeen) this.#drawNow();
    }

    #drawNow() {
        if (this.#later === null) return;
        const { lines, range } = this.#later;
        this.#later = null;
        this.#range = range;
        this.#isEmpty = lines.every(({ y }) => y.every((value) => value === null));
        const data = align(lines);
        const style = JSON.stringify([lines.map(styleOf), data.length]);
        if (this.#plot !== null && style === this.#style) {
            this.#plot.setData(data, true);
        } else {
            this.#plot?.destroy();
            this.#style = style;
            this.#plot = new uPlot(this.#plotOptions(lines), data, this.#element);
            this.#plot.root.setAttribute('aria-hidden', 'true'); // the label tells what is drawn
        }
    }

    repaint() {
        this.#plot?.redraw(false, true);
    }

    destroy() {
        this.#resizes.disconnect();
        this.#sights.disconnect();
        this.#plot?.destroy();
        charts.delete(this);
    }

    #fit() {
        const width = this.#element.clientWidth;
        if (this.#plot !== null && width > 0 && width !== this.#plot.width) {
            this.#plot.setSize({ width, height: this.#options.height });
        }
    }

    /** Texts at the ticks of an axis; a chart without a value has none. */
    #ticks(format) {
        return (u, splits) => splits.map((value) => (value === null || this.#isEmpty ? '' : format(value)));
    }

    #plotOptions(lines) {
        const { height, log, xFormat = number, yFormat = number, group, onZoom, onReset, onCursor } = this.#options;
        const axis = { stroke: () => colour('--muted'), font: FONT, grid: { stroke: () => colour('--line'), width: 1 },
            ticks: { stroke: () => colour('--line'), width: 1, size: 4 }, gap: 4 };
        const { series, bands } = seriesOf(lines);
        return {
            width: this.#element.clientWidth || 300,
            height,
            legend: { show: false },
            padding: [8, 22, 0, 0],
            scales: {
                x: { time: false, range: (u, min, max) => widened(this.#range ?? [min, max]) },
                y: log ? { distr: 3, range: logRange } : { range: linearRange },
            },
            axes: [
                { ...axis, size: 30, space: 56, values: this.#ticks(xFormat) },
                { ...axis, size: AXIS_WIDTH, space: 34, values: this.#ticks(yFormat) },
            ],
            series: [{}, ...series],
            bands,
            cursor: {
                y: false,
                points: { show: false },
                drag: { x: true, y: false, setScale: false, dist: 6 },
                sync: group && { key: group, scales: ['x', null], setSeries: false,
                    filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
                bind: { dblclick: () => () => onReset?.() },
            },
            hooks: {
                setSelect: [(u) => {
                    const { left, width } = u.select;
                    if (width > 0) {
                        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                        onZoom?.(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
                    }
                }],
                setCursor: [(u) => onCursor?.(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null)],
            },
        };
    }
}

/** The tables of all lines joined on x, as uPlot wants it: `[x, y, y, …]`; lines of one x array are joined once. */
function align(lines) {
    const tables = new Map();
    const order = [];
    for (const line of lines) {
        if (!tables.has(line.x)) tables.set(line.x, []);
        const table = tables.get(line.x);
        for (const column of columnsOf(line)) {
            order.push([line.x, table.length]);
            table.push(column);
        }
    }
    if (tables.size === 0) return [[]];
    const starts = new Map();
    let at = 1;
    for (const [x, columns] of tables) {
        starts.set(x, at);
        at += columns.length;
    }
    const all = [...tables].map(([x, columns]) => [x, ...columns]);
    const joined = all.length === 1 ? all[0] : uPlot.join(all);
    return [joined[0], ...order.map(([x, column]) => joined[starts.get(x) + column])];
}

function columnsOf(line) {
    return line.low ? [line.high, line.low, line.y] : [line.y];
}

function styleOf({ colour: name, width, dash, alpha, points, low }) {
    return [name, width, dash, alpha, points, low !== undefined];
}

function seriesOf(lines) {
    const series = [];
    const bands = [];
    for (const line of lines) {
        const stroke = () => colour(line.colour);
        if (line.low) {
            const edge = { stroke: () => 'transparent', width: 0, points: { show: false } };
            bands.push({ series: [series.length + 1, series.length + 2], fill: () => `${colour(line.colour)}2e` });
            series.push(edge, edge);
        }
        series.push({
            stroke,
            width: line.width ?? 2,
            alpha: line.alpha ?? 1,
            dash: line.dash ? [6, 4] : undefined,
            points: line.points ? { show: true, size: 6, fill: stroke, stroke } : { show: false },
        });
    }
    return { series: series.map((one) => ({ ...one })), bands };
}

function widened([min, max]) {
    if (min === null || min === undefined) return [0, 1];
    return min === max ? [min - 0.5, max + 0.5] : [min, max];
}

function linearRange(u, min, max) {
    if (min === null) return [0, 1];
    return min === max ? uPlot.rangeNum(min, max || 1, 0.2, true) : uPlot.rangeNum(min, max, 0.08, true);
}

function logRange(u, min, max) {
    if (min === null || !(max > 0)) return [0.1, 1];
    return uPlot.rangeLog(min, max, 10, false);
}
