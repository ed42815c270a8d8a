// Updates of parameters, as dev.lanewise.kernels.OptimizerKernels defines them.

__kernel void assign(__global const float* from, int from_at, __global float* to, int to_at, int n) {
    int i = get_global_id(0);
    if (i < n) {
        to[to_at + i] = from[from_at + i];
    }
}

__kernel void sgd(
        __global float* p, int po, __global const float* g, int go, __global float* v, int vo, int n,
        float minus_lr, float mu, float keep, float decay, int nesterov, int first) {
    int i = get_global_id(0);
    if (i < n) {
        float param = p[po + i];
        float d = g[go + i];
        if (decay != 0.0f) {
            d = fma(decay, param, d);
        }
        if (mu != 0.0f) {
            float velocity = first ? d : fma(mu, v[vo + i], keep * d);
            v[vo + i] = velocity;
            d = nesterov ? fma(mu, velocity, d) : velocity;
        }
        p[po + i] = fma(minus_lr, d, param);
    }
}

__kernel void adam(
        __global float* p, int po, __global const float* g, int go, __global float* m, int mo,
        __global float* v, int vo, __global float* x, int xo, int n,
        float coupled_decay, float minus_decay, float minus_step, float scale, float epsilon,
        float keep_m, float take_m, float keep_v, float take_v, int amsgrad) {
    int i = get_global_id(0);
    if (i < n) {
        float param = p[po + i];
        float d = g[go + i];
        if (coupled_decay != 0.0f) {
            d = fma(coupled_decay, param, d);
        }
        if (minus_decay != 0.0f) {
            param = fma(minus_decay, param, param);
        }
        float mean = fma(keep_m, m[mo + i], take_m * d);
        float squared = fma(take_v * d, d, keep_v * v[vo + i]);
        m[mo + i] = mean;
        v[vo + i] = squared;
        if (amsgrad) {
            squared = lw_max(x[xo + i], squared);
            x[xo + i] = squared;
        }
        float root = sqrt(squared);
        p[po + i] = fma(minus_step, mean / fma(scale, root, epsilon), param);
    }
}

__kernel void rmsprop(
        __global float* p, int po, __global const float* g, int go, __global float* s, int so,
        __global float* a, int ao, __global float* b, int bo, int n,
        float minus_lr, float keep, float take, float epsilon, float decay, float mu, int centered) {
    int i = get_global_id(0);
    if (i < n) {
        float param = p[po + i];
        float d = g[go + i];
        if (decay != 0.0f) {
            d = fma(decay, param, d);
        }
        float q = fma(take * d, d, keep * s[so + i]);
        s[so + i] = q;
        if (centered) {
            float mean = fma(keep, a[ao + i], take * d);
            a[ao + i] = mean;
            q = lw_max(fma(-mean, mean, q), 0.0f);
        }
        float u = d / (sqrt(q) + epsilon);
        if (mu != 0.0f) {
            u = fma(mu, b[bo + i], u);
            b[bo + i] = u;
        }
        p[po + i] = fma(minus_lr, u, param);
    }
}

// An average of weights from the nearer end; weights of 0 and 1 leave and copy, whatever the values are.
__kernel void average(
        __global float* a, int ao, __global const float* p, int po, int n, float share, int old, int leave, int copy) {
    int i = get_global_id(0);
    if (i < n && !leave) {
        float average = a[ao + i];
        float value = p[po + i];
        a[ao + i] = copy ? value : fma(share, value - average, old ? average : value);
    }
}

__kernel void exchange(__global float* a, int ao, __global float* b, int bo, int n) {
    int i = get_global_id(0);
    if (i < n) {
        float kept = a[ao + i];
        a[ao + i] = b[bo + i];
        b[bo + i] = kept;
    }
}

// A number of the CPU.
__kernel void number(__global float* y, int yo, float value) {
    if (get_global_id(0) == 0) {
        y[yo] = value;
    }
}

// Sums of squares as dev.lanewise.kernels.drivers.Squares defines them, a chunk for each group of LANES items: chunks
// of whole rows of lanes, and one of the elements that are left.
__kernel void square_sums(
        __global const float* x, int xo, int length, int whole, int chunks, __global float* y, int yo) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int chunk = get_group_id(0);
    int from = chunk == chunks ? whole : chunk * CHUNK;
    int to = chunk == chunks ? length : from + min(CHUNK, whole - from);
    float sum = 0.0f;
    for (int i = from + lane; i < to; i += LANES) {
        sum = fma(x[xo + i], x[xo + i], sum);
    }
    lanes[lane] = sum;
    lw_fold(lanes);
    if (lane == 0) {
        y[yo + chunk] = lanes[0];
    }
}
