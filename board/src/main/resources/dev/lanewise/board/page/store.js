// What the user has chosen. The runs, the zoom and the panel jumped to are in the address (after #), so that it can be
// bookmarked and the browser goes back and forward; all else is in the browser's storage. A reload keeps everything.

/** How many runs are shown together at most: as many as there are colours that are told apart. */
export const MOST = 8;
const KEY = 'lanewise.board';
/** Choices of one kind that follow each other faster than this are one step back. */
const STEP = 1000;

export class Store {
    #known = [];
    #focus = null;
    #slots = [];
    #zoom = null;
    #panel = null;
    #step = { kind: null, at: 0 };
    #prefs;
    #listeners = [];

    constructor() {
        this.#prefs = readPrefs();
        this.#readAddress();
        window.addEventListener('hashchange', () => {
            this.#readAddress();
            this.#tell();
        });
    }

    /** Has `callback` called after each change. */
    onChange(callback) {
        this.#listeners.push(callback);
    }

    /** Tells which runs there are, newest first. */
    known(ids) {
        this.#known = ids;
    }

    /** The run in focus: the chosen one, else the newest; null without runs. */
    get focus() {
        return this.#known.includes(this.#focus) ? this.#focus : this.#known[0] ?? null;
    }

    /** The runs that are shown together, the one in focus always among them. */
    get shown() {
        const slots = this.#effective();
        return slots.filter((id) => id !== null);
    }

    /** The number of a shown run's colour, 0 to 7 (`--run-0` …), or -1. */
    slot(id) {
        return this.#effective().indexOf(id);
    }

    get isFull() {
        return this.shown.length >= MOST;
    }

    setFocus(id) {
        this.#slots = this.#effective();
        if (!this.#slots.includes(id)) {
            // Takes the colour and place of the run that was in focus if nothing else was chosen or no place is free.
            const old = this.#slots.indexOf(this.focus);
            if (this.shown.length <= 1 || this.isFull) this.#slots[Math.max(old, 0)] = id;
            else place(this.#slots, id);
        }
        this.#focus = id;
        this.#changed('focus');
    }

    show(id, on) {
        this.#slots = this.#effective();
        this.#focus = this.focus;
        const at = this.#slots.indexOf(id);
        if (on && at < 0 && !this.isFull) place(this.#slots, id);
        if (!on && at >= 0) {
            this.#slots[at] = null;
            if (id === this.#focus) this.#focus = this.#slots.find((other) => other !== null) ?? this.#known[0];
        }
        this.#changed('show');
    }

    /** The range of the curves that is looked at: `{ axis, min, max }` or null. */
    get zoom() {
        return this.#zoom;
    }

    setZoom(zoom) {
        this.#zoom = zoom;
        this.#changed('zoom');
    }

    /** The id of the panel that was jumped to, or null. */
    get panel() {
        return this.#panel;
    }

    setPanel(id) {
        this.#panel = id;
        this.#changed('panel');
    }

    /** A choice by name (a panel begins the name with its id), any JSON value. */
    get(name, otherwise) {
        return this.#prefs[name] ?? otherwise;
    }

    set(name, value) {
        this.#prefs[name] = value;
        try {
            // Together with what another tab has chosen in the meantime.
            localStorage.setItem(KEY, JSON.stringify({ ...readPrefs(), [name]: value }));
        } catch {
            // Storage is switched off or full: the choice holds until the page is left.
        }
        this.#tell();
    }

    #effective() {
        const slots = this.#slots.map((id) => (this.#known.includes(id) ? id : null));
        const focus = this.focus;
        if (focus !== null && !slots.includes(focus)) place(slots, focus);
        return slots.slice(0, MOST);
    }

    #changed(kind) {
        const hash = new URLSearchParams();
        if (this.#focus !== null) hash.set('run', this.#focus);
        if (this.#slots.some((id) => id !== null)) {
            hash.set('show', this.#slots.map((id) => encodeURIComponent(id ?? '')).join(','));
        }
        if (this.#zoom !== null) hash.set('x', `${this.#zoom.axis},${this.#zoom.min},${this.#zoom.max}`);
        if (this.#panel !== null) hash.set('panel', this.#panel);
        const now = performance.now();
        if (`#${hash}` !== location.hash) {
            const isSame = kind === this.#step.kind && now - this.#step.at < STEP;
            if (isSame) history.replaceState(null, '', `#${hash}`);
            else history.pushState(null, '', `#${hash}`);
        }
        this.#step = { kind, at: now };
        this.#tell();
    }

    #readAddress() {
        const hash = new URLSearchParams(location.hash.slice(1));
        this.#focus = hash.get('run');
        this.#panel = hash.get('panel');
        const ids = (hash.get('show') ?? '').split(',').slice(0, MOST).map((id) => decode(id) || null);
        this.#slots = ids.map((id, i) => (ids.indexOf(id) === i ? id : null));
        const [axis, min, max] = (hash.get('x') ?? '').split(',');
        const isRange = ['step', 'epoch', 'time'].includes(axis) && Number(min) < Number(max);
        this.#zoom = isRange ? { axis, min: Number(min), max: Number(max) } : null;
    }

    #tell() {
        for (const listener of this.#listeners) listener();
    }
}

function place(slots, id) {
    const free = slots.indexOf(null);
    if (free >= 0) slots[free] = id;
    else slots.push(id);
}

function decode(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}

function readPrefs() {
    try {
        const stored = JSON.parse(localStorage.getItem(KEY));
        return stored !== null && typeof stored === 'object' ? stored : {};
    } catch {
        return {};
    }
}
