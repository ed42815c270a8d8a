// Updates the panels: at once when the user chooses something or a run's state changes; once a second while files grow,
// less often while nobody touches the page, as each drawing takes time from a training on the same machine; and what is
// out of sight with every few of these.
import { h, nameOf, sentence, setText } from './dom.js';

const PACE = 1000;
/** Once nobody has touched the page for so long it is enough that it moves now and then. */
const REST = 10_000;
const RESTING_PACE = 8000;
const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove', 'focusin'];
/** While the tab is hidden only its title is kept up to date. */
const SELDOM = 5000;
/** A panel out of sight is drawn with the others after so many times their pace: it must be there to be searched. */
const UNSEEN = 5;
/** How often the description of a run is read again while it runs. */
const DESCRIBE = 2000;
/** How far from the window a panel is in sight already. */
const MARGIN = '200px';
/** How long the first content of all panels is waited for before what is there is drawn. */
const PATIENCE = 5000;

export class Frame {
    #context;
    #panels;
    #entries = null;
    #described = new WeakMap();
    #states = '';
    #timer = null;
    #due = 0;
    #last = 0;
    #touched = performance.now();
    #isUpdating = false;
    #isAgain = false;
    #isUrgent = false;
    #faults = {};

    constructor(context, panels) {
        this.#context = context;
        this.#panels = panels.map((panel) => new Slot(panel, context));
    }

    start() {
        const { source, store } = this.#context;
        this.#theme(store);
        const main = document.getElementById('main');
        document.getElementById('skip').addEventListener('click', (event) => jump(event, main));
        store.onChange(() => this.#hurry());
        document.addEventListener('visibilitychange', () => {
            this.#touch(); // whoever comes back to the tab looks at it
            this.#hurry();
        });
        for (const touch of TOUCHES) addEventListener(touch, () => this.#touch(), { passive: true, capture: true });
        this.#stick(document.getElementById('side'));
        source.onConnection?.((said) => this.#banner('changes', said));
        source.onChange((entries) => this.#take(entries));
    }

    /** What grows may wait; other runs and states are shown at once. */
    #take(entries) {
        this.#entries = entries;
        this.#context.store.known(entries.map((entry) => entry.id));
        const states = JSON.stringify(entries.map(({ id, state, live }) => [id, state, live]));
        if (states === this.#states) {
            this.#schedule(this.#pace);
        } else {
            this.#states = states;
            this.#hurry();
        }
    }

    #touch() {
        const wasResting = this.#pace !== PACE;
        this.#touched = performance.now();
        if (wasResting && this.#timer !== null) this.#schedule(PACE);
    }

    get #pace() {
        return performance.now() - this.#touched < REST ? PACE : RESTING_PACE;
    }

    #hurry() {
        this.#isUrgent = true;
        this.#schedule(0);
    }

    /** Updates the panels so long after the last time, at once for 0; the soonest of several wishes counts. */
    #schedule(delay) {
        if (this.#entries === null) return;
        const due = delay === 0 && !document.hidden ? 0 : this.#last + (document.hidden ? SELDOM : delay);
        if (this.#timer !== null && this.#due <= due) return;
        clearTimeout(this.#timer);
        this.#due = due;
        this.#timer = setTimeout(() => {
            this.#timer = null;
            this.#update();
        }, Math.max(due - performance.now(), 0));
    }

    async #update() {
        if (this.#isUpdating) {
            this.#isAgain = true;
            return;
        }
        this.#isUpdating = true;
        this.#last = performance.now();
        const isUrgent = this.#isUrgent;
        this.#isUrgent = false;
        const { store, data, source } = this.#context;
        const byId = new Map(this.#entries.map((entry) => [entry.id, entry]));
        const shown = store.shown.map((id) => byId.get(id));
        try {
            await Promise.all([data.refresh(shown), ...shown.map((entry) => this.#describe(entry, isUrgent))]);
            this.#banner('runs', null);
        } catch (error) {
            this.#banner('runs', sentence(error.message));
            this.#schedule(DESCRIBE);
        }
        this.#isUpdating = false;
        if (this.#isAgain) this.#schedule(this.#isUrgent ? 0 : this.#pace);
        this.#isAgain = false;
        const entry = byId.get(store.focus) ?? null;
        data.keep(new Set(store.shown));
        this.#draw({ entry, shown, all: this.#entries, isServed: source.isLive }, isUrgent);
    }

    /** Reads what is known of a run as a whole, if that has changed. */
    async #describe(entry, isUrgent) {
        const held = this.#described.get(entry) ?? { version: null, at: -Infinity };
        if (held.version === entry.described) return;
        const now = performance.now();
        if (!isUrgent && now - held.at < DESCRIBE - PACE / 2) {
            this.#schedule(DESCRIBE);
            return;
        }
        this.#described.set(entry, { version: entry.described, at: now });
        try {
            const { run, files } = await this.#context.source.run(entry.id);
            Object.assign(entry, { run, files });
        } catch (error) {
            this.#described.set(entry, held);
            if (error.status !== 404) throw error; // the run went in the meantime
        }
    }

    #draw(change, isUrgent) {
        this.#title(change.entry);
        const due = this.#panels.filter(({ panel }) => !document.hidden || panel.inBackground);
        const unseen = UNSEEN * this.#pace;
        const updates = Promise.all(due.map((panel) => panel.update(change, isUrgent, unseen)));
        if (!document.hidden && document.body.classList.contains('loading')) {
            Promise.race([updates, new Promise((done) => setTimeout(done, PATIENCE))])
                .then(() => this.#show());
        }
        this.#pair();
        this.#jumps();
        this.#placeholder(change.entry);
    }

    /** Shows what was drawn, from the panel on that the address names; a reload scrolls by itself. */
    #show() {
        document.body.classList.remove('loading');
        const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload';
        const slot = this.#panels.find(({ panel }) => panel.id === this.#context.store.panel);
        if (slot !== undefined && !isReload) slot.section.scrollIntoView({ block: 'start' });
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
            {
            href: `#panel-${panel.id}`,
            onclick: (event) => {
                // Before the jump: the browser keeps with the old address where the page was.
                this.#context.store.setPanel(panel.id);
                jump(event, section);
            },
        }, panel.title)));
    }

