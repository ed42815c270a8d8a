// Steps of recurrences, as dev.lanewise.kernels.RecurrentKernels and dev.lanewise.kernels.sequence define them: an item
// for each unit of each sample, which computes what it needs of the step's product first.

// A row times columns that are wide apart: chains of CHAIN multiply-adds, added from left to right.
static float lw_chains(
        __global const float* row, int ro, __global const float* columns, int co, int wide, int length) {
    float sum = 0.0f;
    for (int from = 0; from < length; from += CHAIN) {
        int to = from + min(CHAIN, length - from);
        float chain = 0.0f;
        for (int p = from; p < to; p++) {
            chain = fma(row[ro + p], columns[co + p * wide], chain);
        }
        sum = from == 0 ? chain : sum + chain;
    }
    return sum;
}

// Whether a step is no part of a sample's sequence.
static bool lw_outside(int t, __global const int* lengths, int lo, int has_lengths, int sample) {
    return has_lengths && t >= lengths[lo + sample];
}

// Whether it is the first of a sample's sequence in the order of the recurrence.
static bool lw_begins(
        int t, int time, int backward, __global const int* lengths, int lo, int has_lengths, int sample) {
    return t == (backward ? (has_lengths ? lengths[lo + sample] : time) - 1 : 0);
}

__kernel void check_lengths(
        __global const int* lengths, int lo, int time, int samples, __global int* fault, int step) {
    int i = get_global_id(0);
    if (i < samples && (lengths[lo + i] < 0 || lengths[lo + i] > time)) {
        atomic_min(fault, step);
    }
}

// A weight of rows of units, transposed, so that neighbouring items read neighbours.
__kernel void transpose(__global const float* w, int wo, __global float* y, int yo, int rows, int units, int items) {
    int item = get_global_id(0);
    if (item < items) {
        y[yo + item] = w[wo + item % rows * units + item / rows];
    }
}

__kernel void state_of(__global const float* x, int xo, int present, __global float* y, int yo, int items) {
    int i = get_global_id(0);
    if (i < items) {
        y[yo + i] = present ? x[xo + i] : 0.0f;
    }
}

// h = f(x + h W^T).
__kernel void elman_step(
        __global const float* x, int xo, __global const float* w, int wo, __global const float* before, int bo,
        __global float* after, int ao, __global float* y, int yo, __global const int* lengths, int lo, int has_lengths,
        int t, int samples, int units, int skip, int relu) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int j = item % units;
        int at = t * samples * units + item;
        if (lw_outside(t, lengths, lo, has_lengths, sample)) {
            y[yo + at] = 0.0f;
            after[ao + item] = before[bo + item];
        } else {
            float sum = skip ? 0.0f : lw_chains(before, bo + sample * units, w, wo + j, units, units);
            float z = x[xo + at] + sum;
            float h = relu ? lw_relu(z) : lw_tanh(z);
            y[yo + at] = h;
            after[ao + item] = h;
        }
    }
}

__kernel void lstm_step(
        __global const float* x, int xo, __global const float* w, int wo, __global const float* before, int bo,
        __global float* after, int ao, __global float* y, int yo, __global const int* lengths, int lo, int has_lengths,
        int t, int samples, int units, int skip, __global const float* cell_before, int cbo, int has_cell,
        __global float* gates, int go, __global float* cells, int co) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int j = item % units;
        int at = t * samples * units + item;
        int gate = (t * samples + sample) * 4 * units + j;
        float c = has_cell ? cell_before[cbo + item] : 0.0f;
        if (lw_outside(t, lengths, lo, has_lengths, sample)) {
            y[yo + at] = 0.0f;
            after[ao + item] = before[bo + item];
            for (int k = 0; k < 4; k++) {
                gates[go + gate + k * units] = 0.0f;
            }
            cells[co + at] = c;
        } else {
            float z[4];
            for (int k = 0; k < 4; k++) {
                float sum = skip
                    ? 0.0f
                    : lw_chains(before, bo + sample * units, w, wo + k * units + j, 4 * units, units);
                z[k] = x[xo + gate + k * units] + sum;
            }
            float i = lw_sigmoid(z[0]);
            float f = lw_sigmoid(z[1]);
            float g = lw_tanh(z[2]);
            float o = lw_sigmoid(z[3]);
            gates[go + gate] = i;
            gates[go + gate + units] = f;
            gates[go + gate + 2 * units] = g;
            gates[go + gate + 3 * units] = o;
            c = f * c + i * g;
            cells[co + at] = c;
            float h = o * lw_tanh(c);
            y[yo + at] = h;
            after[ao + item] = h;
        }
    }
}

