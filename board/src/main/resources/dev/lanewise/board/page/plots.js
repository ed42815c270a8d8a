// Which charts the shown runs have, and the lines in them.
import { bytes, count, duration, number } from './dom.js';

const VALIDATION = 'validation.';
const NOT_RESULTS = new Set(['lr', 'memory', 'samples']);
/** With more runs than these, bands would hide each other. */
const BANDS = 3;
/** Over so many seconds of training the speed is averaged. */
const SPEED_WINDOW = 5;
/** With more epochs than these, dots would be a thick line. */
const DOTS = 40;

export const AXES = {
    step: { title: 'step', format: compact, exact: count },
    epoch: { title: 'epoch', format: number, exact: (x) => number(Number(x.toFixed(2))) },
    time: { title: 'time', format: clockTick, exact: duration },
};

/**
 * The charts of some runs: `{ key, title, name, from, parts, format, tick, isResult, note }`. `from` is 'steps' or
 * 'epochs', `parts` are the lines of a run: `[{ title, name, dash }]`.
 *
 * @param runs what `withAxis` returned for each
 */
export function plotsOf(runs) {
    const inSteps = new Set();
    const inEpochs = new Set();
    let isBegun = false;
    for (const { entry, curves, epochs } of runs) {
        isBegun ||= curves.step.length > 0;
        for (const name of Object.keys(curves.series)) inSteps.add(name);
        for (const name of entry.run.results ?? []) inEpochs.add(name.replace(VALIDATION, ''));
        for (const name of Object.keys(epochs.at(-1)?.values ?? {})) inEpochs.add(name.replace(VALIDATION, ''));
    }
    if (!isBegun) ['loss', ...NOT_RESULTS].forEach((name) => inSteps.add(name));
    const steps = (name, title, format = number, isResult = false, tick = format) => ({
        key: `steps ${name}`, title, name, from: 'steps', format, tick, isResult, parts: [{ title: 'value', name }],
        note: 'Appears with the first steps',
    });
    return [
        ...[...inSteps].filter((name) => !NOT_RESULTS.has(name))
            .map((name) => steps(name, `${capital(name)} of each batch`, number, true)),
        ...[...inEpochs].map((name) => ({
            key: `epochs ${name}`, title: `${capital(name)} of each epoch`, name, from: 'epochs', format: number,
            tick: number, isResult: true, note: 'Appears when the first epoch is over',
            parts: [{ title: 'training', name }, { title: 'validation', name: VALIDATION + name, dash: true }],
        })),
        ...(inSteps.has('lr') ? [steps('lr', 'Learning rate')] : []),
        ...(inSteps.has('samples') ? [steps('samples', 'Samples per second', count, false, compact)] : []),
        ...(inSteps.has('memory') ? [steps('memory', 'Memory of the heap', bytes)] : []),
    ];
}

/** A run with x for its steps and its epochs: `{ entry, slot, curves, epochs, stepX, epochX }`. */
export function withAxis(run, axis) {
    const { curves, epochs } = run;
    if (axis === 'time') return { ...run, stepX: curves.time, epochX: epochs.map((epoch) => epoch.time) };
    if (axis === 'step') return { ...run, stepX: curves.step, epochX: epochs.map((epoch) => epoch.step) };
    const batches = batchesOf(run);
    return {
        ...run,
        stepX: curves.step.map((step) => (batches === null ? 0 : step / batches)),
        epochX: epochs.map((epoch) => epoch.epoch),
    };
}

/** The steps `[from, to]` of a run that a range of x covers, with one point more on either side where there is one. */
export function stepsOf(run, { axis, min, max }) {
    if (axis === 'step') return [Math.floor(min), Math.ceil(max)];
    const { step, time } = run.curves;
    if (axis === 'time') {
        const last = Math.max(step.length - 1, 0);
        const at = (x) => Math.min(lowerBound(time, x), last);
        return [step[Math.max(at(min) - 1, 0)] ?? 0, step[at(max)] ?? 0];
    }
    const batches = batchesOf(run) ?? 1;
    return [Math.floor(min * batches), Math.ceil(max * batches)];
}

