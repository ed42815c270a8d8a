// The histograms of a run's weights and gradients, read bit by bit and kept compactly: a run may have a million numbers
// of them.
import { generation } from './data.js';

const FILE = 'histograms.jsonl';
/** Of more lines every second moment is left out. */
const MOST = 60_000;

export class Moments {
    #source;
    #key = null;
    #next = 0;
    #told = 0;
    #size = 0;
    #series = new Map();

    constructor(source) {
        this.#source = source;
    }

    /** Reads what is new of a run; whether there was something, or all was read again. */
    async update(entry) {
        const size = entry.sizes?.[FILE] ?? 0;
        const key = `${entry.id} ${generation(entry)}`;
        let isNew = false;
        if (key !== this.#key || size < this.#told) {
            this.#key = key;
            this.#next = 0;
            this.#size = 0;
            this.#series.clear();
            isNew = true;
        }
        this.#told = size;
        while (this.#next < size) {
            const { lines, next } = await this.#source.lines(entry.id, FILE, this.#next);
            if (!(next > this.#next)) break;
            for (const line of lines) this.#add(line);
            this.#next = next;
            isNew = true;
        }
        return isNew;
    }

    /** The parameters' paths, in the model's order. */
    get paths() {
        return [...this.#series.keys()];
    }

    /** The moments of a parameter, `kind` "weight" or "gradient", oldest first; empty if there are none. */
    of(path, kind) {
        return this.#series.get(path)?.[kind] ?? [];
    }

    #add(line) {
        const { path, kind } = line ?? {};
        if (typeof path !== 'string' || (kind !== 'weight' && kind !== 'gradient')) return;
        if (!this.#series.has(path)) this.#series.set(path, { weight: [], gradient: [] });
        this.#series.get(path)[kind].push({ ...line, counts: Float32Array.from(line.counts ?? []) });
        if (++this.#size > MOST) this.#thin();
    }

    #thin() {
        this.#size = 0;
        for (const kinds of this.#series.values()) {
            for (const kind of Object.keys(kinds)) {
                const last = kinds[kind].length - 1;
                kinds[kind] = kinds[kind].filter((_, i) => (last - i) % 2 === 0);
                this.#size += kinds[kind].length;
            }
        }
    }
}
