// The weights of the first layer as pictures.
import { EpochChooser } from '../epochs.js';
import { generation } from '../data.js';
import { gallery } from '../gallery.js';
import { DamagedError } from '../safetensors.js';
import { isPicture, paintSigned } from '../pictures.js';

export default {
    id: 'filters',
    title: 'Weights of the first layer',
    place: 'half',
    wants: (entry) => (entry.files ?? []).some((file) => file.startsWith('filters-')),
    create: (element, context) => new Filters(element, context),
};

class Filters {
    #context;
    #chooser;
    #summary;
    #place;
    #key = null;

    constructor(element, context) {
        const { h } = context.dom;
        this.#context = context;
        this.#chooser = new EpochChooser(context.store, 'filters');
        this.#summary = h('p', { class: 'summary' });
        this.#place = h('div', { class: 'filters' });
        element.append(this.#chooser.element, this.#summary, this.#place);
    }

    async update({ entry }) {
        const { source, dom } = this.#context;
        const shown = this.#chooser.update(entry);
        if (shown === null) return;
        const key = `${entry.id} ${generation(entry)} ${shown.file} ${entry.sizes?.['events.jsonl']}`;
        if (key === this.#key) return;
        const { filters } = await source.tensors(entry.id, shown.file);
        if (!filters || !isPicture(filters.shape.slice(1))) {
            throw new DamagedError(`${shown.file} has no filters that could be shown as pictures`);
        }
        const largest = filters.data.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
        const isColour = filters.shape.length === 4 && filters.shape[1] === 3;
        dom.setText(this.#summary, isColour
            ? `What each unit looks for, as colours about grey. The largest weight is ${dom.number(largest)}.`
            : `What each unit looks for: orange weights are positive, blue ones negative, to ${dom.number(largest)}.`);
        const units = Array.from({ length: filters.shape[0] }, (_, i) => i);
        const items = units.map((i) => ({ words: `Weights of unit ${i}`, lines: [] }));
        const paint = (canvas, data, i, shape) => paintSigned(canvas, data, i, shape, largest);
        this.#place.replaceChildren(gallery(filters, items, paint));
        this.#key = key;
    }

    destroy() {}
}