/** The lines of a chart, for `LineChart.draw`, and what its legend tells: a row for each run, a cell for each part. */
export function linesOf(plot, runs, { smoothing, log }) {
    const isSmoothed = smoothing > 0 && plot.from === 'steps' && plot.isResult;
    const isLog = log && plot.isResult;
    const behind = [];
    const before = [];
    const rows = [];
    for (const run of runs) {
        const row = { id: run.entry.id, slot: run.slot, cells: [] };
        for (const part of plot.parts) {
            const { x, y, low, high } = columns(plot, part, run, isLog);
            const points = plot.from === 'epochs' && x.length <= DOTS;
            const line = { x, y, colour: `--run-${run.slot}`, dash: part.dash, points };
            if (low && runs.length <= BANDS) Object.assign(line, { low, high });
            if (isSmoothed) {
                behind.push({ ...line, width: 1, alpha: 0.4 });
                before.push({ x, y: smooth(y, smoothing), colour: line.colour });
            } else {
                before.push(line);
            }
            row.cells.push({ x, y: before.at(-1).y });
        }
        rows.push(row);
    }
    return { lines: [...behind, ...before], rows, isLog };
}

/**
 * Samples a second at each point, over the last seconds before it; null where nothing is known. Between lines of two
 * epochs no speed was recorded, as a validation may lie there: where epochs are so short that there are no others,
 * steps are counted.
 */
export function speedsOf({ entry, curves: { step, time, series } }) {
    const given = series.samples?.mean ?? [];
    const samples = entry.run.samples / entry.run.batches;
    let from = 0;
    let sum = 0;
    let seconds = 0;
    const add = (i, sign) => {
        if (!Number.isFinite(given[i])) return;
        sum += sign * given[i] * (time[i] - time[i - 1]);
        seconds += sign * (time[i] - time[i - 1]);
    };
    return step.map((now, i) => {
        if (i === 0) return given[0] ?? null;
        for (add(i, 1); from + 1 < i && time[i] - time[from + 1] >= SPEED_WINDOW; from++) add(from + 1, -1);
        const speed = seconds > 1e-9 ? sum / seconds : ((now - step[from]) / (time[i] - time[from])) * samples;
        return Number.isFinite(speed) ? speed : null;
    });
}

/** An exponential average that starts without a bias to zero; gaps stay gaps. */
function smooth(values, decay) {
    let sum = 0;
    let weight = 0;
    return values.map((value) => {
        if (value === null) return null;
        sum = decay * sum + (1 - decay) * value;
        weight = decay * weight + (1 - decay);
        return sum / weight;
    });
}

/** The first index whose value is at least `x`; the length if there is none. */
function lowerBound(sorted, x) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (sorted[middle] < x) low = middle + 1;
        else high = middle;
    }
    return low;
}

/** The index of the value next to `x`, -1 in an empty array. */
export function nearest(sorted, x) {
    const at = lowerBound(sorted, x);
    if (at === 0) return sorted.length === 0 ? -1 : 0;
    if (at === sorted.length) return at - 1;
    return x - sorted[at - 1] <= sorted[at] - x ? at - 1 : at;
}

function columns(plot, part, run, isLog) {
    const shown = (value) => (Number.isFinite(value) && !(isLog && value <= 0) ? value : null);
    if (plot.from === 'epochs') {
        return { x: run.epochX, y: run.epochs.map((epoch) => shown(epoch.values?.[part.name])) };
    }
    if (part.name === 'samples') return { x: run.stepX, y: speedsOf(run) };
    const series = run.curves.series[part.name];
    if (series === undefined) return { x: run.stepX, y: run.stepX.map(() => null) };
    const y = series.mean.map(shown);
    const hasBand = plot.name !== 'lr' && series.min.some((value, i) => value !== series.max[i]);
    return hasBand ? { x: run.stepX, y, low: series.min.map(shown), high: series.max.map(shown) } : { x: run.stepX, y };
}

function batchesOf({ entry, epochs }) {
    return entry.run.batches || epochs[0]?.step || null;
}

function capital(name) {
    return name.charAt(0).toUpperCase() + name.slice(1);
}

function compact(x) {
    if (Math.abs(x) >= 1e6) return `${number(x / 1e6)} M`;
    return Math.abs(x) >= 1e3 ? `${number(x / 1e3)} k` : number(x);
}

function clockTick(seconds) {
    if (seconds < 120) return `${number(seconds)} s`;
    return seconds < 7200 ? `${number(seconds / 60)} min` : `${number(seconds / 3600)} h`;
}
