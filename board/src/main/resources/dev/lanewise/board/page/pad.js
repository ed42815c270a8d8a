// A sheet that is drawn on by mouse, finger or pen, and by keyboard.
import { h } from './dom.js';
import { Ink } from './ink.js';
import { DamagedError } from './safetensors.js';

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
/** An arrow moves the pen by this part of the sheet. */
const STRIDE = 1 / 28;
const HELP = 'By keyboard: arrows move the pen, Space puts it down or lifts it, Delete clears, Enter asks.';
const MAX_SIDE = 1024;

export class Pad {
    #ink;
    #canvas;
    #cursor = h('div', { class: 'cursor' });
    #onChange;
    #onAsk;
    #isEnabled = true;
    #last = null;
    #pen;
    #isDown = false;

    /** Of rows x cols cells; `onChange()` after each change of the drawing, `onAsk()` when Enter is pressed. */
    constructor(rows, cols, onChange, onAsk) {
        if (!(rows >= 1 && rows <= MAX_SIDE && cols >= 1 && cols <= MAX_SIDE)) {
            throw new DamagedError(`A sheet of ${rows} x ${cols} cells cannot be drawn on`);
        }
        this.#ink = new Ink(rows, cols);
        this.#onChange = onChange;
        this.#onAsk = onAsk;
        this.#pen = [cols / 2, rows / 2];
        this.#canvas = h('canvas', {
            width: cols, height: rows, tabindex: 0, role: 'application', 'aria-roledescription': 'drawing sheet',
            'aria-label': 'Sheet to draw on', 'aria-describedby': 'pad-help',
            onpointerdown: (event) => this.#begin(event),
            onpointermove: (event) => this.#move(event),
            onpointerup: () => this.#end(),
            onpointercancel: () => this.#end(),
            onkeydown: (event) => this.#key(event),
            onblur: () => this.#lift(),
        });
        this.element = h('div', {},
            h('div', { class: 'sheet' }, this.#canvas, this.#cursor), h('p', { class: 'note', id: 'pad-help' }, HELP));
        this.#place();
        this.#ink.paint(this.#canvas);
    }

    get rows() {
        return this.#ink.rows;
    }

    get cols() {
        return this.#ink.cols;
    }

    get isEmpty() {
        return this.#ink.isEmpty;
    }

    /** Whether the pen is on the sheet. */
    get isDrawing() {
        return this.#last !== null || this.#isDown;
    }

    /** A copy of the cells, row by row, 0 for paper to 255 for ink. */
    get ink() {
        return this.#ink.cells.slice();
    }

    set isEnabled(isEnabled) {
        this.#isEnabled = isEnabled;
        this.#canvas.tabIndex = isEnabled ? 0 : -1;
        this.#canvas.setAttribute('aria-disabled', String(!isEnabled));
        if (!isEnabled) this.#lift();
    }

    clear() {
        this.#ink.clear();
        this.#lift();
        this.#changed();
    }

    #begin(event) {
        if (!this.#isEnabled || event.button !== 0) return;
        this.#canvas.setPointerCapture(event.pointerId);
        this.#last = this.#point(event);
        this.#ink.stroke(...this.#last, ...this.#last);
        this.#changed();
    }

    #move(event) {
        if (this.#last === null) return;
        // Several points of a fast pen come in one event.
        const points = event.getCoalescedEvents?.() ?? [];
        for (const one of points.length > 0 ? points : [event]) {
            const point = this.#point(one);
            this.#ink.stroke(...this.#last, ...point);
            this.#last = point;
        }
        this.#changed();
    }

    #end() {
        if (this.#last === null) return;
        this.#last = null;
        this.#onChange();
    }

    #key(event) {
        if (!this.#isEnabled || event.ctrlKey || event.altKey || event.metaKey) return;
        const arrow = ARROWS[event.key];
        if (arrow !== undefined) this.#walk(arrow);
        else if (event.key === ' ') this.#toggle();
        else if (event.key === 'Delete' || event.key === 'Backspace') this.clear();
        else if (event.key === 'Enter') this.#onAsk();
        else return;
        event.preventDefault();
    }

    #walk([dx, dy]) {
        const [x, y] = this.#pen;
        this.#pen = [
            Math.min(this.cols, Math.max(0, x + dx * this.cols * STRIDE)),
            Math.min(this.rows, Math.max(0, y + dy * this.rows * STRIDE)),
        ];
        if (this.#isDown) {
            this.#ink.stroke(x, y, ...this.#pen);
            this.#changed();
        }
        this.#place();
    }

    #toggle() {
        this.#isDown = !this.#isDown;
        if (this.#isDown) {
            this.#ink.stroke(...this.#pen, ...this.#pen);
            this.#changed();
        } else {
            this.#onChange();
        }
        this.#place();
    }

    #lift() {
        this.#isDown = false;
        this.#place();
    }

    #place() {
        this.#cursor.style.left = `${(100 * this.#pen[0]) / this.cols}%`;
        this.#cursor.style.top = `${(100 * this.#pen[1]) / this.rows}%`;
        this.#cursor.classList.toggle('down', this.#isDown);
    }

    #point(event) {
        const box = this.#canvas.getBoundingClientRect();
        return [
            ((event.clientX - box.left) / box.width) * this.cols,
            ((event.clientY - box.top) / box.height) * this.rows,
        ];
    }

    #changed() {
        this.#ink.paint(this.#canvas);
        this.#onChange();
    }
}
