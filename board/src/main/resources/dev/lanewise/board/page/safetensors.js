// Reads safetensors files (https://github.com/huggingface/safetensors): eight bytes with the header's length, the
// header as JSON, the tensors' bytes. Browsers run on little-endian machines only, as the format is.

const MAX_HEADER = 1 << 24;

/** A file of a run does not hold what it should; the message is a sentence for the user, and no fault of the page. */
export class DamagedError extends Error {
    status = null;
}

const DTYPES = {
    F32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
    U8: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
    I32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
    // Exact up to 2^53, far beyond any label or index.
    I64: { bytes: 8, read: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
};

/**
 * The tensors of a file: name -> { dtype, shape, data }, data a typed array in row-major order (I64 as Float64Array).
 * Throws a DamagedError if the bytes are not such a file.
 */
export function parse(buffer) {
    if (buffer.byteLength < 8) {
        throw new DamagedError(`A safetensors file has at least 8 bytes, this one ${buffer.byteLength}`);
    }
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    if (length > MAX_HEADER || 8 + length > buffer.byteLength) {
        throw new DamagedError(`The header of the safetensors file should take ${length} bytes, which it cannot`);
    }
    const tensors = Object.create(null);
    for (const [name, entry] of Object.entries(header(new Uint8Array(buffer, 8, length)))) {
        if (name !== '__metadata__') {
            tensors[name] = tensor(name, entry, buffer, 8 + length);
        }
    }
    return tensors;
}

function header(bytes) {
    let value;
    try {
        value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
        value = null;
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        throw new DamagedError('The header of the safetensors file is not a JSON object');
    }
    return value;
}

function tensor(name, entry, buffer, base) {
    const dtype = DTYPES[entry?.dtype];
    if (!dtype) {
        throw new DamagedError(`Tensor "${name}" has the dtype ${entry?.dtype}, which the page does not read`);
    }
    const { shape, data_offsets: offsets } = entry;
    if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
        throw new DamagedError(`Tensor "${name}" has no shape or no offsets`);
    }
    const size = shape.reduce((product, dim) => product * dim, 1);
    const [begin, end] = offsets;
    if (begin > end || end - begin !== size * dtype.bytes || base + end > buffer.byteLength) {
        throw new DamagedError(`Tensor "${name}" of shape [${shape}] does not fit its bytes ${begin} to ${end}`);
    }
    let data;
    return {
        dtype: entry.dtype,
        shape,
        // Copied when asked for: not all tensors of a file are wanted.
        get data() {
            data ??= dtype.read(buffer.slice(base + begin, base + end));
            return data;
        },
    };
}

function isSizes(values) {
    return Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
}