    /** Says that the changes or the descriptions of the runs do not come, and why; null once they do. */
    #banner(what, said) {
        this.#faults[what] = said;
        setText(document.getElementById('banner'), this.#faults.changes ?? this.#faults.runs ?? '');
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
    #isForced = false;
    #next = null;
    #isSeen = true;
    #drawn = 0;
    #timer = null;

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
        new IntersectionObserver((sights) => this.#sighted(sights.at(-1).isIntersecting), { rootMargin: MARGIN })
            .observe(this.section);
    }

    /** Draws a change; one that may wait only if it is seen, or was not drawn for `unseen` milliseconds. */
    async update(change, isForced, unseen) {
        const isSide = this.panel.place === 'side';
        const wasHidden = this.section.hidden;
        this.section.hidden = change.entry === null
            || !(change.entry.run || isSide) || !this.panel.wants(change.entry, change);
        this.#next = null;
        if (this.section.hidden) return;
        const since = performance.now() - this.#drawn;
        const isDue = isForced || wasHidden || this.#isSeen || this.panel.inBackground || since > unseen;
        if (this.#isUpdating || !isDue) {
            this.#next = change;
            this.#isForced ||= isDue;
            // Later than with the next change, if there is one: then all is painted once.
            if (!isDue) this.#timer ??= setTimeout(() => this.#catchUp(), 2 * unseen - since);
            return;
        }
        clearTimeout(this.#timer);
        this.#timer = null;
        this.#drawn = performance.now();
        this.#isForced = false;
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
        if (this.#isForced) this.#catchUp();
    }

    /** Draws what was put off; in a hidden tab all is drawn when it is seen again. */
    #catchUp() {
        clearTimeout(this.#timer);
        this.#timer = null;
        if (this.#next !== null && !document.hidden) this.update(this.#next, true);
    }

    #sighted(isSeen) {
        this.#isSeen = isSeen;
        if (isSeen) this.#catchUp();
    }
}

/** Jumps by itself: the address holds what is chosen. */
function jump(event, target) {
    event.preventDefault();
    target.scrollIntoView({ block: 'start' });
    target.focus({ preventScroll: true });
}
