// The data of a report, offered as a LiveSource offers a server's (source.js).
import { DamagedError, parse } from './safetensors.js';

export class EmbeddedSource {
    isLive = false;
    #data;
    #places;

    /** `data` as the report's element has it: `{ made, entry, curves, lines, files, examples, left }`. */
    constructor(data) {
        this.#data = data;
        this.#places = new Map((data.examples?.at ?? []).map((index, place) => [index, place]));
    }

    async run() {
        return this.#data.entry;
    }

    /** The curves have the points that the report was made with, whatever number is asked for. */
    async curves(id, { from = -Infinity, to = Infinity, after = -Infinity } = {}) {
        const { step, time, count, series } = this.#data.curves;
        const kept = step.flatMap((at, i) => (at >= from && at <= to && at > after ? [i] : []));
        const some = (values) => kept.map((i) => values[i]);
        const parts = Object.entries(series).map(([name, { mean, min, max }]) =>
            [name, { mean: some(mean), min: some(min), max: some(max) }]);
        return { step: some(step), time: some(time), count, series: Object.fromEntries(parts) };
    }

    /** A "byte" is a line here: all lines are there at once. */
    async lines(id, name, from = 0) {
        const lines = this.#data.lines[name] ?? [];
        return { lines: lines.slice(from), next: lines.length };
    }

    async tensors(id, file) {
        const text = this.#data.files[file];
        if (text === undefined) throw new DamagedError(`The report does not hold ${file}`);
        return parse(bytesOf(text).buffer);
    }

    /** Whether the report has the picture of an example. */
    has(index) {
        return this.#places.has(index);
    }

    async pictures(id, indices) {
        const { shape, pictures } = this.#data.examples;
        const size = shape.reduce((product, dim) => product * dim, 1);
        const all = bytesOf(pictures);
        const data = new Uint8Array(indices.length * size);
        indices.forEach((index, i) => {
            const at = this.#places.get(index);
            if (at === undefined) throw new DamagedError(`The report does not hold the picture of example ${index}`);
            data.set(all.subarray(at * size, (at + 1) * size), i * size);
        });
        return { shape: [indices.length, ...shape], data };
    }

    async control() {
        return { ok: false, said: 'A report cannot ask a training for anything' };
    }

    async draw() {
        return this.control();
    }

    /** A report has no report. */
    report() {
        return null;
    }

    /** Calls back once: nothing changes here. */
    onChange(callback) {
        callback([this.#data.entry]);
    }
}

function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
