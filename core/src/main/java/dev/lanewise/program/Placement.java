package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;

/**
 * The place of each float buffer that a step computes, in one array. Buffers that are not needed at the same time
 * overlap, and an output is where an input was that it may overwrite ({@link Buffers}).
 *
 * @param places where a buffer begins; -1 for other values
 * @param size how many floats the buffers take together
 */
@SuppressWarnings("ArrayRecordComponent") // an intermediate result, not compared
record Placement(int[] places, int size) {
    static Placement of(Listing listing) {
        Buffers buffers = new Buffers(listing);
        Packing packing = Packing.of(buffers.all());
        int[] places = new int[listing.values().size()];
        for (int value = 0; value < places.length; value++) {
            int buffer = buffers.of(value);
            places[value] = buffer < 0 ? -1 : CacheLines.FIRST + (int) packing.starts()[buffer];
        }
        Placement placement = new Placement(places, (int) packing.size());
        new PlacementCheck(listing, placement).require();
        return placement;
    }
}
