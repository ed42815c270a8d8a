// Ink on a sheet of rows x cols cells, 0 for paper to 255 for ink: what is drawn for the model.

export class Ink {
    constructor(rows, cols) {
        this.rows = rows;
        this.cols = cols;
        this.cells = new Uint8Array(rows * cols);
        /** The pen's half width in cells: a stroke is about a ninth of the sheet's height, as digits are written. */
        this.radius = Math.max(0.8, 0.042 * Math.max(rows, cols));
    }

    get isEmpty() {
        return this.cells.every((cell) => cell === 0);
    }

    clear() {
        this.cells.fill(0);
    }

    /** A stroke from one point to another, in cells from the sheet's left upper corner; both may lie outside. */
    stroke(x0, y0, x1, y1) {
        const reach = this.radius + 0.5;
        const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
        const right = Math.min(this.cols - 1, Math.ceil(Math.max(x0, x1) + reach));
        const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
        const bottom = Math.min(this.rows - 1, Math.ceil(Math.max(y0, y1) + reach));
        for (let row = top; row <= bottom; row++) {
            for (let col = left; col <= right; col++) {
                const distance = distanceToSegment(col + 0.5, row + 0.5, x0, y0, x1, y1);
                // The edge is soft over one cell, so that slanted strokes have no stairs.
                const ink = Math.round(255 * Math.min(1, Math.max(0, reach - distance)));
                const at = row * this.cols + col;
                this.cells[at] = Math.max(this.cells[at], ink);
            }
        }
    }

    /** Draws the sheet: black ink on white paper, on a light page and on a dark one. */
    paint(canvas) {
        const context = canvas.getContext('2d');
        const image = context.createImageData(this.cols, this.rows);
        for (let i = 0; i < this.cells.length; i++) {
            image.data.fill(255 - this.cells[i], 4 * i, 4 * i + 3);
            image.data[4 * i + 3] = 255;
        }
        context.putImageData(image, 0, 0);
    }
}

function distanceToSegment(x, y, x0, y0, x1, y1) {
    const dx = x1 - x0;
    const dy = y1 - y0;
    const squared = dx * dx + dy * dy;
    const along = squared > 0 ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared)) : 0;
    return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
