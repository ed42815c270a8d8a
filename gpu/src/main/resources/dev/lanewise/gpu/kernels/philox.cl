// Random words by address, as dev.lanewise.kernels.scalar.Philox defines them: a counter-based generator, so that each
// item computes the block of four words that it needs.

static uint4 lw_philox(ulong seed, ulong stream, ulong block) {
    uint key0 = (uint) seed;
    uint key1 = (uint) (seed >> 32);
    uint4 w = (uint4) ((uint) block, (uint) (block >> 32), (uint) stream, (uint) (stream >> 32));
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint high0 = mul_hi(w.x, (uint) PHILOX_MULTIPLIER_0);
        uint low0 = w.x * (uint) PHILOX_MULTIPLIER_0;
        uint high2 = mul_hi(w.z, (uint) PHILOX_MULTIPLIER_2);
        uint low2 = w.z * (uint) PHILOX_MULTIPLIER_2;
        w = (uint4) (high2 ^ w.y ^ key0, low2, high0 ^ w.w ^ key1, low0);
        key0 += (uint) PHILOX_KEY_STEP_0;
        key1 += (uint) PHILOX_KEY_STEP_1;
    }
    return w;
}

// The upper 24 bits of a word of a block.
static uint lw_tick_of(uint4 words, int which) {
    return (which == 0 ? words.x : which == 1 ? words.y : which == 2 ? words.z : words.w) >> 8;
}

// The upper 24 bits of the word at an index.
static uint lw_tick_at(ulong seed, ulong stream, ulong index) {
    return lw_tick_of(lw_philox(seed, stream, index >> 2), (int) (index & 3));
}
