// Products of matrices. Each element is made of chains of CHAIN fused multiply-adds in ascending order, each from +0,
// added from left to right, as dev.lanewise.kernels.GemmKernels defines it.
#define TILE 16

__kernel void product(
        __global const float* a, int ao, int a_row, int a_col,
        __global const float* b, int bo, int b_row, int b_col,
        __global const float* bias, int bias_at, int has_bias,
        __global float* c, int co, int m, int n, int k, int activation) {
    __local float at[TILE][TILE + 1];
    __local float bt[TILE][TILE + 1];
    int lx = get_local_id(0);
    int ly = get_local_id(1);
    int col = get_global_id(0);
    int row = get_global_id(1);
    float sum = 0.0f;
    float chain = 0.0f;
    for (int from = 0; from < k; from += TILE) {
        if (from > 0 && from % CHAIN == 0) {
            sum = from == CHAIN ? chain : sum + chain;
            chain = 0.0f;
        }
        at[ly][lx] = row < m && from + lx < k ? a[ao + row * a_row + (from + lx) * a_col] : 0.0f;
        bt[ly][lx] = col < n && from + ly < k ? b[bo + (from + ly) * b_row + col * b_col] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        int length = min(TILE, k - from);
        for (int p = 0; p < length; p++) {
            chain = fma(at[ly][p], bt[p][lx], chain);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && col < n) {
        float total = k > CHAIN ? sum + chain : chain;
        if (has_bias) {
            total = total + bias[bias_at + col];
        }
        c[co + row * n + col] = lw_activation(activation, total);
    }
}
