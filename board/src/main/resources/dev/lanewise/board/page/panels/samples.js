// What a generator made after each epoch: texts and pictures, the newest open, older ones folded.
import { gallery } from '../gallery.js';
import { DamagedError } from '../safetensors.js';

/** Of each name so many of the newest samples are listed. */
const MOST = 30;

export default {
    id: 'samples',
    title: 'Samples',
    place: 'half',
    wants: (entry) => (entry.sizes?.['samples.jsonl'] ?? 0) > 0,
    create: (element, context) => new Samples(element, context),
};

class Samples {
    #context;
    #element;
    #groups = new Map();
    #lines = null;
    #count = 0;

    constructor(element, context) {
        this.#context = context;
        this.#element = context.dom.h('div', { class: 'samples' });
        element.append(this.#element);
    }

    async update({ entry, switched }) {
        const lines = await this.#context.data.lines(entry, 'samples.jsonl');
        if (switched || lines !== this.#lines) {
            this.#element.replaceChildren();
            this.#groups.clear();
            this.#lines = lines;
            this.#count = 0;
        }
        for (; this.#count < lines.length; this.#count++) {
            const line = lines[this.#count];
            if (typeof line?.name === 'string') this.#group(line.name).add(entry, line);
        }
        for (const group of this.#groups.values()) await group.show();
    }

    destroy() {}

    #group(name) {
        let group = this.#groups.get(name);
        if (group === undefined) {
            group = new Group(name, this.#context);
            this.#groups.set(name, group);
            this.#element.append(group.element);
        }
        return group;
    }
}

/** The samples of one name. */
class Group {
    #context;
    #newest;
    #older;
    #list;
    #samples = [];
    #shown = null;

    constructor(name, context) {
        const { h } = context.dom;
        this.#context = context;
        this.#newest = h('div', { class: 'newest' });
        this.#list = h('div', {});
        this.#older = h('details', { class: 'older', hidden: true }, h('summary', {}, 'Earlier'), this.#list);
        this.#older.addEventListener('toggle', () => this.#showOlder());
        this.element = h('section', { class: 'sample', 'aria-label': name },
            h('h3', {}, name), this.#newest, this.#older);
    }

    add(entry, line) {
        this.#samples.push({ entry, line });
        if (this.#samples.length > MOST) this.#samples.shift();
    }

    async show() {
        const last = this.#samples.at(-1);
        if (last === this.#shown) return;
        this.#newest.replaceChildren(...await this.#sample(last));
        this.#shown = last;
        this.#older.hidden = this.#samples.length < 2;
        if (this.#older.open) await this.#showOlder();
    }

    async #showOlder() {
        if (!this.#older.open) return;
        const older = this.#samples.slice(0, -1).reverse();
        const made = await Promise.all(older.map((sample) => this.#sample(sample)));
        if (older[0] === this.#samples.at(-2)) this.#list.replaceChildren(...made.flat());
    }

    /** The elements of a sample, made once. */
    async #sample(sample) {
        sample.made ??= await this.#make(sample);
        return sample.made;
    }

    async #make({ entry, line }) {
        const { dom: { h, count } } = this.#context;
        const when = h('p', { class: 'note' }, `Epoch ${line.epoch}, step ${count(line.step)}`);
        if (typeof line.text === 'string') return [when, h('pre', { class: 'text' }, line.text)];
        try {
            return [when, await this.#pictures(entry, line)];
        } catch (error) {
            if (error.status === 0) throw error; // the board does not answer: tried again later
            return [when, h('p', { class: 'note' }, `${error.message}.`)];
        }
    }

    async #pictures(entry, line) {
        const { pictures } = await this.#context.source.tensors(entry.id, line.file);
        if (!pictures) throw new DamagedError(`${line.file} has no pictures`);
        const items = Array.from({ length: pictures.shape[0] }, (_, i) => ({
            words: `${line.name}, epoch ${line.epoch}, picture ${i + 1} of ${pictures.shape[0]}`,
            lines: [],
        }));
        return gallery(pictures, items);
    }
}
