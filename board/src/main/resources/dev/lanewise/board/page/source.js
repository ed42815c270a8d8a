// Where the page has its data from. An `EmbeddedSource` (embedded.js) offers the same over the data of a report.
import { parse } from './safetensors.js';

const RETRY = 5000;
/** While the tab is hidden it looks for changes so often. */
const LOOK = 5000;
const REFUSED = 'The board refuses this page: it was started again since and has another address, which it has printed';
const GONE = 'The board does not answer. What is shown stays; the page connects again by itself.';

/** A source could not give what was asked; `message` is the server's sentence, `status` its code (0: no answer). */
class SourceError extends Error {
    constructor(message, status) {
        super(message);
        this.status = status;
    }
}

/** The server's data: requests below the address of the board, changes by server-sent events. */
export class LiveSource {
    isLive = true;
    #base;
    #runs = new Map();
    #cursor = 0;
    #listeners = [];
    #connection = [];
    #events = null;
    #timer = null;

    constructor(base) {
        this.#base = base;
    }

    /** What is known of a run as a whole: `{ run, files }`, `run` as in its run.json, null if that cannot be read. */
    async run(id) {
        return (await this.#get(this.#of(id))).json();
    }

    /** The thinned curves of a run, see `{ from, to, after, points }` of the server. */
    async curves(id, asked = {}) {
        const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
        return (await this.#get(`${this.#of(id)}/curves?${new URLSearchParams(given)}`)).json();
    }

    /**
     * Whole lines from a byte on, parsed: `{ lines, next }`; `next` is the byte to go on from. What a program that was
     * interrupted has left of a line is passed over, as in reports.
     */
    async lines(id, name, from = 0) {
        const response = await this.#get(`${this.#of(id)}/lines/${encodeURIComponent(name)}?from=${from}`);
        const text = await response.text();
        return {
            lines: text.split('\n').map(parsed).filter((line) => line !== null && typeof line === 'object'),
            next: Number(response.headers.get('Next')),
        };
    }

    /** The tensors of a file: `{ name: { dtype, shape, data } }`. */
    async tensors(id, file) {
        return parse(await (await this.#get(`${this.#of(id)}/files/${encodeURIComponent(file)}`)).arrayBuffer());
    }

    /** Pictures of the examples: `{ shape: [n, rows, cols] or [n, 3, rows, cols], data: Uint8Array }`. */
    async pictures(id, indices) {
        const response = await this.#get(`${this.#of(id)}/pictures?at=${indices.join(',')}`);
        return {
            shape: response.headers.get('Shape').split(',').map(Number),
            data: new Uint8Array(await response.arrayBuffer()),
        };
    }

    /** Asks a training for something: `{ ok, said }`. */
    async control(id, act, value) {
        const query = new URLSearchParams(value === undefined ? { act } : { act, value });
        return this.#post(`${this.#of(id)}/control?${query}`);
    }

    /** Has a drawing told: `{ ok, labels, chances, rows, cols, seen }` or `{ ok: false, said }`. */
    async draw(id, ink) {
        return this.#post(`${this.#of(id)}/draw`, ink);
    }

    /** The address of the report of a run, or null where there is none. */
    report(id) {
        return new URL(`${this.#of(id)}/report.html`, this.#base).href;
    }

    /**
     * Calls back with all runs in short, newest first, now and when something changed: `{ id, live, state, reason,
     * begun, step, described, sizes }`, objects that stay; `described` differs once `run(id)` does.
     */
    onChange(callback) {
        this.#listeners.push(callback);
        if (this.#listeners.length > 1) return;
        document.addEventListener('visibilitychange', () => this.#follow());
        this.#follow();
    }

    /** Calls back with `null` once connected, with a sentence while the board does not answer. */
    onConnection(callback) {
        this.#connection.push(callback);
    }

    /**
     * Listens while the tab is seen. A hidden one only looks now and then: a browser has six connections for all tabs
     * of a board, of which a listener holds one.
     */
    #follow() {
        clearTimeout(this.#timer);
        this.#timer = null;
        this.#events?.close();
        this.#events = null;
        if (document.hidden) this.#later(() => this.#look(), LOOK);
        else this.#listen();
    }

    async #look() {
        const timer = this.#timer;
        try {
            this.#take(await (await this.#get(`runs?since=${this.#cursor}`)).json());
            this.#say(null);
        } catch (error) {
            this.#say(error.status === 0 ? GONE : waiting(error.message));
        }
        if (timer === this.#timer) this.#follow();
    }

    #later(act, delay) {
        this.#timer = setTimeout(act, delay);
    }

    /** Takes over what is new of the runs; what comes late is known already. */
    #take({ cursor, all, runs, gone }) {
        if (cursor < this.#cursor) return;
        this.#cursor = cursor;
        const before = this.#runs;
        if (all) this.#runs = new Map();
        for (const id of gone) this.#runs.delete(id);
        for (const run of runs) {
            this.#runs.set(run.id, Object.assign(before.get(run.id) ?? {}, { reason: undefined }, run));
        }
        const sorted = [...this.#runs.values()].sort(newestFirst);
        for (const listener of this.#listeners) listener(sorted);
    }

    #listen() {
        const events = new EventSource(new URL(`changes?since=${this.#cursor}`, this.#base));
        this.#events = events;
        events.addEventListener('open', () => this.#say(null));
        events.addEventListener('runs', (event) => this.#take(JSON.parse(event.data)));
        events.addEventListener('error', () => {
            // The browser retries a connection that broke, but not one that was answered with an error.
            if (events.readyState === EventSource.CLOSED) {
                this.#later(() => this.#follow(), RETRY);
                this.#why();
            } else {
                this.#say(GONE);
            }
        });
    }

    /** Says why there are no changes: an event source does not tell what it was answered. */
    async #why() {
        const abort = new AbortController();
        try {
            const response = await this.#fetch('changes', { signal: abort.signal });
            if (!response.ok) this.#say(waiting(await said(response)));
            abort.abort();
        } catch {
            this.#say(GONE);
        }
    }

    #say(sentence) {
        for (const callback of this.#connection) callback(sentence);
    }

    #of(id) {
        return `runs/${encodeURIComponent(id)}`;
    }

    async #get(path) {
        const response = await this.#fetch(path, {});
        if (!response.ok) throw new SourceError(await said(response), response.status);
        return response;
    }

    async #post(path, body) {
        try {
            const response = await this.#fetch(path, { method: 'POST', body });
            return response.ok ? { ok: true, ...await response.json() } : { ok: false, said: await said(response) };
        } catch (error) {
            return { ok: false, said: error.message };
        }
    }

    async #fetch(path, options) {
        try {
            return await fetch(new URL(path, this.#base), options);
        } catch {
            throw new SourceError('The board does not answer', 0);
        }
    }
}

function newestFirst(a, b) {
    if (a.begun !== b.begun) return a.begun < b.begun ? 1 : -1;
    return a.id < b.id ? -1 : 1;
}

function waiting(why) {
    return `${why}. What is shown stays; the page tries again.`;
}

function parsed(line) {
    try {
        return line === '' ? null : JSON.parse(line);
    } catch {
        return null;
    }
}

async function said(response) {
    if (response.status === 403) return REFUSED;
    try {
        return (await response.json()).said ?? `The board answered with the code ${response.status}`;
    } catch {
        return `The board answered with the code ${response.status}`;
    }
}
