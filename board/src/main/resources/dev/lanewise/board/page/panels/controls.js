// Requests to the training: pause, go on, stop with its state saved, another learning rate; and the report.
import { h, number, sentence, setText } from '../dom.js';

export default {
    id: 'controls',
    title: 'Controls',
    place: 'side',
    wants: (entry, { isServed }) => isServed && Boolean(entry.run),
    create: (element, context) => new Controls(element, context),
};

class Controls {
    #element;
    #context;
    #entry = null;
    #pause = h('button', { type: 'button', onclick: () => this.#ask(this.#isPaused() ? 'resume' : 'pause') });
    #stop = h('button', { type: 'button', onclick: () => this.#confirm(true) }, 'Stop and save');
    #sure = h('div', { class: 'bar sure', role: 'group', 'aria-label': 'Stop the training?' });
    #yes = h('button', { type: 'button', class: 'danger', onclick: () => this.#stopNow() }, 'Yes, stop and save');
    #rate = h('input', { type: 'text', inputmode: 'decimal', id: 'controls-rate', size: '9', autocomplete: 'off',
        'aria-describedby': 'controls-why' });
    #set = h('button', { type: 'submit' }, 'Set');
    #why = h('p', { class: 'note', id: 'controls-why' });
    #answer = h('p', { class: 'answer', role: 'status' });
    #report = h('a', { download: '' }, 'Download the report');

    constructor(element, context) {
        this.#element = element;
        this.#context = context;
        this.#sure.hidden = true;
        this.#sure.append(h('span', {}, 'Stop the training?'), this.#yes,
            h('button', { type: 'button', onclick: () => this.#confirm(false) }, 'No, go on'));
        this.#sure.addEventListener('keydown', (event) => {
            if (event.key === 'Escape') this.#confirm(false);
        });
        const form = h('form', { class: 'bar', onsubmit: (event) => this.#setRate(event) },
            h('label', { for: 'controls-rate' }, 'Learning rate'), this.#rate, this.#set);
        element.append(h('div', { class: 'bar' }, this.#pause, this.#stop), this.#sure, form,
            h('div', { class: 'told' }, this.#why, this.#answer),
            h('p', { class: 'report' }, this.#report));
    }

    async update({ entry, switched }) {
        this.#entry = entry;
        if (switched) {
            setText(this.#answer, '');
            this.#rate.value = '';
            this.#sure.hidden = true;
        }
        const why = whyNot(entry);
        setText(this.#pause, this.#isPaused() ? 'Continue' : 'Pause');
        const requests = [this.#pause, this.#stop, this.#set, this.#rate, this.#yes];
        if (why !== '') {
            // What is disabled or hidden loses the focus: by keyboard one would begin at the top of the page again.
            const focused = document.activeElement;
            if (requests.includes(focused) || this.#sure.contains(focused)) {
                this.#element.closest('section').focus({ preventScroll: true });
            }
            this.#sure.hidden = true;
        }
        for (const request of requests) request.disabled = why !== '';
        setText(this.#why, why);
        const report = this.#context.source.report(entry.id);
        if (this.#report.getAttribute('href') !== report) this.#report.href = report;
        const curves = await this.#context.data.curves(entry);
        const rate = curves.series.lr?.mean.at(-1);
        this.#rate.placeholder = Number.isFinite(rate) ? number(rate) : '';
    }

    destroy() {}

    #isPaused() {
        return this.#entry?.state === 'paused';
    }

    #confirm(isAsked) {
        this.#sure.hidden = !isAsked;
        (isAsked ? this.#yes : this.#stop).focus();
    }

    #stopNow() {
        this.#confirm(false);
        this.#ask('stop');
    }

    #setRate(event) {
        event.preventDefault();
        const text = this.#rate.value.trim().replace(',', '.');
        if (text === '' || !(Number(text) >= 0) || !Number.isFinite(Number(text))) {
            setText(this.#answer, `A learning rate is a number of 0 or more, such as 0.001, not "${text}".`);
            this.#answer.classList.add('refused');
            this.#rate.focus();
            return;
        }
        this.#ask('rate', text);
    }

    async #ask(act, value) {
        const id = this.#entry.id;
        setText(this.#answer, 'Asked …');
        this.#answer.classList.remove('refused');
        const { ok, said } = await this.#context.source.control(id, act, value);
        if (this.#entry.id !== id) return;
        setText(this.#answer, sentence(said));
        this.#answer.classList.toggle('refused', !ok);
        if (ok && act === 'rate') this.#rate.value = '';
    }
}

function whyNot(entry) {
    if (!['running', 'paused'].includes(entry.state)) return 'The training is over.';
    return entry.live ? '' : 'This run is trained by another process: it can only be watched here.';
}
