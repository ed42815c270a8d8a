package dev.lanewise.io;

/**
 * A member of a zip archive, as its central directory describes it.
 *
 * @param name its name, with folders
 * @param method how it is packed, {@link ZipDirectory#STORED} or {@link ZipDirectory#DEFLATED}
 * @param crc the checksum of its bytes
 * @param packed how many bytes it takes in the archive
 * @param size how many bytes it has
 * @param header where its own header begins in the archive
 * @param data where its bytes begin
 */
record ZipMember(String name, int method, long crc, long packed, long size, long header, long data) {}
