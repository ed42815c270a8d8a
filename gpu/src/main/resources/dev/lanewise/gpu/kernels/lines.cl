// Searches in ascending lines.

// How many of the n keys from keys[at] on are smaller than a key.
static int lw_first(__global const int* keys, int at, int n, int key) {
    int low = 0;
    int high = n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (keys[at + middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