__kernel void gru_step(
        __global const float* x, int xo, __global const float* w, int wo, __global const float* before, int bo,
        __global float* after, int ao, __global float* y, int yo, __global const int* lengths, int lo, int has_lengths,
        int t, int samples, int units, int skip, __global const float* bias, int bias_at, int has_bias,
        __global float* gates, int go, __global float* parts, int po) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int j = item % units;
        int at = t * samples * units + item;
        int gate = (t * samples + sample) * 3 * units + j;
        if (lw_outside(t, lengths, lo, has_lengths, sample)) {
            y[yo + at] = 0.0f;
            after[ao + item] = before[bo + item];
            for (int k = 0; k < 3; k++) {
                gates[go + gate + k * units] = 0.0f;
            }
            parts[po + at] = 0.0f;
        } else {
            float s[3];
            for (int k = 0; k < 3; k++) {
                float sum = skip
                    ? 0.0f
                    : lw_chains(before, bo + sample * units, w, wo + k * units + j, 3 * units, units);
                s[k] = has_bias ? sum + bias[bias_at + k * units + j] : sum;
            }
            float r = lw_sigmoid(x[xo + gate] + s[0]);
            float z = lw_sigmoid(x[xo + gate + units] + s[1]);
            float n = lw_tanh(x[xo + gate + 2 * units] + r * s[2]);
            gates[go + gate] = r;
            gates[go + gate + units] = z;
            gates[go + gate + 2 * units] = n;
            parts[po + at] = s[2];
            float h = n + z * (before[bo + item] - n);
            y[yo + at] = h;
            after[ao + item] = h;
        }
    }
}

// The gradient of a state from that of the step behind, whose product with the weight is part of it; h is changed.
static float lw_state_gradient(
        float h, __global const float* d, int d_at, __global const float* w, int wo, int wide, int units, int behind,
        bool outside_behind, int passes, __global const float* of_y, int oyo, int has_y, bool outside) {
    float through = 0.0f;
    if (behind && !outside_behind) {
        through = lw_chains(d, d_at, w, wo, units, wide);
        h = passes ? h : through;
    }
    if (has_y && !outside) {
        h = h + of_y[oyo];
    }
    return passes && behind ? h + through : h;
}

// The gradient of the states before the first step; there may be no step behind it.
__kernel void first_state_gradient(
        __global const float* h, int ho, __global const float* d, int d_at, __global const float* w, int wo,
        __global const int* lengths, int lo, int has_lengths, int t_behind, int behind, int samples, int units,
        int gates, int passes, __global float* y, int yo) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int wide = gates * units;
        bool outside_behind = lw_outside(t_behind, lengths, lo, has_lengths, sample);
        y[yo + item] = lw_state_gradient(
            h[ho + item], d, d_at + (t_behind * samples + sample) * wide, w, wo + item % units, wide, units, behind,
            outside_behind, passes, h, ho, 0, false);
    }
}

__kernel void elman_gradient(
        __global float* h, int ho, __global float* d, int d_at, __global const float* w, int wo,
        __global const float* of_y, int oyo, int has_y, __global const int* lengths, int lo, int has_lengths, int t,
        int t_before, int t_behind, int behind, int time, int samples, int units, int backward,
        __global const float* y, int yo, int relu) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int at = t * samples * units + item;
        bool outside = lw_outside(t, lengths, lo, has_lengths, sample);
        bool outside_behind = lw_outside(t_behind, lengths, lo, has_lengths, sample);
        float g = lw_state_gradient(
            h[ho + item], d, d_at + (t_behind * samples + sample) * units, w, wo + item % units, units, units, behind,
            outside_behind, 0, of_y, oyo + at, has_y, outside);
        h[ho + item] = g;
        float state = y[yo + at];
        d[d_at + at] = outside ? 0.0f : relu ? lw_reluGrad(g, state) : lw_tanhGrad(g, state);
    }
}

