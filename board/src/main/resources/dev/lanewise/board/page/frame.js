// Updates the panels: at once when the user chooses something, at most twice a second when files grow.
import { h, nameOf, sentence, setText } from './dom.js';

const PACE = 500;
/** While the tab is hidden only its title is kept up to date. */
const HIDDEN_PACE = 5000;
const RELIST = 2000;
/** How long the first content of all panels is waited for before what is there is drawn. */
const PATIENCE = 5000;

export class Frame {
    #context;
    #panels;
    #entries = [];
    #timer = null;
    #last = 0;
    #listed = 0;
    #isListing = false;
    #later = null;
    #short = null;
    #faults = {};

    constructor(context, panels) {
        this.#context = context;
        this.#panels = panels.map((panel) => new Slot(panel, context));
    }

    async start() {
        const { source, store } = this.#context;
        this.#theme(store);
        const main = document.getElementById('main');
        document.getElementById('skip').addEventListener('click', (event) => jump(event, main));
        store.onChange(() => this.#schedule(0));
        document.addEventListener('visibilitychange', () => this.#schedule(0));
        this.#stick(document.getElementById('side'));
        source.onConnection?.((said) => this.#banner('changes', said));
        await this.#list();
        source.onChange((short) => this.#merge(short));
    }

    /** Takes over what is new of the runs; the long list is only fetched where the short one does not suffice. */
    #merge(short) {
        this.#short = short;
        const known = new Map(this.#entries.map((entry) => [entry.id, entry]));
        let isStale = short.length !== known.size;
        let isMoved = false;
        for (const { id, state, live, step, sizes, files } of short) {
            const entry = known.get(id);
            if (entry === undefined || entry.state !== state) isStale = true;
            if (entry === undefined) continue;
            isMoved ||= entry.run?.step !== step || String(files) !== String(entry.files);
            Object.assign(entry, { live, sizes, files });
        }
        if (isStale) this.#list();
        else if (isMoved) this.#listLater();
        this.#schedule(PACE);
    }

    #listLater() {
        this.#later ??= setTimeout(() => this.#list(), Math.max(this.#listed + RELIST - performance.now(), 0));
    }

    async #list() {
        if (this.#isListing) return;
        this.#isListing = true;
        clearTimeout(this.#later);
        this.#later = null;
        const begun = performance.now();
        const told = this.#short;
        let isFailed = false;
        try {
            this.#entries = await this.#context.source.runs();
            this.#context.store.known(this.#entries.map((entry) => entry.id));
            this.#banner('list', null);
            this.#schedule(0);
        } catch (error) {
            this.#banner('list', sentence(error.message));
            isFailed = true;
        } finally {
            // A list that takes long (many runs, a slow line) is asked for less often.
            this.#listed = performance.now() + 20 * (performance.now() - begun);
            this.#isListing = false;
        }
        if (isFailed) this.#listLater();
        else if (this.#short !== told) this.#merge(this.#short); // what was told meanwhile may be newer than the list
    }

    #schedule(delay) {
        if (document.hidden) delay = HIDDEN_PACE;
        const wait = Math.max(delay === 0 ? 0 : this.#last + delay - performance.now(), 0);
        if (this.#timer !== null) {
            if (delay !== 0) return;
            clearTimeout(this.#timer);
        }
        this.#timer = setTimeout(() => {
            this.#timer = null;
            this.#last = performance.now();
            this.#update();
        }, wait);
    }

    #update() {
        const { store, data } = this.#context;
        const byId = new Map(this.#entries.map((entry) => [entry.id, entry]));
        const entry = byId.get(store.focus) ?? null;
        const shown = store.shown.map((id) => byId.get(id));
        data.keep(new Set(store.shown));
        const change = { entry, shown, all: this.#entries, isServed: this.#context.source.isLive };
        this.#title(entry);
        const due = this.#panels.filter(({ panel }) => !document.hidden || panel.inBackground);
        const updates = Promise.all(due.map((panel) => panel.update(change)));
        if (!document.hidden && document.body.classList.contains('loading')) {
            Promise.race([updates, new Promise((done) => setTimeout(done, PATIENCE))])
                .then(() => document.body.classList.remove('loading'));
        }
        this.#pair();
        this.#jumps();
        this.#placeholder(entry);
    }

    /** Gives a panel of half the width the whole of it where no other half stands beside it. */
    #pair() {
        let lone = null;
        for (const { panel, section } of this.#panels) {
            if (section.hidden || panel.place === 'side') continue;
            const isHalf = section.classList.contains('half');
            if (lone !== null) lone.classList.toggle('lone', !isHalf);
            lone = isHalf && lone === null ? section : null;
            if (isHalf) section.classList.remove('lone');
        }
        lone?.classList.add('lone');
    }

    #placeholder(entry) {
        const place = document.getElementById('empty');
        let text = '';
        if (entry === null) {
            text = 'No runs yet. A run appears here as soon as a training that is recorded has begun:'
                + ' trainer.with(board.record("name")).';
        } else if (!entry.run) {
            text = `The run ${entry.id} cannot be shown: ${entry.reason ?? 'its run.json cannot be read'}.`;
        }
        place.hidden = text === '';
        setText(place, text);
    }

    #title(entry) {
        const heading = document.getElementById('heading');
        setText(heading, entry === null ? 'board' : nameOf(entry));
        heading.title = heading.textContent; // a long name is cut
        // The status panel writes more into it for a run that can be read.
        if (!entry?.run) document.title = `${entry === null ? '' : `${entry.id} – `}Lanewise board`;
    }

    #jumps() {
        const nav = document.getElementById('jump');
        const wanted = this.#panels.filter((panel) => !panel.section.hidden && panel.panel.place !== 'side');
        const key = wanted.map((panel) => panel.panel.id).join();
        if (nav.dataset.key === key) return;
        nav.dataset.key = key;
        nav.replaceChildren(...wanted.map(({ panel, section }) => h('a',
            { href: `#panel-${panel.id}`, onclick: (event) => jump(event, section) }, panel.title)));
    }

    /** Says that the changes or the list of the runs do not come, and why; null once they do. */
    #banner(what, said) {
        this.#faults[what] = said;
        setText(document.getElementById('banner'), this.#faults.changes ?? this.#faults.list ?? '');
    }

    /** Tells the style sheet the height of the left column, of which a longer page keeps the end in sight. */
    #stick(side) {
        new ResizeObserver(() => side.style.setProperty('--height', `${side.offsetHeight}px`)).observe(side);
    }

