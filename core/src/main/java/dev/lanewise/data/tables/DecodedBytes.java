package dev.lanewise.data.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text of any encoding as UTF-8. */
final class DecodedBytes implements ByteSource {
    private static final int BLOCK = 1 << 13;

    private final ByteSource source;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

    /** Both are kept ready to be read from; there is room for the chars of all bytes. */
    private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).flip();
    private final CharBuffer chars = CharBuffer.allocate(2 * BLOCK).flip();

    private boolean ended;
    private @Nullable CharacterCodingException fault;

    DecodedBytes(ByteSource source, Charset charset) {
        this.source = source;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public Charset charset() {
        return decoder.charset();
    }

    @Override
    public int read(byte[] into, int from, int to) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(into, from, to - from);
        while (true) {
            encoder.encode(chars, out, false);
            if (out.position() > from) {
                return out.position() - from;
            }
            if (fault != null) {
                throw fault;
            }
            if (ended) {
                return -1;
            }
            decode();
        }
    }

    private void decode() throws IOException {
        if (bytes.capacity() - bytes.limit() < BLOCK / 2) {
            bytes.compact().flip();
        }
        int count = source.read(bytes.array(), bytes.limit(), bytes.capacity());
        ended = count < 0;
        bytes.limit(bytes.limit() + Math.max(0, count));
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, ended);
        if (ended && !result.isError()) {
            decoder.flush(chars);
        }
        chars.flip();
        if (result.isError()) {
            fault = new MalformedInputException(result.length());
        }
    }
}
