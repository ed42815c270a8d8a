package dev.lanewise.board.web;

import java.io.IOException;
import java.io.OutputStream;

/** Gives a reader so much time for each block: one that takes none any more loses its connection. */
final class PatientOutput extends OutputStream {
    static final int SECONDS = 30;
    private static final int BLOCK = 1 << 16;

    private final OutputStream out;
    private final Patience patience;

    PatientOutput(OutputStream out, Patience patience) {
        this.out = out;
        this.patience = patience;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length;) {
            int block = Math.min(BLOCK, length - done);
            try (Patience.Limit _ = patience.limit(SECONDS)) {
                out.write(bytes, offset + done, block);
            }
            done += block;
        }
    }

    @Override
    public void flush() throws IOException {
        try (Patience.Limit _ = patience.limit(SECONDS)) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        try (Patience.Limit _ = patience.limit(SECONDS)) {
            out.close();
        }
    }
}
