// What the panels share of the runs: lines of files and curves, read once and then only what is new.

/** Points of a curve that is shown whole: as many as a chart has pixels; thinned again when they are twice as many. */
const POINTS = 600;
/** Points of a part that is looked at closely. */
const DETAIL = 1000;
/** Points that growth brings at most: more were written since the last look only if nobody looked for long. */
const GROWTH = 200;

/** Lines and curves, kept for each run until it is no longer looked at. */
export class Data {
    #source;
    #files = new Map();
    #curves = new Map();
    #details = new Map();

    constructor(source) {
        this.#source = source;
    }

    /**
     * All lines of a file of a run (`epochs.jsonl`, `events.jsonl`, …), as objects, in order; an empty array if the run
     * has no such file. Reads only what was written since the last call. The array is shared: do not change it.
     */
    async lines(entry, name) {
        const size = entry.sizes?.[name] ?? 0;
        if (size === 0) return [];
        const key = `${name} ${entry.id}`;
        let file = this.#files.get(key);
        // Shorter than it was told to be, not than what was read: it grows between the news of it and the reading.
        if (file === undefined || size < file.told || file.writer !== generation(entry)) {
            file = { id: entry.id, lines: [], told: 0, next: 0, writer: generation(entry), reading: Promise.resolve() };
            this.#files.set(key, file);
        }
        file.told = size;
        // One reader at a time: two panels that ask at once get the same lines once.
        file.reading = file.reading.catch(() => {}).then(() => this.#read(file, name, size));
        await file.reading;
        return file.lines;
    }

    /**
     * The curves of a whole run: `{ step, time, series: { loss: { mean, min, max }, … } }`, at most some 1,400 points.
     * The object is shared and another one after each change: do not change it.
     */
    async curves(entry) {
        const size = entry.sizes?.['steps.jsonl'] ?? 0;
        let held = this.#curves.get(entry.id);
        if (held === undefined || size < held.size || held.writer !== generation(entry)) {
            held = { size: 0, value: EMPTY, even: 0, width: 0, writer: generation(entry), reading: Promise.resolve() };
            this.#curves.set(entry.id, held);
        }
        held.reading = held.reading.catch(() => {}).then(() => this.#grow(entry.id, held, size));
        await held.reading;
        return held.value;
    }

    /** The curves between two steps, finer than those of the whole run. */
    async detail(entry, from, to) {
        const size = entry.sizes?.['steps.jsonl'] ?? 0;
        const key = `${from} ${to} ${generation(entry)}`;
        const held = this.#details.get(entry.id);
        // What is written later cannot change a range that ends before it.
        if (held?.key === key && (held.size === size || held.isWhole)) return held.value;
        const value = await this.#source.curves(entry.id, { from, to, points: DETAIL });
        this.#details.set(entry.id, { key, size, value, isWhole: (value.step.at(-1) ?? 0) >= to });
        return value;
    }

    /** Reads what is new of all that was read of some runs: panels then have it at once, and draw in one frame. */
    async refresh(entries) {
        await Promise.all(entries.flatMap((entry) => [
            ...(this.#curves.has(entry.id) ? [this.curves(entry)] : []),
            ...['epochs.jsonl', 'events.jsonl'].filter((name) => this.#files.has(`${name} ${entry.id}`))
                .map((name) => this.lines(entry, name)),
        ]));
    }

    /** Forgets all runs but these. */
    keep(ids) {
        for (const [key, file] of this.#files) {
            if (!ids.has(file.id)) this.#files.delete(key);
        }
        for (const map of [this.#curves, this.#details]) {
            for (const id of map.keys()) {
                if (!ids.has(id)) map.delete(id);
            }
        }
    }

    async #grow(id, held, size) {
        if (size === held.size) return;
        const old = held.value;
        const last = old.step.at(-1);
        if (last === undefined || old.step.length > 2 * POINTS) {
            held.value = await this.#source.curves(id, { points: POINTS });
            held.even = held.value.step.length;
            held.width = (held.value.step.at(-1) ?? 0) / held.even;
        } else {
            // Twice as many as lie in as many bytes of the curve so far: what is finer than that is thinned away below.
            const share = (size - held.size) / held.size;
            const points = Math.min(Math.ceil(2 * share * old.step.length) + 2, GROWTH);
            held.value = appended(old, await this.#source.curves(id, { after: last, points }));
            thin(held);
        }
        held.size = size;
    }

    async #read(file, name, size) {
        while (file.next < size) {
            const { lines, next } = await this.#source.lines(file.id, name, file.next);
            if (!(next > file.next)) return;
            for (const line of lines) file.lines.push(line);
            file.next = next;
        }
    }
}

/** A run without steps yet. */
const EMPTY = { step: [], time: [], series: {} };

function appended(old, more) {
    if (more.step.length === 0) return old;
    const series = {};
    const none = (length) => new Array(length).fill(null);
    for (const name of new Set([...Object.keys(old.series), ...Object.keys(more.series)])) {
        series[name] = {};
        for (const part of ['mean', 'min', 'max']) {
            series[name][part] = (old.series[name]?.[part] ?? none(old.step.length))
                .concat(more.series[name]?.[part] ?? none(more.step.length));
        }
    }
    return { step: old.step.concat(more.step), time: old.time.concat(more.time), series };
}

/** Joins new points until each covers as many steps as the older ones do, else the end of a curve looks rougher. */
function thin(held) {
    const { value, width } = held;
    let from = held.even;
    for (let i = from; i < value.step.length; i++) {
        const begin = from === 0 ? 0 : value.step[from - 1];
        if (value.step[i] - begin < 0.99 * width) continue;
        if (i > from) joinPoints(value, from, i + 1);
        from++;
        i = from - 1;
    }
    held.even = from;
}

function joinPoints({ step, time, series }, from, to) {
    const joined = (values, by) => {
        const given = values.slice(from, to).filter((x) => x !== null);
        values.splice(from, to - from, given.length === 0 ? null : by(given));
    };
    joined(step, (all) => all.at(-1));
    joined(time, (all) => all.at(-1));
    for (const { mean, min, max } of Object.values(series)) {
        joined(mean, (all) => all.reduce((sum, x) => sum + x, 0) / all.length);
        joined(min, (all) => Math.min(...all));
        joined(max, (all) => Math.max(...all));
    }
}

/** Differs once a run was resumed, which drops lines: what was read before then is read again. */
export function generation(entry) {
    return `${entry.run?.begun} ${entry.run?.since} ${entry.run?.pid} ${entry.run?.started}`;
}
