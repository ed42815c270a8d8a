// What happened to the run, newest first.
import { clock, count, duration, h, setText } from '../dom.js';

const MOST = 200;

export default {
    id: 'events',
    title: 'Events',
    wants: () => true,
    create: (element, context) => new Events(element, context),
};

class Events {
    #context;
    #note = h('p', { class: 'note' });
    #list = h('ol', { class: 'events', reversed: true, role: 'list' });
    #told = null;
    #count = 0;

    constructor(element, context) {
        this.#context = context;
        const frame = h('div', { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': 'Newest first' });
        frame.append(this.#list);
        element.append(frame, this.#note);
    }

    async update({ entry }) {
        const lines = await this.#context.data.lines(entry, 'events.jsonl');
        if (this.#told !== lines) {
            this.#told = lines;
            this.#count = Math.max(0, lines.length - MOST);
            this.#list.replaceChildren();
        }
        for (; this.#count < lines.length; this.#count++) {
            this.#list.prepend(item(lines[this.#count]));
            if (this.#list.childElementCount > MOST) this.#list.lastChild.remove();
        }
        let note = '';
        if (lines.length === 0) note = 'Begin and end, pauses and changes of the learning rate will be listed here.';
        if (lines.length > MOST) note = `The last ${MOST} of ${count(lines.length)} events.`;
        setText(this.#note, note);
    }

    destroy() {}
}

function item({ step, time, at, kind, text }) {
    return h('li', {}, h('span', { class: 'chip', 'data-state': kind }, kind), h('span', { class: 'what' }, text),
        h('span', { class: 'note' }, `step ${count(step)} · ${duration(time)} of training · `,
            h('time', { datetime: at }, clock(at))));
}
