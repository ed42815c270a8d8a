// The lines of the runs' files, read once and then only what is new, shared by all panels.

/** Lines that are kept for each run until the run is no longer looked at. */
export class Data {
    #source;
    #files = new Map();

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
        if (file === undefined || size < file.next || file.epoch !== generation(entry)) {
            file = { id: entry.id, lines: [], next: 0, epoch: generation(entry), reading: Promise.resolve() };
            this.#files.set(key, file);
        }
        // One reader at a time: two panels that ask at once get the same lines once.
        file.reading = file.reading.catch(() => {}).then(() => this.#read(file, name, size));
        await file.reading;
        return file.lines;
    }

    /** Forgets all runs but these. */
    keep(ids) {
        for (const [key, file] of this.#files) {
            if (!ids.has(file.id)) this.#files.delete(key);
        }
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

/** Differs once a run was resumed, which drops lines: what was read before then is read again. */
export function generation(entry) {
    return `${entry.run?.begun} ${entry.run?.pid} ${entry.run?.started}`;
}
