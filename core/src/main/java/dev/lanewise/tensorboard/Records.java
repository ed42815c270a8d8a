package dev.lanewise.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TFRecord framing: the length of the data as a little-endian long, the masked CRC of those eight bytes, the data, and
 * their masked CRC (https://www.tensorflow.org/tutorials/load_data/tfrecord).
 */
final class Records {
    /** Bytes before the data: the length and its CRC. */
    static final int HEADER = Long.BYTES + Integer.BYTES;

    /** Bytes after the data: their CRC. */
    static final int FOOTER = Integer.BYTES;

    /** Added to a CRC, which is rotated first, since a CRC of data that contain their CRC says little. */
    private static final int MASK = 0xa282ead8;

    private Records() {}

    /** The data with what frames them. */
    static byte[] framed(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(HEADER + data.length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(maskedCrc(data, data.length));
        return record.array();
    }

    /** The masked CRC-32C of the first bytes of an array. */
    static int maskedCrc(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