__kernel void lstm_gradient(
        __global float* h, int ho, __global float* d, int d_at, __global const float* w, int wo,
        __global const float* of_y, int oyo, int has_y, __global const int* lengths, int lo, int has_lengths, int t,
        int t_before, int t_behind, int behind, int time, int samples, int units, int backward,
        __global const float* gates, int go, __global const float* cells, int co, __global const float* first,
        int first_at, int has_first, __global float* dc, int dco) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int j = item % units;
        int at = t * samples * units + item;
        int gate = (t * samples + sample) * 4 * units + j;
        bool outside = lw_outside(t, lengths, lo, has_lengths, sample);
        bool outside_behind = lw_outside(t_behind, lengths, lo, has_lengths, sample);
        float dh = lw_state_gradient(
            h[ho + item], d, d_at + (t_behind * samples + sample) * 4 * units, w, wo + j, 4 * units, units, behind,
            outside_behind, 0, of_y, oyo + at, has_y, outside);
        h[ho + item] = dh;
        if (outside) {
            for (int k = 0; k < 4; k++) {
                d[d_at + gate + k * units] = 0.0f;
            }
        } else {
            bool begins = lw_begins(t, time, backward, lengths, lo, has_lengths, sample);
            float before = 0.0f;
            if (!begins) {
                before = cells[co + t_before * samples * units + item];
            } else if (has_first) {
                before = first[first_at + item];
            }
            float i = gates[go + gate];
            float f = gates[go + gate + units];
            float g = gates[go + gate + 2 * units];
            float o = gates[go + gate + 3 * units];
            float u = lw_tanh(cells[co + at]);
            float c = dh * o * (1.0f - u * u) + dc[dco + item];
            d[d_at + gate] = c * g * i * (1.0f - i);
            d[d_at + gate + units] = c * before * f * (1.0f - f);
            d[d_at + gate + 2 * units] = c * i * (1.0f - g * g);
            d[d_at + gate + 3 * units] = dh * u * o * (1.0f - o);
            dc[dco + item] = c * f;
        }
    }
}

__kernel void gru_gradient(
        __global float* h, int ho, __global float* d, int d_at, __global const float* w, int wo,
        __global const float* of_y, int oyo, int has_y, __global const int* lengths, int lo, int has_lengths, int t,
        int t_before, int t_behind, int behind, int time, int samples, int units, int backward,
        __global const float* gates, int go, __global const float* parts, int po, __global const float* y, int yo,
        __global const float* first, int first_at, int has_first, __global float* dx, int dxo) {
    int item = get_global_id(0);
    if (item < samples * units) {
        int sample = item / units;
        int j = item % units;
        int at = t * samples * units + item;
        int gate = (t * samples + sample) * 3 * units + j;
        bool outside = lw_outside(t, lengths, lo, has_lengths, sample);
        bool outside_behind = lw_outside(t_behind, lengths, lo, has_lengths, sample);
        float dh = lw_state_gradient(
            h[ho + item], d, d_at + (t_behind * samples + sample) * 3 * units, w, wo + j, 3 * units, units, behind,
            outside_behind, 1, of_y, oyo + at, has_y, outside);
        if (outside) {
            h[ho + item] = dh;
            for (int k = 0; k < 3; k++) {
                d[d_at + gate + k * units] = 0.0f;
                dx[dxo + gate + k * units] = 0.0f;
            }
        } else {
            bool begins = lw_begins(t, time, backward, lengths, lo, has_lengths, sample);
            float before = 0.0f;
            if (!begins) {
                before = y[yo + t_before * samples * units + item];
            } else if (has_first) {
                before = first[first_at + item];
            }
            float r = gates[go + gate];
            float z = gates[go + gate + units];
            float n = gates[go + gate + 2 * units];
            float e = dh * z;
            float a = (dh - e) * (1.0f - n * n);
            float of_r = a * parts[po + at] * r * (1.0f - r);
            float of_z = dh * (before - n) * z * (1.0f - z);
            dx[dxo + gate] = of_r;
            dx[dxo + gate + units] = of_z;
            dx[dxo + gate + 2 * units] = a;
            d[d_at + gate] = of_r;
            d[d_at + gate + units] = of_z;
            d[d_at + gate + 2 * units] = a * r;
            h[ho + item] = e;
        }
    }
}
