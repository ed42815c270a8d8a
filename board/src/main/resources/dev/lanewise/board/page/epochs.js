// Which epoch's files a panel shows: the last one, unless another was chosen. The choice holds for all panels
// together and for the run that it was made for: another one is followed from its beginning.
import { h, setText } from './dom.js';

const CHOICE = 'epoch';

/** The epochs of which a run has a file `prefix-NNNN.safetensors`, in order. */
function epochsOf(entry, prefix) {
    const pattern = new RegExp(`^${prefix}-(\\d{1,9})\\.safetensors$`);
    const found = (entry.files ?? []).map((file) => pattern.exec(file)).filter((match) => match !== null);
    return found.map((match) => ({ epoch: Number(match[1]), file: match[0] })).sort((a, b) => a.epoch - b.epoch);
}

/** A slider over the epochs of a kind of file; at its right end it follows the training. */
export class EpochChooser {
    #store;
    #prefix;
    #found = [];
    #run = null;
    #slider;
    /** No output element: it changes with each epoch, which nobody wants to hear. */
    #text = h('span', {});

    constructor(store, prefix) {
        this.#store = store;
        this.#prefix = prefix;
        this.#slider = h('input', { type: 'range', min: 0, max: 0, step: 1, oninput: () => this.#choose() });
        this.element = h('label', { class: 'epochs' }, 'Epoch', this.#slider, this.#text);
    }

    /** The epoch and file to show, `{ epoch, file }`, or null if there is none yet. */
    update(entry) {
        this.#run = entry.id;
        this.#found = epochsOf(entry, this.#prefix);
        this.element.classList.toggle('blank', this.#found.length === 0);
        if (this.#found.length === 0) return null;
        const last = this.#found.length - 1;
        const choice = this.#store.get(CHOICE, null);
        const chosen = choice?.run === entry.id ? choice.epoch : null;
        const at = chosen === null ? last : this.#found.findLastIndex(({ epoch }) => epoch <= chosen);
        this.#slider.max = last;
        this.#slider.value = Math.max(at, 0);
        this.#slider.hidden = last === 0;
        const shown = this.#found[Math.max(at, 0)];
        const text = chosen === null ? `${shown.epoch}, the last one` : `${shown.epoch} of ${this.#found[last].epoch}`;
        setText(this.#text, text);
        this.#slider.setAttribute('aria-valuetext', text);
        return shown;
    }

    #choose() {
        const at = Number(this.#slider.value);
        const isLast = at >= this.#found.length - 1;
        this.#store.set(CHOICE, isLast ? null : { run: this.#run, epoch: this.#found[at].epoch });
    }
}
