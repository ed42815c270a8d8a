// Small pictures on canvases: examples, samples, filters and what a model saw, pixel by pixel.

const NEGATIVE = [47, 127, 214];
const POSITIVE = [222, 84, 44];

/** The number of values of a picture of this shape, [rows, cols] or [3, rows, cols]. */
export function pictureSize(shape) {
    return shape.reduce((product, dim) => product * dim, 1);
}

/** Whether pictures of this shape can be drawn. */
export function isPicture(shape) {
    return (
        Array.isArray(shape) &&
        (shape.length === 2 || (shape.length === 3 && (shape[0] === 3 || shape[0] === 1))) &&
        shape.every((dim) => dim > 0 && dim <= 1024)
    );
}

/** Draws values of 0 to 1 (floats) or 0 to 255 (Uint8Array): grey for [rows, cols], colours for [3, rows, cols]. */
export function paintPicture(canvas, data, index, shape) {
    const scale = data instanceof Uint8Array ? 1 : 255;
    paint(canvas, index, shape, (pixels, at, first, plane, channels) => {
        const last = channels - 1;
        pixels[at] = scale * data[first];
        pixels[at + 1] = scale * data[first + plane * Math.min(1, last)];
        pixels[at + 2] = scale * data[first + plane * Math.min(2, last)];
        pixels[at + 3] = 255;
    });
}

/**
 * Draws values of either sign, of which `largest` gets the full colour: blue below zero, orange above it, and the
 * page's own background at zero, so that they are right on light and on dark. Three channels are colours about grey.
 */
export function paintSigned(canvas, data, index, shape, largest) {
    const scale = largest > 0 ? 1 / largest : 0;
    paint(canvas, index, shape, (pixels, at, first, plane, channels) => {
        if (channels === 3) {
            for (let c = 0; c < 3; c++) {
                pixels[at + c] = 127.5 + 127.5 * scale * data[first + c * plane];
            }
            pixels[at + 3] = 255;
            return;
        }
        const value = scale * data[first];
        pixels.set(value < 0 ? NEGATIVE : POSITIVE, at);
        pixels[at + 3] = 255 * Math.min(1, Math.abs(value));
    });
}

function paint(canvas, index, shape, pixel) {
    const [rows, cols] = shape.slice(-2);
    const channels = shape.length === 3 ? shape[0] : 1;
    const plane = rows * cols;
    const first = index * plane * channels;
    canvas.width = cols;
    canvas.height = rows;
    const context = canvas.getContext('2d');
    const image = context.createImageData(cols, rows);
    for (let i = 0; i < plane; i++) {
        pixel(image.data, 4 * i, first + i, plane, channels);
    }
    context.putImageData(image, 0, 0);
}