    #theme(store) {
        const select = document.getElementById('theme');
        select.value = store.get('theme', '');
        const apply = () => {
            document.documentElement.dataset.theme = select.value;
            this.#context.charts.themeChanged();
        };
        select.addEventListener('change', () => {
            apply();
            store.set('theme', select.value);
        });
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
        apply();
    }
}

/** A panel with its section of the page. */
class Slot {
    #context;
    #body = h('div', { class: 'body' });
    #fault = h('p', { class: 'fault', role: 'status' });
    #view = null;
    #focus = null;
    #isUpdating = false;
    #next = null;

    constructor(panel, context) {
        this.panel = panel;
        this.#context = context;
        const title = `title-${panel.id}`;
        const attributes = { class: `panel ${panel.place ?? 'half'}`, id: `panel-${panel.id}`, tabindex: '-1' };
        this.section = h('section', { ...attributes, 'aria-labelledby': title },
            h('h2', { id: title }, panel.title), this.#body, this.#fault);
        this.section.hidden = true;
        const jumps = document.getElementById('jump');
        if (panel.place === 'side') jumps.before(this.section);
        else document.getElementById('main').append(this.section);
    }

    async update(change) {
        const isSide = this.panel.place === 'side';
        this.section.hidden = change.entry === null
            || !(change.entry.run || isSide) || !this.panel.wants(change.entry, change);
        if (this.section.hidden) return;
        if (this.#isUpdating) {
            this.#next = change;
            return;
        }
        this.#isUpdating = true;
        try {
            this.#view ??= this.panel.create(this.#body, this.#context);
            const switched = this.#focus !== change.entry.id;
            this.#focus = change.entry.id;
            await this.#view.update({ ...change, switched });
            setText(this.#fault, '');
        } catch (error) {
            if (error.status === undefined) console.error(error);
            // That the board does not answer, or not to this page, is said once for all, in the banner.
            if (error.status !== 0 && error.status !== 403) setText(this.#fault, sentence(error.message));
        } finally {
            this.#isUpdating = false;
        }
        const next = this.#next;
        this.#next = null;
        if (next !== null) this.update(next);
    }
}

/** Jumps without a change of the address, which holds what is chosen. */
function jump(event, target) {
    event.preventDefault();
    target.scrollIntoView({ block: 'start' });
    target.focus({ preventScroll: true });
}
