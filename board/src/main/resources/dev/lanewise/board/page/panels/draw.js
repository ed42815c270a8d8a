// A sheet to draw on, and what the model takes the drawing for.
import { Answers } from '../answers.js';
import { Pad } from '../pad.js';

/** While a run trains, what was drawn is asked again after so many milliseconds. */
const AGAIN = 2000;
/** Between two questions while somebody draws. */
const PAUSE = 80;

export default {
    id: 'draw',
    title: 'Draw',
    place: 'half',
    wants: (entry, { isServed }) => isServed && Boolean(entry.run?.sketchpad),
    create: (element, context) => new Draw(element, context),
};

class Draw {
    #context;
    #place;
    #said;
    #aloud;
    #why;
    #clear;
    #ask;
    #answers;
    #pad = null;
    #entry = null;
    #isAsking = false;
    #isWanted = false;
    #isAgain = false;
    #label = null;
    #asked = 0;
    #step = null;

    constructor(element, context) {
        const { h } = context.dom;
        this.#context = context;
        this.#place = h('div', { class: 'pad' });
        this.#said = h('p', { class: 'said' });
        this.#aloud = h('p', { class: 'hidden-text', role: 'status' });
        this.#why = h('p', { class: 'note' });
        this.#clear = h('button', { type: 'button', onclick: () => this.#pad.clear() }, 'Clear');
        this.#ask = h('button', { type: 'button', onclick: () => this.#want() }, 'Ask');
        this.#answers = new Answers();
        element.append(this.#why, h('div', { class: 'draw' },
            h('div', {}, this.#place, h('div', { class: 'bar' }, this.#clear, this.#ask)),
            h('div', { class: 'reply' }, this.#said, this.#aloud, this.#answers.element)));
    }

    async update({ entry, switched }) {
        const { rows, cols } = entry.run.sketchpad;
        this.#entry = entry;
        if (this.#pad === null || this.#pad.rows !== rows || this.#pad.cols !== cols) {
            this.#pad = new Pad(rows, cols, () => this.#changed(), () => this.#want());
            this.#place.replaceChildren(this.#pad.element);
        }
        this.#enable(entry);
        if (switched) this.#silence();
        if (switched || this.#pad.isEmpty) this.#answers.clear(entry.run.classes);
        const isLater = entry.step !== this.#step && performance.now() - this.#asked > AGAIN;
        if (entry.live && !this.#pad.isEmpty && (switched || isLater)) this.#want(true);
    }

    destroy() {}

    #enable(entry) {
        const { setText } = this.#context.dom;
        for (const button of [this.#clear, this.#ask]) button.disabled = !entry.live;
        this.#pad.isEnabled = entry.live;
        setText(this.#why, entry.live ? 'Draw, and the model answers as it is now.'
            : 'Nobody can answer: the training of this run is not in the program that this board belongs to.');
        if (!entry.live) this.#silence();
    }

    #silence() {
        this.#refused('');
    }

    #refused(sentence) {
        this.#label = null;
        for (const place of [this.#said, this.#aloud]) this.#context.dom.setText(place, sentence);
    }

    #changed() {
        if (this.#pad.isEmpty) {
            this.#answers.clear(this.#entry.run.classes);
            this.#silence();
        } else {
            this.#want();
        }
    }

    /** Asks now, or once the question that is under way is answered: one at a time, always the newest drawing. */
    #want(isAgain = false) {
        this.#isAgain = isAgain && (this.#isAgain || !this.#isWanted);
        this.#isWanted = true;
        if (!this.#isAsking) this.#loop();
    }

    async #loop() {
        this.#isAsking = true;
        try {
            while (this.#isWanted) {
                this.#isWanted = false;
                await this.#question(this.#isAgain);
                await new Promise((resolve) => setTimeout(resolve, PAUSE));
            }
        } finally {
            this.#isAsking = false;
        }
    }

    async #question(isAgain) {
        const entry = this.#entry;
        if (!entry.live || this.#pad.isEmpty) return;
        this.#asked = performance.now();
        this.#step = entry.step;
        const answer = await this.#context.source.draw(entry.id, this.#pad.ink);
        if (entry.id !== this.#entry.id || this.#pad.isEmpty) return;
        if (!answer.ok) {
            this.#refused(`${answer.said.replace(/\.$/, '')}.`);
            return;
        }
        const { label, words } = this.#answers.show(answer);
        this.#context.dom.setText(this.#said, words);
        // Read out once the pen is up, as each answer would interrupt the one before; what was asked again while the
        // run trains, only if it is another label.
        if (!this.#pad.isDrawing && (!isAgain || label !== this.#label)) {
            this.#context.dom.setText(this.#aloud, words);
            this.#label = label;
        }
    }
}
