// What a model takes a drawing for: a bar for each class and the picture as the model saw it.
import { h, setText } from './dom.js';
import { isPicture, paintPicture } from './pictures.js';
import { chance } from './predictions.js';

/** With more classes only the most likely ones are shown, the likeliest first. */
const MOST = 12;

export class Answers {
    #bars = h('ol', { class: 'chances' });
    #canvas = h('canvas', { class: 'picture', role: 'img' });
    #caption = h('figcaption', {});
    #seen = h('figure', { class: 'seen' }, this.#canvas, this.#caption);
    #rows = [];

    constructor() {
        this.element = h('div', { class: 'answers' }, this.#bars, this.#seen);
    }

    /** Shows no answer; a row for each class keeps the place of one, if they are few and known. */
    clear(labels = []) {
        this.#resize(labels.length > MOST ? 0 : labels.length);
        this.#rows.forEach((row, i) => this.#fill(row, labels[i], NaN, false));
        this.#seen.classList.add('blank');
        setText(this.#caption, '');
    }

    /** Shows an answer `{ labels, chances, rows, cols, seen }`; gives the likeliest label, and that with its chance. */
    show({ labels, chances, rows, cols, seen }) {
        const order = chances.map((_, i) => i);
        if (chances.length > MOST) order.sort((a, b) => chances[b] - chances[a]).splice(MOST);
        this.#resize(order.length);
        const best = chances.reduce((most, value, i) => (value > chances[most] ? i : most), 0);
        order.forEach((of, row) => this.#fill(this.#rows[row], labels[of] ?? String(of), chances[of], of === best));
        this.#paint(rows, cols, seen);
        const label = labels[best] ?? String(best);
        return { label, words: `${label}, ${chance(chances[best])}` };
    }

    #resize(count) {
        while (this.#rows.length < count) this.#addRow();
        while (this.#rows.length > count) this.#rows.pop().item.remove();
    }

    #fill({ item, label, bar, text }, name, share, isBest) {
        setText(label, name);
        bar.style.setProperty('--chance', `${100 * Math.min(1, Math.max(0, share || 0))}%`);
        setText(text, chance(share));
        item.classList.toggle('best', isBest);
    }

    #addRow() {
        const label = h('span', { class: 'label' });
        const bar = h('span', { class: 'chance', 'aria-hidden': 'true' });
        const text = h('span', { class: 'number' });
        const item = h('li', {}, label, bar, text);
        this.#bars.append(item);
        this.#rows.push({ item, label, bar, text });
    }

    #paint(rows, cols, seen) {
        if (!isPicture([rows, cols]) || seen?.length !== rows * cols) return;
        this.#seen.classList.remove('blank');
        paintPicture(this.#canvas, Uint8Array.from(seen), 0, [rows, cols]);
        this.#canvas.setAttribute('aria-label', `The drawing as the model saw it, ${rows} x ${cols}`);
        setText(this.#caption, `as the model saw it, ${rows} × ${cols}`);
    }
}
