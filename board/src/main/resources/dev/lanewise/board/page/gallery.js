// A grid of small pictures, each with a line of text below and words in its place for who does not see it.
import { h } from './dom.js';
import { isPicture, paintPicture, pictureSize } from './pictures.js';

/**
 * The pictures of a tensor of shape [n, rows, cols] or [n, 3, rows, cols], as a list. `items` are as many
 * `{ words, lines }`: what a screen reader says, and elements or texts that stand below. `paint` draws one.
 */
export function gallery({ shape, data }, items, paint = paintPicture) {
    const picture = shape.slice(1);
    const shown = Math.min(items.length, shape[0], Math.floor(data.length / Math.max(pictureSize(picture), 1)));
    const canDraw = isPicture(picture);
    return h('ul', { class: 'pictures' }, ...items.slice(0, shown).map(({ words, lines }, i) => {
        if (!canDraw) return h('li', {}, h('span', { class: 'hidden-text' }, words), ...lines);
        const canvas = h('canvas', { role: 'img', 'aria-label': words, class: 'picture' });
        paint(canvas, data, i, picture);
        return h('li', {}, h('figure', {}, canvas, lines.length > 0 ? h('figcaption', {}, ...lines) : null));
    }));
}

/** Empty places of so many pictures of a shape with so many lines below: what will come then moves nothing. */
export function places(count, shape, lines) {
    return h('ul', { class: 'pictures', 'aria-hidden': 'true' }, ...Array.from({ length: count }, () => {
        const place = h('div', { class: 'picture' });
        if (isPicture(shape)) place.style.aspectRatio = `${shape.at(-1)} / ${shape.at(-2)}`;
        const below = Array.from({ length: lines }, () => h('span', {}, '\u00a0'));
        return h('li', {}, h('figure', {}, place, h('figcaption', {}, ...below)));
    }));
}
